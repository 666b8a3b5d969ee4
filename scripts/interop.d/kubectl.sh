# shellcheck shell=bash
# kubectl on the output folders: kustomize renders them, `create --dry-run=client` reads every object, and what kubectl
# itself makes of the PEM files is what stands in the Secret and the ConfigMaps. No cluster is asked.

run_kubectl() {
  local world mesh
  need kubectl kubectl kubernetes-client || return 0
  kubectl version --client 2>/dev/null | sed -n 1p
  free_port
  if ! command -v python3 >/dev/null || ! start python3 "$here/interop.d/discovery.py" "$port"; then
    skip "kubectl create: no python3 for the API discovery that it asks for"
  fi
  for world in $(worlds | cut -d' ' -f1); do
    for mesh in red-mesh green-mesh; do
      kubectl_checks "$world" "$mesh"
    done
  done
  stop_servers
}

kubectl_checks() {
  local folder="$work/$1/out/$2" name="kubectl $1/$2" other=green-mesh object
  [[ "$2" == red-mesh ]] || other=red-mesh
  check "$name: kustomize renders each object once" \
    kinds "$folder" "ConfigMap ServiceMeshControlPlane ServiceMeshPeer"
  if ((${#servers[@]})); then
    for object in "$folder"/*.yaml; do
      [[ "$object" != */kustomization.yaml ]] || continue
      check "$name: create --dry-run=client reads ${object##*/}" create "$object"
    done
    head -n 5 "$folder/secret-cacerts.yaml" | grep -v '^kind:' >"$work/no-kind.yaml"
    check "$name: create --dry-run=client refuses an object without its kind" denied create "$work/no-kind.yaml"
  fi
  check "$name: the Secret is what kubectl makes of the PEM files" same_data "$folder/secret-cacerts.yaml" \
    secret generic cacerts --from-file="$folder/pem/ca-cert.pem" --from-file="$folder/pem/ca-key.pem" \
    --from-file="$folder/pem/cert-chain.pem" --from-file="$folder/pem/root-cert.pem"
  check "$name: the ConfigMap is what kubectl makes of $other's roots" \
    same_data "$folder/configmap-$other-ca-root-cert.yaml" configmap "$other-ca-root-cert" \
    --from-file="$work/$1/out/$other/pem/root-cert.pem"
}

kinds() { [[ "$(kubectl kustomize "$1" | sed -n 's/^kind: //p' | sort | tr '\n' ' ')" == "$2 " ]]; }

create() {
  kubectl --server "http://127.0.0.1:$port" --cache-dir "$work/kubectl" create --dry-run=client --validate=false \
    -o yaml -f "$1"
}

denied() { ! "$@"; }

# same_data FILE ARGUMENT …: the file's data, and those of `kubectl create ARGUMENT …`, are the same to the byte.
same_data() {
  cmp <(kubectl create "${@:2}" --dry-run=client -o yaml | data) <(data <"$1")
}

# The data of one object.
data() { awk '/^[^ ]/ { on = /^data:/ } on'; }
