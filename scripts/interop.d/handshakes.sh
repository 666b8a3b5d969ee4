# shellcheck shell=bash
# Mutual TLS: asking servers with what a row presents.

# knock ROW [OPTION …]: a request as the row's owner, who trusts the server's own roots. Prints the verdict line.
knock() {
  local row="$1" world="$work/${1%%/*}" answer options=()
  shift
  if [[ -s "$rows/$row/rest.pem" ]]; then
    options=(-cert_chain "$rows/$row/rest.pem")
  fi
  answer="$(ask welcome | timeout 10 openssl s_client -quiet -connect "127.0.0.1:$port" \
    -cert "$rows/$row/leaf.pem" -key "$rows/$row/key.pem" "${options[@]}" -CAfile "$world/server/root-cert.pem" \
    -no-CApath -no-CAstore -x509_strict -verify_return_error "$@" 2>&1 | tr -d '\0')" || true
  verdict "$row" "$answer"
}

anonymous() {
  verdict "$1" "$(ask welcome | timeout 10 openssl s_client -quiet -connect "127.0.0.1:$port" \
    -CAfile "$work/$1/server/root-cert.pem" -no-CApath -no-CAstore 2>&1 | tr -d '\0')"
}

# verdict NAME ANSWER: the verdict line. A refusal has to be one: an alert, 403, or the client's own no.
verdict() {
  local reason
  if [[ "$2" == *welcome* ]]; then
    printf '%s\taccept\t\n' "$1"
  else
    reason="$(sed -n -E 's/.*(alert [a-z ]+):.*/\1/p; s/.*(verify error:.*)/\1/p
      s/.*(errno=[0-9]+|unexpected eof).*/\1/p
      s/.*(403 Forbidden|SSL certificate error|No required SSL certificate|CERTIFICATE_VERIFY_FAILED[^ ]*).*/\1/p
      s/.*(HANDSHAKE_FAILURE[^ ]*).*/\1/p' <<<"$2" | sed -n 1p)"
    printf '%s\t%s\t%s\n' "$1" "$([[ -n "$reason" ]] && echo refuse || echo none)" "${reason:-$(tail -n 1 <<<"$2")}"
  fi
}

# handshakes PEER: a server in each world by `serve_PEER WORLD`, which sets `server`; every row asks it, and
# `more_PEER WORLD` while it runs if there is such a function.
handshakes() {
  local peer="$1" world list=()
  for world in $(worlds | cut -d' ' -f1); do
    free_port
    "serve_$peer" "$world"
    if start "${server[@]}"; then
      mapfile -t list < <(all_rows handshake | grep "^$world/")
      for row in "${list[@]}"; do knock "$row"; done >"$work/$peer.answers"
      compare "$peer" "$work/$peer.answers" "${list[@]}"
      says accept "$peer $world: TLS 1.2 as well" knock "$world/gateway" -tls1_2
      says refuse "$peer $world: a client that trusts another root refuses the server" \
        knock "$world/gateway" -CAfile "$work/strange/server/root-cert.pem"
      says refuse "$peer $world: a client without a certificate" anonymous "$world"
      ! declare -F "more_$peer" >/dev/null || "more_$peer" "$world"
    else
      bad "$peer $world: the server does not start: $(tail -n 2 "$work/server.log" | tr '\n' ' ')"
    fi
    stop_servers
  done
}

ask() { printf 'GET /%s HTTP/1.1\r\nHost: ingress\r\nConnection: close\r\n\r\n' "$1"; }

# says VERDICT TEXT COMMAND …: the command prints a verdict line, with this verdict.
says() {
  local got reason
  IFS=$'\t' read -r _ got reason < <("${@:3}")
  if [[ "$got" == "$1" ]]; then
    ok "$2: $got${reason:+ ($reason)}"
  else
    bad "$2: $got instead of $1${reason:+ ($reason)}"
  fi
}
