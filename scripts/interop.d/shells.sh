# shellcheck shell=bash
# Completion in real shells, at a pseudo-terminal: typed, TAB pressed, and the line looked at.

run_shells() {
  local shell
  need shells python3 python3 || return 0
  mkdir -p "$work/shells/home/.kube" "$work/shells/bin"
  ln -sf "$MESHTRUST" "$work/shells/bin/meshtrust"
  ln -sf "$MESHTRUST" "$work/shells/bin/kubectl-meshtrust"
  ln -sf "$MESHTRUST" "$work/shells/bin/kubectl_complete-meshtrust"
  (cd "$work/shells/home" && "$MESHTRUST" init red-mesh green-mesh blue-mesh --quiet && "$MESHTRUST" apply --yes --quiet) \
    >/dev/null
  # A home that asks for its secret as soon as anything needs it.
  rm -f "$work/shells/home/pki/sealing.key"
  cat >"$work/shells/home/.kube/config" <<'CONFIG'
apiVersion: v1
kind: Config
contexts:
- {name: red-admin, context: {cluster: red, user: red}}
- {name: "default/api-crc:6443/anna", context: {cluster: crc, user: anna}}
CONFIG
  for shell in bash zsh fish; do
    need "shells $shell" "$shell" "$shell" || continue
    "$MESHTRUST" completion "$shell" >"$work/shells/completion.$shell"
    complete_in "$shell"
  done
  if command -v kubectl >/dev/null; then
    check "shells kubectl: kubectl itself completes its plugin" kubectl_completes
  else
    skip "shells kubectl: there is no kubectl"
  fi
}

# Lines as they are typed, and what they must have become after TAB.
complete_in() {
  local typed wanted
  while IFS='|' read -r typed wanted; do
    check "shells $1: \`$typed\` becomes \`$wanted\`" python3 "$here/interop.d/complete.py" "$work/shells" "$1" "$typed" "$wanted"
  done <<'LINES'
meshtrust verif|meshtrust verify
meshtrust plan gre|meshtrust plan green-mesh
meshtrust verify --peer bl|meshtrust verify --peer blue-mesh
meshtrust key export red-mesh/r|meshtrust key export red-mesh/root
meshtrust explain MT-LF-0|MT-LF-02
meshtrust status --live --context red-mesh=red|meshtrust status --live --context red-mesh=red-admin
meshtrust status --live --context red-mesh=def|meshtrust status --live --context red-mesh=default/api-crc:6443/anna
meshtrust rotate start --key-ty|meshtrust rotate start --key-type
meshtrust status --home pk|meshtrust status --home pki
LINES
}

kubectl_completes() {
  local said
  said="$(cd "$work/shells/home" && PATH="$work/shells/bin:$PATH" kubectl __complete meshtrust plan gre 2>/dev/null)"
  printf '%s\n' "$said"
  [[ "$said" == *green-mesh* && "$said" == *:4* ]]
}
