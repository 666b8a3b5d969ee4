# shellcheck shell=bash
# A real kube-apiserver and etcd on the loopback address: three meshes in three namespaces, each with a context and a user
# who may do only what `cluster rights` prints. What the README tells to type puts the meshes there; then the tool reads
# them. There are no controllers: the statuses that others would write are written here.

run_apiserver() {
  local server etcd
  need apiserver etcd etcd-server || return 0
  need apiserver kubectl kubernetes-client || return 0
  server="${MESHTRUST_APISERVER:-${XDG_CACHE_HOME:-$HOME/.cache}/meshtrust-interop/kube-apiserver-1.20.2}"
  if [[ ! -x "$server" && "${INTEROP_BUILD:-no}" == yes ]]; then
    "$here/interop.d/build-apiserver.sh" "$server" >"$work/build-apiserver.log" 2>&1 || true
  fi
  if [[ ! -x "$server" ]]; then
    skip "apiserver: there is no $server; INTEROP_BUILD=yes builds it from Debian's source package, in some minutes"
    return 0
  fi
  cluster="$work/cluster"
  mkdir -p "$cluster"
  start_apiserver "$server" || { bad "apiserver: it does not start: $(tail -n 2 "$work/server.log")" && return 0; }
  check "apiserver: the CronJobs of packaging/ are what the server takes" create_cronjobs
  apiserver_meshes
  definition_checks
  apiserver_checks
  deploy_checks
  rotate_checks
  admin_checks
  figures_checks
  stop_servers
}

start_apiserver() {
  local etcd peer
  free_port
  etcd=$port
  free_port
  peer=$port
  port=$etcd
  start etcd --data-dir "$cluster/etcd" --listen-client-urls "http://127.0.0.1:$etcd" \
    --advertise-client-urls "http://127.0.0.1:$etcd" --listen-peer-urls "http://127.0.0.1:$peer" \
    --initial-advertise-peer-urls "http://127.0.0.1:$peer" --initial-cluster "default=http://127.0.0.1:$peer" || return 1
  openssl genrsa -out "$cluster/sa.key" 2048 2>/dev/null
  openssl rsa -in "$cluster/sa.key" -pubout -out "$cluster/sa.pub" 2>/dev/null
  printf '%s,%s,%s\n' admin-token admin 1 red-token red-alice 2 green-token green-alice 3 blue-token blue-alice 4 \
    | sed '1s/$/,"system:masters"/' >"$cluster/tokens.csv"
  free_port
  apiserver_port=$port
  apiserver=("$1" --etcd-servers="http://127.0.0.1:$etcd" --bind-address=127.0.0.1 --secure-port="$port" \
    --cert-dir="$cluster/certs" --token-auth-file="$cluster/tokens.csv" --authorization-mode=RBAC \
    --service-cluster-ip-range=10.96.0.0/16 --disable-admission-plugins=ServiceAccount \
    --endpoint-reconciler-type=none --service-account-key-file="$cluster/sa.pub" \
    --service-account-signing-key-file="$cluster/sa.key" --service-account-issuer=https://loopback)
  start "${apiserver[@]}" || return 1
  apiserver_pid="${servers[-1]}"
  {
    printf 'apiVersion: v1\nkind: Config\nclusters:\n'
    printf -- '- {name: loopback, cluster: {server: "https://127.0.0.1:%s", insecure-skip-tls-verify: true}}\n' "$port"
    printf 'users:\n'
    printf -- '- {name: %s, user: {token: %s-token}}\n' admin admin red red green green blue blue
    printf 'contexts:\n'
    printf -- '- {name: %s, context: {cluster: loopback, user: %s}}\n' admin admin red red green green blue blue
    printf -- '- {name: %s, context: {cluster: loopback, user: nobody}}\n' nobody
  } >"$cluster/kubeconfig"
  local turn
  for turn in {1..480}; do
    [[ "$(admin get --raw /readyz 2>/dev/null)" != ok ]] || return 0
    sleep 0.25
  done
  return 1
}

# Asks the server, and creates nothing. Before 1.21 CronJobs had another version; their fields were the same.
create_cronjobs() {
  local version=batch/v1
  admin get --raw /apis/batch/v1 | grep -q '"cronjobs"' || version=batch/v1beta1
  sed "s#^apiVersion: batch/v1\$#apiVersion: $version#" "$here/../packaging/kubernetes/cronjob.yaml" \
    | admin create --validate=true --dry-run=server -f -
}

# Ends the server and starts it again, after so many seconds.
restart_apiserver() {
  kill "$apiserver_pid"
  wait "$apiserver_pid" 2>/dev/null || true
  sleep "$1"
  port="$apiserver_port"
  start "${apiserver[@]}"
  apiserver_pid="${servers[-1]}"
}

admin() { KUBECONFIG="$cluster/kubeconfig" kubectl --context admin "$@"; }

# live ARGUMENT …: the tool on the home of this test, with the contexts of the three users.
live() {
  KUBECONFIG="$cluster/kubeconfig" MESHTRUST_CLIENT=kubectl MESHTRUST_HOME="$cluster/pki" \
    MESHTRUST_CONTEXTS=red-mesh=red,green-mesh=green,blue-mesh=blue "$MESHTRUST" "$@"
}

# The definitions of Maistra, without their schemas.
definition() {
  cat <<YAML
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: $2.$1}
spec:
  group: $1
  scope: Namespaced
  names: {plural: $2, singular: ${2%s}, kind: $3}
  versions:
  - name: $4
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
    subresources: {status: {}}
---
YAML
}

