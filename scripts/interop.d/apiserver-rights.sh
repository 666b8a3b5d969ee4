# shellcheck shell=bash
# Forbidden verbs one by one, for a user who has everything else: what is missing is said with the rule to grant, what it
# would have shown is unknown, and nothing is changed.

# rights_checks MESH NAMESPACE: with a member in that namespace, while the mesh's root rotates.
rights_checks() {
  local mesh="$1" member="$2" right before
  before="$(versions "$mesh" "$member")"
  for right in configmaps:list secrets:get pods:list deployments:list servicemeshpeers:list servicemeshmemberrolls:list \
    workloadentries:list namespaces:get configmaps:get; do
    grant_without "$mesh" "$member" "$right"
    check "rights: rotate gather without $right" lacks "$right" rotate gather "$mesh"
    check "rights: rotate gather without $right opens nothing" grep -q '^gates: 0 open' "$work/said"
  done
  for right in pods:list deployments:list statefulsets:list daemonsets:list deployments:patch namespaces:get; do
    grant_without "$mesh" "$member" "$right"
    check "rights: restart without $right" lacks "$right" restart "$mesh" --workloads --yes --timeout 5s
  done
  grant_without "$mesh" "$member" nothing:get
  check "rights: nothing was changed" eval '[[ "$(versions "'"$mesh"'" "'"$member"'")" == "'"$before"'" ]]'
}

grant_without() {
  story cluster rights "$1" --apply --user red-alice --member "$2" --workloads --json | without "${3%:*}" "${3#*:}" \
    | admin apply --validate=false -f - >/dev/null
}

# lacks RIGHT COMMAND …: whether the command ends with 74 and names the rule.
lacks() {
  local right="$1" status=0
  shift
  story "$@" >"$work/said" 2>"$work/lacking" || status=$?
  cat "$work/lacking"
  [[ $status == 74 ]] && tr '\n' ' ' <"$work/lacking" | tr -s ' ' \
    | grep -Eq "\{apiGroups: \[[^]]*\], resources: \[${right%:*}\](, resourceNames: \[[^]]*\])?, verbs: \[${right#*:}\]\}"
}

# What a write would move: statuses move by themselves.
versions() {
  local namespace
  for namespace in "$1-system" "$2"; do
    admin get secrets,configmaps -n "$namespace" -o jsonpath='{range .items[*]}{.metadata.name} {.metadata.resourceVersion}{"\n"}{end}'
    admin get deployments -n "$namespace" -o jsonpath='{range .items[*]}{.metadata.name} {.metadata.generation}{"\n"}{end}'
  done
}
