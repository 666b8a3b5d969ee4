# shellcheck shell=bash
# `rotate gather --deep` through the client's own port-forward, the API server and a kubelet (kubelet.py) to real Envoys:
# what each gateway presents, and since when proxies that nobody restarted have their certificates.

# deep_checks FOLDER MESH: after its istiod was restarted with another key, and before its gateways were.
deep_checks() {
  local folder="$1" mesh="$2"
  ((${#envoys[@]})) || { skip "deep: there is no Envoy" && return 0; }
  free_port
  start python3 "$here/interop.d/kubelet.py" "$port" "$folder" "${gateway_ports[@]}" || { bad "deep: no kubelet" && return 0; }
  node "$port" | admin apply --validate=false -f - >/dev/null
  patch_status /api/v1/nodes/node "$(node_status "$port")"
  check "deep: without the right nothing is seen" deep "$mesh" unknown 2
  check "deep: and the right is named" grep -q 'pods/portforward.*verbs: \[create\]' "$work/deep.log"
  check "deep: no gate opens" grep -q "^gates: 1 open, 1 shut$" "$work/said"
  story cluster rights "$mesh" --apply --deep --user green-alice | admin apply --validate=false -f - >/dev/null
  check "deep: gateways present what the leaving key signed" deep "$mesh" missing 2
  check "deep: and no proxy has renewed" proxies_of "$mesh" missing
  touch "$folder/deaf"
  check "deep: Pods that do not answer are unknown" deep "$mesh" unknown 2
  rm "$folder/deaf"
  touch "$folder/renew-$mesh"
  within 20 eval '[[ ! -e "$folder/renew-$mesh" ]]'
  check "deep: gateways present what the arriving key signed" within 20 deep "$mesh" shown 2
  check "deep: and every proxy has renewed" proxies_of "$mesh" shown
  check "deep: which opens the gate" grep -q "^gates: 2 open, 0 shut$" "$work/said"
  check "deep: no port-forward is left" eval '! pgrep -f "port-forward.*--namespace=$mesh-system"'
}

node() { printf 'apiVersion: v1\nkind: Node\nmetadata: {name: node}\n'; }

node_status() {
  printf '{"status": {"addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
    "daemonEndpoints": {"kubeletEndpoint": {"Port": %s}}}}' "$1"
}

# deep MESH VERDICT COUNT: what is said of that many gateways.
deep() {
  story rotate gather "$1" --deep --wide >"$work/said" 2>"$work/deep.log" || return 1
  cat "$work/said"
  (($(grep -Ec "^$1 +gateway +$1 +$2 " "$work/said") == $3))
}

proxies_of() { grep -Eq "^$1 +proxies +$1 +$2 " "$work/said"; }
