#!/usr/bin/env python3
"""Stands in for kubectl and its cluster, so that the tests need neither.

$CLUSTERS has a folder for each context:
  *.json    objects and Lists of objects, as files; what is not in them gets a uid, a version and a time
  answers   answers to certain requests instead, a JSON value a line: {"request": "GET /api.*", "status": 403,
            "body": …, "headers": {…}, "times": 1, "end": "before" or "middle", "wait": 3}; `times` is how often
  ahead     by how many seconds the cluster's clock is ahead of this machine's
  view      what `config view` prints, instead of a whole context
  requests  written here: a line for each request
"""

import hashlib
import http.server
import json
import os
import re
import socketserver
import sys
import time
import urllib.parse

KINDS = {
    "namespaces": ("", "v1", "Namespace"),
    "configmaps": ("", "v1", "ConfigMap"),
    "secrets": ("", "v1", "Secret"),
    "services": ("", "v1", "Service"),
    "pods": ("", "v1", "Pod"),
    "deployments": ("apps", "v1", "Deployment"),
    "servicemeshcontrolplanes": ("maistra.io", "v2", "ServiceMeshControlPlane"),
    "servicemeshmemberrolls": ("maistra.io", "v1", "ServiceMeshMemberRoll"),
    "servicemeshpeers": ("federation.maistra.io", "v1", "ServiceMeshPeer"),
    "exportedservicesets": ("federation.maistra.io", "v1", "ExportedServiceSet"),
    "importedservicesets": ("federation.maistra.io", "v1", "ImportedServiceSet"),
    "destinationrules": ("networking.istio.io", "v1beta1", "DestinationRule"),
    "workloadentries": ("networking.istio.io", "v1beta1", "WorkloadEntry"),
}


def objects(folder):
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                whole = json.load(file)
            yield from whole.get("items", [whole]) if whole.get("kind", "").endswith("List") else [whole]


def completed(item):
    metadata = item["metadata"]
    key = f"{item['kind']}/{metadata.get('namespace', '')}/{metadata['name']}"
    digest = hashlib.sha256(key.encode()).hexdigest()
    metadata.setdefault("uid", f"{digest[:8]}-0000-4000-8000-{digest[8:20]}")
    metadata.setdefault("resourceVersion", "7")
    metadata.setdefault("creationTimestamp", "2026-01-01T00:00:00Z")
    return item


