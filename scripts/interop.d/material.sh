# shellcheck shell=bash
# The federations ("worlds") and what each presents. A row is one folder below $rows: chain.pem, leaf.pem, rest.pem,
# key.pem, the roots to judge by, the trust domain its leaf claims, and the right verdict.

rows="$work/rows"
identity=spiffe://red-mesh.local/ns/red-mesh-system/sa/egress-green-mesh-service-account

# Name, root mode, and the keys of roots, intermediates and leaves.
worlds() {
  cat <<TEXT
per-mesh-p256   per-mesh  ecdsa-p256  ecdsa-p256  ecdsa-p256
per-mesh-p384   per-mesh  ecdsa-p384  ecdsa-p384  ecdsa-p384
per-mesh-rsa    per-mesh  rsa-4096    rsa-3072    rsa-2048
per-mesh-mixed  per-mesh  ed25519     ecdsa-p521  ecdsa-p256
shared-p256     shared    ecdsa-p256  ecdsa-p256  ecdsa-p256
shared-p384     shared    ecdsa-p384  ecdsa-p384  ecdsa-p384
shared-rsa      shared    rsa-3072    rsa-2048    rsa-2048
TEXT
}

make_material() {
  local world mode root intermediate leaf
  mkdir -p "$rows"
  make_forger
  echo "scripts/interop: making the federations" >&2
  make_world strange per-mesh ecdsa-p256 ecdsa-p256 ecdsa-p256
  while read -r world mode root intermediate leaf; do
    make_world "$world" "$mode" "$root" "$intermediate" "$leaf"
    make_rows "$world" "$mode"
    make_faults "$world" "$mode"
  done < <(worlds)
  make_special
}

days() { date -u -d "$1 days" +%FT%TZ; }

# tool HOME COMMAND …: the tool under test, quiet unless it fails.
tool() {
  local home="$1"
  shift
  "$MESHTRUST" "$@" --home "$home" >"$work/tool.log" 2>&1 || { cat "$work/tool.log" >&2; return 1; }
}

# The federation of a world, three days old, so that it can have expired leaves, and the certificate of a server in it.
make_world() {
  local home="$work/$1"
  mkdir -p "$home"
  cat >"$home/federation.yaml" <<TEXT
apiVersion: meshtrust/v1
kind: Federation
metadata: {name: interop}
spec:
  roots: $2
  profiles:
    default: {rootKey: $3, intermediateKey: $4, leafKey: $5}
  meshes:
  - {name: red-mesh, peers: [green-mesh]}
  - {name: green-mesh}
TEXT
  tool "$home" apply --yes --now "$(days -3)"
  tool "$home" issue green-mesh --gateway ingress-red-mesh --out "$home/server"
  tool "$home" issue red-mesh --gateway egress-green-mesh --out "$home/client"
}
