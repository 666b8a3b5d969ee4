# shellcheck shell=bash disable=SC2154
# The list of contents, SPDX 2.3.

make_contents() {
  local file="meshtrust_${version}_$arch.spdx.json" commit
  commit="$(git -C "$source_root" rev-parse HEAD 2>/dev/null || true)"
  python3 "$here/package.d/contents.py" --version "$version" --arch "$arch" --url "$url" --commit "${commit:-unknown}" \
    --depends "$(dpkg-deb --field "$out/meshtrust_${version}_$arch.deb" Depends)" --binary "$work/meshtrust" \
    --resolved "$source_root/Package.resolved" "$out"/*.deb "$out"/*.tar.gz >"$out/$file"
  if python3 -c 'import spdx_tools' 2>/dev/null; then
    python3 -m spdx_tools.spdx.clitools.pyspdxtools --infile "$out/$file" >&2
    checked "$file" "spdx-tools finds it valid"
  else
    python3 "$here/package.d/contents.py" --check "$out/$file"
    checked "$file" "every reference in it leads to something; spdx-tools is not there to validate it"
  fi
}
