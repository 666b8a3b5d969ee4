# shellcheck shell=bash
# ztunnel verifies with rustls-webpki, and so does uv, which comes from PyPI: 0.13.9 has webpki 0.103.16, and 0.9.21 has
# 0.103.8, from before it refused URI constraints. Both judge chains as a TLS client that trusts one file of roots; so does
# `meshtrust verify --profile ztunnel`. Every pair of verdicts must agree.

run_webpki() {
  local pair uv istio
  python_package webpki cryptography || return 0
  for pair in 0.13.9:1.30 0.9.21:1.29.2; do
    uv="${pair%:*}" istio="${pair#*:}"
    if ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check --target "$work/uv-$uv" "uv==$uv" \
      >>"$work/pip.log" 2>&1; then
      skip "webpki: the Python package uv $uv could not be installed"
      continue
    fi
    if "$work/venv/bin/python" "$here/interop.d/webpki.py" "$MESHTRUST" "$istio" "$work/uv-$uv/bin/uv" \
      "$work/webpki-$uv" "${INTEROP_CHAINS:-150}" >"$work/webpki.answers"; then
      ok "webpki $(tail -n 1 "$work/webpki.answers")"
    else
      bad "webpki $(grep '^differs' "$work/webpki.answers" | head -n 5 | tr '\n' ' ')$(tail -n 1 "$work/webpki.answers")"
    fi
  done
}
