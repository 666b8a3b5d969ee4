# shellcheck shell=bash disable=SC2154
# An OCI image with the tool, what it is linked with, and nothing else: no shell, no package manager, no secret.

# image_root FOLDER: the files of the image. Debian's list of packages is there for scanners.
image_root() {
  local root="$1" file library package
  install -D -m 755 "$work/meshtrust" "$root/usr/bin/meshtrust"
  mkdir -p "$root/etc" "$root/var/lib/dpkg/status.d" "$root/home/meshtrust" "$root/usr/lib" "$root/usr/lib64"
  ln -s usr/lib "$root/lib"
  ln -s usr/lib64 "$root/lib64"
  printf 'meshtrust:x:65532:65532::/home/meshtrust:/sbin/nologin\n' >"$root/etc/passwd"
  printf 'meshtrust:x:65532:\n' >"$root/etc/group"
  # SQLite is loaded for a home, libpq for one that is in PostgreSQL.
  ldd "$work/meshtrust" >"$work/linked"
  for library in libsqlite3.so.0 libpq.so.5; do
    file="$(PATH="$PATH:/sbin" ldconfig -p | awk -v name="$library" '$1 == name && !file { file = $NF } END { print file }')"
    [[ -n "$file" ]] || continue
    ldd "$file" >>"$work/linked"
    printf '\t%s => %s (0)\n' "$library" "$file" >>"$work/linked"
  done
  awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }' "$work/linked" | sort -u | while read -r file; do
    install -D -m 755 "$(readlink -f "$file")" "$root/usr${file#/usr}"
    package="$(dpkg-query --search "$(readlink -f "$file")" "/usr$(readlink -f "$file")" 2>/dev/null | head -n 1 | cut -d: -f1 || true)"
    [[ -n "$package" ]] || continue
    dpkg-query --status "$package" >"$root/var/lib/dpkg/status.d/$package"
    install -D -m 644 "/usr/share/doc/$package/copyright" "$root/usr/share/doc/$package/copyright"
  done
  install -D -m 644 "$source_root/packaging/debian/copyright" "$root/usr/share/doc/meshtrust/copyright"
  find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

make_image() {
  local file="$name.oci.tar" layout="$work/oci" created
  command -v umoci >/dev/null || { unchecked "$file" "not made: there is no umoci"; return; }
  created="$(date --utc --date="@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)"
  image_root "$work/image"
  umoci init --layout "$layout"
  umoci new --image "$layout:$version"
  umoci insert --rootless --image "$layout:$version" --history.created "$created" --history.comment "meshtrust $version" \
    "$work/image" /
  umoci config --image "$layout:$version" --no-history --created "$created" --architecture "$arch" --os linux \
    --config.entrypoint /usr/bin/meshtrust --config.cmd --help --config.user 65532:65532 \
    --config.workingdir /home/meshtrust --config.env HOME=/home/meshtrust --config.env MESHTRUST_HOME=/pki \
    --config.label org.opencontainers.image.version="$version" --config.label org.opencontainers.image.url="$url" \
    --config.label org.opencontainers.image.licenses=Apache-2.0
  umoci gc --layout "$layout"
  tar --create --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX --directory "$layout" . >"$out/$file"
  try_image "$file"
}

# Unpacks the image and runs it as its own user, on a home without a secret that it may not write.
try_image() {
  local bundle="$work/bundle" root="$work/bundle/rootfs" run=(chroot --userspec=65532:65532)
  mkdir "$work/layout"
  tar --extract --file "$out/$1" --directory "$work/layout"
  umoci unpack --rootless --image "$work/layout:$version" "$bundle"
  # Every container has /proc; Swift reads the command line from it.
  local space=(unshare --fork --pid --mount-proc="$root/proc")
  if ((EUID != 0)); then
    space+=(--user --map-root-user)
    run=(chroot)
  fi
  mkdir "$root/proc"
  mkdir -m 755 "$root/pki"
  mkdir -m 1777 "$root/tmp"
  "$work/meshtrust" init red-mesh green-mesh --quiet --home "$work/tried" >/dev/null
  "$work/meshtrust" apply --yes --quiet --home "$work/tried" >/dev/null
  install -m 444 "$work/tried"/{federation.yaml,authority.db,home.pub,log.checkpoint} "$root/pki/"
  chmod -R a-w "$root/pki"
  chmod -R go+rX "$work" "$bundle"
  if ! { "${space[@]}" "${run[@]}" "$root" /usr/bin/meshtrust status --check --home /pki \
    && "${space[@]}" "${run[@]}" "$root" /usr/bin/meshtrust metrics --home /pki --out /tmp/meshtrust.prom; } >"$work/image.log" 2>&1; then
    cat "$work/image.log" >&2
    return 1
  fi
  grep -q '^meshtrust_build_info' "$root/tmp/meshtrust.prom"
  checked "$1" "unpacked: status --check and metrics run as user 65532 on a home without secrets"
}
