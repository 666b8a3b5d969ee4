# shellcheck shell=bash
# Homes in PostgreSQL: a cluster of our own behind a socket, the CA tests, every kind of command, the move there and back,
# roles and the log's rules, two operators, a proxy that eats the answer to COMMIT, a pooler, TLS, and a standby.

run_postgres() {
  pg_open || return 0
  pg_suite
  pg_people
  pg_whole
  pg_turned
  pg_move
  pg_roles
  pg_approvals
  pg_descriptions
  pg_writers
  pg_proxy
  pg_gone
  pg_cut
  pg_pooler
  pg_bad_input
  pg_tls
  pg_standby
  pg_close
}

# A cluster of our own, which is found by PGHOST; fails where there can be none.
pg_open() {
  need postgres pg_ctlcluster postgresql || return 1
  binaries="$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)"
  [[ -n "$binaries" ]] || { skip "postgres: there is no /usr/lib/postgresql/*/bin"; return 1; }
  id postgres >/dev/null 2>&1 || { skip "postgres: there is no user postgres, as whom a server could run"; return 1; }
  pg="$work/pg"
  mkdir -p "$pg"
  # The server runs as another user, who must reach its folder.
  chmod 711 "$work"
  chown postgres "$pg" 2>/dev/null || { skip "postgres: only root may start a server as its own user"; return 1; }
  "$binaries/postgres" --version
  pg_start data || { bad "postgres: the server does not start: $(tail -n 3 "$pg/data.log" 2>/dev/null)"; return 1; }
  export PGHOST="$pg" PGCONNECT_TIMEOUT=5
}

pg_close() {
  pg_stop data
  chmod 700 "$work"
  rm -rf "$pg"
  unset PGHOST PGCONNECT_TIMEOUT PGUSER MESHTRUST_DATABASE
}

# The tests of the module CA, with every home in this server.
pg_suite() {
  local -a suite=("${INTEROP_TESTS:-}" --testing-library swift-testing)
  if [[ -z "${INTEROP_TESTS:-}" ]]; then
    command -v swift >/dev/null || { skip "postgres: there is no swift to build the CA tests with"; return 0; }
    suite=(swift test --package-path "$here/.." --disable-xctest)
  fi
  if MESHTRUST_TEST_POSTGRES="host=$pg user=postgres" "${suite[@]}" --filter CATests >"$work/suite.log" 2>&1; then
    ok "postgres: the CA tests with every home here: $(grep -o 'Test run with .*' "$work/suite.log" | tail -n 1)," \
      "$(grep -c 'skipped: "homes are in PostgreSQL' "$work/suite.log") of authority.db only"
  else
    bad "postgres: the CA tests: $(grep -E 'recorded an issue|error:' "$work/suite.log" | head -n 10)"
  fi
}

as_postgres() { runuser -u postgres -- "$@"; }

# pg_start NAME [LINE …]: a cluster behind a socket in $pg, which trusts everybody there.
pg_start() {
  local name="$1"
  shift
  as_postgres "$binaries/initdb" -D "$pg/$name" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 \
    --no-instructions >"$pg/$name.init" 2>&1 || return 1
  printf '%s\n' "listen_addresses=''" "unix_socket_directories='$pg'" "$@" >>"$pg/$name/postgresql.conf"
  as_postgres "$binaries/pg_ctl" -D "$pg/$name" -l "$pg/$name.log" -w start >/dev/null
}

pg_stop() { as_postgres "$binaries/pg_ctl" -D "$pg/$1" -m fast -w stop >/dev/null 2>&1 || true; }

sql() { psql -X -q -At -v ON_ERROR_STOP=1 -U postgres "$@"; }

# pg_database NAME: an empty database, prepared for a home.
pg_database() {
  sql -d postgres -c "CREATE DATABASE $1"
  PGUSER=postgres mt store init "postgresql:///$1" --home "$pg/none" >"$pg/init.log" 2>&1
}

pg_people() {
  sql -d postgres -c "CREATE ROLE anna LOGIN; CREATE ROLE bert LOGIN; CREATE ROLE cora LOGIN; CREATE ROLE dora LOGIN;
    CREATE ROLE emil LOGIN"
  pg_database first
  check "postgres: store init makes roles and tables" test -s "$pg/init.log"
  sql -d postgres -c "GRANT meshtrust_operator TO anna, bert; GRANT meshtrust_reader TO cora;
    GRANT meshtrust_approver TO emil"
}

# home NAME DATABASE: a home that store.yaml puts into a database.
pg_home() {
  mt init red-mesh green-mesh --home "$1" -q >/dev/null
  printf 'apiVersion: meshtrust/v1\nkind: Store\npostgresql: {uri: "postgresql:///%s"}\n' "$2" >"$1/store.yaml"
}

# Commands of every kind, as an operator.
pg_whole() {
  local home="$pg/whole"
  pg_home "$home" first
  export PGUSER=anna
  check "postgres: the first apply" mt apply --home "$home"
  check "postgres: nothing is left to do" mt plan --home "$home"
  check "postgres: no authority.db is made" test ! -e "$home/authority.db"
  mt log show --home "$home" >"$pg/log" 2>&1
  check "postgres: the log says whom the server let in" grep -q anna "$pg/log"
  check "postgres: a leaf" mt issue red-mesh --gateway egress-green-mesh --out "$pg/leaf" --home "$home"
  check "postgres: a CRL" mt crl red-mesh --home "$home"
  check "postgres: status" mt status --home "$home"
  check "postgres: an intermediate with another key" mt rekey red-mesh --intermediate --home "$home"
  check "postgres: a rotation begins" mt rotate start red-mesh --home "$home"
  check "postgres: and is taken back" mt rotate abort red-mesh --home "$home"
  check "postgres: a card for others" mt trust export red-mesh --home "$home"
  echo "correct horse battery" >"$pg/pass"
  chmod 600 "$pg/pass"
  check "postgres: a backup" mt backup "$pg/whole.backup" --backup-passphrase-file "$pg/pass" --home "$home"
  check "postgres: the backup is a home in authority.db" mt restore "$pg/whole.backup" --backup-passphrase-file "$pg/pass" \
    --home "$pg/restored"
  check "postgres: whose log verifies" mt log verify --home "$pg/restored"
  pg_database restored
  mkdir "$pg/into"
  printf 'apiVersion: meshtrust/v1\nkind: Store\npostgresql: {uri: "postgresql:///restored"}\n' >"$pg/into/store.yaml"
  # Whoever loads a home owns the tables for that.
  check "postgres: the backup is a home in an empty database" env PGUSER=postgres "$MESHTRUST" restore "$pg/whole.backup" \
    --backup-passphrase-file "$pg/pass" --home "$pg/into"
  check "postgres: which goes on" env PGUSER=postgres "$MESHTRUST" crl red-mesh --home "$pg/into"
  check "postgres: and leaves no authority.db" test ! -e "$pg/into/authority.db" -a ! -e "$pg/into/authority.db.backup"
  check "postgres: the log verifies against its checkpoint" mt log verify --checkpoint "$home/log.checkpoint" --home "$home"
  unset PGUSER
}

