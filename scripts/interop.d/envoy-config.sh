# shellcheck shell=bash
# The configuration of Envoy: envoy.yaml with its @NAMES@ filled in.

envoy_tls=type.googleapis.com/envoy.extensions.transport_sockets.tls.v3

serve_envoy() {
  local home="$work/$1" config="$work/envoy.yaml" peer=spiffe://green-mesh.local/ns/green-mesh-system/sa
  local client server_pair bundles
  envoy_ingress="$port"
  free_port && envoy_egress="$port"
  free_port && envoy_impostor="$port"
  # Someone with the keys of red-mesh's intermediate poses as green-mesh's ingress.
  start openssl s_server -quiet -HTTP -accept "127.0.0.1:$port" -cert "$rows/$1/forged/leaf.pem" \
    -cert_chain "$rows/$1/forged/rest.pem" -key "$rows/$1/forged/key.pem" || true
  port="$envoy_ingress"
  client="$(pair "$home/client")" server_pair="$(pair "$home/server")"
  bundles="$(validation "$home")"
  peer+=/ingress-red-mesh-service-account
  sed -e "s|@INGRESS@|$envoy_ingress|; s|@EGRESS@|$envoy_egress|; s|@CLIENT_ID@|$identity|; s|@SERVER@|$server_pair|" \
    -e "s|@PEER@|$(cluster peer "$envoy_ingress" "$client" "$bundles" "$peer")|" \
    -e "s|@IMPOSTOR@|$(cluster impostor "$envoy_impostor" "$client" "$bundles" "$peer")|" \
    -e "s|@OTHER_NAME@|$(cluster other-name "$envoy_ingress" "$client" "$bundles" "$peer-2")|" \
    -e "s|@TLS12@|$(cluster tls12 "$envoy_ingress" "$client" "$bundles" "$peer" TLSv1_2)|" \
    -e "s|@VALIDATION@|{$bundles}|" "$here/interop.d/envoy.yaml" >"$config"
  server=("$work/venv/bin/envoy" --config-path "$config" --disable-hot-restart --concurrency 1 --log-level warning)
}

pair() {
  printf '{certificate_chain: {filename: %s}, private_key: {filename: %s}}' "$1/cert-chain.pem" "$1/key.pem"
}

# The map of bundles, inline as the proxy's agent passes them on. A backslash is doubled for sed.
validation() {
  local mesh text="" pem
  for mesh in red-mesh green-mesh; do
    pem="$(awk '{ printf "%s\\\\n", $0 }' "$1/out/$mesh/pem/root-cert.pem")"
    text+="{name: $mesh.local, trust_bundle: {inline_string: \"$pem\"}}, "
  done
  printf 'custom_validator_config: {name: envoy.tls.cert_validator.spiffe, typed_config: {"@type": %s, %s}}' \
    "$envoy_tls.SPIFFECertValidatorConfig" "trust_domains: [${text%, }]"
}

# cluster NAME PORT PAIR BUNDLES IDENTITY [VERSION]: TLS to the port, as the pair's owner, to a server of that identity.
cluster() {
  local names="{san_type: URI, matcher: {exact: \"$5\"}}"
  printf '{name: %s, type: STATIC, connect_timeout: 2s, load_assignment: {cluster_name: %s, endpoints: [%s]}, ' \
    "$1" "$1" "{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: $2}}}}]}"
  printf 'transport_socket: {name: envoy.transport_sockets.tls, typed_config: {"@type": %s, common_tls_context: ' \
    "$envoy_tls.UpstreamTlsContext"
  printf '{%s, %s}}}}' "tls_params: {tls_maximum_protocol_version: ${6:-TLSv1_3}}" \
    "tls_certificates: [$3], validation_context: {$4, match_typed_subject_alt_names: [$names]}"
}
