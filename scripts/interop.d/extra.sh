# shellcheck shell=bash
# Chains that OpenSSL's strict verification accepts and the tool has to refuse.

openssl_accepts=(
  "extra/two-uris: a leaf has exactly one URI (X509-SVID 2), OpenSSL counts none"
  "extra/no-uri: a leaf has exactly one URI (X509-SVID 2), OpenSSL counts none"
  "extra/no-path: a leaf's SPIFFE ID has a path (X509-SVID 2, SPIFFE-ID 2.2)"
  "extra/https: the scheme is spiffe (SPIFFE-ID 2)"
  "extra/upper-case: a trust domain is lower case (SPIFFE-ID 2.1); OpenSSL compares hosts without case"
  "extra/port: a SPIFFE ID has no port (SPIFFE-ID 2.1)"
  "extra/user-info: a SPIFFE ID has no user info (SPIFFE-ID 2.1); OpenSSL 3.0 ends the host at the first colon"
  "extra/percent: a path has no percent-encoding (SPIFFE-ID 2.2)"
  "extra/dot-segment: a path has no dot segments (SPIFFE-ID 2.2)"
  "extra/slash: a path does not end with a slash (SPIFFE-ID 2.2)"
  "extra/no-signature: a leaf's key usage has digitalSignature (X509-SVID 4.3); OpenSSL asks for it by purpose only"
  "extra/sha1: no SHA-1; openssl verify judges algorithms with -auth_level only"
  "extra/rsa-1024: RSA keys of 2048 bits or more; openssl verify judges keys with -auth_level only"
  "extra/other-domain: the trust domain is the expected one; OpenSSL knows none (X509-SVID 5.1)"
  "extra/other-identity: the identity is the client ID; OpenSSL compares no URI"
  "extra/reversed: the first certificate is the peer's own (RFC 8446 4.4.2); OpenSSL judges the CA that stands there"
)

# extra NAME NAMES [KEY USAGE [OPTION …]]: a leaf below red-mesh's intermediate.
extra() {
  local ca="$work/per-mesh-p256/out/red-mesh/pem"
  extensions "$2" "${3:-digitalSignature}" | forge "$work/leaf.pem" "$ca/ca-cert.pem" "$ca/ca-key.pem" "${@:4}"
  row "extra/$1" refuse <(cat "$work/leaf.pem" "$ca/ca-cert.pem") "$work/forger.key" "$ca/root-cert.pem"
}

make_extra() {
  local name="${identity#spiffe://red-mesh.local/}" client="$work/per-mesh-p256/client" csr="$work/forger.csr"
  local red="$work/per-mesh-p256/out/red-mesh/pem"
  # The identity.
  extra two-uris "URI:$identity,URI:$identity-2"
  extra no-uri "DNS:egress.red-mesh-system.svc"
  extra no-path "URI:spiffe://red-mesh.local"
  extra https "URI:https://red-mesh.local/$name"
  extra upper-case "URI:spiffe://RED-MESH.local/$name"
  extra port "URI:spiffe://red-mesh.local:8443/$name"
  extra user-info "URI:spiffe://red-mesh.local:x@green-mesh.local/$name"
  extra percent "URI:spiffe://red-mesh.local/ns%2Fred-mesh-system/sa/egress"
  extra dot-segment "URI:spiffe://red-mesh.local/ns/../sa/egress"
  extra slash "URI:$identity/"
  # The key and what it may do.
  extra no-signature "URI:$identity" keyAgreement
  extra sha1 "URI:$identity" "" -sha1
  openssl req -new -newkey rsa:1024 -nodes -subj / -keyout "$work/weak.key" -out "$work/forger.csr.weak" 2>/dev/null
  mv "$csr" "$csr.kept" && mv "$work/forger.csr.weak" "$csr"
  extra rsa-1024 "URI:$identity"
  mv "$csr.kept" "$csr"
  # What was expected, and the order.
  row extra/other-domain refuse "$client/cert-chain.pem" "$client/key.pem" "$red/root-cert.pem" green-mesh.local
  row extra/other-identity refuse "$client/cert-chain.pem" "$client/key.pem" "$red/root-cert.pem"
  echo "$identity-2" >"$rows/extra/other-identity/identity"
  row extra/reversed refuse <(cat "$red/ca-cert.pem" && openssl x509 -in "$client/cert-chain.pem") "$client/key.pem" \
    "$red/root-cert.pem"
}
