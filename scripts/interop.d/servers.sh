# shellcheck shell=bash
# Starting and ending servers on the loopback address, each by its own process id.

servers=()
port=0

free_port() {
  while port=$((20000 + RANDOM % 12000)) && is_open; do :; done
}

is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# start COMMAND …: in the background, until it listens on $port.
start() {
  "$@" >"$work/server.log" 2>&1 </dev/null &
  servers+=($!)
  local turn
  for turn in {1..1200}; do
    kill -0 "${servers[-1]}" 2>/dev/null || return 1
    ! is_open || return 0
    sleep 0.05
  done
  return 1
}

stop_servers() {
  local server
  for server in ${servers[@]+"${servers[@]}"}; do
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  done
  servers=()
}
