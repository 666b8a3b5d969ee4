# shellcheck shell=bash
# The tool's own `verify` against `openssl verify` on the same chains. On the rows of the worlds the two agree. What
# stands in extra.sh OpenSSL accepts, because it knows neither SPIFFE nor a trust domain, or checks less; the list says
# by which clause the tool refuses. Each refusal of the tool's has to be for the fault that the row has.

declare -A codes=(
  [stranger]=MT-PV-0[12] [other-mesh]=MT-PV-01 [alone]=MT-PV-01 [anchor]=MT-PV-15 [expired]=MT-PV-03
  [early]=MT-PV-04 [tampered-leaf]=MT-PV-02 [tampered-ca]=MT-PV-02 [forged]=MT-CA-08 [forged-dns]=MT-CA-08
  [sub-domain]=MT-CA-08 [leaf-as-ca]=MT-CA-01 [sub-ca]=MT-PV-07
  [two-uris]=MT-LF-01 [no-uri]=MT-LF-01 [no-path]=MT-LF-03 [https]=MT-ID-01 [upper-case]=MT-ID-05 [port]=MT-ID-04
  [user-info]=MT-ID-04 [percent]=MT-ID-11 [dot-segment]=MT-ID-13 [slash]=MT-ID-14 [no-signature]=MT-LF-07
  [sha1]=MT-LF-13 [rsa-1024]=MT-LF-13 [other-domain]=MT-V-03 [other-identity]=MT-V-06 [reversed]=MT-V-07
)

run_meshtrust() {
  local row list=()
  mapfile -t list < <(all_rows)
  for row in "${list[@]}"; do meshtrust_verdict "$row"; done >"$work/meshtrust.answers"
  compare "meshtrust verify" "$work/meshtrust.answers" "${list[@]}"
  for row in "${list[@]}"; do openssl_verdict "$row"; done >"$work/openssl.answers"
  compare "openssl verify" "$work/openssl.answers" "${list[@]}"

  make_extra
  mapfile -t list < <(cd "$rows" && printf '%s\n' extra/*)
  for row in "${list[@]}"; do meshtrust_verdict "$row"; done >"$work/meshtrust.answers"
  compare "meshtrust verify" "$work/meshtrust.answers" "${list[@]}"
  known=("${openssl_accepts[@]}")
  for row in "${list[@]}"; do openssl_verdict "$row"; done >"$work/openssl.answers"
  compare "openssl verify" "$work/openssl.answers" "${list[@]}"
}

meshtrust_verdict() {
  local folder="$rows/$1" status=0 said code verdict=none expected=()
  [[ ! -e "$folder/identity" ]] || expected=(--client-id "$(<"$folder/identity")")
  said="$("$MESHTRUST" verify "$folder/chain.pem" --bundle "$folder/roots.pem" --trust-domain "$(<"$folder/domain")" \
    "${expected[@]}" 2>&1)" || status=$?
  code="$(sed -n 's/^rejected: .*\[\(MT-[A-Z0-9-]*\)\]$/\1/p' <<<"$said")"
  if ((status == 0)); then
    verdict=accept
    code=""
  elif ((status == 1)) && [[ "$code" =~ ^${codes[${1##*/}]:-MT-.*}$ ]]; then
    verdict=refuse
  fi
  printf '%s\t%s\t%s\n' "$1" "$verdict" "${code:-$([[ "$verdict" == accept ]] || echo "exit $status: ${said%%$'\n'*}")}"
}
