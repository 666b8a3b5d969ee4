# shellcheck shell=bash
# The report in Debian's Chromium: no request, a silent console, the accessibility tree, the keyboard, three widths, print.

run_chromium() {
  local world result text
  need chromium chromium chromium || return 0
  need chromium python3 python3 || return 0
  chromium --version 2>/dev/null | tail -n 1
  for world in $(worlds | cut -d' ' -f1); do
    "$MESHTRUST" report --home "$work/$world" --out "$work/$world.html" || true
    python3 "$here/interop.d/page.py" "$(command -v chromium)" "$work/$world.html" >"$work/page.log" || true
    while read -r result text; do
      if [[ "$result" == ok ]]; then
        ok "chromium $world: $text"
      else
        bad "chromium $world: $text"
      fi
    done <"$work/page.log"
    check "chromium $world: every check was made" test "$(wc -l <"$work/page.log")" -ge 20
  done
}
