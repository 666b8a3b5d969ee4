# shellcheck shell=bash disable=SC2154
# The files of an installed meshtrust, below $work/tree.

make_tree() {
  local root="$work/tree" shell page unit
  local share="$root/usr/share" doc="$root/usr/share/doc/meshtrust"
  install -D -m 755 "$work/meshtrust" "$root/usr/bin/meshtrust"
  ln -s meshtrust "$root/usr/bin/kubectl-meshtrust"
  ln -s meshtrust "$root/usr/bin/oc-meshtrust"

  python3 "$here/package.d/manual.py" "$work/meshtrust" "$share/man/man1"
  if command -v mandoc >/dev/null; then
    # What mandoc says of the words themselves does not matter.
    mandoc -T lint -W warning "$share"/man/man1/*.1 >"$work/mandoc.log" || { cat "$work/mandoc.log" >&2; return 1; }
    checked "$(find "$share/man" -name '*.1' | wc -l) manual pages" "mandoc finds nothing"
  else
    unchecked "manual pages" "there is no mandoc"
  fi
  gzip -n9 "$share"/man/man1/*.1
  for page in kubectl oc; do
    ln -s meshtrust.1.gz "$share/man/man1/$page-meshtrust.1.gz"
  done

  for shell in bash:bash-completion/completions/meshtrust zsh:zsh/vendor-completions/_meshtrust \
    fish:fish/vendor_completions.d/meshtrust.fish; do
    "$work/meshtrust" completion "${shell%%:*}" | install -D -m 644 /dev/stdin "$share/${shell#*:}"
  done
  for unit in "$source_root"/packaging/systemd/*.{service,timer}; do
    install -D -m 644 "$unit" "$root/usr/lib/systemd/system/${unit##*/}"
  done
  install -D -m 644 "$source_root/packaging/systemd/meshtrust.sysusers" "$root/usr/lib/sysusers.d/meshtrust.conf"
  install -D -m 644 "$source_root/packaging/systemd/meshtrust.tmpfiles" "$root/usr/lib/tmpfiles.d/meshtrust.conf"
  install -D -m 644 "$source_root/packaging/systemd/meshtrust.default" "$root/etc/default/meshtrust"

  install -D -m 644 "$source_root/LICENSE" "$doc/LICENSE"
  install -m 644 "$source_root/README.md" "$source_root/SECURITY.md" "$source_root/CHANGELOG.md" "$doc/"
  copy_folder docs "$doc/docs"
  copy_folder pki "$doc/examples/pki"
  copy_folder packaging/kubernetes "$doc/examples/kubernetes"
  check_units "$root"
}

# copy_folder FROM TO: what git knows of a folder, so that nothing private of the one who packages is published.
copy_folder() {
  local file
  git -C "$source_root" ls-files -z -- "$1" ":!:**/.gitignore" | while IFS= read -r -d '' file; do
    install -D -m 644 "$source_root/$file" "$2/${file#"$1"/}"
  done
}

# Every command that a unit runs must be one that the tool has, and systemd must understand the unit.
check_units() {
  local line words unit
  while read -r line; do
    words=()
    for word in ${line#ExecStart=/usr/bin/meshtrust }; do
      [[ "$word" == [a-z]* ]] || break
      words+=("$word")
    done
    "$work/meshtrust" "${words[@]}" --help >/dev/null \
      || { echo "scripts/package: a unit runs meshtrust ${words[*]}, which there is not" >&2; return 1; }
  done < <(grep -h '^ExecStart=' "$1"/usr/lib/systemd/system/*.service)
  if command -v systemd-analyze >/dev/null; then
    for unit in "$1"/usr/lib/systemd/system/*.{service,timer}; do
      systemd-analyze verify --man=no --recursive-errors=no "$unit" 2>&1 | grep -v '/usr/bin/meshtrust is not executable' \
        | grep -F "${unit##*/}" && return 1
    done
    checked "units of systemd" "systemd-analyze verify finds nothing; every command they run exists"
  else
    unchecked "units of systemd" "there is no systemd-analyze"
  fi
}
