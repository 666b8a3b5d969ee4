"""The controllers of a cluster that client.py stands in for: what they make follows from what was written, and when.

`stuck` in the folder names a Deployment whose new Pod never becomes ready, and `apart` peers that are not connected. A Deployment whose Pod template was changed has its new Pod at once, and its old one for two seconds more. istiod reads the
Secret when it starts, writes its roots into every namespace, and is connected with every peer.
"""

import base64
import calendar
import hashlib
import os
import time

MARK = "meshtrust/restarted-for"
ROLLOUT = 2
BORN = calendar.timegm((2026, 1, 1, 0, 0, 0))


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def changed(item, owned, is_path):
    times = [seconds(entry["time"]) for entry in item["metadata"].get("managedFields", [])
             if any(is_path(path) for path in owned(entry))]
    return max(times, default=BORN)


def pod(deployment, name, created, mark, ending):
    metadata = deployment["metadata"]
    container = "discovery" if metadata.get("labels", {}).get("app") == "istiod" else "istio-proxy"
    labels = deployment["spec"]["selector"]["matchLabels"]
    item = {"apiVersion": "v1", "kind": "Pod", "metadata": {
        "name": name, "namespace": metadata["namespace"], "labels": labels, "creationTimestamp": stamp(created),
        "annotations": {MARK: mark} if mark else {},
        "uid": hashlib.sha256(f"{metadata['namespace']}/{name}".encode()).hexdigest()[:32], "resourceVersion": "9",
        "ownerReferences": [{"kind": "ReplicaSet", "name": name, "controller": True}]},
        "spec": {"containers": [{"name": container}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "False" if ending else "True"}],
                   "containerStatuses": [{"name": container, "state": {"running": {"startedAt": stamp(created)}}}]}}
    if ending:
        item["metadata"]["deletionTimestamp"] = stamp(created)
    return item


def rolled(folder, deployment, now, owned):
    """The Pods of a Deployment; its status is filled in."""
    path = os.path.join(folder, "stuck")
    stuck = open(path, encoding="utf-8").read().split() if os.path.exists(path) else []
    mark = deployment["spec"]["template"]["metadata"].get("annotations", {}).get(MARK)
    name = deployment["metadata"]["name"]
    begun = changed(deployment, owned, lambda path: path[-1] == MARK) if mark else BORN
    is_rolling = mark is not None and now < begun + ROLLOUT
    deployment["status"] = {
        "observedGeneration": deployment["metadata"].get("generation", 1), "replicas": 2 if is_rolling else 1,
        "updatedReplicas": 1, "availableReplicas": 1}
    current = f"{name}-{hashlib.sha256((mark or '').encode()).hexdigest()[:5]}"
    pods = [pod(deployment, current, begun + 1 if mark else BORN, mark, False)]
    if mark and name in stuck:
        deployment["status"].update(replicas=2, updatedReplicas=1, availableReplicas=1, conditions=[{
            "type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded",
            "message": f'ReplicaSet "{current}" has timed out progressing.'}])
        pods[0]["status"]["conditions"][0]["status"] = "False"
        pods[0]["status"]["containerStatuses"][0]["state"] = {"waiting": {"reason": "ImagePullBackOff"}}
        return pods + [pod(deployment, f"{name}-old", BORN, None, False)]
    if is_rolling:
        pods.append(pod(deployment, f"{name}-old", BORN, None, True))
    return pods


def distributed(folder, secret, started, owned):
    """The roots that istiod has, and since when."""
    path = os.path.join(folder, "roots")
    present = base64.b64decode(secret["data"]["root-cert.pem"]).decode()
    held = open(path, encoding="utf-8").read() if os.path.exists(path) else None
    if held is None or (started > changed(secret, owned, lambda path: path[0] == "data") and held != present):
        # Another client of the same cluster may do so at the same moment.
        new = f"{path}.{os.getpid()}"
        with open(new, "w", encoding="utf-8") as file:
            file.write(present)
        os.replace(new, path)
        held = present
    return held


def simulated(folder, items, now, owned):
    pods = []
    for item in items:
        if item["kind"] == "Deployment":
            pods += rolled(folder, item, now, owned)
    secret = next((item for item in items if item["kind"] == "Secret" and item["metadata"]["name"] == "cacerts"), None)
    istiods = [item for item in pods if item["spec"]["containers"][0]["name"] == "discovery"]
    living = [item for item in istiods if "deletionTimestamp" not in item["metadata"]]
    if not secret or not living:
        return items + pods
    started = max(seconds(item["metadata"]["creationTimestamp"]) for item in living)
    roots = distributed(folder, secret, started, owned)
    for namespace in [item["metadata"]["name"] for item in items if item["kind"] == "Namespace"]:
        items.append({"apiVersion": "v1", "kind": "ConfigMap", "data": {"root-cert.pem": roots}, "metadata": {
            "name": "istio-ca-root-cert", "namespace": namespace, "creationTimestamp": stamp(BORN),
            "uid": hashlib.sha256(f"{folder}/{namespace}".encode()).hexdigest()[:32], "resourceVersion": str(started - BORN + 100),
            "managedFields": [{"manager": "pilot-discovery", "operation": "Update", "time": stamp(started),
                               "fieldsV1": {"f:data": {"f:root-cert.pem": {}}}}]}})
    path = os.path.join(folder, "apart")
    apart = open(path, encoding="utf-8").read().split() if os.path.exists(path) else []
    for item in items:
        if item["kind"] == "ServiceMeshPeer":
            ends = {"connected": item["metadata"]["name"] not in apart, "lastConnected": stamp(started), "lastFullSync": stamp(now)}
            item["status"] = {"discoveryStatus": {"active": [{
                "pod": living[0]["metadata"]["name"], "watch": dict(ends), "remotes": [dict(ends, source="10.0.0.1")]}]}}
    return items + pods
