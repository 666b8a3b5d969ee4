# shellcheck shell=bash
# nginx as a server with mutual TLS.

run_nginx() {
  need nginx nginx nginx-light || return 0
  nginx -v 2>&1
  handshakes nginx
}

# ssl_verify_depth is 1 by default, too little for an intermediate. nginx ends the handshake and then answers 400.
serve_nginx() {
  local home="$work/$1" place="$work/nginx"
  mkdir -p "$place"
  cat >"$place/nginx.conf" <<TEXT
daemon off;
user $(id -un);
worker_processes 1;
pid $place/pid;
error_log stderr;
events { worker_connections 32; }
http {
  access_log off;
  client_body_temp_path $place/a; proxy_temp_path $place/b; fastcgi_temp_path $place/c;
  uwsgi_temp_path $place/d; scgi_temp_path $place/e;
  server {
    listen 127.0.0.1:$port ssl;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate $home/server/cert-chain.pem;
    ssl_certificate_key $home/server/key.pem;
    ssl_client_certificate $home/out/red-mesh/pem/root-cert.pem;
    ssl_verify_client on;
    ssl_verify_depth 3;
    return 200 welcome;
  }
}
TEXT
  server=(nginx -p "$place" -e stderr -c "$place/nginx.conf")
}
