# shellcheck shell=bash
# Whoever made an object, and whatever is in it: nobody's field vanishes, and GitOps is never overwritten.

roots=moon-mesh-ca-root-cert

# made BY CONTENT: the ConfigMap with the peer's roots as somebody makes it, with a field of theirs.
made() {
  local file="$work/owned.yaml" manager=(--validate=false)
  admin delete configmap "$roots" -n sun-mesh-system --ignore-not-found >/dev/null
  sed 's/^data:/data:\n  canary: theirs/' "$cluster/second/out/sun-mesh/configmap-$roots.yaml" >"$file"
  [[ "$2" == equal ]] || sed -i 's/BEGIN CERTIFICATE/BEGIN STRANGE/' "$file"
  case "$1" in
    argo-*) sed -i 's/^  annotations:/  annotations:\n    argocd.argoproj.io\/tracking-id: "trust:v1"/' "$file" ;;
    helm) sed -i -e 's/^  annotations:/  annotations:\n    meta.helm.sh\/release-name: trust/' "$file" ;;
    kapp) sed -i 's/^  labels:/  labels:\n    kapp.k14s.io\/app: "1"/' "$file" ;;
  esac
  case "$1" in
    create) admin create "${manager[@]}" -f "$file" ;;
    argo-server-side) admin apply "${manager[@]}" --server-side --field-manager=argocd-controller -f "$file" ;;
    *) admin apply "${manager[@]}" -f "$file" ;;
  esac >/dev/null
}

field() { admin get configmap "$roots" -n sun-mesh-system -o jsonpath="{.data.$1}"; }

has_theirs() { [[ "$(field canary)" == theirs ]]; }

is_strange() { [[ "$(field 'root-cert\.pem')" == *STRANGE* ]]; }

owner_checks() {
  local by name="sun-mesh-system/ConfigMap/$roots"
  for by in apply create; do
    made "$by" equal
    check "owners: $by, equal: taken over" status_of 0 second deploy --yes sun-mesh
    check "owners: $by, equal: their field stays" has_theirs
    check "owners: $by, equal: it is ours" managed_by meshtrust
    made "$by" different
    check "owners: $by, different: refused" status_of 4 second deploy --yes sun-mesh
    check "owners: $by, different: and untouched" is_strange
    check "owners: $by, different: replaced by name" status_of 0 second deploy --yes sun-mesh --take-over "$name"
    check "owners: $by, different: their field stays" has_theirs
    check "owners: $by: nothing to prune" status_of 0 second deploy --yes --prune sun-mesh
    check "owners: $by: their field stays after pruning" has_theirs
  done
  for by in argo-client-side argo-server-side helm kapp; do
    made "$by" equal
    check "owners: $by, equal: nothing to be done" status_of 0 second deploy --yes sun-mesh
    check "owners: $by, equal: and nothing was" eval '! managed_by meshtrust'
    made "$by" different
    check "owners: $by, different: refused, even by name" status_of 4 second deploy --yes --prune sun-mesh --take-over "$name"
    check "owners: $by, different: and untouched" eval 'is_strange && has_theirs'
  done
  made apply equal
  check "owners: ours again" status_of 0 second deploy --yes sun-mesh
}

managed_by() {
  [[ " $(admin get configmap "$roots" -n sun-mesh-system --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager}') " == *" $1 "* ]]
}
