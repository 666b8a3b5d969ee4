# shellcheck shell=bash
# What --json prints, validated against docs/schemas by Python's jsonschema.

run_json() {
  need json python3 python3 || return 0
  if ! python_package json jsonschema; then return 0; fi
  mkdir -p "$work/json/printed"
  (
    cd "$work/json"
    "$MESHTRUST" init red-mesh green-mesh --quiet
    "$MESHTRUST" apply --yes --quiet
    "$MESHTRUST" issue green-mesh --gateway egress-red-mesh --out green --quiet
  ) >/dev/null
  local line number=0
  while read -r line; do
    number=$((number + 1))
    # shellcheck disable=SC2086
    (cd "$work/json" && "$MESHTRUST" $line --json >"printed/$number" 2>/dev/null) || true
  done <<'LINES'
show
plan
status
status --fail-within 9999d
verify green/cert-chain.pem --peer green-mesh --for red-mesh
verify green/cert-chain.pem --peer green-mesh --for green-mesh
verify missing.pem --peer green-mesh --for red-mesh
inspect green/cert-chain.pem
lint pki/out
diff pki/out
checklist pki/out
rehearse
timeline
blast-radius red-mesh/intermediate
drill --lose-key red-mesh/root
rotate plan red-mesh
rotate start red-mesh --yes
rotate status
rotate next red-mesh
rotate proof red-mesh
log show
log verify
trust export red-mesh
trust list
report
issued list
explain MT-V-06
version
LINES
  check "json: every document is as docs/schemas says" "$work/venv/bin/python" - "$work/json/printed" "$here/../docs/schemas" <<'PYTHON'
import json, pathlib, sys
import jsonschema
printed, schemas = map(pathlib.Path, sys.argv[1:])
count = 0
for file in sorted(printed.iterdir(), key=lambda f: int(f.name)):
    document = json.loads(file.read_text())
    _, name, version = document["schema"].split("/")
    schema = json.loads((schemas / f"{name}.{version}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    count += 1
print(count, "documents")
sys.exit(count < 25)
PYTHON
}
