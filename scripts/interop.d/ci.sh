# shellcheck shell=bash
# What users run in continuous integration: the workflow's own commands, the hooks of pre-commit, and the examples.

run_ci() {
  need ci git git || return 0
  need ci python3 python3 || return 0
  need ci curl curl || return 0
  local repository="$work/ci/repository"
  mkdir -p "$repository" "$work/ci/bin" "$work/ci/temp"
  ln -sf "$MESHTRUST" "$work/ci/bin/meshtrust"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/ci/controller.key" -out "$work/ci/controller.pem" -days 3000 \
    -subj / 2>/dev/null
  (cd "$repository" && git init --quiet && "$MESHTRUST" init red-mesh green-mesh --quiet \
    && "$MESHTRUST" apply --yes --no-secrets --quiet \
    && "$MESHTRUST" apply red-mesh --yes --sealed-secrets "$work/ci/controller.pem" --quiet \
    && git add --all && git -c user.name=a -c user.email=a@localhost commit --quiet -m federation) >/dev/null
  check "ci: git has no private key" bash -c "! git -C '$repository' grep -q 'PRIVATE KEY'"
  check "ci: git has no database" bash -c "! git -C '$repository' ls-files | grep -E 'authority.db|sealing.key'"
  git clone --quiet "$repository" "$work/ci/clone"
  ci_workflow
  ci_hooks "$repository"
  ci_examples
}

# The run: lines of the workflow, in the checkout of a runner, with a reader's copy that a command of the caller's brings.
ci_workflow() {
  if ! python_package ci PyYAML; then return 0; fi
  check "ci: the workflow's commands run in a clone" env PATH="$work/ci/bin:$PATH" RUNNER_TEMP="$work/ci/temp" \
    "$work/venv/bin/python" "$here/interop.d/workflow.py" "$here/../.github/workflows/federation.yaml" "$work/ci/clone" \
    home=pki reader="cp $work/ci/repository/pki/authority.db pki/" sarif=true
  check "ci: the plan is in the summary" grep -q 'nothing to do' "$work/ci/temp/summary.md"
  check "ci: the findings are SARIF" grep -q '"version": *"2.1.0"' "$work/ci/temp/meshtrust.sarif"
  if python_package ci check-jsonschema; then
    check "ci: the workflow is one that GitHub takes" "$work/venv/bin/check-jsonschema" \
      --builtin-schema vendor.github-workflows "$here/../.github/workflows/federation.yaml"
    check "ci: so is the caller's" "$work/venv/bin/check-jsonschema" --builtin-schema vendor.github-workflows \
      "$here/../docs/gitops/github.yaml"
  fi
}

ci_hooks() {
  if ! python_package ci pre-commit; then return 0; fi
  local hook
  for hook in meshtrust-lint meshtrust-plan; do
    check "ci: the hook $hook passes" env PATH="$work/ci/bin:$PATH" HOME="$work/ci" bash -c \
      "cd '$1' && '$work/venv/bin/pre-commit' try-repo '$(dirname "$here")' $hook --all-files"
  done
  sed -i 's/trustDomain: red-mesh.local/trustDomain: other.local/' "$1"/pki/out/green-mesh/servicemeshpeer-red-mesh.yaml
  check "ci: the hook meshtrust-lint stops a wrong manifest" env PATH="$work/ci/bin:$PATH" HOME="$work/ci" bash -c \
    "cd '$1' && ! '$work/venv/bin/pre-commit' try-repo '$(dirname "$here")' meshtrust-lint --all-files"
  check "ci: the hook meshtrust-plan sees it too" env PATH="$work/ci/bin:$PATH" HOME="$work/ci" bash -c \
    "cd '$1' && ! '$work/venv/bin/pre-commit' try-repo '$(dirname "$here")' meshtrust-plan --all-files"
}

# The paths and names in the examples are those of a home.
ci_examples() {
  local file
  for file in argocd flux; do
    check "ci: the folder that $file.yaml names exists" test -d \
      "$work/ci/clone/$(sed -n 's/^ *path: \.\{0,1\}\/\{0,1\}\(pki.*\)/\1/p' "$here/../docs/gitops/$file.yaml")"
  done
  if command -v kubectl >/dev/null; then
    check "ci: kustomize builds that folder" kubectl kustomize "$work/ci/clone/pki/out/red-mesh"
    check "ci: the sealed key is in it" bash -c "kubectl kustomize '$work/ci/clone/pki/out/red-mesh' | grep -q 'kind: SealedSecret'"
    mkdir -p "$work/ci/flux"
    python3 - "$here/../docs/gitops/flux.yaml" "$work/ci/clone/pki/out/red-mesh" >"$work/ci/flux/kustomization.yaml" <<'PYTHON'
import sys, re
text = open(sys.argv[1]).read()
patches = text[text.index("  patches:"):]
print("resources: [../clone/pki/out/red-mesh]")
print(re.sub(r"(?m)^  ", "", patches))
PYTHON
    check "ci: the patch of flux.yaml fits the control plane" bash -c \
      "kubectl kustomize --load-restrictor LoadRestrictionsNone '$work/ci/flux' | grep -q 'kustomize.toolkit.fluxcd.io/ssa: Merge'"
  fi
}
