# shellcheck shell=bash
# The real definitions, with their schemas: what the tool writes for every kind of mesh is what they allow, down to the last
# field, and what they do not allow is said in words.

# Whether a folder with them was given.
has_definitions() { [[ -n "${MESHTRUST_DEFINITIONS:-}" ]]; }

# This server takes an empty default for none, and refuses it. Nothing that is written here has such a field.
real_definitions() {
  local file
  for file in "$MESHTRUST_DEFINITIONS"/*.yaml; do
    # Its last line may have no end.
    printf '\n---\n'
    sed 's/^\( *default: \)""$/\1"none"/' "$file"
  done
}

definition_checks() {
  local example mesh file home namespace
  has_definitions || { skip "definitions: \$MESHTRUST_DEFINITIONS names no folder with them" && return 0; }
  for example in "$here"/../pki "$here"/../pki/examples/*; do
    home="$cluster/example-$(basename "$example")"
    mkdir -p "$home"
    cp "$example/federation.yaml" "$home/"
    MESHTRUST_HOME="$home" "$MESHTRUST" apply >"$work/apply.log" 2>&1 \
      || { bad "definitions: $(basename "$example") cannot be applied: $(tail -n 2 "$work/apply.log")" && continue; }
    for mesh in "$home"/out/*/; do
      for file in "$mesh"*.yaml "$mesh"*/*.yaml; do
        [[ -e "$file" && "$file" != */kustomization.yaml ]] || continue
        while read -r namespace; do admin create namespace "$namespace" >/dev/null 2>&1 || true; done \
          < <(sed -n 's/^ *namespace: *"\{0,1\}\([a-z0-9-]*\)"\{0,1\}$/\1/p' "$file" | sort -u)
        # Server-side apply refuses fields that the schema does not have.
        check "definitions: $(basename "$example")/$(basename "$mesh")/$(basename "$file")" allowed "$file"
      done
    done
  done
}

# What a program reads and no server, such as values for Helm and an IstioOperator, is judged by nobody here.
allowed() {
  admin apply --server-side --force-conflicts --dry-run=server --validate=false -f "$1" || grep -Eq "no matches for kind|Object 'Kind' is missing" "$work/check.log"
}

# stricter_checks: definitions that differ from those that the tool knows. On the home of `deploy`, whose meshes run.
stricter_checks() {
  local peers=servicemeshpeers.federation.maistra.io planes=servicemeshcontrolplanes.maistra.io kept
  has_definitions || return 0
  local addresses="/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/remote/properties/addresses"
  admin get crd "$peers" "$planes" -o json | python3 -c '
import json, sys
for item in json.load(sys.stdin)["items"]:
    item["metadata"] = {"name": item["metadata"]["name"]}
    item.pop("status", None)
    json.dump(item, open(sys.argv[1] + "/" + item["metadata"]["name"] + ".json", "w"))' "$work"
  second deploy --yes >"$work/deploy.log" 2>&1 || true
  admin delete "$peers" moon-mesh -n sun-mesh-system >/dev/null
  admin patch crd "$peers" --type=json -p "[{\"op\": \"add\", \"path\": \"$addresses/maxItems\", \"value\": 0}]" >/dev/null
  sleep 3
  check "definitions: a value that is not allowed is a clear no" status_of 1 second deploy --yes sun-mesh
  second deploy --yes sun-mesh >"$work/said" 2>&1 || true
  check "definitions: which names the field" grep -q 'MT-K-28.*spec.remote.addresses' "$work/said"
  admin patch crd "$peers" --type=json -p "[{\"op\": \"remove\", \"path\": \"$addresses\"}]" >/dev/null
  sleep 3
  second deploy --yes sun-mesh >"$work/said" 2>&1 || true
  check "definitions: a field that an older one does not have is named" grep -q 'MT-K-28.*spec.remote.addresses' "$work/said"
  admin replace --validate=false -f "$work/$peers.json" >/dev/null
  sleep 3
  check "definitions: with the right one it is written" status_of 0 second deploy --yes sun-mesh
  # A merge patch says nothing about what the server drops.
  admin patch crd "$planes" --type=json -p '[{"op": "remove",
    "path": "/spec/versions/1/schema/openAPIV3Schema/properties/spec/properties/proxy/properties/networking"}]' >/dev/null
  sleep 3
  sed -i 's/clusterDomain: moon.example/clusterDomain: moon.test/' "$cluster/second/federation.yaml"
  second apply --yes >"$work/apply.log" 2>&1
  kept=0
  second deploy --yes moon-mesh >"$work/said" 2>&1 || kept=$?
  check "definitions: what the server drops of a control plane is told ($kept)" eval '((kept == 1)) && grep -q "MT-K-.*clusterDomain" "$work/said"'
  admin replace --validate=false -f "$work/$planes.json" >/dev/null
  sleep 3
  check "definitions: and written once they have it" status_of 0 second deploy --yes moon-mesh
}
