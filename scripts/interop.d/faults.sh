# shellcheck shell=bash
# The rows of a world with one fault in a certificate, most of them forged with OpenSSL and the keys of red-mesh.

make_forger() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj / -keyout "$work/forger.key" \
    -out "$work/forger.csr" 2>/dev/null
}

# A leaf's extensions. $1: alternative names. $2: key usage, $3: basic constraints where they are not a leaf's.
extensions() {
  printf '%s\n' "basicConstraints=critical,${3:-CA:FALSE}" "keyUsage=critical,${2:-digitalSignature}" \
    "subjectKeyIdentifier=hash" "authorityKeyIdentifier=keyid" ${1:+"subjectAltName=critical,$1"}
  [[ -n "${3:-}" ]] || echo "extendedKeyUsage=serverAuth,clientAuth"
}

# forge CERTIFICATE ISSUER KEY [OPTION …]: signs the forger's request, with the extensions on standard input.
forge() {
  cat >"$work/extensions"
  openssl x509 -req -in "$work/forger.csr" -CA "$2" -CAkey "$3" -set_serial "0x4a$(openssl rand -hex 15)" -days 1 \
    -extfile "$work/extensions" -out "$1" "${@:4}" 2>/dev/null
}

# edit FILE EXPRESSION: the certificate with bytes exchanged, its signature as it was.
edit() {
  openssl x509 -in "$1" -outform DER | sed "$2" | openssl x509 -inform DER
}

# forged ROW VERDICT DOMAIN NAMES [OPTION …]: a leaf with these alternative names below red-mesh's intermediate.
forged() {
  local ca="$work/${1%%/*}/out/red-mesh/pem"
  extensions "$4" | forge "$work/leaf.pem" "$ca/ca-cert.pem" "$ca/ca-key.pem" "${@:5}"
  row "$1" "$2" <(cat "$work/leaf.pem" "$ca/ca-cert.pem") "$work/forger.key" "" "$3"
}

make_faults() {
  local world="$1" home="$work/$1" red="$work/$1/out/red-mesh/pem" client="$work/$1/client" leaf="$work/leaf.pem"
  local sub="$work/sub.pem" name="ns/red-mesh-system/sa/egress-green-mesh-service-account"
  tool "$home" issue red-mesh --gateway egress-green-mesh --ttl 1h --now "$(days -2)" --out "$home/expired"
  row "$world/expired" refuse "$home/expired/cert-chain.pem" "$home/expired/key.pem"
  cp -r "$home" "$work/future"
  tool "$work/future" issue red-mesh --gateway egress-green-mesh --ttl 1h --now "$(days +2)" --out "$work/future/early"
  row "$world/early" refuse "$work/future/early/cert-chain.pem" "$work/future/early/key.pem"
  rm -r "$work/future"

  # One byte of the identity, or of the intermediate's path length, exchanged after signing.
  row "$world/tampered-leaf" refuse <(edit "$client/cert-chain.pem" 's/egress-green/ogress-green/' \
    && cat "$red/ca-cert.pem") "$client/key.pem"
  row "$world/tampered-ca" refuse <(openssl x509 -in "$client/cert-chain.pem" \
    && edit "$red/ca-cert.pem" 's/\x06\x01\x01\xff\x02\x01\x00/\x06\x01\x01\xff\x02\x01\x01/') "$client/key.pem"

  # What the name constraint of red-mesh's intermediate forbids: the other mesh's identity, and a domain below its own.
  forged "$world/forged" refuse green-mesh.local \
    "URI:spiffe://green-mesh.local/ns/green-mesh-system/sa/ingress-red-mesh-service-account"
  forged "$world/sub-domain" refuse sub.red-mesh.local "URI:spiffe://sub.red-mesh.local/$name"

  # Who may not sign: a leaf, and a CA below the intermediate, whose path length is 0.
  extensions "URI:$identity" | forge "$sub" "$red/ca-cert.pem" "$red/ca-key.pem" -subj "/CN=leaf"
  extensions "URI:$identity" | forge "$leaf" "$sub" "$work/forger.key"
  row "$world/leaf-as-ca" refuse <(cat "$leaf" "$sub" "$red/ca-cert.pem") "$work/forger.key"
  extensions "" keyCertSign,cRLSign CA:TRUE \
    | forge "$sub" "$red/ca-cert.pem" "$red/ca-key.pem" -subj "/O=red-mesh/CN=sub CA"
  extensions "URI:$identity" | forge "$leaf" "$sub" "$work/forger.key"
  row "$world/sub-ca" refuse <(cat "$leaf" "$sub" "$red/ca-cert.pem") "$work/forger.key"
}
