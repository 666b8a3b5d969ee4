"""The federation gateways of meshes as real Envoys, one process for each mesh, and traffic through them.

What istiod hands out stands in files that Envoy watches: for each gateway its certificate (issue), and for each mesh the
bundles by trust domain (bundles). `gateways.py config FOLDER MESH MESH=[ADDRESS:]PORT …` prints the configuration of a mesh's Envoy, and
`gateways.py traffic FOLDER all MESH=PORT …` sends requests from every mesh to every other one until FOLDER/quiet is there: each
is a handshake of its own. It prints how many were sent, and every one that failed.
"""
import http.client, json, os, subprocess, sys, threading, time

TLS = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3"
HTTP = "type.googleapis.com/envoy.extensions.filters"


def domain(mesh):
    return f"{mesh}.local"


def identity(mesh, gateway):
    return f"spiffe://{domain(mesh)}/ns/{mesh}-system/sa/{gateway}-service-account"


def place(path, text):
    """Moves a file into place, as Kubernetes and Istio's agent do: Envoy notices that."""
    if os.path.exists(path) and open(path).read() == text:
        return
    with open(path + ".new", "w") as file:
        file.write(text)
    os.replace(path + ".new", path)


def secret(name, content):
    return json.dumps({"resources": [dict({"@type": f"{TLS}.Secret", "name": name}, **content)]})


# What istiod hands out.


def issue(folder, mesh, gateway):
    """A certificate of a day below what istiod signs with."""
    base = f"{folder}/{mesh.name}-{gateway}"
    signer = mesh.signer
    for name in ("ca-cert.pem", "ca-key.pem"):
        with open(f"{base}.{name}", "w") as file:
            file.write(signer[name])
    with open(f"{base}.ext", "w") as file:
        file.write(f"subjectAltName=critical,URI:{identity(mesh.name, gateway)}\nbasicConstraints=critical,CA:FALSE\n"
                   "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nauthorityKeyIdentifier=keyid\n")
    def run(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{base}.key")
    run("req", "-new", "-key", f"{base}.key", "-subj", "/", "-out", f"{base}.csr")
    run("x509", "-req", "-in", f"{base}.csr", "-CA", f"{base}.ca-cert.pem", "-CAkey", f"{base}.ca-key.pem", "-days", "1",
        "-extfile", f"{base}.ext", "-out", f"{base}.crt")
    chain = open(f"{base}.crt").read() + signer["ca-cert.pem"]
    place(f"{folder}/{mesh.name}-{gateway}.json", secret("default", {"tls_certificate": {
        "certificate_chain": {"inline_string": chain}, "private_key": {"inline_string": open(f"{base}.key").read()}}}))


def bundles(folder, mesh, call):
    """The roots of each trust domain: of peers as their ConfigMap has them now, its own as istiod has read them."""
    domains = {domain(mesh.name): mesh.signer["root-cert.pem"]}
    for peer in call("GET", f"/apis/federation.maistra.io/v1/namespaces/{mesh.space}/servicemeshpeers")["items"]:
        name = peer["spec"]["security"]["certificateChain"]["name"]
        roots = call("GET", f"/api/v1/namespaces/{mesh.space}/configmaps/{name}")
        if roots:
            domains[peer["spec"]["security"]["trustDomain"]] = roots["data"]["root-cert.pem"]
    place(f"{folder}/{mesh.name}-bundles.json", secret("ROOTCA", {"validation_context": {"custom_validator_config": {
        "name": "envoy.tls.cert_validator.spiffe", "typed_config": {
            "@type": f"{TLS}.SPIFFECertValidatorConfig", "trust_domains": [
                {"name": name, "trust_bundle": {"inline_string": roots}} for name, roots in sorted(domains.items())]}}}}))


# Envoy.


def common(folder, mesh, gateway, peer_identity):
    def file(name):
        return {"path_config_source": {"path": f"{folder}/{name}"}, "resource_api_version": "V3"}
    return {
        "tls_params": {"tls_maximum_protocol_version": "TLSv1_3"},
        "tls_certificate_sds_secret_configs": [{"name": "default", "sds_config": file(f"{mesh}-{gateway}.json")}],
        "combined_validation_context": {
            "default_validation_context": {"match_typed_subject_alt_names": [
                {"san_type": "URI", "matcher": {"exact": peer_identity}}]},
            "validation_context_sds_secret_config": {"name": "ROOTCA", "sds_config": file(f"{mesh}-bundles.json")}}}


def address(mesh, meshes, number):
    """Of a mesh's port, counted from its first."""
    host, port = meshes[mesh]
    return {"socket_address": {"address": host, "port_value": port + number}}


def listener(name, place, route, socket=None):
    manager = {"@type": f"{HTTP}.network.http_connection_manager.v3.HttpConnectionManager", "stat_prefix": name,
               "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {
                   "@type": f"{HTTP}.http.router.v3.Router"}}],
               "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
                   dict({"match": {"prefix": "/"}}, **route)]}]}}
    if not socket:
        manager["local_reply_config"] = {"body_format": {"text_format_source": {
            "inline_string": "%RESPONSE_FLAGS% %UPSTREAM_TRANSPORT_FAILURE_REASON%"}}}
    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    if socket:
        chain["transport_socket"] = socket
    return {"name": name, "address": place, "filter_chains": [chain]}


