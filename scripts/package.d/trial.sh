# shellcheck shell=bash disable=SC2154
# The steps of scripts/install-trial.

server="" root="$work/debian"

end_trial() {
  [[ -z "$server" ]] || kill "$server" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}

# The packages, signed with a key that exists for this trial only, and served on the loopback address.
make_packages() {
  export GNUPGHOME="$work/gnupg"
  mkdir -m 700 "$GNUPGHOME"
  gpg --batch --quiet --passphrase '' --quick-generate-key 'trial <trial@localhost>' ed25519 sign 1d
  gpg --batch --export trial@localhost >"$work/key.gpg"
  mkdir "$work/served"
  python3 -u - "$work/served" >"$work/port" 2>"$work/server.log" <<'PYTHON' &
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_address[1])
server.serve_forever()
PYTHON
  server=$!
  until [[ -s "$work/port" ]]; do sleep 0.1; done
  url="http://127.0.0.1:$(<"$work/port")"
  "$here/package" --url "$url" --key trial@localhost "$work/served"
}

# A clean Debian 12, and apt as it is here.
make_debian() {
  if [[ ! -e "$cache/bookworm/etc/debian_version" ]]; then
    mkdir -p "$cache"
    debootstrap --variant=minbase bookworm "$cache/bookworm.new" >"$work/debootstrap.log" \
      || { tail "$work/debootstrap.log" >&2; return 1; }
    mv "$cache/bookworm.new" "$cache/bookworm"
  fi
  cp -a "$cache/bookworm" "$root"
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  cp -a /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
  mkdir -p "$cache/archives"
  printf '#!/bin/sh\nexit 101\n' | install -m 755 /dev/stdin "$root/usr/sbin/policy-rc.d"
  # Manual pages are left out of some small images, and looked at here.
  rm -f "$root"/etc/dpkg/dpkg.cfg.d/*
  inside apt-get update -qq
}

# inside COMMAND …: runs it in the clean Debian as root, with /proc and its packages kept for the next trial.
inside() {
  unshare --mount --pid --fork bash -c '
    mount --make-rprivate / && mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev"
    mount --bind "$2" "$1/var/cache/apt/archives"
    root="$1"; shift 2
    exec chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
      DEBIAN_FRONTEND=noninteractive "$@"' - "$root" "$cache/archives" "$@"
}

# says WORDS COMMAND …: whether its output has the words.
says() {
  local words="$1" said
  shift
  said="$(inside "$@" 2>&1)" || true
  [[ "$said" == *"$words"* ]] || { printf '%s\n' "$said"; return 1; }
}

verify_download() { (cd "$1" && gpgv -q --keyring "$work/key.gpg" SHA256SUMS.asc SHA256SUMS && sha256sum --quiet --check SHA256SUMS); }

download() {
  local file
  mkdir -p "$work/downloaded"
  curl -sSf -o "$work/downloaded/SHA256SUMS" "$url/SHA256SUMS" -o "$work/downloaded/SHA256SUMS.asc" "$url/SHA256SUMS.asc"
  while read -r _ file; do
    curl -sSf -o "$work/downloaded/$file" "$url/$file"
  done <"$work/downloaded/SHA256SUMS"
  verify_download "$work/downloaded"
  deb="$(cd "$work/downloaded" && ls meshtrust_*.deb)"
  cp "$work/downloaded/$deb" "$root/root/"
}

download_changed() {
  cp -a "$work/downloaded" "$work/changed"
  printf x >>"$work/changed/$deb"
  ! verify_download "$work/changed"
}

# The new package under a lower number: what apt and dpkg do with it is what they do with the version before.
lower_number() {
  dpkg-deb --raw-extract "$work/downloaded/$deb" "$work/lower"
  sed -i 's/^Version: .*/&~before/' "$work/lower/DEBIAN/control"
  dpkg-deb --root-owner-group -Zgzip -z1 --build "$work/lower" "$work/before.deb" >/dev/null
}

try_upgrade() {
  if [[ -z "$before" ]]; then
    lower_number
    before="$work/before.deb"
  fi
  cp "$before" "$root/root/before.deb"
  check "the version before is installed" inside apt-get install -y -qq /root/before.deb
  echo "      $(inside dpkg-query --show meshtrust | tr '\t' ' ') is the version before"
  check "it creates a home" inside sh -c 'cd /root && mkdir old && cp /usr/share/doc/meshtrust/examples/pki/federation.yaml old/ \
    && meshtrust apply --yes --home old && cp -a old old-before'
  check "apt upgrades to the new one" inside apt-get install -y -qq "/root/$deb"
  check "the home of the version before opens: status" inside meshtrust status --home /root/old
  check "nothing is to be issued anew: the roots are the same" inside sh -c '
    cd /root && meshtrust apply --yes --home old && for m in red green blue; do
      cmp old/out/$m-mesh/pem/root-cert.pem old-before/out/$m-mesh/pem/root-cert.pem || exit 1; done'
  check "it goes on: a rotation starts" inside meshtrust rotate start red-mesh --yes --home /root/old
  check "the log of both versions is whole" inside meshtrust log verify --home /root/old
  try_old_homes
  check "the new one is removed again" inside apt-get remove -y -qq meshtrust
}