# pg_step NAME MONTH-DAYTHH:MM ARGUMENT …: a step of a rotation in the home `turned`.
pg_step() {
  check "postgres: $1" mt rotate "${@:3}" --home "$pg/turned" --now "2026-$2:00Z"
}

# pg_walk MESH MONTH-DAY: the steps of a rotation that has begun, to its end; one side's evidence is an object.
pg_walk() {
  local mesh="$1" other=green-mesh
  [[ "$mesh" == red-mesh ]] || other=red-mesh
  sed "s/^metadata:/metadata:\n  resourceVersion: \"$((10#${2/-/}))\"\n  uid: $mesh-$other\n  creationTimestamp: \"2026-01-01T00:00:00Z\"/" \
    "$pg/turned/out/$other/configmap-$mesh-ca-root-cert.yaml" >"$pg/seen.yaml"
  pg_step "$mesh: an object is seen" "$2T01:00" seen "$other" --for "$mesh" -f "$pg/seen.yaml"
  pg_step "$mesh: the rest is stated" "$2T01:00" vouch "$mesh" "$mesh updated" 'all proxies restarted' --by interop
  pg_step "$mesh: signing" "$2T01:05" next "$mesh"
  pg_step "$mesh: restarted" "$2T02:00" vouch "$mesh" 'istiod restarted' 'all proxies restarted' --by interop
  pg_step "$mesh: retiring" "$2T02:01" next "$mesh"
  pg_step "$mesh: seen again" "$2T03:00" vouch "$mesh" 'red-mesh updated' 'green-mesh updated' 'all proxies restarted' \
    --by interop
  pg_step "$mesh: steady" "$2T03:05" next "$mesh"
}

# A whole rotation, and the way to a shared root.
pg_turned() {
  local home="$pg/turned"
  pg_database turned
  pg_home "$home" turned
  export PGUSER=anna
  mt apply --home "$home" --now 2026-03-01T00:00:00Z -q >/dev/null 2>&1
  pg_step "a rotation" 03-02T00:00 start red-mesh
  check "postgres: its proof" mt rotate proof red-mesh --home "$home"
  pg_walk red-mesh 03-02
  check "postgres: the old root's key is destroyed" test "$(sql -d turned -c "SELECT count(*) FROM meshtrust.log
    WHERE action = 'destroyed-key' OR details LIKE '%destroyed%'")" -gt 0
  check "postgres: two roots and two intermediates have keys" \
    test "$(sql -d turned -c 'SELECT count(*) FROM meshtrust.key')" = 4
  pg_step "a move to a shared root" 04-01T00:00 start --to shared
  pg_walk red-mesh 04-01
  pg_walk green-mesh 04-02
  check "postgres: one root is left" grep -q 'roots: shared' "$home/federation.yaml"
  check "postgres: with one key, and one for each intermediate" \
    test "$(sql -d turned -c 'SELECT count(*) FROM meshtrust.key')" = 3
  check "postgres: nothing is left to do after it" mt plan --home "$home" --now 2026-04-02T03:05:00Z
  check "postgres: openssl verifies what the shared root signed" openssl verify -x509_strict -attime 1775200000 \
    -CAfile "$home/out/green-mesh/pem/root-cert.pem" "$home/out/green-mesh/pem/ca-cert.pem"
  check "postgres: the log of all that verifies" mt log verify --home "$home"
  unset PGUSER
}

# The move there and back: what is written for the meshes and the content of the database stay as they are, octet by octet.
pg_move() {
  local home="$pg/moved"
  mt init red-mesh green-mesh blue-mesh --home "$home" -q >/dev/null
  mt apply --home "$home" -q >/dev/null
  mt rotate start red-mesh --home "$home" -q >/dev/null
  cp -a "$home/out" "$pg/out.before"
  pg_database second
  export PGUSER=postgres
  check "postgres: the move there" mt store move --to postgresql:///second --home "$home"
  check "postgres: authority.db is put away" test -e "$home/authority.db.moved" -a ! -e "$home/authority.db"
  check "postgres: what was signed still verifies there" mt log verify --home "$home"
  check "postgres: nothing is left to do there" mt plan --home "$home"
  check "postgres: out/ is as it was" diff -r "$home/out" "$pg/out.before"
  pg_same "$home/authority.db.moved" second && ok "postgres: every row of every table is there" ||
    bad "postgres: rows differ: $(head -n 3 "$pg/rows.diff")"
  cp "$home/authority.db.moved" "$home/authority.db"
  mv "$home/store.yaml" "$pg/store.yaml"
  ! mt rotate abort red-mesh --home "$home" >"$pg/old" 2>&1
  check "postgres: the old place takes nothing more" grep -q MT-STORE-16 "$pg/old"
  rm "$home/authority.db"
  mv "$pg/store.yaml" "$home/store.yaml"
  # The backup's last entry says that the home went to the server; where it is restored it goes on all the same.
  mt backup "$pg/moved.backup" --backup-passphrase-file "$pg/pass" --home "$home" -q >/dev/null
  mt restore "$pg/moved.backup" --backup-passphrase-file "$pg/pass" --home "$pg/moved.restored" -q >/dev/null
  check "postgres: a backup made right after the move is a home elsewhere" mt crl red-mesh --home "$pg/moved.restored"
  check "postgres: the move back" mt store move --to authority.db --home "$home"
  check "postgres: store.yaml is gone" test ! -e "$home/store.yaml"
  pg_same "$home/authority.db" second && ok "postgres: every row of every table is back" ||
    bad "postgres: rows differ: $(head -n 3 "$pg/rows.diff")"
  check "postgres: what was signed verifies again" mt log verify --home "$home"
  check "postgres: out/ is as it was after both" diff -r "$home/out" "$pg/out.before"
  printf 'apiVersion: meshtrust/v1\nkind: Store\npostgresql: {uri: "postgresql:///second"}\n' >"$home/store.yaml"
  mv "$home/authority.db" "$pg/aside.db"
  ! mt status --home "$home" >"$pg/old" 2>&1
  check "postgres: nor does the database that it left" grep -q MT-STORE-16 "$pg/old"
  rm "$home/store.yaml"
  mv "$pg/aside.db" "$home/authority.db"
  check "postgres: the home goes on in authority.db" mt rotate abort red-mesh --home "$home"
  unset PGUSER
}

