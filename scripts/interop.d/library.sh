# shellcheck shell=bash
# The example package that uses the libraries, built and run as its users would.

run_library() {
  need library swift swift || return 0
  local package="$here/../Examples/VerifyPeer" binary="" home="$work/library/pki" identity
  mkdir -p "$work/library"
  if ! swift build --package-path "$package" --scratch-path "$work/library/build" >"$work/library.log" 2>&1; then
    bad "library: the example does not build: $(grep -m 3 error: "$work/library.log" | tr '\n' ' ')"
    return 0
  fi
  ok "library: the example builds"
  binary="$(swift build --package-path "$package" --scratch-path "$work/library/build" --show-bin-path)/verify-peer"
  (cd "$work/library" && "$MESHTRUST" init red-mesh green-mesh --quiet && "$MESHTRUST" apply --yes --quiet \
    && "$MESHTRUST" issue green-mesh --gateway egress-red-mesh --out green --quiet) >/dev/null
  identity="$("$MESHTRUST" id green-mesh --for red-mesh --home "$home")"
  check "library: it accepts a peer" "$binary" "$work/library/green/cert-chain.pem" \
    "$home/out/green-mesh/pem/root-cert.pem" green-mesh.local "spiffe://$identity"
  check "library: it rejects the chain for another's bundle, and says why" bash -c \
    "! '$binary' '$work/library/green/cert-chain.pem' '$home/out/red-mesh/pem/root-cert.pem' green-mesh.local >'$work/library/said' \
      && grep -q 'MT-' '$work/library/said' && grep -q 'why: ' '$work/library/said'"
  check "library: it rejects another identity" bash -c \
    "! '$binary' '$work/library/green/cert-chain.pem' '$home/out/green-mesh/pem/root-cert.pem' green-mesh.local spiffe://green-mesh.local/ns/a/sa/b"
  check "library: the example has about 20 lines" test "$(grep -vc '^//' "$package/Sources/verify-peer/main.swift")" -le 21
}
