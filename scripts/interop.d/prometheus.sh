# shellcheck shell=bash
# Prometheus's own promtool on the metrics and the rules.

run_prometheus() {
  local world
  need prometheus promtool prometheus || return 0
  promtool --version 2>&1 | sed -n 1p
  "$MESHTRUST" metrics --rules >"$work/meshtrust.rules.yml"
  check "promtool check rules: the file" promtool check rules "$work/meshtrust.rules.yml"
  "$MESHTRUST" metrics --kind PrometheusRule | sed '1,/^spec:/d; s/^  //' >"$work/spec.rules.yml"
  check "promtool check rules: the PrometheusRule's spec" promtool check rules "$work/spec.rules.yml"
  for world in $(worlds | cut -d' ' -f1); do
    check "metrics of $world" "$MESHTRUST" metrics --home "$work/$world" --out "$work/$world.prom"
    check "promtool check metrics: $world" promtool_metrics "$work/$world.prom"
  done
}

promtool_metrics() { promtool check metrics <"$1"; }
