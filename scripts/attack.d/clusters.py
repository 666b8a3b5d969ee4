"""Asks clusters that lie, and adds to clusters that do not: neither may crash a command, reach the terminal raw, or open a gate."""

import base64
import json
import random
from pathlib import Path
from typing import Iterator

from target import Case, Stage, crashed, run
from text import raw

HOSTILE = Path(__file__).resolve().parent / "hostile_client.py"
GIGABYTE = 1 << 30
COMMANDS = [
    "deploy --dry-run", "deploy --yes", "deploy --yes --prune", "rotate gather", "rotate gather --json", "rotate run red-mesh --yes --timeout 5s",
    "restart red-mesh --yes --timeout 5s", "status --live", "status --check --live", "lint --live", "doctor --live", "diff --live", "services --live",
    "report --live", "cluster check", "collect --out collected", "checklist --live", "addresses --live", "init --live --home new",
]


def cases(stage: Stage) -> Iterator[Case]:
    for how, seeds in (("signs", 2), ("values", 12), ("names", 4), ("kinds", 8), ("endless", 2), ("clock", 2), ("stream", 1), ("enormous", 1)):
        for seed in range(seeds):
            for words in COMMANDS:
                yield Case(f"{how}, seed {seed}: `{words}`", lies(how, seed, words))
    for seed in range(60):
        yield Case(f"additions, seed {seed}", additions(seed))


def lies(how: str, seed: int, words: str):
    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("gathering")
        environment = {"MESHTRUST_CLIENT": str(HOSTILE), "HOSTILE": how, "SEED": str(seed)}
        ended = run(words.split(), place, seconds=90, memory=6 * GIGABYTE, environment=environment)
        yield from raw(ended)
        if how in ("stream", "enormous", "endless") and ended.seconds > 60:
            yield f"it took {ended.seconds:.0f} s"
        for path in (place / "collected").rglob("*"):
            if path.is_file() and ("PRIVATE KEY" in path.read_text(errors="replace") or ".." in path.name):
                yield f"`collect` wrote {path}"
        log = run(["log"], place)
        yield from raw(log)
        if b"\n9 forged" in log.out:
            yield "a forged line stands in the log"
        verified = run(["log", "verify"], place)
        if verified.status != 0:
            yield f"`log verify` then ended with {verified}"

    return body


def gates(place: Path) -> dict[str, str]:
    told = run(["rotate", "status", "--json"], place)
    rotations = json.loads(told.out)["rotations"]
    return {f"{gate['need']} {gate['holder']} {gate['mesh']}": "open" if gate["open"] else gate.get("opens") or "closed"
            for rotation in rotations for gate in rotation["gates"]}


def additions(seed: int):
    """Objects that are added to a cluster beside those that speak. None of them proves anything."""

    def body(stage: Stage) -> Iterator[str]:
        place = stage.copy("gathering")
        if seed % 2:
            # What the step needs is there, and nothing was restarted.
            stage.make(place, ["deploy", "--yes"])
        for cluster in ("red", "green"):
            chance = random.Random(f"{seed} {cluster}")
            items = [added(chance, place, cluster) for _ in range(chance.randint(1, 30))]
            (place / f"clusters/{cluster}/zz-added.json").write_text(json.dumps({"kind": "List", "items": items}))
        ended = run(["rotate", "gather"], place, seconds=60)
        yield from raw(ended)
        seen = gates(place)
        # The same clusters without the additions, later.
        for cluster in ("red", "green"):
            (place / f"clusters/{cluster}/zz-added.json").unlink()
        run(["rotate", "gather"], place, seconds=60)
        honest = gates(place)
        for gate, state in seen.items():
            if state != "closed" and honest[gate] == "closed":
                yield f"the gate {gate} is {state}: {ended.out.decode()[-400:]}"

    return body


def added(chance: random.Random, place: Path, cluster: str) -> dict:
    """An object that looks like evidence, and is another one by its name, its namespace or its kind."""
    own, space = f"{cluster}-mesh", f"{cluster}-mesh-system"
    roots = (place / "pki/out/red-mesh/pem/root-cert.pem").read_text()
    intermediate = (place / "pki/out/red-mesh/pem/ca-cert.pem").read_text()
    namespace = chance.choice(["default", "staging", "kube-system", "shop", "istio-system", f"{space}-2", "blue-mesh-system"])
    stamp = chance.choice(["2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", "2099-01-01T00:00:00Z"])
    metadata = {
        "name": f"added-{chance.randrange(10**6)}", "namespace": namespace, "uid": f"{chance.randrange(10**12):032x}",
        "resourceVersion": str(chance.randrange(10**6)), "creationTimestamp": stamp,
        "labels": chance.choice([{}, {"app": "istiod"}, {"app": "istiod", "istio": "pilot"}, {"maistra-control-plane": space}, {"maistra.io/member-of": space}]),
        "annotations": chance.choice([{}, {"meshtrust/restarted-for": "2-distributing"}, {"meshtrust.io/managed-by": own}]),
        "managedFields": [{"manager": "meshtrust", "operation": "Apply", "apiVersion": "v1", "time": stamp, "fieldsType": "FieldsV1", "fieldsV1": {"f:data": {}}}]}
    kind = chance.choice(["ConfigMap", "ConfigMap", "Secret", "Pod", "Deployment", "Namespace", "ServiceMeshPeer", "ServiceMeshControlPlane"])
    if kind == "ConfigMap":
        names = ["red-mesh-ca-root-cert", "istio-ca-root-cert", "green-mesh-ca-root-cert", "Red-Mesh-ca-root-cert", "red-mesh-ca-root-cert-2"]
        return {"apiVersion": "v1", "kind": kind, "metadata": {**metadata, "name": chance.choice(names)},
                "data": {chance.choice(["root-cert.pem", "ca.crt", "bundle"]): chance.choice([roots, roots + intermediate, intermediate])}}
    if kind == "Secret":
        data = {"root-cert.pem": base64.b64encode(roots.encode()).decode(), "ca-cert.pem": base64.b64encode(intermediate.encode()).decode()}
        return {"apiVersion": "v1", "kind": kind, "metadata": {**metadata, "name": chance.choice(["cacerts", "istio-ca-secret"])}, "data": data}
    if kind == "Pod":
        # In the namespace of the mesh too: another Pod beside those from before does not make these new.
        metadata["namespace"] = chance.choice([namespace, space])
        container = chance.choice(["discovery", "istio-proxy", "app"])
        owner = chance.choice([[], [{"kind": "ReplicaSet", "name": f"istiod-{own}-new", "controller": True}]])
        return {"apiVersion": "v1", "kind": kind, "metadata": {**metadata, "ownerReferences": owner}, "spec": {"containers": [{"name": container}]},
                "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
                           "containerStatuses": [{"name": container, "state": {"running": {"startedAt": stamp}}}]}}
    if kind == "Deployment":
        labels = {"app": chance.choice(["istiod", "x"])}
        return {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata, "spec": {
            "replicas": chance.choice([0, 1]), "selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}}}}
    if kind == "Namespace":
        return {"apiVersion": "v1", "kind": kind, "metadata": {key: value for key, value in metadata.items() if key != "namespace"}}
    versions = {"ServiceMeshPeer": "federation.maistra.io/v1", "ServiceMeshControlPlane": "maistra.io/v2"}
    return {"apiVersion": versions[kind], "kind": kind, "metadata": {**metadata, "name": chance.choice([metadata["name"], "red-mesh", "green-mesh"])},
            "spec": {}, "status": {"discoveryStatus": {"active": [{"pod": "x", "remotes": [{"connected": True, "lastFullSync": stamp}]}]}}}
