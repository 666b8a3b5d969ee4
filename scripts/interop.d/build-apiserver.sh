#!/usr/bin/env bash
# usage: build-apiserver.sh FILE: builds a kube-apiserver from Debian's source package, once; 2 cores need some minutes.
# GOFLAGS=-p=1 leaves the other cores to others.
set -euo pipefail

file="$1"
sources="$(mktemp -d)"
trap 'chmod -R u+w "$sources"; rm -rf "$sources"' EXIT
run=()
((EUID == 0)) || run=(sudo -n)
export DEBIAN_FRONTEND=noninteractive
packages=(golang-1.19-go golang-github-modern-go-reflect2-dev dpkg-dev)
# Without lists apt knows no package.
apt-cache show "${packages[@]}" >/dev/null 2>&1 || "${run[@]}" apt-get update -qq
"${run[@]}" apt-get install -o DPkg::Lock::Timeout=300 -y -qq --no-install-recommends "${packages[@]}"
cd "$sources"
# Without the line for sources in the system's own list, since that list is somebody else's.
printf 'deb-src http://deb.debian.org/debian bookworm main\n' >list
lists=(-o "Dir::Etc::sourcelist=$sources/list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$sources/lists")
mkdir -p lists/partial
apt-get "${lists[@]}" update -qq
apt-get "${lists[@]}" source -qq kubernetes
tree="$(echo "$sources"/kubernetes-1.20*)"

export PATH="/usr/lib/go-1.19/bin:$PATH" GOPATH="$sources/go" GOCACHE="$sources/cache"
export GO111MODULE=off GOPROXY=off CGO_ENABLED=0 GOFLAGS="${GOFLAGS:-}"
mkdir -p "$GOPATH/src/k8s.io"
ln -s "$tree" "$GOPATH/src/k8s.io/kubernetes"
# The copy in the package does not run with Go 1.19.
rm -rf "$tree/vendor/github.com/modern-go/reflect2"
cp -rL /usr/share/gocode/src/github.com/modern-go/reflect2 "$tree/vendor/github.com/modern-go/"
cd "$GOPATH/src/k8s.io/kubernetes"

# The package leaves out what is generated.
go build -o "$sources/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
packages="$(grep -rl --include='*.go' '+k8s:openapi-gen=' cmd pkg plugin staging/src/k8s.io | grep -v -e testdata -e _test.go \
  | xargs -n1 dirname | sort -u \
  | sed -e 's,^staging/src/,k8s.io/kubernetes/vendor/,' -e 's,^\(cmd\|pkg\|plugin\)/,k8s.io/kubernetes/\1/,' | paste -sd,)"
"$sources/openapi-gen" --output-base "$sources/out" -O zz_generated.openapi -p k8s.io/kubernetes/pkg/generated/openapi \
  -h hack/boilerplate/boilerplate.generatego.txt -i "$packages" -r /dev/null
cp "$(find "$sources/out" -path '*pkg/generated/openapi/zz_generated.openapi.go')" pkg/generated/openapi/

version=k8s.io/kubernetes/vendor/k8s.io/component-base/version
go build -o "$sources/kube-apiserver" \
  -ldflags "-s -w -X $version.gitVersion=v1.20.2 -X $version.gitMajor=1 -X $version.gitMinor=20" ./cmd/kube-apiserver
mkdir -p "$(dirname "$file")"
mv "$sources/kube-apiserver" "$file"