definitions() {
  definition maistra.io servicemeshcontrolplanes ServiceMeshControlPlane v2
  definition maistra.io servicemeshmemberrolls ServiceMeshMemberRoll v1
  definition federation.maistra.io servicemeshpeers ServiceMeshPeer v1
  definition federation.maistra.io exportedservicesets ExportedServiceSet v1
  definition federation.maistra.io importedservicesets ImportedServiceSet v1
  definition networking.istio.io destinationrules DestinationRule v1beta1
}

apiserver_meshes() {
  local mesh
  admin version 2>/dev/null | tail -n 1
  if has_definitions; then
    real_definitions | admin create --validate=false -f - >"$work/definitions.log" 2>&1 \
      || bad "apiserver: $(tail -n 1 "$work/definitions.log" | cut -c1-300)"
    admin wait --for=condition=Established crd --all --timeout=60s >>"$work/definitions.log" 2>&1 || true
  else
    definitions | admin apply --validate=false -f - >"$work/definitions.log" 2>&1
  fi
  for mesh in red green blue; do admin create namespace "$mesh-mesh-system" >/dev/null; done
  live init red-mesh green-mesh blue-mesh >/dev/null 2>&1
  live apply >"$work/apply.log" 2>&1
  check "apiserver: the definitions are served" served
}

served() {
  local turn
  for turn in {1..80}; do
    ! admin get servicemeshpeers.federation.maistra.io -A >/dev/null 2>&1 || return 0
    sleep 0.25
  done
  return 1
}

annotation() {
  admin get secret cacerts -n red-mesh-system \
    -o jsonpath='{.metadata.annotations.kubectl\.kubernetes\.io/last-applied-configuration}'
}

# typed COMMAND: a command that the tool told to type, as an administrator with all rights does.
typed() { (cd "$cluster" && PATH="$cluster/bin:$PATH" bash -c "$1"); }

