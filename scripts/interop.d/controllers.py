#!/usr/bin/env python3
"""usage: controllers.py PORT FOLDER MESH …: plays what runs in meshes beside a real API server on the loopback address.

For each mesh in the namespace MESH-system, several times a second: the operator, which makes Deployments of istiod and of
the gateways, and reports the control plane as reconciled; the controller of Deployments and the kubelet, which make Pods
anew when a template changes; istiod, which reads the Secret cacerts when its Pod starts, writes its roots into every
namespace, and reports its peers as connected; and the gateways, whose certificates and bundles it hands out (gateways.py).
"""
import base64, hashlib, json, os, ssl, sys, time, traceback, urllib.error, urllib.request
import gateways

port, folder, meshes = sys.argv[1], sys.argv[2], sys.argv[3:]
MAISTRA, FEDERATION, ISTIO = "/apis/maistra.io/v2", "/apis/federation.maistra.io/v1", "/apis/apps/v1"
ENDING = 1.0  # for so many seconds an old Pod is terminating


def call(method, path, body=None, kind="application/json"):
    request = urllib.request.Request(f"https://127.0.0.1:{port}{path}", method=method, headers={
        "Authorization": "Bearer admin-token", "Content-Type": kind},
        data=None if body is None else json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, context=ssl._create_unverified_context(), timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code in (404, 409):
            return None
        raise RuntimeError(f"{method} {path}: {error.code} {error.read()[:300]}") from None


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class Mesh:
    def __init__(self, name):
        self.name, self.space = name, f"{name}-system"
        self.members = []
        self.signer = None  # what istiod has read
        self.istiod = None  # the name of its Pod
        self.ending = {}  # Pods by path, and until when
        self.presented = {}  # the Pod of a gateway, for which its certificate was issued
        self.began = time.time()

    def turn(self):
        plane = call("GET", f"{MAISTRA}/namespaces/{self.space}/servicemeshcontrolplanes/{self.name}")
        secret = call("GET", f"/api/v1/namespaces/{self.space}/secrets/cacerts")
        if not plane or not secret:
            return
        roll = call("GET", f"/apis/maistra.io/v1/namespaces/{self.space}/servicemeshmemberrolls/default")
        self.members = ((roll or {}).get("spec") or {}).get("members") or []
        wanted = plane["spec"]["gateways"]
        # Everything gets a new certificate before its old one ends.
        renew = f"{folder}/renew-{self.name}"
        if os.path.exists(renew):
            self.presented = {}
            os.remove(renew)
        names = [f"istiod-{self.name}"] + list(wanted.get("additionalIngress", {})) + list(wanted.get("additionalEgress", {}))
        self.operate(plane, names, roll)
        for namespace in [self.space] + self.members:
            for deployment in call("GET", f"{ISTIO}/namespaces/{namespace}/deployments")["items"]:
                self.roll_out(deployment, secret)
        if self.signer:
            self.distribute()
            self.connect()
            gateways.bundles(folder, self, call)

    # The operator.

    def operate(self, plane, names, roll):
        generation = plane["metadata"]["generation"]
        if plane.get("status", {}).get("observedGeneration") != generation:
            self.status(f"{MAISTRA}/namespaces/{self.space}/servicemeshcontrolplanes/{self.name}", {
                "observedGeneration": generation, "readiness": {"components": {}}, "conditions": [
                    {"type": "Reconciled", "status": "True", "reason": "UpdateSuccessful"},
                    {"type": "Ready", "status": "True"}]})
        if roll and roll.get("status", {}).get("configuredMembers") != self.members:
            self.status(f"/apis/maistra.io/v1/namespaces/{self.space}/servicemeshmemberrolls/default",
                        {"configuredMembers": self.members, "pendingMembers": []})
        there = {item["metadata"]["name"] for item in call("GET", f"{ISTIO}/namespaces/{self.space}/deployments")["items"]}
        for name in names:
            if name not in there:
                labels = {"app": "istiod", "istio.io/rev": self.name} if name.startswith("istiod") else {"app": name}
                container = {"name": "discovery" if name.startswith("istiod") else "istio-proxy", "image": "none"}
                call("POST", f"{ISTIO}/namespaces/{self.space}/deployments?fieldManager=istio-operator", {
                    "apiVersion": "apps/v1", "kind": "Deployment",
                    "metadata": {"name": name, "namespace": self.space, "labels": labels}, "spec": {
                        "replicas": 1, "selector": {"matchLabels": labels},
                        "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}}}})

    def status(self, path, status):
        call("PATCH", f"{path}/status", {"status": status}, "application/merge-patch+json")

    # The controller of Deployments, and the kubelet.

    def roll_out(self, deployment, secret):
        metadata, template = deployment["metadata"], deployment["spec"]["template"]
        name, namespace = metadata["name"], metadata["namespace"]
        digest = hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:8]
        current = f"{name}-{digest}"
        labels = deployment["spec"]["selector"]["matchLabels"]
        selector = ",".join(f"{key}%3D{value}" for key, value in labels.items())
        pods = call("GET", f"/api/v1/namespaces/{namespace}/pods?labelSelector={selector}")["items"]
        new = next((pod for pod in pods if pod["metadata"]["name"] == current), None)
        if not new:
            new = self.make(current, namespace, template, metadata)
        if new["status"].get("phase") != "Running":
            self.run(new)
            if name == f"istiod-{self.name}":
                self.signer, self.istiod = {key: base64.b64decode(value).decode() for key, value in secret["data"].items()}, current
        elif name == f"istiod-{self.name}" and not self.signer:
            self.signer, self.istiod = {key: base64.b64decode(value).decode() for key, value in secret["data"].items()}, current
        elif self.signer and namespace == self.space and name != f"istiod-{self.name}" and self.presented.get(name) != current:
            # Its certificate is that of the istiod it was started beside.
            gateways.issue(folder, self, name)
            self.presented[name] = current
        old = [pod for pod in pods if pod["metadata"]["name"] != current]
        for pod in old:
            self.end(pod, new)
        count = 1 + len(old)
        status = {"observedGeneration": metadata["generation"], "replicas": count, "updatedReplicas": 1,
                  "readyReplicas": count, "availableReplicas": count}
        if {key: deployment.get("status", {}).get(key) for key in status} != status:
            self.status(f"{ISTIO}/namespaces/{namespace}/deployments/{name}", status)

    def make(self, name, namespace, template, owner):
        made = call("POST", f"/api/v1/namespaces/{namespace}/pods", {
            "apiVersion": "v1", "kind": "Pod", "metadata": {
                "name": name, "namespace": namespace, "labels": template["metadata"].get("labels", {}),
                "annotations": template["metadata"].get("annotations", {}), "ownerReferences": [{
                    "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": name, "uid": owner["uid"], "controller": True}]},
            "spec": {"nodeName": "node", "containers": template["spec"]["containers"]}})
        return made or call("GET", f"/api/v1/namespaces/{namespace}/pods/{name}")

    def run(self, pod):
        metadata, now = pod["metadata"], stamp(time.time())
        container = pod["spec"]["containers"][0]["name"]
        self.status(f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}", {
            "phase": "Running", "conditions": [{"type": "Ready", "status": "True"}], "containerStatuses": [{
                "name": container, "ready": True, "restartCount": 0, "image": "none", "imageID": "",
                "state": {"running": {"startedAt": now}}}]})

    def end(self, pod, new):
        metadata = pod["metadata"]
        path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
        if path not in self.ending:
            if new["status"].get("phase") == "Running":
                call("DELETE", path, {"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 30})
                self.ending[path] = time.time() + ENDING
        elif time.time() > self.ending[path]:
            call("DELETE", path, {"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0})

    # istiod.

    def distribute(self):
        for namespace in [self.space] + self.members:
            path = f"/api/v1/namespaces/{namespace}/configmaps"
            there = call("GET", f"{path}/istio-ca-root-cert")
            data = {"root-cert.pem": self.signer["root-cert.pem"]}
            if not there:
                call("POST", f"{path}?fieldManager=pilot-discovery", {
                    "apiVersion": "v1", "kind": "ConfigMap", "data": data, "metadata": {
                        "name": "istio-ca-root-cert", "namespace": namespace, "labels": {"istio.io/config": "true"}}})
            elif there["data"] != data:
                call("PATCH", f"{path}/istio-ca-root-cert?fieldManager=pilot-discovery", {"data": data},
                     "application/merge-patch+json")

    def connect(self):
        now, began = stamp(time.time()), stamp(self.began)
        for peer in call("GET", f"{FEDERATION}/namespaces/{self.space}/servicemeshpeers")["items"]:
            last = peer.get("status", {}).get("discoveryStatus", {}).get("active", [{}])[0]
            end = {"connected": True, "lastConnected": began, "lastFullSync": now}
            if last.get("pod") == self.istiod and last["watch"]["lastFullSync"] > stamp(time.time() - 20):
                continue
            self.status(f"{FEDERATION}/namespaces/{self.space}/servicemeshpeers/{peer['metadata']['name']}", {
                "discoveryStatus": {"active": [{"pod": self.istiod, "watch": end, "remotes": [dict(end, source="10.0.0.1")]}]}})


all_meshes = [Mesh(name) for name in meshes]
while not os.path.exists(f"{folder}/stop"):
    for mesh in all_meshes:
        try:
            mesh.turn()
        except Exception:  # the server may be away for a moment
            traceback.print_exc()
    time.sleep(0.3)