class Cluster(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder = ""
    rejected = None
    used = {}

    def address_string(self):
        return "socket"

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        path = os.path.join(self.folder, "ahead")
        ahead = int(open(path, encoding="utf-8").read()) if os.path.exists(path) else 0
        return super().date_time_string(time.time() + ahead)

    def answer(self, status, body, headers=None, cut=False):
        text = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(body, str) else "application/json")
        self.send_header("Content-Length", str(len(text)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text[: len(text) // 2] if cut else text)
        self.wfile.flush()
        self.close_connection = self.close_connection or cut

    def fail(self, status, reason, message, details=None):
        self.answer(status, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message,
                             "reason": reason, "details": details or {}, "code": status})

    def special(self, request):
        path = os.path.join(self.folder, "answers")
        for number, line in enumerate(open(path, encoding="utf-8") if os.path.exists(path) else []):
            entry = json.loads(line) if line.strip() else {}
            if not entry or not re.fullmatch(entry["request"], request):
                continue
            count = self.used.get(number, 0)
            if count >= entry.get("times", 1_000_000):
                continue
            self.used[number] = count + 1
            return entry
        return None

    def serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        request = f"{self.command} {self.path}"
        with open(os.path.join(self.folder, "requests"), "a", encoding="utf-8") as log:
            log.write(request + "\n")
        if self.rejected and re.search(self.rejected, self.command):
            return self.answer(403, "Forbidden")
        entry = self.special(request)
        if entry:
            time.sleep(entry.get("wait", 0))
            if entry.get("end") == "before":
                self.close_connection = True
                return None
            if "status" in entry:
                return self.answer(entry["status"], entry.get("body", ""), entry.get("headers"))
        return self.find(urllib.parse.urlsplit(self.path), cut=bool(entry) and entry.get("end") == "middle")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def find(self, url, cut):
        parts = url.path.strip("/").split("/")
        if url.path == "/version":
            return self.answer(200, {"major": "1", "minor": "27", "gitVersion": "v1.27.0"})
        if url.path == "/apis":
            groups = {}
            for group, version, _ in KINDS.values():
                groups.setdefault(group, set()).add(version)
            return self.answer(200, {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
                {"name": group, "preferredVersion": {"version": sorted(versions)[0]},
                 "versions": [{"version": version} for version in sorted(versions)]}
                for group, versions in sorted(groups.items()) if group]})
        if parts[-1] == "selfsubjectrulesreviews":
            return self.answer(201, {"kind": "SelfSubjectRulesReview", "status": {"incomplete": False, "resourceRules": [
                {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]}})
        rest = parts[2:] if parts[0] == "api" else parts[3:]
        namespace = None
        if len(rest) > 2 and rest[0] == "namespaces":
            namespace, rest = rest[1], rest[2:]
        group, version, kind = KINDS.get(rest[0] if rest else "", (None, None, None))
        known = "/".join(parts[: 2 if parts[0] == "api" else 3]) == (f"apis/{group}/{version}" if group else "api/v1")
        if kind is None or not known:
            return self.fail(404, "NotFound", "the server could not find the requested resource")
        items = [completed(item) for item in objects(self.folder) if item["kind"] == kind
                 and (namespace is None or item["metadata"].get("namespace") == namespace)]
        if len(rest) > 1:
            name = urllib.parse.unquote(rest[1])
            for item in items:
                if item["metadata"]["name"] == name:
                    return self.answer(200, item, cut=cut)
            return self.fail(404, "NotFound", f'{rest[0]} "{name}" not found', {"name": name, "kind": rest[0]})
        return self.list(items, kind, group, version, urllib.parse.parse_qs(url.query), cut)

    def list(self, items, kind, group, version, query, cut):
        start = int(query.get("continue", ["0"])[0])
        limit = int(query.get("limit", ["1000000"])[0])
        end = start + limit
        metadata = {"resourceVersion": "7"}
        if end < len(items):
            metadata["continue"] = str(end)
        page = items[start:end]
        if group:
            # As the server writes objects of definitions: the keys in order, so that the items come before the metadata.
            whole = {"apiVersion": f"{group}/{version}", "items": page, "kind": kind + "List", "metadata": metadata}
        else:
            page = [{key: item[key] for key in item if key not in ("apiVersion", "kind")} for item in page]
            whole = {"kind": kind + "List", "apiVersion": "v1", "metadata": metadata, "items": page}
        self.answer(200, whole, cut=cut)


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def option(name):
    return next((word.split("=", 1)[1] for word in sys.argv if word.startswith(f"--{name}=")), None)


def main():
    clusters = os.environ["CLUSTERS"]
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    context = option("context")
    folder = os.path.join(clusters, context) if context else None
    if words[:2] == ["config", "get-contexts"]:
        return print("\n".join(sorted(os.listdir(clusters))))
    if words[:1] == ["version"]:
        return print(json.dumps({"clientVersion": {"gitVersion": "v1.27.0"}}))
    if folder is None or not os.path.isdir(folder):
        sys.exit(f"error: cannot locate context {context}")
    if words[:2] == ["config", "view"]:
        view = os.path.join(folder, "view")
        if os.path.exists(view):
            return print(open(view, encoding="utf-8").read())
        return print(json.dumps({
            "kind": "Config", "clusters": [{"name": "c", "cluster": {"server": f"https://{context}.example:6443"}}],
            "users": [{"name": "alice", "user": {"token": "REDACTED"}}],
            "contexts": [{"name": context, "context": {"cluster": "c", "user": "alice"}}]}))
    if words[:1] == ["proxy"]:
        if option("append-server-path") is None and "--append-server-path" not in sys.argv:
            sys.exit("error: the path of the server's address would be dropped")
        Cluster.folder = folder
        Cluster.rejected = option("reject-methods")
        path = option("unix-socket")
        server = Server(path, Cluster)
        os.chmod(path, 0o700)
        print(f"Starting to serve on {path}", flush=True)
        return server.serve_forever()
    sys.exit(f"error: unknown command {' '.join(words)}")


if __name__ == "__main__":
    main()
