#!/usr/bin/env python3
"""usage: dialogue.py CLIENT CONTEXT NOBODY: what an API server answers to requests like the tool's, an answer a line.

CLIENT is kubectl with a real server, or client.py, which stands in for both: `recorded.jsonl` has the answers of the real
one, and the stand-in must give the same. What differs each time is replaced: uids, resource versions (by the order in
which they appear), times, and tokens of pages. scripts/record-cluster records anew.
"""
import http.client, json, os, re, socket, subprocess, sys, tempfile, time

SPACE = "red-mesh-system"
CORE = f"/api/v1/namespaces/{SPACE}"
MAISTRA = f"/apis/maistra.io/v2/namespaces/{SPACE}/servicemeshcontrolplanes"
FEDERATION = f"/apis/federation.maistra.io/v1/namespaces/{SPACE}/servicemeshpeers"
APPS = f"/apis/apps/v1/namespaces/{SPACE}/deployments"
APPLY, MERGE, STRATEGIC = ("application/apply-patch+yaml", "application/merge-patch+json",
                           "application/strategic-merge-patch+json")
ROOTS = f"{CORE}/configmaps/roots"
OURS, THEIRS = "fieldManager=meshtrust", "fieldManager=somebody"


def roots(value, **metadata):
    return {"apiVersion": "v1", "kind": "ConfigMap", "data": {"root-cert.pem": value},
            "metadata": dict({"name": "roots", "namespace": SPACE}, **metadata)}


def cacerts(value, **more):
    return dict({"apiVersion": "v1", "kind": "Secret", "data": {"ca-cert.pem": value},
                 "metadata": {"name": "cacerts", "namespace": SPACE, "annotations": {"meshtrust/serial": "1"}}}, **more)


PLANE = {"apiVersion": "maistra.io/v2", "kind": "ServiceMeshControlPlane", "metadata": {"name": "red-mesh", "namespace": SPACE},
         "spec": {"version": "v2.5", "ports": [{"port": 15443, "name": "tls"}]}}
PEER = {"apiVersion": "federation.maistra.io/v1", "kind": "ServiceMeshPeer",
        "metadata": {"name": "green-mesh", "namespace": SPACE}, "spec": {"remote": {"addresses": ["a", "b"]}}}
ISTIOD = {"apiVersion": "apps/v1", "kind": "Deployment",
          "metadata": {"name": "istiod", "namespace": SPACE, "labels": {"app": "istiod"}},
          "spec": {"selector": {"matchLabels": {"app": "istiod"}}, "template": {
              "metadata": {"labels": {"app": "istiod"}}, "spec": {"containers": [{"name": "discovery", "image": "none"}]}}}}
MARK = {"spec": {"template": {"metadata": {"annotations": {"meshtrust/restarted-for": "red-mesh-g2/1-distributing"}}}}}
PARTIAL = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
PARTIALS = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"