def config(folder, mesh, meshes):
    """`meshes` has the address and the first port of each: for every mesh in order an ingress, then for every mesh an
    egress, and then Envoy's administration."""
    order = list(meshes)
    listeners, clusters = [], []
    for number, peer in enumerate(order):
        if peer == mesh:
            continue
        server = {"@type": f"{TLS}.DownstreamTlsContext", "require_client_certificate": True,
                  "disable_stateless_session_resumption": True, "disable_stateful_session_resumption": True,
                  "common_tls_context": common(folder, mesh, f"ingress-{peer}", identity(peer, f"egress-{mesh}"))}
        listeners.append(listener(f"ingress-{peer}", address(mesh, meshes, number), {
            "direct_response": {"status": 200, "body": {"inline_string": "welcome"}}},
            {"name": "envoy.transport_sockets.tls", "typed_config": server}))
        listeners.append(listener(f"egress-{peer}", address(mesh, meshes, len(order) + number), {"route": {"cluster": peer}}))
        client = {"@type": f"{TLS}.UpstreamTlsContext", "max_session_keys": 0,
                  "common_tls_context": common(folder, mesh, f"egress-{peer}", identity(peer, f"ingress-{mesh}"))}
        clusters.append({
            "name": peer, "type": "STATIC", "connect_timeout": "5s",
            "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "common_http_protocol_options": {"max_requests_per_connection": 1},
                "explicit_http_config": {"http_protocol_options": {}}}},
            "load_assignment": {"cluster_name": peer, "endpoints": [{"lb_endpoints": [{"endpoint": {
                "address": address(peer, meshes, order.index(mesh))}}]}]},
            "transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": client}})
    return {"node": {"id": mesh, "cluster": mesh}, "static_resources": {"listeners": listeners, "clusters": clusters},
            "admin": {"address": address(mesh, meshes, 2 * len(order))}}


# Traffic.


def traffic(folder, meshes):
    order, results, lock = list(meshes), {}, threading.Lock()

    def send(mesh, peer):
        while not os.path.exists(f"{folder}/quiet"):
            began = time.time()
            try:
                host, first = meshes[mesh]
                connection = http.client.HTTPConnection(host, first + len(order) + order.index(peer), timeout=10)
                connection.request("GET", "/")
                answer = connection.getresponse()
                said = f"{answer.status} {answer.read().decode()}"
                connection.close()
            except OSError as error:
                said = repr(error)
            with lock:
                results[said] = results.get(said, 0) + 1
                if said != "200 welcome":
                    print(f"{time.strftime('%H:%M:%S')} {mesh} to {peer}: {said}", file=sys.stderr, flush=True)
            time.sleep(max(0, 0.1 - (time.time() - began)))

    threads = [threading.Thread(target=send, args=(mesh, peer)) for mesh in order for peer in order if mesh != peer]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(results))


def places(words):
    """Of MESH=[ADDRESS:]PORT …: the address and the first port of each mesh."""
    ports = {}
    for name, place in (word.split("=") for word in words if "=" in word):
        host, _, first = place.rpartition(":")
        ports[name] = (host or "127.0.0.1", int(first))
    return ports


if __name__ == "__main__":
    ports = places(sys.argv[3:])
    if sys.argv[1] == "config":
        print(json.dumps(config(sys.argv[2], sys.argv[3], ports)))
    else:
        traffic(sys.argv[2], ports)
