# shellcheck shell=bash
# NSS: certutil -V, for both sides of a connection.

run_nss() {
  local row list=()
  need nss certutil libnss3-tools || return 0
  dpkg-query --show --showformat='NSS ${Version}\n' libnss3 2>/dev/null || true
  mapfile -t list < <(all_rows)
  known=(
    "*/anchor: NSS ends a path at any certificate that is marked as trusted, an intermediate too"
    "per-mesh-mixed/@(gateway|workload|signed|with-root|twin): NSS knows no Ed25519 certificates, so no such root"
    "per-mesh-p256/leaf-ed25519: NSS knows no Ed25519 certificates"
  )
  for row in "${list[@]}"; do nss_verdict "$row"; done >"$work/nss.answers"
  compare "NSS certutil" "$work/nss.answers" "${list[@]}"
}

# add NAME TRUST FILE: each certificate of the file into the database.
nss_add() {
  local number
  rm -f "$work/nss/"*.pem
  awk -v folder="$work/nss" '/BEGIN/ { number++ } { print > (folder "/" number ".pem") }' "$3"
  for number in "$work/nss/"*.pem; do
    certutil -A -d "sql:$work/nss" -n "$1-$(basename "$number" .pem)" -t "$2" -a -i "$number" || return 1
  done
}

nss_verdict() {
  local said="" usage verdict=accept
  rm -rf "$work/nss"
  mkdir "$work/nss"
  certutil -N -d "sql:$work/nss" --empty-password
  # The roots last: a root that is sent along would take away the trust in itself.
  if ! said="$({ [[ ! -s "$rows/$1/rest.pem" ]] || nss_add rest ,, "$rows/$1/rest.pem"; } 2>&1 \
    && nss_add leaf ,, "$rows/$1/leaf.pem" 2>&1 && nss_add root CT,, "$rows/$1/roots.pem" 2>&1)"; then
    verdict=refuse
  else
    for usage in C V; do
      said="$(certutil -V -d "sql:$work/nss" -n leaf-1 -u "$usage" -e 2>&1)" || verdict=refuse
      [[ "$verdict" == accept ]] || break
    done
  fi
  printf '%s\t%s\t%s\n' "$1" "$verdict" "$([[ "$verdict" == accept ]] || tail -n 1 <<<"$said")"
}
