# shellcheck shell=bash
# `deploy` against the real API server, with a second home and three more namespaces: rights one by one, from nothing to
# everything, owners, faults between client and server, kills, and two copies of a home.

# second ARGUMENT …: the tool on the second home.
second() { env "${second[@]}" "$MESHTRUST" "$@"; }

second_home() {
  second=(KUBECONFIG="$cluster/kubeconfig" MESHTRUST_CLIENT=kubectl MESHTRUST_HOME="$cluster/$1"
    "MESHTRUST_CONTEXTS=sun-mesh=red,moon-mesh=green,star-mesh=blue")
}

deploy_checks() {
  local mesh operator
  second_home second
  for mesh in sun moon star; do admin create namespace "$mesh-mesh-system" >/dev/null; done
  second init sun-mesh moon-mesh star-mesh >/dev/null 2>&1
  second apply >"$work/apply.log" 2>&1
  check "deploy: without rights everything is forbidden" status_of 74 second deploy --yes sun-mesh
  deploy_rights
  operator &
  operator=$!
  servers+=("$operator")
  check "deploy: a dry run says what would be written" status_of 2 second deploy --dry-run
  check "deploy: and writes nothing" eval '[[ -z "$(admin get configmap,secret -n sun-mesh-system -o name | grep -v kube-root-ca)" ]]'
  check "deploy: three meshes at once" status_of 0 second deploy --yes
  check "deploy: a second time nothing is to be done" status_of 0 second deploy --dry-run
  check "deploy: what runs is what the home writes" status_of 0 second diff --live --only-ours
  check "deploy: no annotation has a copy of the key" eval '[[ -z "$(copy sun)" ]]'
  connect sun-mesh moon-mesh star-mesh
  check "deploy: connected, and as written" status_of 0 second status --live sun-mesh
  deploy_client_side
  deploy_control_plane
  stricter_checks
  owner_checks
  fault_checks
  race_checks
  # It takes much time of a small machine.
  kill "$operator" && wait "$operator" 2>/dev/null || true
}

# The rights that `cluster rights --apply` prints are enough; without any one verb the command says which is missing.
deploy_rights() {
  local mesh user
  for mesh in sun:red moon:green star:blue; do
    user="${mesh#*:}-alice"
    second cluster rights "${mesh%:*}-mesh" --apply --user "$user" | admin apply --validate=false -f - >/dev/null
  done
  local right
  for right in secrets:get secrets:create secrets:patch configmaps:get configmaps:create configmaps:patch \
    servicemeshcontrolplanes:get servicemeshcontrolplanes:create servicemeshpeers:get servicemeshpeers:create \
    servicemeshpeers:patch namespaces:get; do
    second cluster rights sun-mesh --apply --user red-alice --json | without "${right%:*}" "${right#*:}" \
      | admin apply --validate=false -f - >/dev/null
    # Without that of the namespace nobody could tell whether the cluster is the one that is known.
    check "deploy: without $right it is forbidden" status_of 74 second deploy --dry-run sun-mesh
  done
  second cluster rights sun-mesh --apply --user red-alice | admin apply --validate=false -f - >/dev/null
}

# without RESOURCE VERB: the Role on standard input without that right.
without() {
  python3 -c '
import json, sys
resource, verb = sys.argv[1:]
whole = json.load(sys.stdin)
for item in whole["items"]:
    for rule in list(item.get("rules", [])):
        if resource in rule["resources"]:
            rest = dict(rule, resources=[r for r in rule["resources"] if r != resource])
            rule["resources"] = [resource]
            rule["verbs"] = [v for v in rule["verbs"] if v != verb]
            item["rules"] += [rest] if rest["resources"] else []
            if not rule["verbs"]: item["rules"].remove(rule)
json.dump(whole, sys.stdout)' "$@"
}

copy() {
  admin get secret cacerts -n "$1-mesh-system" \
    -o jsonpath='{.metadata.annotations.kubectl\.kubernetes\.io/last-applied-configuration}'
}

# Plays the operator: every control plane is reconciled.
operator() {
  local mesh plane
  while sleep 0.3; do
    for mesh in sun moon star; do
      plane="/apis/maistra.io/v2/namespaces/$mesh-mesh-system/servicemeshcontrolplanes/$mesh-mesh"
      admin get --raw "$plane" >"$work/plane.json" 2>/dev/null || continue
      python3 -c '
import json, sys
plane = json.load(open(sys.argv[1]))
generation = plane["metadata"]["generation"]
if plane.get("status", {}).get("observedGeneration") == generation: sys.exit(1)
print(json.dumps({"status": {"observedGeneration": generation, "readiness": {"components": {}}, "conditions": [
    {"type": "Reconciled", "status": "True", "reason": "UpdateSuccessful"}, {"type": "Ready", "status": "True"}]}}))' \
        "$work/plane.json" >"$work/plane.status" 2>/dev/null && patch_status "$plane" "$(<"$work/plane.status")"
    done
  done
}

# Somebody applies the Secret client-side once more: the key is in an annotation, and `deploy` removes it.
deploy_client_side() {
  admin apply --validate=false -f "$cluster/second/out/sun-mesh/secret-cacerts.yaml" >/dev/null 2>&1
  check "deploy: a client-side apply copies the key" eval '[[ "$(copy sun)" == *ca-key.pem* ]]'
  check "deploy: which is told and removed" \
    eval 'second deploy --yes sun-mesh 2>&1 | grep -q MT-K-50 && [[ -z "$(copy sun)" ]]'
}

# Of a control plane that others write too, their fields stay, whatever changes.
deploy_control_plane() {
  local plane=servicemeshcontrolplanes.maistra.io/moon-mesh
  admin delete "$plane" -n moon-mesh-system >/dev/null
  sed 's/^spec:/spec:\n  version: v2.4\n  addons: {kiali: {enabled: true}}/' "$cluster/second/out/moon-mesh/servicemeshcontrolplane.yaml" \
    | admin apply --validate=false -f - >/dev/null
  check "deploy: a control plane that a person applied is ours all the same" status_of 0 second deploy --yes moon-mesh
  sed -i 's/^  - name: moon-mesh$/  - name: moon-mesh\n    clusterDomain: moon.example/' "$cluster/second/federation.yaml"
  second apply --yes >"$work/apply.log" 2>&1
  check "deploy: our field changes" status_of 0 second deploy --yes moon-mesh
  check "deploy: version and add-ons stay" eval \
    '[[ "$(admin get '"$plane"' -n moon-mesh-system -o jsonpath="{.spec.version} {.spec.addons.kiali.enabled} {.spec.proxy.networking.clusterDomain}")" == "v2.4 true moon.example" ]]'
}
