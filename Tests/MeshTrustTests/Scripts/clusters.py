"""Makes the folders of clusters for client.py, each with a mesh of three, its gateways and an application.

clusters.py NAME…: red, green or blue. SPEED in the environment is that of the clusters' clocks, PEERS the number of peers
that have gateways, and GATEWAYS their kinds.
"""

import json, os, sys
for name in sys.argv[1:]:
    folder, mesh, space = f"clusters/{name}", f"{name}-mesh", f"{name}-mesh-system"
    os.makedirs(folder)
    members = ["shop"] if name == "red" else []
    items = [{"apiVersion": "maistra.io/v2", "kind": "ServiceMeshControlPlane",
              "metadata": {"name": mesh, "namespace": space, "generation": 1}, "spec": {"version": "v2.5"},
              "status": {"observedGeneration": 1000, "conditions": [
                  {"type": "Reconciled", "status": "True", "reason": "UpdateSuccessful"}]}},
             {"apiVersion": "maistra.io/v1", "kind": "ServiceMeshMemberRoll", "metadata": {"name": "default", "namespace": space},
              "status": {"configuredMembers": members}}]
    for namespace in [space] + members:
        labels = {"maistra.io/member-of": space} if namespace != space else {}
        items.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace, "labels": labels}})
    peers = [peer for peer in ("red", "green", "blue") if peer != name]
    gateways = [f"{kind}-{peer}-mesh" for peer in peers[:int(os.environ.get("PEERS", "2"))]
                for kind in os.environ.get("GATEWAYS", "ingress egress").split()]
    for namespace, workload in [(space, f"istiod-{mesh}")] + [(space, g) for g in gateways] + [(m, "shop") for m in members]:
        labels = {"app": "istiod" if workload.startswith("istiod") else workload}
        items.append({"apiVersion": "apps/v1", "kind": "Deployment",
                      "metadata": {"name": workload, "namespace": namespace, "labels": labels, "generation": 1},
                      "spec": {"replicas": 1, "selector": {"matchLabels": labels},
                               "template": {"metadata": {"labels": labels}}}})
    with open(f"{folder}/objects.json", "w") as file:
        json.dump({"kind": "List", "items": items}, file)
    open(f"{folder}/controllers", "w").close()
    with open(f"{folder}/speed", "w") as file:
        file.write(os.environ.get("SPEED", "60"))
