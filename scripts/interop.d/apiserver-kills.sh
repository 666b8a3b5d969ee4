# shellcheck shell=bash
# One more rotation, with everything that may come between: `rotate gather` and `restart` are killed at each request and at
# each write to the ledger, single Pods are asked, and two runs and two copies of the home race.

crowded_rotation() {
  local folder="$1" mesh="$2" began=$SECONDS
  story rotate start "$mesh" >"$work/rotate.log" 2>&1
  check "kills: the roots of $mesh are deployed" status_of 0 story deploy --yes
  gather_kills
  check "kills: they are distributed" status_of 0 story rotate run "$mesh" --until distributing --yes
  check "kills: another key signs" status_of 0 story rotate next "$mesh"
  check "kills: which is deployed" status_of 0 story deploy --yes
  restart_kills "$mesh" --istiod "istiod-$mesh"
  deep_checks "$folder" "$mesh"
  # shellcheck disable=SC2046
  restart_kills "$mesh" --gateways $(admin get deployments -n "$mesh-system" -o name | sed -n 's#.*/\(.*gress-\)#\1#p')
  two_runs "$mesh"
  echo "      $((SECONDS - began)) s"
  check "kills: what runs is what the home writes" status_of 0 story deploy --dry-run
  check "kills: the log is whole" status_of 0 story log verify
  two_copies "$mesh"
  traffic_is_whole "$folder" "a rotation of $mesh with kills and races"
}

# killed COMMAND …: whether it was killed. The proxy that all requests go through kills it, or strace does.
killed() {
  local run status=0
  env "${story[@]}" ${tracer[@]+"${tracer[@]}"} "$MESHTRUST" "$@" >"$work/killed.log" 2>&1 &
  run=$!
  echo "$run" >"$cluster/kill.json.pid"
  wait "$run" 2>/dev/null || status=$?
  [[ $status == 137 ]]
}

# at_each_request COMMAND …: kills it once at each request of a whole run.
at_each_request() {
  local number rules="$cluster/kill.json"
  kills=0
  : >"$rules.log"
  story "$@" >"$work/killed.log" 2>&1 || true
  places=$(wc -l <"$rules.log")
  for ((number = 0; number < places; number++)); do
    printf '[{"match": "", "do": "kill", "after": %s}]' "$number" >"$rules"
    ! killed "$@" || kills=$((kills + 1))
  done
  rm -f "$rules"
}

# at_each_write COMMAND …: kills it before each call of its main thread that changes the home, which is as before each time.
at_each_write() {
  local call number trace="$work/trace" tracer=()
  kills=0 places=0
  need kills strace strace || return 1
  env "${story[@]}" strace -qq -o "$trace" -e trace=pwrite64,fsync,fdatasync,rename,unlink "$MESHTRUST" "$@" >"$work/killed.log" 2>&1 || true
  for call in pwrite64 fsync fdatasync rename unlink; do
    for ((number = 1; number <= $(grep -c "^$call(" "$trace"); number++)); do
      places=$((places + 1))
      tracer=(strace -qq -o /dev/null -e "trace=$call" -e "inject=$call:signal=KILL:when=$number")
      home_again
      ! killed "$@" || kills=$((kills + 1))
    done
  done
}

# It records what one records that was never killed.
gather_kills() {
  local kills places
  cp -a "$cluster/story" "$cluster/before"
  story rotate gather --json >"$work/unhurt.json" 2>&1 || true
  home_again
  at_each_request rotate gather
  check "kills: rotate gather, at each of $places requests ($kills)" eval '((kills == places && places >= 10))'
  as_unhurt "at requests"
  home_again
  at_each_write rotate gather || return 0
  check "kills: rotate gather, at each of $places calls that change the home ($kills)" eval '((kills >= places - 2 && places >= 10))'
  as_unhurt "at calls"
}

home_again() { rm -rf "$cluster/story" && cp -a "$cluster/before" "$cluster/story"; }

as_unhurt() {
  check "kills: $1: the log is whole" status_of 0 story log verify
  story rotate gather --json >"$work/hurt.json" 2>&1 || true
  check "kills: $1: rotate gather records the same after all" same_gates "$work/unhurt.json" "$work/hurt.json"
}

