# shellcheck shell=bash
# HAProxy as a server with mutual TLS.

run_haproxy() {
  need haproxy haproxy haproxy || return 0
  haproxy -v | sed -n 1p
  handshakes haproxy
}

serve_haproxy() {
  local home="$work/$1"
  cat "$home/server/cert-chain.pem" "$home/server/key.pem" >"$work/haproxy.pem"
  cat >"$work/haproxy.cfg" <<TEXT
global
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend ingress
  bind 127.0.0.1:$port ssl crt $work/haproxy.pem ca-file $home/out/red-mesh/pem/root-cert.pem verify required
  http-request return status 200 content-type text/plain string welcome
TEXT
  server=(haproxy -db -f "$work/haproxy.cfg")
}