# Method, path, body, content type, Accept. LIVE in a body takes the uid or version of the last answer with an object.
STEPS = [
    ("GET", ROOTS),
    ("PATCH", f"{ROOTS}?{OURS}&force=false&dryRun=All", roots("one"), APPLY),
    ("GET", ROOTS),
    ("PATCH", f"{ROOTS}?{OURS}&force=false", roots("one"), APPLY),
    ("PATCH", f"{ROOTS}?{OURS}&force=false", roots("one", uid="LIVE", resourceVersion="LIVE"), APPLY),
    ("PATCH", f"{ROOTS}?{OURS}&force=false&dryRun=All", roots("two"), APPLY),
    ("PATCH", f"{ROOTS}?{OURS}&force=false", roots("two", labels={"a": "b"}), APPLY),
    ("PATCH", f"{ROOTS}?{OURS}&force=false", roots("two"), APPLY),
    ("PATCH", f"{ROOTS}?{THEIRS}&force=false", roots("two"), APPLY),
    ("PATCH", f"{ROOTS}?{OURS}&force=false", roots("three"), APPLY),
    ("PATCH", f"{ROOTS}?{OURS}&force=true", roots("three"), APPLY),
    ("PATCH", f"{ROOTS}?{OURS}&force=false", roots("four", resourceVersion="1"), APPLY),
    ("PATCH", f"{ROOTS}?{OURS}&force=false", roots("four", uid="00000000-0000-4000-8000-000000000000"), APPLY),
    ("PATCH", f"{CORE}/configmaps/gone?{OURS}&force=false",
     dict(roots("one"), metadata={"name": "gone", "namespace": SPACE, "uid": "00000000-0000-4000-8000-000000000000"}), APPLY),
    ("PATCH", f"{ROOTS}?{THEIRS}", {"data": {"canary": "theirs"}}, MERGE),
    ("PATCH", f"{ROOTS}?{THEIRS}", {"data": {"root-cert.pem": "theirs"}}, MERGE),
    ("PATCH", f"{ROOTS}?{OURS}&force=false", roots("five"), APPLY),
    ("PATCH", f"{ROOTS}?{OURS}&force=true", roots("five"), APPLY),
    ("PATCH", f"{CORE}/configmaps/none?{OURS}", {"data": {"a": "b"}}, MERGE),
    ("GET", f"{CORE}/configmaps?limit=500&labelSelector=a%3Db"),
    ("DELETE", ROOTS, {"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"resourceVersion": "1"}}),
    ("GET", ROOTS),
    ("DELETE", ROOTS, {"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"uid": "LIVE", "resourceVersion": "LIVE"}}),
    ("DELETE", ROOTS, {"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"resourceVersion": "1"}}),
    ("PATCH", f"{CORE}/secrets/cacerts?{OURS}&force=false", cacerts("b25l"), APPLY, PARTIAL),
    ("GET", f"{CORE}/secrets/cacerts"),
    ("GET", f"{CORE}/secrets/cacerts", None, None, PARTIAL),
    ("PATCH", f"{CORE}/secrets/cacerts?{OURS}&force=false", cacerts("b25l", type="example.com/other"), APPLY),
    ("POST", f"{MAISTRA}?{OURS}", PLANE, "application/json"),
    ("POST", f"{MAISTRA}?{OURS}", PLANE, "application/json"),
    ("PATCH", f"{MAISTRA}/red-mesh?{THEIRS}", {"spec": {"addons": {"kiali": {"enabled": True}}}}, MERGE),
    ("PATCH", f"{MAISTRA}/red-mesh?{OURS}", {"metadata": {"resourceVersion": "1"}, "spec": {"trust": {"domain": "a"}}}, MERGE),
    ("PATCH", f"{MAISTRA}/red-mesh?{OURS}", {"spec": {"trust": {"domain": "a"}, "ports": None}}, MERGE),
    ("PATCH", f"{MAISTRA}/red-mesh?{OURS}", {"metadata": {"labels": {"a": "b"}}}, MERGE),
    ("GET", f"{MAISTRA}?limit=500"),
    ("PATCH", f"{FEDERATION}/green-mesh?{OURS}&force=false", PEER, APPLY),
    ("PATCH", f"{FEDERATION}/green-mesh?{THEIRS}&force=false", dict(PEER, spec={"remote": {"addresses": ["b"]}}), APPLY),
    ("POST", f"{APPS}?fieldManager=istio-operator", ISTIOD, "application/json"),
    ("PATCH", f"{APPS}/istiod?{OURS}", dict(MARK, metadata={"uid": "LIVE"}), STRATEGIC),
    ("PATCH", f"{APPS}/istiod?{OURS}", MARK, STRATEGIC),
    ("GET", "/api/v1/namespaces/nowhere/configmaps?limit=500"),
    ("GET", "/api/v1/namespaces/nowhere"),
    ("PATCH", f"/api/v1/namespaces/nowhere/configmaps/roots?{OURS}&force=false",
     dict(roots("one"), metadata={"name": "roots", "namespace": "nowhere"}), APPLY),
    ("GET", f"/apis/nobody.example/v1/namespaces/{SPACE}/things"),
    # What evidence is read from.
    ("POST", f"{CORE}/configmaps?fieldManager=pilot-discovery",
     {"apiVersion": "v1", "kind": "ConfigMap", "data": {"root-cert.pem": "own"},
      "metadata": {"name": "istio-ca-root-cert", "namespace": SPACE, "labels": {"istio.io/config": "true"}}}, "application/json"),
    ("GET", "/api/v1/configmaps?limit=500&fieldSelector=metadata.name%3Distio-ca-root-cert"),
    ("GET", f"/api/v1/namespaces?limit=500&labelSelector=maistra.io%2Fmember-of%3D{SPACE}"),
    ("GET", f"{CORE}/secrets?limit=500&labelSelector=istio%2FmultiCluster%3Dtrue", None, None, PARTIALS),
    ("PATCH", f"{CORE}/secrets/cacerts?{THEIRS}", {"metadata": {"labels": {"istio/multiCluster": "true"}}}, MERGE, PARTIAL),
    ("GET", f"{CORE}/secrets?limit=500&labelSelector=istio%2FmultiCluster%3Dtrue", None, None, PARTIALS),
    ("GET", f"{CORE}/pods?limit=500"),
    ("GET", f"/apis/apps/v1/namespaces/{SPACE}/statefulsets?limit=500"),
    ("GET", f"/apis/networking.istio.io/v1beta1/namespaces/{SPACE}/destinationrules?limit=500"),
]

# The same from somebody without any rights.
FORBIDDEN = [
    ("GET", f"/api/v1/namespaces/{SPACE}"),
    ("GET", "/api/v1/namespaces?limit=500"),
    ("GET", f"{CORE}/configmaps?limit=500"),
    ("GET", ROOTS),
    ("GET", f"{CORE}/secrets/cacerts", None, None, PARTIAL),
    ("GET", f"{CORE}/pods?limit=500"),
    ("GET", f"{FEDERATION}?limit=500"),
    ("GET", f"{MAISTRA}/red-mesh"),
    ("PATCH", f"{ROOTS}?{OURS}&force=false", roots("one"), APPLY),
    ("PATCH", f"{CORE}/secrets/cacerts?{OURS}&force=false", cacerts("b25l"), APPLY, PARTIAL),
    ("POST", f"{MAISTRA}?{OURS}", PLANE, "application/json"),
    ("PATCH", f"{APPS}/istiod?{OURS}", MARK, STRATEGIC),
    ("DELETE", f"{FEDERATION}/green-mesh", {"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"resourceVersion": "1"}}),
]


class Socket(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


seen = {}


def order(kind, value):
    known = seen.setdefault(kind, [])
    if value not in known:
        known.append(value)
    return f"{kind} {known.index(value) + 1}"


def plain(value, key=""):
    """Without what differs each time, and without what is said of a field as a whole (".")."""
    if isinstance(value, dict):
        kind = value.get("kind", "")
        if kind == "Deployment":
            # A real server fills in much, of which the tool asks nothing.
            value = dict(value, spec={"template": {"metadata": value["spec"]["template"]["metadata"]}}, metadata={
                name: inner for name, inner in value["metadata"].items() if name != "managedFields"})
        if kind.endswith("List"):
            value = dict(value, metadata={})
        if "managedFields" in value:
            # A server orders them by time too.
            value = dict(value, managedFields=sorted(
                value["managedFields"], key=lambda entry: (entry["operation"], entry["manager"])))
        return {name: plain(inner, name) for name, inner in sorted(value.items())
                if name not in (".", "selfLink", "fieldsType") and inner is not None
                and not (name == "status" and isinstance(inner, dict))}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if key == "message":
        value = re.sub(r"in record \(\d+\)", "in record (VERSION)", value)
    if key == "uid":
        return order("uid", value)
    if key == "resourceVersion" and value:
        return order("version", value)
    if key in ("creationTimestamp", "time"):
        return "time"
    if key == "message" and isinstance(value, str):
        value = re.sub(r'User "[^"]*"', 'User "NAME"', value)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID", value) if isinstance(value, str) else value


def dialogue(client, context, steps):
    folder = tempfile.mkdtemp()
    path = f"{folder}/s"
    proxy = subprocess.Popen([client, "proxy", f"--context={context}", f"--unix-socket={path}", "--append-server-path"],
                             stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if os.path.exists(path):
                break
            time.sleep(0.05)
        live = {}
        for method, target, *rest in steps:
            body, kind, accept = rest + [None] * (3 - len(rest))
            text = json.dumps(body) if body else None
            for key in ("uid", "resourceVersion"):
                text = text and text.replace(f'"{key}": "LIVE"', f'"{key}": "{live.get(key)}"')
            connection = Socket(path)
            connection.request(method, target, text, {"Accept": accept or "application/json", "Content-Type": kind or "application/json"})
            answer = connection.getresponse()
            whole = answer.read().decode()
            try:
                value = json.loads(whole)
            except ValueError:
                value = whole.strip()
            if isinstance(value, dict) and "uid" in value.get("metadata", {}):
                live = value["metadata"]
            print(json.dumps({"request": f"{method} {target}", "status": answer.status, "body": plain(value)}))
    finally:
        proxy.terminate()
        proxy.wait()
        os.path.exists(path) and os.remove(path)
        os.rmdir(folder)


client, context, nobody = sys.argv[1:]
dialogue(client, context, STEPS)
dialogue(client, nobody, FORBIDDEN)