# A gate that opens by time may be open by now.
same_gates() {
  python3 -c '
import json, sys
one, other = ([(gate["holder"], gate["mesh"], gate["need"], gate["open"] or gate["opens"] is not None)
               for gate in json.load(open(name))["gates"]] for name in sys.argv[1:])
assert one and one == other, (one, other)' "$@"
}

# Each workload is restarted, and only once.
restart_kills() {
  local mesh="$1" stage="$2" names=("${@:3}") rules="$cluster/kill.json" count=0 kills=0 before name
  before="$(generations "$mesh" "${names[@]}")"
  for name in "${names[@]}"; do printf '{"match": "PATCH .*/deployments/%s[?]", "do": "kill"}\n' "$name"; done \
    | paste -sd, | sed 's/.*/[&]/' >"$rules"
  while ((count++ < 2 * ${#names[@]})) && killed restart "$mesh" "$stage" --yes; do kills=$((kills + 1)); done
  rm -f "$rules"
  check "kills: restart $stage, at each of ${#names[@]} writes ($kills)" eval "((kills == ${#names[@]}))"
  check "kills: restart $stage comes to its end" status_of 0 story restart "$mesh" "$stage" --yes
  check "kills: restart $stage restarts everything once" eval \
    '[[ "$(generations "$mesh" "${names[@]}")" == "$(awk "{ print \$1, \$2 + 1 }" <<<"$before")" ]]'
}

generations() {
  local mesh="$1"
  admin get deployments -n "$mesh-system" "${@:2}" --no-headers -o custom-columns=N:.metadata.name,G:.metadata.generation \
    | awk '{ print $1, $2 }'
}

# Two runs of one home: each takes the steps that it finds open.
two_runs() {
  local mesh="$1" first one=0 other=0
  story rotate run "$mesh" --yes --json >"$work/run.lines" 2>"$work/run1.log" &
  first=$!
  story rotate run "$mesh" --yes --json >"$work/run2.lines" 2>"$work/run2.log" || other=$?
  wait "$first" || one=$?
  check "races: two runs of one home come to steady ($one, $other)" eval '[[ "$one $other" == "0 0" ]]'
  check "races: and take each step once" eval \
    '[[ "$(cat "$work"/run.lines "$work"/run2.lines | grep -o "\"is [a-z]*;" | sort | paste -sd" ")" == "\"is retiring; \"is steady;" ]]'
}

# Two copies of it, each with a next root of its own: at most one gets through, and the other one is told and stays refused.
two_copies() {
  local mesh="$1" first one=0 other=0 before rival=(MESHTRUST_HOME="$cluster/rival")
  cp -a "$cluster/story" "$cluster/rival"
  story rotate start "$mesh" >"$work/rotate.log" 2>&1
  env "${story[@]}" "${rival[@]}" "$MESHTRUST" rotate start "$mesh" >>"$work/rotate.log" 2>&1
  env "${story[@]}" "${rival[@]}" "$MESHTRUST" rotate run "$mesh" --until distributing --yes >"$work/race2.log" 2>&1 &
  first=$!
  story rotate run "$mesh" --until distributing --yes >"$work/race1.log" 2>&1 || one=$?
  wait "$first" || other=$?
  check "races: of two copies at most one gets through ($one, $other)" eval '[[ "$one $other" =~ ^(0 4|4 0|4 4)$ ]]'
  before="$(versions "$mesh" ruby-mesh-system)"
  [[ $one == 0 ]] || check "races: this one is told of the other" refused "$work/race1.log" story
  [[ $other == 0 ]] || check "races: the other one is told of this one" refused "$work/race2.log" env "${story[@]}" "${rival[@]}" "$MESHTRUST"
  check "races: who was refused has changed nothing since" eval '[[ "$(versions "$mesh" ruby-mesh-system)" == "$before" ]]'
}

# refused FILE COMMAND …: whether a run was told what stands in its way, and is told again.
refused() {
  grep -Eq 'MT-K-(23|24|42|43|67)' "$1" || return 1
  local status=0
  "${@:2}" rotate run jade-mesh --until distributing --yes >"$work/refused.log" 2>&1 || status=$?
  cat "$work/refused.log"
  [[ $status == 4 ]] && grep -Eq 'MT-K-(43|67)' "$work/refused.log"
}
