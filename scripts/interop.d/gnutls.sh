# shellcheck shell=bash
# GnuTLS: certtool --verify, and gnutls-serv. The latter listens on every address, so it gets a network of its own.

run_gnutls() {
  local row list=()
  need gnutls certtool gnutls-bin || return 0
  certtool --version | sed -n 1p
  known=(
    "*/forged: GnuTLS evaluates name constraints for DNS names, e-mail and IP addresses, not for permitted URIs"
    "*/sub-domain: GnuTLS evaluates name constraints for DNS names, e-mail and IP addresses, not for permitted URIs"
    "*/anchor: GnuTLS takes any certificate of its list as a trust anchor, an intermediate too"
  )
  mapfile -t list < <(all_rows)
  for row in "${list[@]}"; do certtool_verdict "$row"; done >"$work/gnutls.answers"
  compare "certtool --verify" "$work/gnutls.answers" "${list[@]}"
  if need gnutls-serv ip iproute2; then
    serve_alone
  fi
}

certtool_verdict() {
  local said verdict=refuse folder="$rows/$1"
  said="$(certtool --verify --load-ca-certificate "$folder/roots.pem" --infile "$folder/chain.pem" 2>&1)" \
    && verdict=accept
  said="$(grep -v '^$' <<<"$said" | tail -n 1)"
  if [[ "$verdict" == refuse && "$said" != *"NOT trusted"* ]]; then
    verdict=none
  fi
  printf '%s\t%s\t%s\n' "$1" "$verdict" "$([[ "$verdict" == accept ]] || echo "${said#*NOT trusted. }")"
}

# The checks of handshakes.sh once more as a script, in a network that holds nothing but a loopback address.
serve_alone() {
  local status=0
  if ! unshare --map-root-user --net true 2>"$work/unshare.log"; then
    skip "gnutls-serv: no network of its own to be had: $(tail -n 1 "$work/unshare.log")"
    return
  fi
  {
    declare -f
    declare -p work rows known identity
    echo "servers=(); port=0; passed=0; failed=0; skipped=0"
    echo "trap stop_servers EXIT; ip link set lo up; handshakes gnutls"
  } >"$work/alone.sh"
  unshare --map-root-user --net bash -euo pipefail "$work/alone.sh" | tee "$work/alone.log" || status=1
  passed=$((passed + $(grep -c '^ok' "$work/alone.log" || true)))
  failed=$((failed + $(grep -c '^FAIL' "$work/alone.log" || true)))
  ((status == 0)) || bad "gnutls-serv: the checks ended early"
}

serve_gnutls() {
  local home="$work/$1"
  printf 'HTTP/1.0 200 OK\r\n\r\nwelcome\r\n' >"$work/welcome"
  server=(gnutls-serv --quiet --http --httpdata "$work/welcome" --port "$port" --require-client-cert
    --verify-client-cert --x509certfile "$home/server/cert-chain.pem" --x509keyfile "$home/server/key.pem"
    --x509cafile "$home/out/red-mesh/pem/root-cert.pem")
}
