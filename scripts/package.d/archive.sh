# shellcheck shell=bash disable=SC2154
# The archive for systems without dpkg, and for krew.

make_archive() {
  local root="$work/archive/meshtrust-$version" file="$name.tar.gz"
  mkdir -p "$root/completions" "$root/systemd"
  cp -a "$work"/tree/usr/bin/* "$root/"
  cp -a "$work/tree/usr/share/man" "$root/man"
  cp -a "$work/tree/usr/lib/systemd/system/." "$work/tree/etc/default/meshtrust" "$root/systemd/"
  cp "$work/tree/usr/lib/sysusers.d/meshtrust.conf" "$root/systemd/meshtrust.sysusers"
  cp "$work/tree/usr/lib/tmpfiles.d/meshtrust.conf" "$root/systemd/meshtrust.tmpfiles"
  cp -a "$work/tree/usr/share/doc/meshtrust/." "$root/"
  cp "$work/tree/usr/share/bash-completion/completions/meshtrust" "$root/completions/meshtrust.bash"
  cp "$work/tree/usr/share/zsh/vendor-completions/_meshtrust" "$root/completions/_meshtrust"
  cp "$work/tree/usr/share/fish/vendor_completions.d/meshtrust.fish" "$root/completions/meshtrust.fish"

  tar --create --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --directory "$work/archive" "meshtrust-$version" | gzip -n9 >"$out/$file"

  mkdir "$work/unpacked"
  tar --extract --gzip --file "$out/$file" --directory "$work/unpacked"
  [[ "$("$work/unpacked/meshtrust-$version/meshtrust" --version)" == "meshtrust $version" ]]
  diff -r --no-dereference "$root" "$work/unpacked/meshtrust-$version"
  checked "$file" "unpacks to what was packed; its meshtrust runs"
}
