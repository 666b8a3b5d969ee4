# shellcheck shell=bash
# Python's cryptography: x509.verification, and the signatures along the chain.

run_python() {
  local list=() python="$work/venv/bin/python"
  python_package python cryptography || return 0
  "$python" -c 'import cryptography; print("cryptography", cryptography.__version__)'
  local reason="cryptography refuses every chain with name constraints for URIs: 'unsupported name constraint'"
  known=("*/@(gateway|workload|signed|with-root|twin|dns|leaf-e*): $reason" "shared-*/other-mesh: $reason")
  mapfile -t list < <(all_rows)
  "$python" "$here/interop.d/verify.py" verify "$rows" "${list[@]}" >"$work/python.answers"
  compare "cryptography verify" "$work/python.answers" "${list[@]}"

  known=()
  mapfile -t list < <(all_rows | grep '/\(gateway\|workload\|signed\|with-root\|dns\|leaf-e.*\|tampered-.*\)$')
  "$python" "$here/interop.d/verify.py" signatures "$rows" "${list[@]}" >"$work/python.answers"
  compare "cryptography signatures" "$work/python.answers" "${list[@]}"
}
