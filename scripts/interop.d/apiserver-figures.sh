# shellcheck shell=bash
# `status --live` of twenty meshes at 50 ms a request: within a minute, and with at most fifteen requests a mesh.

figures_checks() {
  local number names=() contexts="" rules="$cluster/slow.json" began
  free_port
  sed "s/:$apiserver_port\"/:$port\"/" "$cluster/kubeconfig" >"$cluster/slow"
  start python3 "$here/interop.d/faulty-proxy.py" "$port" "$apiserver_port" "$rules" || { bad "figures: no proxy" && return; }
  for number in {01..20}; do
    names+=("mesh-$number")
    contexts+=",mesh-$number=admin"
    admin create namespace "mesh-$number-system" >/dev/null
  done
  figures=(KUBECONFIG="$cluster/slow" MESHTRUST_CLIENT=kubectl MESHTRUST_HOME="$cluster/figures"
    MESHTRUST_CONTEXTS="${contexts#,}")
  env "${figures[@]}" "$MESHTRUST" init "${names[@]}" >/dev/null 2>&1
  env "${figures[@]}" "$MESHTRUST" apply >"$work/apply.log" 2>&1
  printf '[{"match": "", "do": "wait 0.05", "times": 1000000}]' >"$rules"
  began=$SECONDS
  check "figures: status --live of 20 meshes" status_of 2 env "${figures[@]}" "$MESHTRUST" status --live --json
  check "figures: at 50 ms a request within a minute ($((SECONDS - began)) s, $(wc -l <"$rules.log") requests)" \
    eval "(($SECONDS - $began <= 60))"
  check "figures: with at most 15 requests a mesh" eval '(($(wc -l <"'"$rules"'.log") <= 20 * 15))'
  rm -f "$rules"
}
