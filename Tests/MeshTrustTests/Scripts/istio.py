"""Writes what the cluster of a mesh of Istio would return once its administrator has applied the mesh's folder.

istio.py MESH STATE FILE [own|config|webhooks|peers…]: objects as a List; STATE is their resourceVersion.
istio.py MESH TIME FILE proxy|ztunnel: what a proxy says of itself, which has had its roots since TIME.
"""

import base64, json, os, re, subprocess, sys, tempfile

mesh, state, target, parts = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
out = f"{os.environ.get('HOME_FOLDER', 'pki')}/out/{mesh}"


def read(name):
    with open(f"{out}/{name}") as file:
        return file.read()


def mesh_config():
    if os.path.exists(f"{out}/istio/patch.json"):
        return json.loads(read("istio/patch.json"))["spec"]["values"]["meshConfig"]
    text = read("istio/configmap.yaml")
    return text[text.index("mesh: |") :]


def revision():
    found = re.search(r"name: istio-(\S+)", read("istio/configmap.yaml")) if os.path.exists(f"{out}/istio/configmap.yaml") else None
    return found.group(1) if found else mesh.removesuffix("-mesh")


def meta(name, **more):
    return {"name": name, "uid": f"{name}-at-{mesh}", "resourceVersion": state, **more}


def config_map(name, data):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta(name, namespace=f"{mesh}-system"), "data": data}


def indented(text):
    """The value of a block scalar."""
    lines = text.split("\n")[1:]
    depth = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[depth:] for line in lines)


def webhooks():
    client = {"service": {"name": f"istiod-{revision()}", "namespace": f"{mesh}-system"},
              "caBundle": base64.b64encode(read("pem/root-cert.pem").encode()).decode()}
    for kind, name in (("Mutating", "istio-sidecar-injector"), ("Validating", "istio-validator")):
        yield {"apiVersion": "admissionregistration.k8s.io/v1", "kind": f"{kind}WebhookConfiguration",
               "metadata": meta(f"{name}-{mesh}"), "webhooks": [{"name": "a.istio.io", "clientConfig": client}]}


def leaf():
    """A workload's certificate as istiod signs it, leaf first."""
    domain = os.environ.get("DOMAIN", f"{mesh}.local")
    with tempfile.TemporaryDirectory() as folder:
        key, request, extensions = (f"{folder}/{name}" for name in ("key", "request", "extensions"))
        with open(extensions, "w") as file:
            file.write(f"subjectAltName=critical,URI:spiffe://{domain}/ns/shop/sa/cart\nkeyUsage=digitalSignature\n"
                       "extendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=critical,CA:FALSE\n"
                       "authorityKeyIdentifier=keyid\n")
        run = lambda *words: subprocess.run(["openssl", *words], check=True, capture_output=True, text=True).stdout
        run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/", "-keyout", key, "-out", request)
        return run("x509", "-req", "-in", request, "-CA", f"{out}/pem/ca-cert.pem", "-CAkey", f"{out}/pem/ca-key.pem",
                   "-days", "1", "-extfile", extensions, "-set_serial", "0x1" + os.urandom(15).hex())


def pool():
    config = mesh_config()
    pems = [entry.get("pem", "") for entry in config.get("caCertificates", [])] if isinstance(config, dict) else re.findall(
        r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", config, re.S)
    return read("pem/root-cert.pem") + "\n".join("\n".join(line.strip() for line in pem.strip().split("\n")) + "\n" for pem in pems)


if "proxy" in parts:
    inline = lambda text: {"inlineBytes": base64.b64encode(text.encode()).decode()}
    answer = {"dynamicActiveSecrets": [
        {"name": "default", "lastUpdated": state, "secret": {"tlsCertificate": {
            "certificateChain": inline(leaf() + read("pem/cert-chain.pem") + read("pem/root-cert.pem"))}}},
        {"name": "ROOTCA", "lastUpdated": state, "secret": {"validationContext": {"trustedCa": inline(pool())}}}]}
elif "ztunnel" in parts:
    blocks = lambda text: [{"pem": base64.b64encode(block.encode()).decode()} for block in re.findall(
        r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", text, re.S)]
    answer = [{"identity": "shop/cart", "state": "Available", "certChain": blocks(leaf() + read("pem/cert-chain.pem")),
               "rootCerts": blocks(read("pem/root-cert.pem"))},
              {"identity": "shop/late", "state": "Initializing", "certChain": []}]
else:
    items = []
    if "own" in parts:
        items.append(config_map("istio-ca-root-cert", {"root-cert.pem": read("pem/root-cert.pem")}))
    if "config" in parts:
        config = mesh_config()
        text = json.dumps(config) if isinstance(config, dict) else indented(config)
        items.append(config_map(f"istio-{revision()}", {"mesh": text}))
    if "webhooks" in parts:
        items += webhooks()
    if "peers" in parts:
        for name in sorted(os.listdir(out)):
            if name.startswith("configmap-") and name.endswith("-ca-root-cert.yaml"):
                peer = name[len("configmap-") : -len("-ca-root-cert.yaml")]
                text = read(name)
                pem = "".join(line.strip() + "\n" for line in text[text.index("-----BEGIN") :].split("\n") if line.strip())
                items.append(config_map(f"{peer}-ca-root-cert", {"root-cert.pem": pem}))
    answer = {"apiVersion": "v1", "kind": "List", "items": items}
with open(target, "w") as file:
    json.dump(answer, file)