# Two clones of one repository: whoever has not pulled what the other one applied is told so, and undoes nothing.
pg_descriptions() {
  local home="$pg/described" clone="$pg/described.clone"
  pg_database described
  pg_home "$home" described
  sql -d described -c "DROP TABLE meshtrust.applied_description; DELETE FROM meshtrust.store_migration WHERE name LIKE '23:%'"
  pg_refuses "tables that remember no federation.yaml" 4 MT-STORE-13 env PGUSER=anna "$MESHTRUST" apply --home "$home"
  check "postgres: their owner adds what is missing" env PGUSER=postgres "$MESHTRUST" store migrate --home "$home"
  PGUSER=anna mt apply --home "$home" -q >/dev/null
  cp -a "$home" "$clone"
  check "postgres: bert has what anna applied" env PGUSER=bert "$MESHTRUST" apply --home "$clone"
  sed -i '/^spec:/a\  # of bert' "$clone/federation.yaml"
  check "postgres: bert applies a newer federation.yaml" env PGUSER=bert "$MESHTRUST" apply --home "$clone"
  pg_refuses "an apply of anna's older one" 4 MT-HOME-98 env PGUSER=anna "$MESHTRUST" apply --home "$home"
  check "postgres: who applied the newer one is said" grep -q 'bert' "$pg/refused"
  pg_refuses "a leaf by the older one" 4 MT-HOME-98 env PGUSER=anna "$MESHTRUST" issue red-mesh --gateway \
    egress-green-mesh --out "$pg/stale" --home "$home"
  pg_refuses "an edit of the older one" 4 MT-HOME-98 env PGUSER=anna "$MESHTRUST" remove peer red-mesh green-mesh \
    --home "$home"
  PGUSER=anna mt plan --home "$home" >"$pg/plan" 2>&1
  check "postgres: a plan warns of it" grep -q 'warning.MT-HOME-98' "$pg/plan"
  check "postgres: a look needs no newer one" env PGUSER=anna "$MESHTRUST" status --home "$home"
  cp "$home/federation.yaml" "$pg/older.yaml"
  cp "$clone/federation.yaml" "$home/federation.yaml"
  check "postgres: with the newer one it works" env PGUSER=anna "$MESHTRUST" apply --home "$home"
  sed -i 's/# of bert/# of anna/' "$home/federation.yaml"
  check "postgres: so does one that nobody has applied" env PGUSER=anna "$MESHTRUST" apply --home "$home"
  cp "$pg/older.yaml" "$clone/federation.yaml"
  pg_refuses "bert's way back, unless he means it" 4 MT-HOME-98 env PGUSER=bert "$MESHTRUST" apply --home "$clone"
  check "postgres: who means it goes back" env PGUSER=bert "$MESHTRUST" apply --accept-older --home "$clone"
  pg_refuses "after which the other one is behind" 4 MT-HOME-98 env PGUSER=anna "$MESHTRUST" apply --home "$home"
  check "postgres: the log verifies" env PGUSER=bert "$MESHTRUST" log verify --home "$clone"
}

