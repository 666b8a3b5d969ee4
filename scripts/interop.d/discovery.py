"""The little of an API server that `kubectl create --dry-run=client` asks for: which kinds there are."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

KINDS = {
    "v1": [("secrets", "Secret"), ("configmaps", "ConfigMap")],
    "maistra.io/v2": [("servicemeshcontrolplanes", "ServiceMeshControlPlane")],
    "federation.maistra.io/v1": [("servicemeshpeers", "ServiceMeshPeer")],
}


def group(version: str) -> dict:
    versions = {"groupVersion": version, "version": version.split("/")[1]}
    return {"name": version.split("/")[0], "versions": [versions], "preferredVersion": versions}


def answer(path: str) -> dict | None:
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "/apis":
        groups = [group(version) for version in KINDS if "/" in version]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
    version = path.removeprefix("/apis/").removeprefix("/api/")
    if version not in KINDS:
        return None
    resources = [
        {"name": name, "singularName": "", "namespaced": True, "kind": kind, "verbs": ["create", "get"]}
        for name, kind in KINDS[version]
    ]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": resources}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = answer(self.path.split("?")[0])
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(found or {}).encode())


HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
