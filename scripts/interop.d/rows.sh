# shellcheck shell=bash
# The rows of a world that hold without forging anything, or whose fault lies in what they are judged by.

# row NAME VERDICT CHAIN KEY [ROOTS] [DOMAIN]: by default red-mesh's roots and trust domain.
row() {
  local folder="$rows/$1" home="$work/${1%%/*}"
  mkdir -p "$folder"
  echo "$2" >"$folder/expect"
  cat "$3" >"$folder/chain.pem"
  cat "$4" >"$folder/key.pem"
  cat "${5:-$home/out/red-mesh/pem/root-cert.pem}" >"$folder/roots.pem"
  echo "${6:-red-mesh.local}" >"$folder/domain"
  openssl x509 -in "$folder/chain.pem" -out "$folder/leaf.pem"
  awk 'done; /-----END/ { done = 1 }' "$folder/chain.pem" >"$folder/rest.pem"
}

# all_rows [handshake]: the rows of all worlds, or those with which a server that trusts red-mesh can be asked.
all_rows() {
  local name
  for name in "$rows"/*/*/; do
    name="${name#"$rows"/}"
    name="${name%/}"
    case "${1:-}:$name" in
      *:extra/* | handshake:*/anchor | handshake:*/twin) ;;
      *) echo "$name" ;;
    esac
  done
}

# A gateway, a workload, a request of somebody's, a root sent along, a root's namesake in the bundle; other roots, no
# intermediate, and an intermediate in the place of a root.
make_rows() {
  local world="$1" mode="$2" home="$work/$1" red="$work/$1/out/red-mesh/pem" kind=refuse
  row "$world/gateway" accept "$home/client/cert-chain.pem" "$home/client/key.pem"
  tool "$home" issue red-mesh --service-account bookinfo/ratings --out "$home/workload"
  row "$world/workload" accept "$home/workload/cert-chain.pem" "$home/workload/key.pem"
  tool "$home" sign red-mesh --csr "$work/forger.csr" --as workload --gateway egress-green-mesh --out "$home/signed"
  row "$world/signed" accept "$home/signed/cert-chain.pem" "$work/forger.key"
  row "$world/with-root" accept <(cat "$home/client/cert-chain.pem" "$red/root-cert.pem") "$home/client/key.pem"
  row "$world/twin" accept "$home/client/cert-chain.pem" "$home/client/key.pem" \
    <(cat "$work/strange/out/red-mesh/pem/root-cert.pem" "$red/root-cert.pem")
  if [[ "$mode" == shared ]]; then
    kind=accept # the other mesh stands below the same root; only its trust domain tells it apart
    tool "$home" issue red-mesh --gateway egress-green-mesh --dns istiod-red-mesh.red-mesh-system.svc --out "$home/dns"
    row "$world/dns" accept "$home/dns/cert-chain.pem" "$home/dns/key.pem"
    extensions "URI:$identity,DNS:istiod-green-mesh.green-mesh-system.svc" \
      | forge "$work/leaf.pem" "$red/ca-cert.pem" "$red/ca-key.pem"
    row "$world/forged-dns" refuse <(cat "$work/leaf.pem" "$red/ca-cert.pem") "$work/forger.key"
  fi
  row "$world/other-mesh" "$kind" "$home/server/cert-chain.pem" "$home/server/key.pem" "" green-mesh.local
  row "$world/stranger" refuse "$work/strange/client/cert-chain.pem" "$work/strange/client/key.pem"
  row "$world/anchor" refuse "$home/client/cert-chain.pem" "$home/client/key.pem" "$red/ca-cert.pem"
  row "$world/alone" refuse <(openssl x509 -in "$home/client/cert-chain.pem") "$home/client/key.pem"
}

# Leaves that Envoy cannot use, which the tool issues only when forced.
make_special() {
  local kind home="$work/per-mesh-p256"
  for kind in ecdsa-p521 ed25519; do
    tool "$home" issue red-mesh --gateway egress-green-mesh --key-type "$kind" --force --out "$home/leaf-$kind"
    row "per-mesh-p256/leaf-$kind" accept "$home/leaf-$kind/cert-chain.pem" "$home/leaf-$kind/key.pem"
  done
}
