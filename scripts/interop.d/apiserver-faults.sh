# shellcheck shell=bash
# Faults between the client and the server, kills, and two copies of a home. Each round changes the Secret: `rekey` makes
# a new intermediate.

fault_checks() {
  local fault number rules="$cluster/rules.json"
  free_port
  sed "s/:$apiserver_port\"/:$port\"/" "$cluster/kubeconfig" >"$cluster/faulty"
  start python3 "$here/interop.d/faulty-proxy.py" "$port" "$apiserver_port" "$rules" || { bad "faults: no proxy" && return; }
  second+=(KUBECONFIG="$cluster/faulty")
  for fault in "status 429 1" "status 429" "status 500" "status 503" "status 409" before after middle "wait 2"; do
    rekeyed
    printf '[{"match": "PATCH .*secrets/cacerts.*force=(true|false)$", "do": "%s"}]' "$fault" >"$rules"
    check "faults: $fault at a write" status_of 0 second deploy --yes sun-mesh
    rm "$rules"
    check "faults: $fault at a write: the new intermediate is there" is_deployed
  done
  for fault in "status 429 1" "status 500" before middle; do
    printf '[{"match": "GET .*configmaps", "do": "%s"}]' "$fault" >"$rules"
    check "faults: $fault at a read" status_of 0 second deploy --dry-run sun-mesh
  done
  printf '[{"match": "GET /api", "do": "late", "times": 1}]' >"$rules"
  check "faults: a clock that goes back by an hour" status_of 4 second deploy --dry-run sun-mesh
  for number in 1 2; do
    rekeyed
    printf '[{"match": "PATCH .*secrets/cacerts.*force=(true|false)$", "do": "%s"}]' \
      "$([[ $number == 1 ]] && echo kill || echo "wait 1")" >"$rules"
    env "${second[@]}" "$MESHTRUST" deploy --yes sun-mesh >"$work/killed.log" 2>&1 &
    echo $! >"$rules.pid"
    [[ $number == 1 ]] || { sleep 1.5 && kill -9 "$(<"$rules.pid")" 2>/dev/null; }
    wait $! 2>/dev/null || true
    rm "$rules"
    check "faults: killed while it writes ($number): the same command finishes it" status_of 0 second deploy --yes sun-mesh
    check "faults: killed while it writes ($number): the new intermediate is there" is_deployed
    check "faults: killed while it writes ($number): nothing is left to do" status_of 0 second deploy --dry-run sun-mesh
  done
  second_home second
}

rekeyed() { second rekey sun-mesh --intermediate >"$work/rekey.log" 2>&1; }

is_deployed() {
  [[ "$(admin get secret cacerts -n sun-mesh-system -o jsonpath='{.metadata.annotations.meshtrust/intermediate-fingerprint}')" \
    == "$(sed -n 's/^ *meshtrust.intermediate-fingerprint: *"\{0,1\}\([0-9a-f]*\).*/\1/p' "$cluster/${1:-second}/out/sun-mesh/secret-cacerts.yaml")" ]]
}

race_checks() {
  local first third
  cp -a "$cluster/second" "$cluster/third"
  rekeyed
  check "homes: the newer copy deploys" status_of 0 second deploy --yes sun-mesh
  second_home third
  rekeyed
  check "homes: the older one is refused" status_of 4 second deploy --yes sun-mesh
  check "homes: and has changed nothing" is_deployed second
  rm -rf "$cluster/third"
  second_home second
  cp -a "$cluster/second" "$cluster/third"
  rekeyed
  env "${second[@]}" "$MESHTRUST" deploy --yes sun-mesh >"$work/race1.log" 2>&1 &
  first=$!
  second_home third
  rekeyed
  env "${second[@]}" "$MESHTRUST" deploy --yes sun-mesh >"$work/race2.log" 2>&1 &
  third=$!
  local one=0 other=0
  wait "$first" || one=$?
  wait "$third" || other=$?
  check "homes: of two at once one is refused ($one, $other)" eval '[[ "$one $other" == "0 4" || "$one $other" == "4 0" ]]'
  if [[ $one == 0 ]]; then second_home third; else second_home second; fi
  check "homes: and stays refused" status_of 4 second deploy --yes sun-mesh
  if [[ $one == 0 ]]; then second_home second; else second_home third; fi
  check "homes: what the other one wrote is there" status_of 0 second deploy --dry-run sun-mesh
}
