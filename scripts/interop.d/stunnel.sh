# shellcheck shell=bash
# stunnel as a server with mutual TLS, in front of a program that answers anything.

run_stunnel() {
  need stunnel stunnel4 stunnel4 || return 0
  stunnel4 -version 2>&1 | sed -n 's/^\(stunnel [0-9.]*\) .*/\1/p'
  handshakes stunnel
}

serve_stunnel() {
  local home="$work/$1"
  # It reads the whole request: what it left unread would make the kernel throw the answer away.
  cat >"$work/answer" <<'TEXT'
while read -r line && [ "${#line}" -gt 1 ]; do :; done
echo welcome
TEXT
  cat >"$work/stunnel.conf" <<TEXT
foreground = yes
pid =
[ingress]
accept = 127.0.0.1:$port
exec = /bin/sh
execArgs = sh $work/answer
cert = $home/server/cert-chain.pem
key = $home/server/key.pem
CAfile = $home/out/red-mesh/pem/root-cert.pem
verifyChain = yes
requireCert = yes
TEXT
  server=(stunnel4 "$work/stunnel.conf")
}
