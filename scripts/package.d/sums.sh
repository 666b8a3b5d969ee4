# shellcheck shell=bash disable=SC2154
# Checksums of everything, and their signature.

make_sums() {
  (cd "$out" && sha256sum -- meshtrust* >SHA256SUMS && sha256sum --quiet --check SHA256SUMS)
  checked SHA256SUMS "sha256sum --check"
  if [[ -z "$key" ]]; then
    unchecked SHA256SUMS.asc "not signed: no --key"
    return
  fi
  gpg --batch --yes --local-user "$key" --armor --detach-sign --output "$out/SHA256SUMS.asc" "$out/SHA256SUMS"
  gpg --batch --export --output "$work/key.gpg" "$key"
  gpgv --keyring "$work/key.gpg" "$out/SHA256SUMS.asc" "$out/SHA256SUMS" 2>"$work/gpgv.log" \
    || { cat "$work/gpgv.log" >&2; return 1; }
  checked SHA256SUMS.asc "gpgv, with nothing but the public half of $key"
}