# pg_same FILE DATABASE: compares every table by the digests of its rows, with octets in hexadecimal.
pg_same() {
  local table columns key
  : >"$pg/rows.sqlite"
  : >"$pg/rows.postgres"
  for table in $(sqlite3 "$1" "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
    AND name <> 'grdb_migrations' ORDER BY name"); do
    columns="$(sqlite3 "$1" "SELECT group_concat('CASE WHEN ' || name || ' IS NULL THEN ''-'' ELSE hex(' || name || ') END', '||''|''||') FROM pragma_table_info('$table')")"
    sqlite3 "$1" "SELECT '$table', $columns FROM $table" | tr 'A-F' 'a-f' | sort >>"$pg/rows.sqlite"
    key="$(sqlite3 "$1" "SELECT group_concat('coalesce(encode(' || CASE type WHEN 'BLOB' THEN name
      ELSE 'convert_to(' || name || '::text, ''UTF8'')' END || ', ''hex''), ''-'')', '||''|''||') FROM pragma_table_info('$table')")"
    sql -d "$2" -c "SELECT '$table', $key FROM meshtrust.$table" | sort >>"$pg/rows.postgres"
  done
  diff "$pg/rows.sqlite" "$pg/rows.postgres" >"$pg/rows.diff"
}

# What each role may not do; the database itself refuses.
pg_roles() {
  local line state text statement
  while IFS='|' read -r user text statement; do
    state="$(psql -X -q -At -U "$user" -d first -v VERBOSITY=sqlstate -c "SET search_path = meshtrust; $statement" 2>&1 || true)"
    if [[ "$state" == *ERROR* ]]; then
      ok "postgres: $text is refused ($(tail -n 1 <<<"$state"))"
    else
      bad "postgres: $text is not refused"
    fi
  done <<'CASES'
anna|a change of an entry|UPDATE log SET details = 'nothing' WHERE entry = 1
anna|the removal of an entry|DELETE FROM log WHERE entry = (SELECT max(entry) FROM log)
anna|an emptied log|TRUNCATE log
anna|another's name as the actor|INSERT INTO log SELECT entry + 1, time, action, subject, details, hash, hash, 2, 'bert', proof, host, command, tool, run FROM log ORDER BY entry DESC LIMIT 1
anna|a gap in the log|INSERT INTO log SELECT entry + 2, time, action, subject, details, hash, hash, 2, 'anna', proof, host, command, tool, run FROM log ORDER BY entry DESC LIMIT 1
anna|a wrong hash|INSERT INTO log SELECT entry + 1, time, action, subject, details, hash, repeat('0', 64), 2, 'anna', proof, host, command, tool, run FROM log ORDER BY entry DESC LIMIT 1
anna|an entry without a name|INSERT INTO log SELECT entry + 1, time, action, subject, details, hash, hash, 1, NULL, NULL, NULL, NULL, NULL, NULL FROM log ORDER BY entry DESC LIMIT 1
anna|an approval of what nobody proposed|INSERT INTO proposal VALUES ('0123456789abcdef', '', 'waiting', 1); INSERT INTO approval VALUES ('0123456789abcdef', 'bert', '', '', 1)
anna|an approval of what she proposed herself|INSERT INTO proposal VALUES ('0123456789abcdef', '', 'waiting', 1); WITH last AS (SELECT entry + 1 AS entry, time, 'proposed' AS action, subject, 'proposal 0123456789abcdef: root' AS details, hash AS previous, 'anna' AS actor, proof, host, command, tool, run FROM log ORDER BY log.entry DESC LIMIT 1) INSERT INTO log SELECT entry, time, action, subject, details, previous, (SELECT encode(sha256(string_agg(convert_to(octet_length(convert_to(f, 'UTF8')) || ':' || f, 'UTF8'), ''::bytea ORDER BY n)), 'hex') FROM unnest(ARRAY['meshtrust-log-v2', entry::text, time::text, action, subject, details, previous, actor, proof, host, command, tool, run]) WITH ORDINALITY AS field (f, n)), 2, actor, proof, host, command, tool, run FROM last; INSERT INTO approval VALUES ('0123456789abcdef', 'bert', '', '', 1)
anna|a disabled trigger|ALTER TABLE log DISABLE TRIGGER ALL
anna|the role of a replica|SET session_replication_role = replica
anna|a dropped table|DROP TABLE log
anna|the role of the owner|SET ROLE meshtrust_owner
anna|another's session|SET SESSION AUTHORIZATION bert
anna|another end of the log|UPDATE store SET highest = 1
anna|a home that is said to be elsewhere|UPDATE store SET state = 'moved'
anna|a trigger of one's own|CREATE TRIGGER mine BEFORE INSERT ON log EXECUTE FUNCTION log_keep()
anna|a table of one's own|CREATE TABLE mine (id int)
cora|a reader's change|DELETE FROM certificate
emil|an approver's change|UPDATE certificate SET kind = kind
emil|an approver's proposal|INSERT INTO proposal VALUES ('0123456789abcdef', '', 'waiting', 1)
emil|an approval that an approver takes away|DELETE FROM approval
emil|an approver's look at a key that he changes|UPDATE key SET id = id
cora|a reader's entry|INSERT INTO log DEFAULT VALUES
dora|a look without a role|SELECT * FROM log
CASES
  check "postgres: a reader reads" env PGUSER=cora "$MESHTRUST" status --home "$pg/whole"
  ! PGUSER=cora mt crl red-mesh --home "$pg/whole" >"$pg/reader" 2>&1
  check "postgres: a reader's command says why it writes nothing" grep -q MT-STORE-09 "$pg/reader"
  ! PGUSER=dora mt status --home "$pg/whole" >"$pg/reader" 2>&1
  check "postgres: whoever has no role is told" grep -q MT-STORE-09 "$pg/reader"
  while IFS='|' read -r text statement back; do
    sql -d first -c "SET search_path = meshtrust; $statement"
    pg_refuses "$text of the owner's" 4 MT-STORE-14 env PGUSER=anna "$MESHTRUST" status --home "$pg/whole"
    sql -d first -c "SET search_path = meshtrust; $back"
  done <<'CASES'
a guard without its rights|ALTER FUNCTION log_append() SECURITY INVOKER|ALTER FUNCTION log_append() SECURITY DEFINER
a guard that looks elsewhere|ALTER FUNCTION log_append() SET search_path = public|ALTER FUNCTION log_append() SET search_path = meshtrust, pg_temp
an heir|CREATE TABLE public.heir () INHERITS (meshtrust.authority)|DROP TABLE public.heir
an index with code|CREATE INDEX mine ON certificate ((length(der)))|DROP INDEX mine
a disabled trigger|ALTER TABLE log DISABLE TRIGGER log_keep|ALTER TABLE log ENABLE TRIGGER log_keep
a row that nobody sees|ALTER TABLE authority ENABLE ROW LEVEL SECURITY|ALTER TABLE authority DISABLE ROW LEVEL SECURITY
CASES
  sql -d first -c "CREATE FUNCTION meshtrust.mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER mine BEFORE INSERT ON meshtrust.certificate FOR EACH ROW EXECUTE FUNCTION meshtrust.mine()"
  ! PGUSER=anna mt status --home "$pg/whole" >"$pg/planted" 2>&1
  check "postgres: a trigger that the owner planted is found" grep -q MT-STORE-14 "$pg/planted"
  sql -d first -c "DROP TRIGGER mine ON meshtrust.certificate; DROP FUNCTION meshtrust.mine()"
  sql -d first -c "UPDATE meshtrust.authority SET generation = generation + 7 WHERE role = 'root'"
  ! PGUSER=anna mt status --home "$pg/whole" >"$pg/planted" 2>&1
  check "postgres: a row that the owner changed is found" grep -q MT-HOME-84 "$pg/planted"
  sql -d first -c "UPDATE meshtrust.authority SET generation = generation - 7 WHERE role = 'root'"
}

# Who proposes records no approval, whoever signed it; another operator does, or an approver, who may do nothing else.
pg_approvals() {
  need "postgres approvals" ssh-keygen openssh-client || return 0
  local home="$pg/approved" id
  pg_database approved
  pg_home "$home" approved
  ssh-keygen -q -N '' -t ed25519 -f "$pg/bert-key"
  ssh-keygen -q -N '' -t ed25519 -f "$pg/emil-key"
  printf '  approval:\n    for: [key-export]\n    approvers:\n    - bert %s\n    - emil %s\n' \
    "$(cut -d ' ' -f 1,2 "$pg/bert-key.pub")" "$(cut -d ' ' -f 1,2 "$pg/emil-key.pub")" >>"$home/federation.yaml"
  PGUSER=anna mt apply --home "$home" -q >/dev/null
  pg_refuses "a key waits for a second person" 2 MT-APPROVE-01 env PGUSER=anna "$MESHTRUST" key export red-mesh/root \
    --no-encrypt --home "$home"
  id="$(PGUSER=anna mt proposal list --json --home "$home" | sed -n 's/.*"id": "\([0-9a-f]*\)".*/\1/p')"
  PGUSER=anna mt proposal show "$id" --out "$pg/proposal" --home "$home" >/dev/null
  check "postgres: the server's word says who proposes" grep -q '^proposer anna$' "$pg/proposal"
  ssh-keygen -q -Y sign -n meshtrust-approval -f "$pg/bert-key" "$pg/proposal" 2>/dev/null
  pg_refuses "its proposer records no approval" 4 MT-APPROVE-11 env PGUSER=anna "$MESHTRUST" proposal approve "$id" \
    --signature "$pg/proposal.sig" --home "$home"
  pg_refuses "nor is it carried out" 4 MT-APPROVE-07 env PGUSER=anna "$MESHTRUST" proposal carry-out "$id" --home "$home"
  check "postgres: another operator records it" env PGUSER=bert "$MESHTRUST" proposal approve "$id" \
    --signature "$pg/proposal.sig" --home "$home"
  sql -d approved -c "UPDATE meshtrust.proposal SET text = replace(text, 'anna', 'cora')"
  pg_refuses "a proposal that somebody else edits" 4 MT-HOME-84 env PGUSER=anna "$MESHTRUST" proposal carry-out "$id" \
    --home "$home"
  sql -d approved -c "UPDATE meshtrust.proposal SET text = replace(text, 'cora', 'anna')"
  check "postgres: and it is carried out" env PGUSER=anna "$MESHTRUST" proposal carry-out "$id" --home "$home"
  pg_refuses "and not twice" 4 MT-APPROVE-03 env PGUSER=anna "$MESHTRUST" proposal carry-out "$id" --home "$home"
  # The next one an approver records, whose role may change nothing else.
  pg_refuses "another key waits" 2 MT-APPROVE-01 env PGUSER=anna "$MESHTRUST" key export green-mesh/root --no-encrypt \
    --home "$home"
  id="$(PGUSER=anna mt proposal list --json --home "$home" | sed -n 's/.*"id": "\([0-9a-f]*\)".*/\1/p' | grep -v "$id")"
  rm -f "$pg/proposal" "$pg/proposal.sig"
  PGUSER=emil mt proposal show "$id" --out "$pg/proposal" --home "$home" >/dev/null
  ssh-keygen -q -Y sign -n meshtrust-approval -f "$pg/emil-key" "$pg/proposal" 2>/dev/null
  check "postgres: an approver records it" env PGUSER=emil "$MESHTRUST" proposal approve "$id" \
    --signature "$pg/proposal.sig" --home "$home"
  pg_refuses "an approver carries nothing out" 5 MT-STORE-09 env PGUSER=emil "$MESHTRUST" proposal carry-out "$id" \
    --home "$home"
  pg_refuses "nor does he sign a list" 5 MT-STORE-09 env PGUSER=emil "$MESHTRUST" crl red-mesh --home "$home"
  check "postgres: who proposed it carries it out" env PGUSER=anna "$MESHTRUST" proposal carry-out "$id" --home "$home"
  check "postgres: the log of it verifies" env PGUSER=cora "$MESHTRUST" log verify --home "$home"
}

# A command that gives up waiting for another one has changed nothing.
pg_patient() {
  local turn
  for turn in 1 2 3 4 5 6; do mt "$@" && return; done
  return 1
}

# Eight commands at once, of two operators with a home each: nobody's change is lost, and the log names both.
pg_writers() {
  local turn writer before after process failed=0 processes
  [[ -e "$pg/clone" ]] || cp -a "$pg/whole" "$pg/clone"
  before="$(sql -d first -c 'SELECT highest FROM meshtrust.store')"
  for turn in 1 2 3 4 5; do
    processes=()
    for writer in 1 2 3 4; do
      PGUSER=anna pg_patient crl red-mesh --home "$pg/whole" >"$pg/anna.$turn.$writer" 2>&1 &
      processes+=($!)
      PGUSER=bert pg_patient issue green-mesh --gateway egress-red-mesh --out "$pg/bert-leaf.$turn.$writer" \
        --home "$pg/clone" >"$pg/bert.$turn.$writer" 2>&1 &
      processes+=($!)
    done
    for process in "${processes[@]}"; do wait "$process" || failed=$((failed + 1)); done
  done
  check "postgres: of forty commands of two operators none fails: $(cat "$pg"/anna.*.* "$pg"/bert.*.* | grep -m 1 error)" \
    test "$failed" = 0
  after="$(sql -d first -c "SELECT count(DISTINCT run) FROM meshtrust.log WHERE entry > $before")"
  check "postgres: all of them are in the log ($after)" test "$after" = 40
  after="$(sql -d first -c "SELECT count(*) FROM meshtrust.log WHERE entry > $before AND action = 'issued-leaf'")"
  check "postgres: and no update is lost ($after leaves)" test "$after" = 20
  check "postgres: it names both" test "$(sql -d first -c "SELECT string_agg(DISTINCT actor, ' ' ORDER BY actor)
    FROM meshtrust.log WHERE entry > $before")" = "anna bert"
  check "postgres: it verifies" env PGUSER=anna "$MESHTRUST" log verify --home "$pg/whole"
  # While one holds the lock, another one is told whose it is.
  psql -X -q -U anna -d first -c "BEGIN; SELECT pg_advisory_xact_lock(('x' || encode(substring(sha256(convert_to(
    'meshtrust-lock' || id, 'UTF8')) FROM 1 FOR 8), 'hex'))::bit(64)::bigint) FROM meshtrust.store; SELECT pg_sleep(14)" \
    >/dev/null 2>&1 &
  local holder=$!
  sleep 1
  ! PGUSER=bert mt crl green-mesh --home "$pg/clone" >"$pg/waited" 2>&1
  check "postgres: a command that waits is told for whom" grep -q "it is anna" "$pg/waited"
  wait "$holder" || true
}

