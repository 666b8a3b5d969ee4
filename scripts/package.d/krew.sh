# shellcheck shell=bash disable=SC2154
# The manifest for krew, which installs the archive as `kubectl meshtrust`.

make_krew() {
  local sum
  sum="$(sha256sum "$out/$name.tar.gz" | cut -d' ' -f1)"
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
        arch: $arch
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
    unchecked meshtrust.yaml "there is no kubectl-krew"
  fi
}
