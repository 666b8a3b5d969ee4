# shellcheck shell=bash disable=SC2154
# The Debian package of the tree.

make_deb() {
  local root="$work/deb" control file size depends
  local doc="$root/usr/share/doc/meshtrust"
  cp -a "$work/tree" "$root"
  rm "$doc/LICENSE"
  install -m 644 "$source_root/packaging/debian/copyright" "$doc/copyright"
  gzip -n9 "$doc/CHANGELOG.md"
  mv "$doc/CHANGELOG.md.gz" "$doc/changelog.gz"
  mkdir "$root/DEBIAN"

  # dpkg-shlibdeps names the packages of the linked libraries, with the least versions that have the symbols in use.
  mkdir -p "$work/shlibdeps/debian"
  printf 'Source: meshtrust\n\nPackage: meshtrust\nArchitecture: any\n' >"$work/shlibdeps/debian/control"
  depends="$(cd "$work/shlibdeps" && dpkg-shlibdeps -O -e"$root/usr/bin/meshtrust" 2>"$work/shlibdeps.log")" \
    || { cat "$work/shlibdeps.log" >&2; return 1; }
  size="$(du -sk --apparent-size "$root" | cut -f1)"
  control="$(<"$source_root/packaging/debian/control")"
  control="${control//@VERSION@/$version}"
  control="${control//@ARCH@/$arch}"
  control="${control//@SIZE@/$size}"
  control="${control//@MAINTAINER@/${DEBFULLNAME:-The meshtrust authors} <${DEBEMAIL:-meshtrust@localhost}>}"
  control="${control//@DEPENDS@/${depends#shlibs:Depends=}}"
  printf '%s\n' "${control//@HOMEPAGE@/$url}" >"$root/DEBIAN/control"
  printf '/etc/default/meshtrust\n' >"$root/DEBIAN/conffiles"
  for file in postinst prerm postrm; do
    install -m 755 "$source_root/packaging/debian/$file" "$root/DEBIAN/$file"
  done
  (cd "$root" && find usr etc -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
  chmod 644 "$root/DEBIAN/md5sums" "$root/DEBIAN/control" "$root/DEBIAN/conffiles"

  file="meshtrust_${version}_$arch.deb"
  find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group -Zxz --build "$root" "$out/$file" >/dev/null
  if command -v lintian >/dev/null; then
    lintian --allow-root --no-cfg --fail-on error --suppress-tags-from-file "$source_root/packaging/debian/lintian" "$out/$file" \
      >"$work/lintian.log" 2>&1 || { cat "$work/lintian.log" >&2; return 1; }
    checked "$file" "lintian finds no error; scripts/install-trial installs it in a clean Debian"
  else
    unchecked "$file" "there is no lintian; scripts/install-trial installs it in a clean Debian"
  fi
}
