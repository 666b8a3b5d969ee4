# shellcheck shell=bash
# OpenSSL: `openssl verify` with the strict checks and for both purposes, and s_server. Each refusal has to be for the
# fault that the row has, by X509_V_ERR number.

declare -A openssl_errors=(
  [stranger]=20 [other-mesh]=20 [alone]=20 [anchor]=2 [expired]=10 [early]=9 [tampered-leaf]=7 [tampered-ca]=7
  [forged]=47 [forged-dns]=47 [sub-domain]=47 [leaf-as-ca]=79 [sub-ca]=25
)

# openssl_verify ROW [OPTION …]: OpenSSL's words.
openssl_verify() {
  local folder="$rows/$1" rest=()
  [[ ! -s "$folder/rest.pem" ]] || rest=(-untrusted "$folder/rest.pem")
  openssl verify -x509_strict -no-CApath -no-CAstore -CAfile "$folder/roots.pem" "${rest[@]}" "${@:2}" \
    "$folder/leaf.pem" 2>&1
}

# openssl_verdict ROW [OPTION …]: the verdict line, "none" if it refuses for another reason than the row's.
openssl_verdict() {
  local row="$1" said number wanted="${openssl_errors[${1##*/}]:-any}" verdict=refuse
  if said="$(openssl_verify "$@")"; then
    printf '%s\taccept\t\n' "$row"
    return
  fi
  said="$(grep -m 1 '^error [0-9]' <<<"$said" || tail -n 1 <<<"$said")"
  number="$(sed -n 's/^error \([0-9]*\) .*/\1/p' <<<"$said")"
  [[ -n "$number" && "$wanted" == @(any|"$number") ]] || verdict=none
  printf '%s\t%s\t%s\n' "$row" "$verdict" "$said"
}

run_openssl() {
  local row purpose list=()
  mapfile -t list < <(all_rows)
  for row in "${list[@]}"; do openssl_verdict "$row"; done >"$work/openssl.answers"
  compare "openssl verify" "$work/openssl.answers" "${list[@]}"
  mapfile -t list < <(all_rows | grep '/\(gateway\|workload\|signed\)$')
  for purpose in sslclient sslserver; do
    for row in "${list[@]}"; do openssl_verdict "$row" -purpose "$purpose"; done >"$work/openssl.answers"
    compare "openssl verify -purpose $purpose" "$work/openssl.answers" "${list[@]}"
  done
  handshakes openssl
}

# -HTTP sends the file `welcome` as it is.
serve_openssl() {
  local home="$work/$1"
  printf 'HTTP/1.0 200 OK\r\n\r\nwelcome\r\n' >"$work/welcome"
  server=(env -C "$work" openssl s_server -quiet -HTTP -accept "127.0.0.1:$port" -cert "$home/server/cert-chain.pem"
    -cert_chain "$home/server/cert-chain.pem" -key "$home/server/key.pem" -CAfile "$home/out/red-mesh/pem/root-cert.pem"
    -no-CApath -no-CAstore -Verify 5 -verify_return_error -x509_strict)
}
