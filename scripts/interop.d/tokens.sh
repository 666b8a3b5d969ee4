# shellcheck shell=bash
# Root keys in a token of SoftHSM: each key type, a whole rotation between two of them, a home that a token opens, and a
# token that goes away or stands still, behind p11-kit's server.

run_tokens() {
  need tokens softhsm2-util softhsm2 || return 0
  local module=/usr/lib/softhsm/libsofthsm2.so token="$work/token"
  export SOFTHSM2_CONF="$token/softhsm2.conf" MESHTRUST_PKCS11_MODULE="$module" MESHTRUST_PIN_FILE="$token/pin"
  mkdir -p "$token/tokens"
  printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n' \
    "$token/tokens" >"$SOFTHSM2_CONF"
  (umask 077 && echo 1234 >"$MESHTRUST_PIN_FILE")
  softhsm2-util --init-token --free --label mesh --pin 1234 --so-pin 5678 >/dev/null
  echo "SoftHSM $(softhsm2-util --version)"
  token_layout
  token_types
  token_rotation
  token_seal
  token_away
  unset SOFTHSM2_CONF MESHTRUST_PKCS11_MODULE MESHTRUST_PIN_FILE MESHTRUST_SIGNERS
}

mt() { "$MESHTRUST" "$@"; }

# The declarations of Sources/CPKCS11 are our own: sizes and places must be those of p11-kit's header.
token_layout() {
  local header=/usr/include/p11-kit-1/p11-kit/pkcs11.h shim="$here/../Sources/CPKCS11/shim.h" list sides=0
  [[ -e "$header" ]] || { skip "tokens layout: there is no $header (libp11-kit-dev)"; return; }
  sed 's/_Nullable//g; s/_Nonnull//g' "$shim" >"$token/shim.h"
  list="$(grep -o '\bC_[A-Z][A-Za-z]*' "$token/shim.h" | grep -v C_INITIALIZE | sort -u)"
  for side in "\"$token/shim.h\"" '<p11-kit/pkcs11.h>'; do
    {
      printf '#include <stdio.h>\n#include <stddef.h>\n#include %s\nint main(void) {\n' "$side"
      for name in $list; do
        printf 'printf("%s %%zu\\n", offsetof(CK_FUNCTION_LIST, %s));\n' "$name" "$name"
      done
      for type in CK_INFO CK_TOKEN_INFO CK_ATTRIBUTE CK_MECHANISM CK_MECHANISM_INFO CK_RSA_PKCS_OAEP_PARAMS \
        CK_C_INITIALIZE_ARGS CK_FUNCTION_LIST; do
        printf 'printf("%s %%zu\\n", sizeof(%s));\n' "$type" "$type"
      done
      printf 'printf("%%zu %%zu\\n", offsetof(CK_TOKEN_INFO, flags), offsetof(CK_TOKEN_INFO, serialNumber));\n}\n'
    } >"$token/layout.c"
    sides=$((sides + 1))
    cc -I/usr/include/p11-kit-1 -o "$token/layout" "$token/layout.c" && "$token/layout" >"$token/layout.$sides"
  done
  check "tokens: $(wc -w <<<"$list") functions and the structures are where p11-kit's header has them" \
    cmp "$token/layout.1" "$token/layout.2"
}

token_home() { # token_home HOME KEY-TYPE [--now TIME]
  mt init red-mesh green-mesh --home "$1" -q >/dev/null
  printf '  profiles:\n    default: {rootKey: {algorithm: %s, in: token}}\n' "$2" >>"$1/federation.yaml"
  mt key generate red-mesh/root --token pkcs11:token=mesh --home "$1" -q >/dev/null &&
    mt key generate green-mesh/root --token pkcs11:token=mesh --home "$1" -q >/dev/null &&
    mt apply --home "$1" -q "${@:3}" >/dev/null
}

token_types() {
  local type home time=()
  for type in ecdsa-p256 ecdsa-p384 ecdsa-p521 rsa-3072 ed25519; do
    home="$work/token-$type"
    [[ "$type" == ecdsa-p384 ]] && time=(--now 2026-01-01T00:00:00Z) || time=()
    check "tokens: roots of $type" token_home "$home" "$type" "${time[@]}"
    check "tokens: openssl verifies what a root of $type signed" openssl verify -x509_strict \
      ${time[@]:+-attime 1767312000} -CAfile "$home/out/red-mesh/pem/root-cert.pem" "$home/out/red-mesh/pem/ca-cert.pem"
  done
  if command -v pkcs11-tool >/dev/null; then
    check "tokens: every private key is sensitive, never extractable and local" token_attributes
  else
    skip "tokens attributes: there is no pkcs11-tool (opensc)"
  fi
}

token_attributes() {
  local said
  said="$(pkcs11-tool --module "$MESHTRUST_PKCS11_MODULE" --login --pin 1234 --token-label mesh -O --type privkey 2>/dev/null)"
  [[ "$(grep -c '^Private Key' <<<"$said")" == 10 &&
    "$(grep -c 'sensitive, always sensitive, never extractable, local' <<<"$said")" == 10 ]]
}