# A proxy that passes everything on, and swallows the server's answer to COMMIT.
pg_proxy() {
  need "postgres proxy" python3 python3 || return 0
  local home="$pg/whole" before after usual
  # As many entries as the same command makes elsewhere.
  before="$(sql -d first -c 'SELECT highest FROM meshtrust.store')"
  PGUSER=anna mt crl red-mesh --home "$home" >/dev/null 2>&1
  usual="$(sql -d first -c "SELECT count(*) FROM meshtrust.log WHERE entry > $before")"
  mkdir -p "$pg/eaten"
  python3 "$here/interop.d/eating-proxy.py" "$pg/.s.PGSQL.5432" "$pg/eaten/.s.PGSQL.5432" &
  servers+=($!)
  sleep 0.5
  before="$(sql -d first -c 'SELECT highest FROM meshtrust.store')"
  if PGUSER=anna PGHOST="$pg/eaten" mt crl red-mesh --home "$home" >"$pg/eaten.log" 2>&1; then
    ok "postgres: a command whose COMMIT is not answered finds out that it was done"
  else
    bad "postgres: COMMIT without an answer: $(tail -n 3 "$pg/eaten.log")"
  fi
  after="$(sql -d first -c "SELECT count(*) || ' of ' || count(DISTINCT run) FROM meshtrust.log WHERE entry > $before")"
  check "postgres: and did it once ($after)" test "$usual" -ge 1 -a "$after" = "$usual of 1"
  check "postgres: the log verifies after that" env PGUSER=anna "$MESHTRUST" log verify --home "$home"
}