apiserver_checks() {
  local mesh out="$cluster/pki/out"
  mkdir -p "$cluster/bin"
  # The administrator's own oc.
  printf '#!/bin/sh\nKUBECONFIG=%s exec kubectl --context admin "$@"\n' "$cluster/kubeconfig" >"$cluster/bin/oc"
  chmod +x "$cluster/bin/oc"

  admin apply --validate=false -f "$out/red-mesh/secret-cacerts.yaml" >/dev/null 2>&1
  check "apiserver: a client-side apply copies the key into an annotation" eval '[[ "$(annotation)" == *ca-key.pem* ]]'
  for mesh in red green blue; do
    check "apiserver: the Secret of $mesh-mesh, as kustomization.yaml says" \
      typed "cd $out/$mesh-mesh && $(sed -n 's/^#   \(oc apply --server-side.*\)$/\1/p' "$out/$mesh-mesh/kustomization.yaml")"
    check "apiserver: the rest of $mesh-mesh" typed "oc apply --validate=false -k $out/$mesh-mesh"
  done
  check "apiserver: the copy of the key is removed" \
    typed "oc annotate secret cacerts -n red-mesh-system kubectl.kubernetes.io/last-applied-configuration-"
  check "apiserver: no annotation has the key" eval '[[ "$(annotation)" != *ca-key.pem* ]]'
  check "apiserver: removing what is not there is no error" \
    typed "oc annotate secret cacerts -n green-mesh-system kubectl.kubernetes.io/last-applied-configuration-"

  check "apiserver: without rights everything is unknown" status_of 74 live lint --live red-mesh
  live lint --live red-mesh >"$work/said" 2>&1 || true
  check "apiserver: which is said in the server's words" grep -q 'User "red-alice" cannot list resource' "$work/said"
  check "apiserver: cluster check says what is missing" status_of 1 live cluster check red-mesh
  for mesh in red green blue; do
    live cluster rights "$mesh-mesh" --user "$mesh-alice" | admin apply --validate=false -f - >/dev/null
  done
  check "apiserver: the Role of cluster rights is enough to read" status_of 0 live cluster check
  live cluster check red-mesh --json >"$work/said"
  check "apiserver: but not to apply" grep -q '"create configmaps"' "$work/said"
  live cluster rights red-mesh --apply --user red-alice | admin apply --validate=false -f - >/dev/null
  live cluster check red-mesh >"$work/said"
  check "apiserver: with --apply it is enough to apply" grep -q "applying  *allowed" "$work/said"
  check "apiserver: the Secret stays unread without the right" status_of 74 live diff --live --only-ours green-mesh
  check "apiserver: what runs is what the home writes" status_of 0 live diff --live --only-ours red-mesh
  check "apiserver: lint --live" status_of 0 live lint --live red-mesh
  check "apiserver: collect" status_of 0 live collect red-mesh --out "$cluster/seen"
  check "apiserver: no key is collected" \
    eval '! grep -rqF "$(sed -n "s/^  ca-key.pem: //p" "$out/red-mesh/secret-cacerts.yaml" | cut -c1-200)" "$cluster/seen"'
  connect red-mesh green-mesh blue-mesh
  check "apiserver: the statuses say that the meshes are connected" status_of 0 live doctor --live red-mesh
  check "apiserver: status --live" status_of 0 live status --live red-mesh
  admin patch configmap green-mesh-ca-root-cert -n red-mesh-system --type merge -p '{"data": {"root-cert.pem": "x"}}' >/dev/null
  check "apiserver: a change by others is told" status_of 2 live status --live red-mesh
  typed "oc apply --validate=false -k $out/red-mesh" >/dev/null 2>&1
  live rotate start red-mesh >"$work/rotate.log" 2>&1
  live rotate gather green-mesh --json >"$work/said" 2>&1 || true
  check "apiserver: what the clusters hold is not the new bundle yet" seen '"missing"'
  typed "oc apply -f $out/green-mesh/configmap-red-mesh-ca-root-cert.yaml" >/dev/null
  live rotate gather green-mesh --json >"$work/said" 2>&1 || true
  check "apiserver: what the clusters hold is recorded" seen '"shown"'
  check "apiserver: a context without its user" status_of 3 live cluster check red-mesh --context nobody
  check "apiserver: wrong credentials" wrong_token
  check "apiserver: another namespace is another cluster" other_cluster
  check "apiserver: no proxy is left" eval '! ls "${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}"/meshtrust-??????/s 2>/dev/null'
}

# seen VERDICT: what `rotate gather --json` says of a bundle.
seen() { grep -A 3 '"subject": "bundle"' "$work/said" | grep -q "\"verdict\": $1"; }

status_of() {
  local status=0
  "${@:2}" || status=$?
  [[ "$status" == "$1" ]]
}

wrong_token() {
  sed 's/red-token/wrong-token/' "$cluster/kubeconfig" >"$cluster/wrong"
  status_of 5 live lint --live red-mesh --kubeconfig "$cluster/wrong"
}

# The namespace of the same name in a cluster of its own has another uid: here it is made anew.
other_cluster() {
  sed -i 's/name: blue-mesh$/name: blue-mesh\n    namespace: second/' "$cluster/pki/federation.yaml"
  admin create namespace second
  status_of 4 live cluster check blue-mesh --context admin
}

# patch_status PATH JSON: what a controller writes.
patch_status() {
  curl -sSfk -o /dev/null -X PATCH -H "Authorization: Bearer admin-token" -H "Content-Type: application/merge-patch+json" \
    --data "$2" "https://127.0.0.1:$apiserver_port$1/status"
}

# connect MESH PEER …: the statuses that istiod and the operator would write.
connect() {
  local peer now space="/namespaces/$1-system"
  now="$(date -u +%FT%TZ)"
  for peer in "${@:2}"; do
    patch_status "/apis/federation.maistra.io/v1$space/servicemeshpeers/$peer" "{\"status\":
      {\"discoveryStatus\": {\"active\": [{\"pod\": \"istiod-1\",
        \"watch\": {\"connected\": true, \"lastConnected\": \"$now\", \"lastFullSync\": \"$now\"},
        \"remotes\": [{\"connected\": true, \"source\": \"10.0.0.1\", \"lastConnected\": \"$now\", \"lastFullSync\": \"$now\"}]}]}}}"
  done
  patch_status "/apis/maistra.io/v2$space/servicemeshcontrolplanes/$1" \
    '{"status": {"readiness": {"components": {}}, "conditions": [{"type": "Ready", "status": "True"}, {"type": "Reconciled", "status": "True"}]}}'
}
