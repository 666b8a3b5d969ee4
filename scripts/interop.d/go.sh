# shellcheck shell=bash
# Go's crypto/x509: what istiod, SPIRE and step judge by.

run_go() {
  local list=()
  need go go golang-go || return 0
  go version
  known=(
    "*/sub-domain: Go lets every sub-domain of a URI constraint pass; RFC 5280 4.2.1.10 means this host only"
    "*/anchor: Go ends a path at any certificate of the pool, an intermediate too"
  )
  mapfile -t list < <(all_rows)
  mkdir -p "$work/go"
  if ! env GOCACHE="$work/go" GOPATH="$work/go" GO111MODULE=off go build -o "$work/verify-go" \
    "$here/interop.d/verify.go" >"$work/go.log" 2>&1; then
    bad "go: the program does not build: $(tail -n 1 "$work/go.log")"
    return
  fi
  "$work/verify-go" "$rows" "${list[@]}" >"$work/go.answers"
  compare "Go crypto/x509" "$work/go.answers" "${list[@]}"
}