# A server that has committed, does not say so, and is not there any more: what was made is not known, but can be looked up.
pg_gone() {
  need "postgres proxy" python3 python3 || return 0
  local home="$pg/whole" run
  mkdir -p "$pg/gone"
  python3 "$here/interop.d/eating-proxy.py" "$pg/.s.PGSQL.5432" "$pg/gone/.s.PGSQL.5432" gone &
  servers+=($!)
  sleep 0.5
  cp -a "$home/out" "$pg/gone.out"
  pg_refuses "a server that commits and never comes back" 74 MT-STORE-21 env PGUSER=anna PGHOST="$pg/gone" "$MESHTRUST" \
    rekey red-mesh --intermediate --home "$home"
  check "postgres: nothing is written for the meshes then" diff -r "$home/out" "$pg/gone.out"
  run="$(grep -oE '\b[0-9a-f]{32}\b' "$pg/refused" | head -n 1 || true)"
  PGUSER=anna mt log --wide --run "${run:-none}" --home "$home" >"$pg/log" 2>&1 || true
  check "postgres: the UUID that it names shows what was made" grep -q 'red-mesh/intermediate' "$pg/log"
  check "postgres: the next command goes on from there" env PGUSER=anna "$MESHTRUST" apply --home "$home"
  check "postgres: and nothing is left to do" env PGUSER=anna "$MESHTRUST" plan --home "$home"
}

# Commands of several transactions that lose a connection between two of them.
pg_cut() {
  need "postgres proxy" python3 python3 || return 0
  local home="$pg/cut"
  pg_database cut
  mt init red-mesh green-mesh blue-mesh --home "$home" -q >/dev/null
  printf 'apiVersion: meshtrust/v1\nkind: Store\npostgresql: {uri: "postgresql:///cut"}\n' >"$home/store.yaml"
  export PGUSER=postgres
  mt apply --home "$home" -q >/dev/null 2>&1
  mkdir -p "$pg/once" "$pg/all"
  python3 "$here/interop.d/eating-proxy.py" "$pg/.s.PGSQL.5432" "$pg/once/.s.PGSQL.5432" &
  servers+=($!)
  python3 "$here/interop.d/eating-proxy.py" "$pg/.s.PGSQL.5432" "$pg/all/.s.PGSQL.5432" all &
  servers+=($!)
  sleep 0.5
  check "postgres: a command goes on after a COMMIT that was made and not answered" \
    env PGHOST="$pg/once" "$MESHTRUST" rotate start red-mesh --home "$home"
  if PGHOST="$pg/all" mt remove mesh blue-mesh --yes --home "$home" >"$pg/cut.log" 2>&1; then
    bad "postgres: a command that lost the home's lock went on without it"
  else
    check "postgres: a command that lost the home's lock ends" grep -q MT-STORE-20 "$pg/cut.log"
  fi
  check "postgres: before it destroyed anything" \
    test "$(sql -d cut -c "SELECT count(*) FROM meshtrust.log WHERE action IN ('retired', 'finished-removal')")" -eq 0
  mt crl red-mesh --home "$home" >"$pg/cut.log" 2>&1
  check "postgres: and the next one finishes its work" \
    test "$(sql -d cut -c "SELECT count(*) FROM meshtrust.log WHERE action = 'finished-removal'")" -eq 1
  check "postgres: the log verifies after that, too" mt log verify --home "$home"
  unset PGUSER
}

pg_pooler() {
  need "postgres pooler" pgbouncer pgbouncer || return 0
  local home="$pg/whole"
  mkdir -p "$pg/pool"
  chown postgres "$pg/pool"
  printf '"anna" ""\n"bert" ""\n' >"$pg/pool/users"
  cat >"$pg/pool/pgbouncer.ini" <<TEXT
[databases]
first = host=$pg dbname=first
[pgbouncer]
listen_addr =
unix_socket_dir = $pg/pool
listen_port = 6432
auth_type = trust
auth_file = $pg/pool/users
pool_mode = transaction
default_pool_size = 3
TEXT
  setpriv --reuid=postgres --regid=postgres --init-groups pgbouncer -q "$pg/pool/pgbouncer.ini" >"$pg/pool/log" 2>&1 &
  servers+=($!)
  sleep 1
  check "postgres: through a pooler that lends connections for a transaction" \
    env PGUSER=anna PGHOST="$pg/pool" PGPORT=6432 "$MESHTRUST" crl red-mesh --home "$home"
  check "postgres: which leaves no lock behind" env PGUSER=bert "$MESHTRUST" crl green-mesh --home "$pg/clone"
}

