# shellcheck shell=bash
# Kills of commands on both stores, with a key in a token if there is SoftHSM: at any time, at ledger rows, between token and
# database, and around COMMIT. Kills of the move from one store to the other.

run_kills() {
  need kills python3 python3 || return 0
  local count="${INTEROP_KILLS:-60}" token=()
  need "kills token" softhsm2-util softhsm2 && token=(--token "pkcs11:token=mesh")
  # Each home has a token of its own: what is in it is known.
  [[ ${#token[@]} == 0 ]] || kills_token "$work/kills.token"
  kills_home "$work/kills/file/pki"
  kills_in "authority.db" "$work/kills/file/pki" "$count" "${token[@]}"
  if pg_open; then
    pg_database kills
    sql -d postgres -c 'CREATE ROLE killed LOGIN; GRANT meshtrust_operator TO killed'
    export PGUSER=killed
    [[ ${#token[@]} == 0 ]] || kills_token "$work/kills.token.server"
    kills_home "$work/kills/server/pki" kills
    kills_in "PostgreSQL" "$work/kills/server/pki" "$count" --postgres kills "${token[@]}"
    unset PGUSER
    kills_moves "$count"
    pg_close
  fi
  unset SOFTHSM2_CONF MESHTRUST_PKCS11_MODULE MESHTRUST_PIN_FILE
}

kills_token() {
  export SOFTHSM2_CONF="$1/softhsm2.conf" MESHTRUST_PKCS11_MODULE=/usr/lib/softhsm/libsofthsm2.so MESHTRUST_PIN_FILE="$1/pin"
  mkdir -p "$1/tokens"
  printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n' "$1/tokens" \
    >"$SOFTHSM2_CONF"
  (umask 077 && echo 1234 >"$MESHTRUST_PIN_FILE")
  softhsm2-util --init-token --free --label mesh --pin 1234 --so-pin 5678 >/dev/null
}

# kills_home HOME [DATABASE]
kills_home() {
  mkdir -p "$(dirname "$1")"
  mt init red-mesh green-mesh --home "$1" -q >/dev/null
  [[ $# == 1 ]] || printf 'apiVersion: meshtrust/v1\nkind: Store\npostgresql: {uri: "postgresql:///%s"}\n' "$2" >"$1/store.yaml"
  mt apply --home "$1" -q >/dev/null
}

kills_moves() { # kills_moves COUNT
  need "kills moves" strace strace || return 0
  export PGUSER=postgres
  pg_database moves
  kills_home "$work/kills/moves/pki"
  if python3 "$here/interop.d/moves.py" "$MESHTRUST" "$work/kills/moves/pki" moves "$1" >"$work/kills.log" 2>&1; then
    ok "kills: $(tail -n 1 "$work/kills.log")"
  else
    bad "kills: moves: $(cat "$work/kills.log")"
  fi
  unset PGUSER
}

kills_in() { # kills_in STORE HOME COUNT …
  local store="$1" home="$2" count="$3"
  shift 3
  if python3 "$here/interop.d/kills.py" "$MESHTRUST" "$home" "$count" "$@" >"$work/kills.log" 2>&1; then
    ok "kills: $store: $(tail -n 1 "$work/kills.log")"
  else
    bad "kills: $store: $(cat "$work/kills.log")"
  fi
}
