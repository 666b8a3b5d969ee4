# shellcheck shell=bash disable=SC2154
# The manifest for krew, which installs the archive as `kubectl meshtrust`.

make_krew() {
  local sum goarch
  sum="$(sha256sum "$out/$name.tar.gz" | cut -d' ' -f1)"
  # krew names processors as Go does.
  case "$arch" in
    i386) goarch=386 ;;
    armhf | armel) goarch=arm ;;
    ppc64el) goarch=ppc64le ;;
    *) goarch="$arch" ;;
  esac
  cat >"$out/meshtrust.yaml" <<MANIFEST
apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: meshtrust
spec:
  version: v$version
  homepage: $url
  shortDescription: Certificates and trust domains for federated meshes
  description: |
    Issues the roots, intermediates and manifests of federated service meshes
    (OpenShift Service Mesh, Istio, SPIRE), verifies what a peer presents and
    says why, and replaces roots with every handshake proven before each step.
  caveats: |
    Needs OpenSSL 3, libyaml and SQLite of the system. The home is ./pki, unless
    --home or MESHTRUST_HOME says otherwise.
  platforms:
  - selector:
      matchLabels:
        os: linux
        arch: $goarch
    uri: $url/$name.tar.gz
    sha256: $sum
    files:
    - from: meshtrust-$version/meshtrust
      to: .
    - from: meshtrust-$version/LICENSE
      to: .
    bin: meshtrust
MANIFEST
  if command -v kubectl-krew >/dev/null; then
    KREW_ROOT="$work/krew" kubectl-krew install --manifest="$out/meshtrust.yaml" --archive="$out/$name.tar.gz" \
      >"$work/krew.log" 2>&1 || { cat "$work/krew.log" >&2; return 1; }
    [[ "$("$work/krew/bin/kubectl-meshtrust" --version)" == "meshtrust $version" ]]
    checked meshtrust.yaml "krew installs it"
  else
    krew_rules || { echo "scripts/package: meshtrust.yaml breaks a rule of krew" >&2; return 1; }
    checked meshtrust.yaml "krew's rules for names, versions, sums and lines; its files run as a plugin (no kubectl-krew here)"
  fi
}

# What krew and its validate-krew-manifest demand, and what krew does: unpack, copy the files, link the program.
krew_rules() {
  local manifest="$out/meshtrust.yaml" from plugin="$work/krew/plugin"
  [[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$ ]] || return 1
  grep -qx 'apiVersion: krew.googlecontainertools.github.com/v1alpha2' "$manifest" && grep -qx 'kind: Plugin' "$manifest" \
    && grep -qxE '  name: [A-Za-z0-9_-]+' "$manifest" && grep -qxE '    sha256: [0-9a-f]{64}' "$manifest" \
    && grep -qxE '  shortDescription: .{1,70}' "$manifest" && grep -qxE '    uri: https?://.+' "$manifest" || return 1
  ! sed -n '/description: |/,/platforms:/p' "$manifest" | grep -qE '.{85}' || return 1
  mkdir -p "$plugin" "$work/krew/unpacked"
  tar --extract --gzip --file "$out/$name.tar.gz" --directory "$work/krew/unpacked"
  sed -n 's/^ *- from: //p' "$manifest" | while read -r from; do
    cp "$work/krew/unpacked/$from" "$plugin/" || return 1
  done
  ln -s "$plugin/$(sed -n 's/^    bin: //p' "$manifest")" "$work/krew/kubectl-meshtrust"
  [[ "$("$work/krew/kubectl-meshtrust" --version)" == "meshtrust $version" ]]
  "$work/krew/kubectl-meshtrust" --help | grep -q 'kubectl meshtrust'
}