# bad TEXT STATUS CODE COMMAND …
pg_refuses() {
  local text="$1" status="$2" code="$3" found=0
  shift 3
  "$@" >"$pg/refused" 2>&1 || found=$?
  if [[ "$found" == "$status" ]] && grep -q "$code" "$pg/refused"; then
    ok "postgres: $text: $code, exit $status"
  else
    bad "postgres: $text: exit $found instead of $status, $(head -n 1 "$pg/refused")"
  fi
}

pg_bad_input() {
  local home="$pg/bad" before
  pg_home "$home" first
  rm "$home/store.yaml"
  before="$(sql -d first -c 'SELECT highest FROM meshtrust.store')"
  export PGUSER=anna
  local at=(env)
  pg_refuses "a server that is away" 74 MT-STORE-06 "${at[@]}" MESHTRUST_DATABASE=host=/nowhere "$MESHTRUST" plan --home "$home"
  pg_refuses "a password in the address" 4 MT-STORE-03 "${at[@]}" MESHTRUST_DATABASE=postgresql://anna:secret@/first \
    "$MESHTRUST" plan --home "$home"
  pg_refuses "a mode without proof" 4 MT-STORE-04 "${at[@]}" 'MESHTRUST_DATABASE=host=127.0.0.1 sslmode=require' \
    "$MESHTRUST" plan --home "$home"
  pg_refuses "no address" 3 MT-STORE-02 "${at[@]}" MESHTRUST_DATABASE=nonsense "$MESHTRUST" plan --home "$home"
  sql -d postgres -c 'CREATE DATABASE empty'
  pg_refuses "an empty database" 3 MT-STORE-11 "${at[@]}" MESHTRUST_DATABASE=postgresql:///empty "$MESHTRUST" plan --home "$home"
  pg_refuses "a user who may make no roles" 5 MT-STORE-25 "$MESHTRUST" store init postgresql:///empty --home "$pg/none"
  sql -d empty -c 'CREATE SCHEMA meshtrust; CREATE TABLE meshtrust.other (id int)'
  pg_refuses "a schema of somebody else" 4 MT-STORE-14 env PGUSER=postgres "$MESHTRUST" store init postgresql:///empty \
    --home "$pg/none"
  pg_refuses "a second home" 4 MT-STORE-17 env PGUSER=postgres "$MESHTRUST" store init postgresql:///first --home "$pg/none"
  sql -d first -c "INSERT INTO meshtrust.store_migration (name, tool) VALUES ('99: later', '99')"
  pg_refuses "newer tables" 4 MT-STORE-12 "$MESHTRUST" status --home "$pg/whole"
  sql -d first -c "DELETE FROM meshtrust.store_migration WHERE name LIKE '99%'"
  sql -d first -c "CREATE TABLE kept AS SELECT * FROM meshtrust.store_migration WHERE name LIKE '15%';
    DELETE FROM meshtrust.store_migration WHERE name LIKE '15%'"
  pg_refuses "a migration that did not end" 4 MT-STORE-13 "$MESHTRUST" status --home "$pg/whole"
  pg_refuses "status says so" 2 MT-STORE-31 "$MESHTRUST" store status --home "$pg/whole"
  sql -d first -c "INSERT INTO meshtrust.store_migration SELECT * FROM kept; DROP TABLE kept"
  sql -d first -c "SET search_path = meshtrust; DROP TRIGGER approval_second ON approval; DROP FUNCTION approval_second();
    DELETE FROM store_migration WHERE name LIKE 'postgres 1:%'"
  pg_refuses "tables of the first version" 4 MT-STORE-13 "$MESHTRUST" status --home "$pg/whole"
  pg_refuses "an operator who would migrate them" 5 MT-STORE-09 "$MESHTRUST" store migrate --home "$pg/whole"
  check "postgres: their owner brings them up to date" env PGUSER=postgres "$MESHTRUST" store migrate --home "$pg/whole"
  pg_refuses "a restore over a home" 4 MT-STORE-17 "$MESHTRUST" restore "$pg/whole.backup" --backup-passphrase-file \
    "$pg/pass" --home "$pg/whole"
  touch "$pg/whole/authority.db"
  pg_refuses "two databases" 4 MT-STORE-05 "$MESHTRUST" status --home "$pg/whole"
  rm "$pg/whole/authority.db"
  sql -d postgres -c 'ALTER DATABASE first SET default_transaction_read_only = on'
  pg_refuses "a database that only reads" 74 'MT-STORE-\(06\|10\)' "$MESHTRUST" crl red-mesh --home "$pg/whole"
  sql -d postgres -c 'ALTER DATABASE first RESET default_transaction_read_only'
  check "postgres: none of it changed anything" test "$before" = "$(sql -d first -c 'SELECT highest FROM meshtrust.store')"
  check "postgres: and the home works" mt status --home "$pg/whole"
  unset PGUSER
}

