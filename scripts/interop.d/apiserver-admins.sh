# shellcheck shell=bash
# Two administrators who share no cluster: each has a home with one mesh and a trust card of the other's, and a user who may
# write to his own namespace alone. What the other has is seen at his gateway, a real Envoy: by a handshake with a
# certificate of the next generation, and the HTTP status that follows.

# of SIDE ARGUMENT …: the tool as one of them.
of() {
  local side="$1" user=red
  [[ "$side" == north ]] || user=green
  KUBECONFIG="$cluster/kubeconfig" MESHTRUST_CLIENT=kubectl MESHTRUST_HOME="$cluster/$side" \
    MESHTRUST_CONTEXTS="$side-mesh=$user" "$MESHTRUST" "${@:2}"
}

side_yaml() {
  cat <<YAML
apiVersion: meshtrust/v1
kind: Federation
spec:
  meshes:
  - name: $1-mesh
    peers: [$2-mesh]
    ingressAddresses: {$2-mesh: [$3]}
  remotes: [$2-mesh]
YAML
}

admin_checks() {
  local folder="$cluster/sides" side turn status=1
  ((${#envoys[@]})) || { skip "two administrators: there is no Envoy" && return 0; }
  mkdir -p "$folder" "$cluster/north" "$cluster/south"
  side_yaml north south in.north.invalid >"$cluster/north/federation.yaml"
  side_yaml south north in.south.invalid >"$cluster/south/federation.yaml"
  for side in north south; do
    admin create namespace "$side-mesh-system" >/dev/null
    printf 'apiVersion: maistra.io/v1\nkind: ServiceMeshMemberRoll\nmetadata: {name: default, namespace: %s}\nspec: {members: []}\n' \
      "$side-mesh-system" | admin apply --validate=false -f - >/dev/null
    of "$side" apply >"$work/apply.log" 2>&1
    of "$side" trust export "$side-mesh" >"$folder/$side.card" 2>"$work/export.log"
  done
  of north trust import "$folder/south.card" --fingerprint "$(root_of south)" --yes >"$work/import.log" 2>&1
  of south trust import "$folder/north.card" --fingerprint "$(root_of north)" --yes >>"$work/import.log" 2>&1
  of north apply --yes >"$work/apply.log" 2>&1
  of south apply --yes >>"$work/apply.log" 2>&1
  of north cluster rights north-mesh --apply --user red-alice | admin apply --validate=false -f - >/dev/null
  of south cluster rights south-mesh --apply --user green-alice | admin apply --validate=false -f - >/dev/null
  python3 "$here/interop.d/controllers.py" "$apiserver_port" "$folder" north-mesh south-mesh >"$work/sides.log" 2>&1 &
  servers+=($!)
  check "two administrators: north deploys" status_of 0 of north deploy --yes
  check "two administrators: south deploys" status_of 0 of south deploy --yes
  check "two administrators: north may not write to south" status_of 74 \
    env KUBECONFIG="$cluster/kubeconfig" MESHTRUST_CLIENT=kubectl MESHTRUST_HOME="$cluster/south" \
    "$MESHTRUST" deploy south-mesh --context south-mesh=red --yes
  # 127.0.0.21:8188 is north's ingress for south, 127.0.0.22:8188 south's for north.
  gateway_ports=(north-mesh=127.0.0.21:8187 south-mesh=127.0.0.22:8188)
  for side in north south; do
    within 20 test -e "$folder/$side-mesh-bundles.json" || true
    python3 "$here/interop.d/gateways.py" config "$folder" "$side-mesh" "${gateway_ports[@]}" >"$folder/$side.envoy.json"
    "$work/venv/bin/envoy" --config-path "$folder/$side.envoy.json" --disable-hot-restart --concurrency 1 --log-level error \
      >"$work/envoy-$side.log" 2>&1 &
    servers+=($!)
  done
  check "two administrators: the gateways let each other through" within 20 side_request 127.0.0.21:8190 127.0.0.22:8190
  resume_traffic "$folder"
  of north rotate start north-mesh >"$work/rotate.log" 2>&1
  check "two administrators: north does its part, and waits for south" status_of 2 \
    of north rotate run north-mesh --restart-workloads --yes
  check "two administrators: south's gateway does not believe the next generation yet" status_of 4 seen_at_gateway
  for turn in {1..12}; do
    of north trust export north-mesh >"$folder/north.card" 2>"$work/export.log"
    of south trust import "$folder/north.card" --yes >"$work/import.log" 2>&1 || true
    of south apply --yes >"$work/apply.log" 2>&1
    of south deploy --yes >"$work/deploy.log" 2>&1 || true
    sleep 3
    seen_at_gateway >"$work/seen.log" 2>&1 || true
    # No handshake shows that a root has gone: for that south sends a folder.
    if grep -q MT-ROT-18 "$work/seen.log"; then
      rm -rf "$folder/seen"
      of south collect south-mesh --out "$folder/seen" >"$work/collect.log" 2>&1 || true
      of north rotate seen "$folder/seen" >>"$work/seen.log" 2>&1 || true
    fi
    status=0
    of north rotate run north-mesh --restart-workloads --wait --timeout 90s --yes >"$work/side.log" 2>&1 || status=$?
    ((status != 0)) || break
  done
  check "two administrators: north's root is replaced, in $turn turns" eval "((status == 0))"
  check "two administrators: south's gateway was the evidence" eval 'of north log --wide | grep -q "accepted a certificate of the next generation"'
  check "two administrators: nobody vouched for anything" eval '! of north log --wide | grep -q "stated by"'
  traffic_is_whole "$folder" "a rotation between two administrators"
  # Not before: it issues a certificate for an hour, and a gate would wait until that ends.
  check "two administrators: verify --connect sees south's gateway, and its answer" status_of 0 \
    of north verify --connect 127.0.0.22:8188 --peer south-mesh --for north-mesh --server --as north-mesh/egress-south-mesh
  touch "$folder/quiet" "$folder/stop"
  wait "$traffic" || true
}

# What a run does by itself where the peer's address can be resolved.
seen_at_gateway() { of north rotate seen south-mesh --for north-mesh --connect 127.0.0.22:8188; }

root_of() {
  openssl x509 -in "$cluster/$1/out/$1-mesh/pem/root-cert.pem" -outform DER | openssl dgst -sha256 -r | sed 's/^\([0-9a-f]*\).*/SHA256:\1/'
}

side_request() {
  local place
  for place; do [[ "$(curl -s --max-time 2 "http://$place/")" == welcome ]] || return 1; done
}