# Both roots of a rotation in the token, through every phase.
token_rotation() {
  local home="$work/token-ecdsa-p384" day=2026-01
  check "tokens: the key of the next root" \
    mt key generate red-mesh/root --token pkcs11:token=mesh --home "$home" --now "$day-02T00:00:00Z"
  check "tokens: distributing, with cross-certificates" \
    mt rotate start red-mesh --cross-sign --home "$home" --now "$day-02T00:00:00Z"
  check "tokens: seen" mt rotate vouch red-mesh 'green-mesh updated' 'red-mesh updated' 'all proxies restarted' \
    --by interop --home "$home" --now "$day-02T01:00:00Z"
  check "tokens: signing" mt rotate next red-mesh --home "$home" --now "$day-02T02:00:00Z"
  check "tokens: openssl verifies the new intermediate with the new root alone" token_signing "$home"
  check "tokens: restarted" \
    mt rotate vouch red-mesh 'istiod restarted' --by interop --home "$home" --now "$day-03T00:00:00Z"
  check "tokens: retiring" mt rotate next red-mesh --home "$home" --now "$day-05T00:00:00Z"
  check "tokens: seen again" mt rotate vouch red-mesh 'green-mesh updated' 'red-mesh updated' 'all proxies restarted' \
    --by interop --home "$home" --now "$day-05T01:00:00Z"
  check "tokens: steady" mt rotate next red-mesh --home "$home" --now "$day-05T02:00:00Z"
  check "tokens: the log says where the old key stays" token_log "$home" 'its key stays in the token `mesh`'
  check "tokens: the log verifies" mt log verify --home "$home"
}

token_signing() {
  local roots="$1/out/red-mesh/pem/root-cert.pem"
  csplit -s -z -f "$token/root-" "$roots" '/BEGIN/' '{*}'
  for root in "$token"/root-*; do
    openssl verify -x509_strict -attime 1767400000 -CAfile "$root" "$1/out/red-mesh/pem/ca-cert.pem" && return 0
  done
  return 1
}

token_log() { mt log --wide --home "$1" | grep -qF "$2"; }

# A home that its token opens, and nothing else.
token_seal() {
  local home="$work/token-sealed"
  mt init red-mesh green-mesh --home "$home" -q >/dev/null && mt apply --home "$home" -q >/dev/null
  (umask 077 && echo 'correct horse battery staple' >"$token/pass")
  check "tokens: a token opens the home" mt home seal add --token pkcs11:token=mesh --home "$home"
  check "tokens: so does a passphrase" mt home seal add --new-passphrase-file "$token/pass" --home "$home"
  check "tokens: the key file goes" mt home seal remove sealing.key --passphrase-file "$token/pass" --home "$home"
  check "tokens: without it and without a passphrase the token opens the home" \
    mt issue red-mesh --service-account a/b --out "$token/leaf" --home "$home"
  check "tokens: sealed anew in the token" mt home seal rewrap --home "$home"
  check "tokens: and opened again" mt crl red-mesh --home "$home"
  MESHTRUST_PKCS11_MODULE='' check "tokens: without a module the passphrase is asked for" \
    token_refused 5 MT-HOME-12 key export red-mesh --no-encrypt --home "$home"
  MESHTRUST_PKCS11_MODULE='' check "tokens: and opens it" \
    mt key export red-mesh --no-encrypt --home "$home" --passphrase-file "$token/pass"
}

token_refused() { # token_refused STATUS CODE ARGUMENT …
  local status=0 said
  said="$("$MESHTRUST" "${@:3}" 2>&1 >/dev/null)" || status=$?
  [[ "$status" == "$1" && "$said" == *"[$2]"* ]]
}

# Behind p11-kit's server a token can go away, and stand still, in the middle.
token_away() {
  local client home="$work/token-ecdsa-p256" uri
  client="$(find /usr/lib -name p11-kit-client.so 2>/dev/null | head -n 1)"
  if ! command -v p11-kit >/dev/null || [[ -z "$client" ]]; then
    skip "tokens away: there is no p11-kit with its client module (p11-kit, p11-kit-modules)"
    return
  fi
  uri="pkcs11:token=mesh"
  p11-kit server --foreground -n "$token/socket" --provider "$MESHTRUST_PKCS11_MODULE" "$uri" >"$token/server.log" 2>&1 &
  local server=$!
  for _ in $(seq 50); do [[ -S "$token/socket" ]] && break; sleep 0.1; done
  printf 'apiVersion: meshtrust/v1\nkind: Signers\ntokens:\n- {module: %s, pinFile: %s, timeout: 2}\n' \
    "$client" "$MESHTRUST_PIN_FILE" >"$token/signers.yaml"
  chmod 600 "$token/signers.yaml"
  export P11_KIT_SERVER_ADDRESS="unix:path=$token/socket" MESHTRUST_SIGNERS="$token/signers.yaml"
  MESHTRUST_PKCS11_MODULE='' check "tokens: through p11-kit's server" mt rekey red-mesh --intermediate --home "$home"
  cp -a "$home" "$token/before"
  kill -STOP "$server"
  MESHTRUST_PKCS11_MODULE='' check "tokens: a server that stands still is left after 2 s" \
    token_refused 74 MT-KEY-52 rekey red-mesh --intermediate --home "$home"
  kill -CONT "$server"
  kill "$server"
  wait "$server" 2>/dev/null || true
  MESHTRUST_PKCS11_MODULE='' check "tokens: a server that is gone" \
    token_refused 74 MT-KEY-42 rekey red-mesh --intermediate --home "$home"
  check "tokens: nothing was changed" diff -r "$token/before" "$home"
  check "tokens: what needs no root goes on" \
    env MESHTRUST_PKCS11_MODULE='' "$MESHTRUST" issue red-mesh --service-account a/b --out "$token/leaf2" --home "$home"
  unset P11_KIT_SERVER_ADDRESS
}