# TLS with a certificate of the server's name, passwords by SCRAM, and certificates of people.
pg_tls() {
  local home="$pg/tls" name
  mkdir -p "$pg/ca" "$home.keys"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout "$pg/ca/ca.key" -out "$pg/ca/ca.crt" 2>/dev/null
  for name in localhost anna; do
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$pg/ca/$name.key" -out "$pg/ca/$name.csr" 2>/dev/null
    openssl x509 -req -in "$pg/ca/$name.csr" -CA "$pg/ca/ca.crt" -CAkey "$pg/ca/ca.key" -CAcreateserial -days 2 \
      -extfile <(echo "subjectAltName=DNS:$name") -out "$pg/ca/$name.crt" 2>/dev/null
  done
  free_port
  install -o postgres -m 600 "$pg/ca/localhost.key" "$pg/data/server.key"
  install -o postgres -m 644 "$pg/ca/localhost.crt" "$pg/data/server.crt"
  install -o postgres -m 644 "$pg/ca/ca.crt" "$pg/data/ca.crt"
  printf '%s\n' "listen_addresses='127.0.0.1'" "port=$port" "ssl=on" "ssl_ca_file='ca.crt'" >>"$pg/data/postgresql.conf"
  printf '%s\n' 'local all all trust' 'local replication all trust' 'hostssl all anna 127.0.0.1/32 cert' \
    'hostssl all all 127.0.0.1/32 scram-sha-256' 'hostnossl all all 127.0.0.1/32 scram-sha-256' >"$pg/data/pg_hba.conf"
  as_postgres "$binaries/pg_ctl" -D "$pg/data" -l "$pg/data.log" -m fast -w restart >/dev/null
  export PGPORT="$port"
  sql -d postgres -c "ALTER ROLE bert PASSWORD 'correct horse'"
  cp -a "$pg/clone" "$home"
  printf 'apiVersion: meshtrust/v1\nkind: Store\npostgresql: {uri: "postgresql://localhost:%s/first"}\n' "$port" \
    >"$home/store.yaml"
  local at=(env -u PGHOST PGSSLROOTCERT="$pg/ca/ca.crt")
  check "postgres: a password over TLS" "${at[@]}" PGUSER=bert PGPASSWORD='correct horse' "$MESHTRUST" crl green-mesh --home "$home"
  check "postgres: a client certificate" "${at[@]}" PGUSER=anna PGSSLCERT="$pg/ca/anna.crt" PGSSLKEY="$pg/ca/anna.key" \
    "$MESHTRUST" crl green-mesh --home "$home"
  pg_refuses "a wrong password" 5 MT-STORE-07 "${at[@]}" PGUSER=bert PGPASSWORD=wrong "$MESHTRUST" status --home "$home"
  pg_refuses "no password" 5 MT-STORE-07 "${at[@]}" PGUSER=bert PGPASSFILE=/nowhere "$MESHTRUST" status --home "$home"
  pg_refuses "a server whose CA nobody named" 74 MT-STORE-06 env -u PGHOST HOME=/nowhere PGUSER=bert "$MESHTRUST" status \
    --home "$home"
  pg_refuses "a server of another name" 74 MT-STORE-06 "${at[@]}" PGUSER=bert PGPASSWORD='correct horse' \
    MESHTRUST_DATABASE="postgresql://127.0.0.1:$port/first" "$MESHTRUST" status --home "$home"
  printf 'apiVersion: meshtrust/v1\nkind: Store\npostgresql: {uri: "postgresql://127.0.0.1:%s/first?sslmode=disable", insecure: true}\n' \
    "$port" >"$home/store.yaml"
  check "postgres: without proof, if store.yaml says so" env -u PGHOST PGUSER=bert PGPASSWORD='correct horse' "$MESHTRUST" \
    status --home "$home"
}

# A standby takes over; the home goes on there, and the old primary is not asked any more.
pg_standby() {
  local home="$pg/whole" second
  second="$pg/second"
  as_postgres "$binaries/pg_basebackup" -h "$pg" -p "$PGPORT" -U postgres -D "$second" -R -X stream >"$pg/basebackup" 2>&1 ||
    { bad "postgres: pg_basebackup: $(tail -n 2 "$pg/basebackup")"; return; }
  free_port
  printf '%s\n' "port=$port" "listen_addresses=''" >>"$second/postgresql.conf"
  as_postgres "$binaries/pg_ctl" -D "$second" -l "$pg/second.log" -w start >/dev/null
  local first="$PGPORT"
  export PGUSER=anna
  pg_refuses "a standby" 74 'MT-STORE-\(06\|10\)' env PGPORT="$port" "$MESHTRUST" crl red-mesh --home "$home"
  check "postgres: of two servers the one that writes" env MESHTRUST_DATABASE="host=$pg,$pg port=$port,$first dbname=first" \
    "$MESHTRUST" crl red-mesh --home "$home"
  sql -d postgres -p "$first" -c "SELECT pg_wal_replay_lsn_diff()" >/dev/null 2>&1 || sleep 1
  pg_promote "$home" "$second" "host=$pg,$pg port=$first,$port dbname=first"
  check "postgres: after the standby was promoted" env MESHTRUST_DATABASE="host=$pg,$pg port=$first,$port dbname=first" \
    "$MESHTRUST" crl red-mesh --home "$home"
  check "postgres: its log verifies with the checkpoint of before" env PGPORT="$port" "$MESHTRUST" log verify \
    --checkpoint "$home/log.checkpoint" --home "$home"
  as_postgres "$binaries/pg_ctl" -D "$second" -m fast -w stop >/dev/null 2>&1
  unset PGUSER PGPORT
}

# pg_promote HOME STANDBY DATABASE: while a slow command runs. It is done as a whole or not at all.
pg_promote() {
  local status=0 slow before after usual
  local -a around=()
  before="$(sql -d first -c 'SELECT highest FROM meshtrust.store')"
  mt crl red-mesh --home "$1" >/dev/null 2>&1
  usual="$(sql -d first -c "SELECT count(*) FROM meshtrust.log WHERE entry > $before")"
  ! command -v strace >/dev/null || around=(strace -f -qq -o /dev/null -e trace=sendto -e inject=sendto:delay_enter=100000)
  before="$(sql -d first -c 'SELECT highest FROM meshtrust.store')"
  MESHTRUST_DATABASE="$3" "${around[@]}" "$MESHTRUST" crl red-mesh --home "$1" >"$pg/slow" 2>&1 &
  slow=$!
  sleep 1
  pg_stop data
  as_postgres "$binaries/pg_ctl" -D "$2" -w promote >/dev/null
  wait "$slow" || status=$?
  after="$(sql -d first -p "$port" -c "SELECT count(*) FROM meshtrust.log WHERE entry > $before")"
  if [[ "$status" == 0 && "$after" == "$usual" ]]; then
    ok "postgres: a command during which the standby was promoted is done"
  elif [[ "$status" == 74 && "$after" == 0 ]] && grep -q 'MT-STORE-\(06\|20\|21\)' "$pg/slow"; then
    ok "postgres: a command during which the standby was promoted ends, and nothing is done ($(head -n 1 "$pg/slow"))"
  else
    bad "postgres: a command during which the standby was promoted: exit $status, $after of $usual entries, $(head -n 1 "$pg/slow")"
  fi
}
