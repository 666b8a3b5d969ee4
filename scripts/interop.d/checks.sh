# shellcheck shell=bash
# Counting, and comparing a peer's verdicts with what is right.

passed=0 failed=0 skipped=0
known=() # of the peer at hand, "PATTERN: why": rows on which it is known to say the opposite of what is right

ok() {
  printf 'ok    %s\n' "$*"
  passed=$((passed + 1))
}

bad() {
  printf 'FAIL  %s\n' "$*"
  failed=$((failed + 1))
}

skip() {
  printf 'skip  %s\n' "$*"
  skipped=$((skipped + 1))
}

# check TEXT COMMAND …: passes if the command does. Its output is shown only if it does not.
check() {
  local text="$1"
  shift
  if "$@" >"$work/check.log" 2>&1; then
    ok "$text"
  else
    bad "$text: $(tail -n 3 "$work/check.log" | tr '\n' ' ')"
  fi
}

# known_difference ROW: why the peer at hand differs there; nothing if it does not.
known_difference() {
  local entry
  for entry in ${known[@]+"${known[@]}"}; do
    # shellcheck disable=SC2053
    if [[ "$1" == ${entry%%: *} ]]; then
      echo "${entry#*: }"
      return
    fi
  done
}

# compare PEER FILE ROW …: FILE has a line "ROW<tab>accept|refuse<tab>reason" for each row. A row without one fails.
compare() {
  local peer="$1" file="$2" row verdict reason wanted difference
  shift 2
  local -A verdicts=() reasons=()
  while IFS=$'\t' read -r row verdict reason; do
    verdicts[$row]="$verdict"
    reasons[$row]="$reason"
  done <"$file"
  for row; do
    wanted="$(<"$rows/$row/expect")"
    verdict="${verdicts[$row]:-none}"
    reason="${reasons[$row]:+ (${reasons[$row]})}"
    difference="$(known_difference "$row")"
    if [[ "$verdict" != accept && "$verdict" != refuse ]]; then
      bad "$peer $row: no verdict, $wanted wanted$reason"
    elif [[ -z "$difference" && "$verdict" == "$wanted" ]]; then
      ok "$peer $row: $verdict$reason"
    elif [[ -z "$difference" ]]; then
      bad "$peer $row: $verdict instead of $wanted$reason"
    elif [[ "$verdict" == "$wanted" ]]; then
      bad "$peer $row: $verdict, so a known difference has vanished: $difference"
    else
      ok "$peer $row: $verdict, a known difference: $difference$reason"
    fi
  done
}