# A home of each form that an earlier version made goes on with the roots that it had.
try_old_homes() {
  local home
  cp -r "$here/../Tests/Homes" "$root/root/homes"
  chmod -R go-rwx "$root/root/homes"
  for home in "$root"/root/homes/*/; do
    check "a home of an earlier form goes on: $(basename "$home")" inside sh -c 'cd /root/homes/'"$(basename "$home")"' &&
      cp out/a/pem/root-cert.pem before.pem && meshtrust status --home . && meshtrust apply --yes --home . &&
      meshtrust log verify --home . && cmp before.pem out/a/pem/root-cert.pem'
  done
}

# timed TEXT COMMAND …: a check whose time is shown.
timed() {
  local began="$EPOCHREALTIME"
  check "$@"
  printf '      %s s\n' "$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')"
}

try_new() {
  timed "apt installs it, with what it recommends" inside apt-get install -y -qq "/root/$deb"
  check "libcurl, libpq and p11-kit came with it" inside dpkg --status libcurl4 libpq5 p11-kit
  check "nothing of it was changed" inside dpkg --verify meshtrust
  timed "three meshes are created" inside sh -c 'cd /root && meshtrust init red-mesh green-mesh blue-mesh && meshtrust apply --yes'
  timed "every pair is verified with real TLS" says "18" sh -c 'cd /root && meshtrust rehearse'
  timed "a peer is verified" says accepted sh -c 'cd /root && meshtrust issue green-mesh --gateway egress-red-mesh --out c \
    && meshtrust verify c/cert-chain.pem --peer green-mesh --for red-mesh'
  check "an ordinary user has a home of their own" inside sh -c 'useradd -m anna && su anna -c "cd && meshtrust init a b \
    && meshtrust apply --yes && meshtrust status"'
  check "a request over HTTP finds libcurl" says "MT-" sh -c 'cd /root && KUBECONFIG=/dev/null meshtrust cluster check'
  check "the manual pages are there" inside test -e /usr/share/man/man1/meshtrust-verify.1.gz
  check "completions are there for three shells" inside test -s /usr/share/bash-completion/completions/meshtrust \
    -a -s /usr/share/zsh/vendor-completions/_meshtrust -a -s /usr/share/fish/vendor_completions.d/meshtrust.fish
}

# The installed tool starts no slower than the one that was built.
try_start() {
  local installed built
  installed="$(start_time "$root/usr/bin/meshtrust")"
  built="$(start_time "$MESHTRUST")"
  check "it starts in ${installed} ms, and as it was built in ${built} ms" test "$installed" -le $((built * 13 / 10 + 2))
}

# start_time BINARY: the milliseconds of the fastest of 20 runs.
start_time() {
  local fastest=99999 began took
  for _ in {1..20}; do
    began="${EPOCHREALTIME/./}"
    "$1" --version >/dev/null
    took=$(((${EPOCHREALTIME/./} - began) / 1000))
    ((took >= fastest)) || fastest="$took"
  done
  echo "$fastest"
}

try_plugin() {
  check "kubectl's plugin speaks as one" says "kubectl meshtrust apply" sh -c 'cd /tmp && kubectl-meshtrust init red-mesh'
  check "so does oc's" says "oc meshtrust apply" sh -c 'cd /tmp && oc-meshtrust init red-mesh --home other'
  check "its help too" says "USAGE: kubectl meshtrust verify" kubectl-meshtrust verify --help
}

try_units() {
  check "systemd is installed, which creates the units' user" inside sh -c \
    'apt-get install -y -qq systemd acl && dpkg-reconfigure meshtrust && getent passwd meshtrust'
  check "systemd understands the units" inside sh -c 'systemd-analyze verify --man=no --recursive-errors=no \
    /usr/lib/systemd/system/meshtrust-*'
  check "each is rated safe" inside sh -c 'for u in /usr/lib/systemd/system/meshtrust-*.service; do
    systemd-analyze security --offline=yes --threshold=20 --no-pager "$u" || exit 1; done'
  check "they run as their user, on a reader's copy without a secret" inside sh -c 'mkdir -p /var/lib/meshtrust/pki &&
    cp /root/pki/federation.yaml /root/pki/authority.db /root/pki/home.pub /root/pki/log.checkpoint /var/lib/meshtrust/pki/ &&
    chown -R meshtrust: /var/lib/meshtrust && mkdir -p /var/lib/prometheus/node-exporter &&
    systemd-tmpfiles --create meshtrust.conf && cd / &&
    setpriv --reuid=meshtrust --regid=meshtrust --clear-groups meshtrust status --check --fail-within 30d --home /var/lib/meshtrust/pki &&
    setpriv --reuid=meshtrust --regid=meshtrust --clear-groups meshtrust metrics --home /var/lib/meshtrust/pki \
      --out /var/lib/prometheus/node-exporter/meshtrust.prom && grep -q meshtrust_build_info /var/lib/prometheus/node-exporter/meshtrust.prom'
}

try_removal() {
  check "it is removed" inside apt-get remove -y -qq meshtrust
  check "the program is gone" inside sh -c '! command -v meshtrust && ! test -e /usr/bin/kubectl-meshtrust'
  check "the settings stay until a purge" inside test -e /etc/default/meshtrust
  check "it is purged" inside apt-get purge -y -qq meshtrust
  check "nothing of it is left" inside sh -c '! test -e /etc/default/meshtrust && ! test -e /usr/share/doc/meshtrust && ! dpkg --status meshtrust'
  check "the homes are still there" inside test -e /root/pki/authority.db -a -e /var/lib/meshtrust/pki/authority.db
}
