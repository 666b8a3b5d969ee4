import Diagnostics

extension Explanation {
  /// MT-ROT-10 to MT-ROT-44: rotation steps and evidence that are refused.
  static let rotationRefusals: [Explanation] = [
    Explanation(
      "MT-ROT-10", "a cross-signing root has a path length of 2 or none", source: "RFC 5280 section 6.1.4 (l)",
      why: "A cross-certificate counts as a CA between the root and the intermediate. A root with a smaller path "
        + "length leaves no room for both.",
      repair: "Rotate without --cross-sign. Every bundle then has both roots, which has the same effect."),
    Explanation(
      "MT-ROT-11", "a rotation step needs current authorities", source: "`meshtrust plan`",
      why: "An authority is due for renewal. The proof of the step would not hold for its successor.",
      repair: "Run `meshtrust apply`, have the meshes apply their folders, then take the step."),
    Explanation(
      "MT-ROT-12", "a rotation step needs current folders", source: "`meshtrust plan`",
      why: "A file in a mesh's folder is not as the home would write it: federation.yaml changed, somebody edited the "
        + "file, or a command was interrupted. Evidence would be about something else.",
      repair:
        "Keep what you want of an edit outside of `out/`. Then run `meshtrust apply`, which writes the files anew, "
        + "have the meshes apply their folders, and take the step. One that was stopped may be taken already: "
        + "`meshtrust rotate status` shows it."),
    Explanation(
      "MT-ROT-61", "a step reaches every mesh that it concerns", source: "MT-HOME-46",
      why:
        "A peer of the mesh has no root yet, and without its bundle the mesh's folder cannot be written. The home would "
        + "go on with roots and intermediates that the mesh never got, and would destroy keys with which it still signs.",
      repair: "Install the answer to the peer's request, or remove the peering from federation.yaml until it has "
        + "arrived. Then run `meshtrust apply`, and the command again. A compromised root is replaced at once all the same; "
        + "the mesh keeps what it has until its folder can be written, and the gate of the next step says so."),
    Explanation(
      "MT-ROT-13", "every mesh under a shared root is described", source: "spec.meshes of federation.yaml",
      why: "The mesh still has an intermediate below the root that rotates. The proof cannot cover a mesh that is "
        + "not described.",
      repair: "Run `meshtrust remove mesh MESH`, or add the mesh to federation.yaml again."),
    Explanation(
      "MT-ROT-14", "the root must be in a rotation", source: "`meshtrust rotate status`",
      why: "The root is steady, so there is no step to take, to turn back or to rehearse.",
      repair:
        "`meshtrust rotate status` shows what is being rotated. A rotation begins with `meshtrust rotate start MESH`."),
    Explanation(
      "MT-ROT-15", "a root is in one rotation at a time", source: "README, Rotate",
      why: "A second new root would create states that no proof covers.",
      repair: "Run `meshtrust rotate status`. Finish the rotation with `rotate next`, or turn back with `rotate "
        + "abort`."),
    Explanation(
      "MT-ROT-16", "a rotation turns back only while the old root is trusted", source: "README, Rotate",
      why:
        "The old root has left the bundles. A chain below it would be rejected. One that goes back already does not turn "
        + "around once more. Only an emergency does: when the old root turns out to be stolen, the rotation goes forward "
        + "again.",
      repair:
        "Finish with `meshtrust rotate next MESH`, then start another rotation. If the old root is stolen while the new "
        + "one is still in every bundle, run `meshtrust rotate start MESH --compromised`."),
    Explanation(
      "MT-ROT-17", "a rotation step waits for its gates", source: "README, Rotate; `meshtrust rotate status`",
      why: "A gate opens when its evidence was seen, or when enough time has passed. Going on earlier could break "
        + "a handshake.",
      repair: "Do what the message says, or wait until the time that it names."),
    Explanation(
      "MT-ROT-18", "a bundle shows that a root is gone", source: "`meshtrust help rotate seen`",
      why: "A handshake with the new chain succeeds whether or not the bundle still has the old root.",
      repair: "Pass the ConfigMap: `meshtrust rotate seen PEER --for MESH -f FILE`."),
    Explanation(
      "MT-ROT-19", "a renewed proxy presents the new chain", source: "`meshtrust help rotate seen`",
      why: "The presented leaf is not below the current intermediate, so this proxy or istiod has not renewed yet.",
      repair: "Restart istiod and the proxy, then run the command again."),
    Explanation(
      "MT-ROT-28", "evidence is newer than its step", source: "`meshtrust help rotate seen`",
      why: "The same intermediate also signed before the step, so an older leaf shows nothing.",
      repair: "Restart istiod and the proxy, then run the command again."),
    Explanation(
      "MT-ROT-29", "a ConfigMap has exactly the roots of the step", source: "`meshtrust help rotate seen`",
      why: "The ConfigMap lacks a root that the step needs, or has one that it must not have.",
      repair: "Apply the mesh's folder, get the ConfigMap from the cluster again, and pass that file."),
    Explanation(
      "MT-ROT-22", "a compromised root that a rotation would keep is removed by turning around",
      source: "`meshtrust help rotate abort`",
      why:
        "An emergency removes the old root and keeps the new one. Here the new one is compromised, or the old one while "
        + "the rotation returns to it.",
      repair:
        "Run `meshtrust rotate abort MESH`, which removes the new root from every bundle. On the way back to the old root, "
        + "`meshtrust rotate start MESH --compromised` goes forward again and removes that. Once the other root has left "
        + "the bundles, finish with `meshtrust rotate next MESH`, and begin an emergency rotation of the root that stayed."
    ),
    Explanation(
      "MT-ROT-23", "a step is proven before it is taken", source: "README, Rotate",
      why: "The proof tries every handshake with test certificates. It could not be completed, so nothing is "
        + "known about the step.",
      repair: "Fix the cause that the message names, then take the step again."),
    Explanation(
      "MT-ROT-24", "no step breaks a handshake", source: "README, Rotate; `meshtrust help rotate next`",
      why: "In a combination of old and new state that no evidence has excluded, one side would reject the other. "
        + "The message names the pair, the versions, the time and the rule.",
      repair: "Do what the message says: record the bundle that is in use, or restart what presents the old "
        + "chain. --explain shows every combination."),
    Explanation(
      "MT-ROT-25", "only the signing authority is reissued", source: "`meshtrust help reissue`",
      why: "During a rotation there are several authorities. A new certificate for one that does not sign would "
        + "be in no bundle.",
      repair: "Run `meshtrust rotate status` to see which one signs."),
    Explanation(
      "MT-ROT-26", "the peer's own ingress is asked", source: "`meshtrust help rotate seen`",
      why: "The server does not present the identity of the peer's ingress gateway.",
      repair: "Check what it presents with `meshtrust verify --connect HOST:PORT --peer PEER --for MESH`, and "
        + "correct the address."),
    Explanation(
      "MT-ROT-27", "a peer with the new root accepts a chain below it", source: "`meshtrust help rotate seen`",
      why: "The peer's ingress rejected a certificate of the next generation, so it does not have the new root yet.",
      repair: "Apply the peer's folder, wait until its proxies have loaded it, and run the command again."),
    Explanation(
      "MT-ROT-38", "evidence comes from a cluster",
      source: "Kubernetes API conventions: every stored object has metadata.uid and resourceVersion",
      why: "A file without them may be the file to be applied, and does not show that it was.",
      repair: "Get the object from the cluster: `oc get configmap NAME -n NAMESPACE -o yaml`. If that is impossible, "
        + "--assume records it as the word of whoever runs the command."),
    Explanation(
      "MT-ROT-35", "evidence is about an object that stays",
      source: "Kubernetes API conventions: metadata.deletionTimestamp is set once deletion was requested",
      why: "The ConfigMap is still there and about to go. Without it the control plane drops the peer.",
      repair: "Find out who deletes it and why. Apply the mesh's folder again, then get the ConfigMap anew."),
    Explanation(
      "MT-ROT-39", "a mesh's bundle is in the namespace of its control plane", source: "`meshtrust help rotate seen`",
      why: "istiod reads the roots of a peer only from its own namespace. A ConfigMap of the same name elsewhere "
        + "belongs to another mesh, or to none.",
      repair: "Get the ConfigMap from the namespace that the message names, from that mesh's cluster."),
    Explanation(
      "MT-ROT-30", "an object shows what one mesh has",
      source: "Kubernetes API conventions: metadata.uid is unique in time and space",
      why: "An object with this uid was already evidence for another mesh, so this file is a copy of it.",
      repair:
        "Get the ConfigMap from the cluster of the mesh that it should be about. If the first record was the mistake, "
        + "its gate is open too early: take no step before that mesh was looked at."),
    Explanation(
      "MT-ROT-40", "the newest state of an object counts",
      source: "Kubernetes API concepts: the resourceVersion of an object rises with every change",
      why: "A later state of this object was recorded, or another bundle in the same state. A file that was saved "
        + "before shows what the mesh had then, not what it has.",
      repair: "Get the ConfigMap as it is now: `meshtrust rotate gather PEER`, or `oc get configmap NAME -n "
        + "NAMESPACE -o yaml`. If the cluster was built anew and counts from the beginning, `meshtrust rotate "
        + "vouch MESH \"PEER updated\"` records that as somebody's word."),
    Explanation(
      "MT-ROT-41", "an object cannot hold what was not published yet",
      source: "Kubernetes API conventions: metadata.managedFields has the time of each last change",
      why: "The object did not change since the version was published. What it has may be an earlier version with the "
        + "same roots, read before the step.",
      repair: "Apply the mesh's folder and get the ConfigMap again. If the cluster leaves an object with the same "
        + "content as it is, `meshtrust rotate gather PEER` shows that it still has it."),
    Explanation(
      "MT-ROT-42", "evidence says from when it is",
      source: "Kubernetes API conventions: metadata.managedFields has the time of each last change",
      why: "After an abort the bundle has the same roots as before the rotation, so a file that was saved before the "
        + "rotation looks the same.",
      repair: "Get the ConfigMap with `--show-managed-fields`, or let meshtrust read it: `meshtrust rotate gather "
        + "PEER`."),
    Explanation(
      "MT-ROT-43", "evidence is of the past", source: "RFC 4120 section 8.2: clocks that differ by 5 minutes at most",
      why: "The last change of the object is more than five minutes ahead of this machine's clock, so that one of "
        + "the two clocks is wrong, or the time was written by hand.",
      repair: "Synchronise both clocks (NTP), and get the ConfigMap again."),
    Explanation(
      "MT-ROT-44", "istiod's own signature is evidence about istiod", source: "`meshtrust help rotate seen`",
      why: "The home issued this certificate itself, with the same intermediate. Whoever serves it shows that the "
        + "home has the key, and nothing about what istiod signs with.",
      repair: "Ask a workload whose certificate istiod signed, or istiod itself. `meshtrust issued list` names "
        + "what this home issued."),
    Explanation(
      "MT-ROT-33", "a root of somebody else is replaced only on request", source: "`meshtrust help rotate start`",
      why: "The root was adopted, or its key is kept by another authority. A rotation replaces it by a self-signed "
        + "root of this home, which that authority does not know.",
      repair:
        "Add `--to own` if that is meant, or `--to external --root FILE` for a root of another authority. For a new "
        + "intermediate below the same root, use `meshtrust request`."),
    Explanation(
      "MT-ROT-46", "a root whose key is elsewhere signs on request", source: "`meshtrust help request`",
      why: "The home cannot issue an intermediate below it, so the mesh would have nothing to sign with.",
      repair:
        "Request the intermediate with `meshtrust request MESH --as intermediate`, have it signed, and install the "
        + "answer. It waits until its root signs."),
    Explanation(
      "MT-ROT-50", "evidence is the object that a mesh reads",
      source: "istio/istio, pilot/pkg/trustbundle and pilot/pkg/xds/pcds.go",
      why:
        "The ConfigMaps `<peer>-ca-root-cert` are what a ServiceMeshPeer of OpenShift Service Mesh 2 names. Istio reads "
        + "none of them: its sidecars get the roots of peers from `caCertificates` of the mesh's configuration, and "
        + "ztunnels from the mesh's own bundle. So such a ConfigMap shows nothing of what Istio trusts.",
      repair: "Get the object that the message names, from the cluster of the mesh: `kubectl get configmap NAME -n "
        + "NAMESPACE -o yaml`."),
    Explanation(
      "MT-ROT-51", "proxies get the roots of peers only if they ask for them",
      source: "istio/istio, pkg/istio-agent: PROXY_CONFIG_XDS_AGENT (istio/istio#39935)",
      why: "istiod sends `caCertificates` to proxies whose agent asks for it. Without PROXY_CONFIG_XDS_AGENT in "
        + "`defaultConfig.proxyMetadata` none does, whatever the list holds.",
      repair: "Apply the configuration in the mesh's folder, restart every proxy so that it gets the variable, and get "
        + "the ConfigMap again."),
    Explanation(
      "MT-ROT-52", "a version that delivers one root cannot rotate",
      source: "istio/istio#55793 (1.24.4 and 1.25.1); istio/ztunnel#1510 (ambient before 1.24.5 and 1.25.2)",
      why: "A rotation believes both roots between its steps. In this version the proxies of the mesh get only one of "
        + "them, and refuse every certificate below the other, although the ConfigMaps have both. Without a version it is not "
        + "known whether an ambient mesh is of those.",
      repair:
        "Upgrade the mesh to the version that the message names, or a later one. Write it into federation.yaml as "
        + "`controlPlane.version`, run `meshtrust apply`, and start the rotation then."),
    Explanation(
      "MT-ROT-53", "a root changes only where several are taken",
      source: "istio/istio, security/pkg/pki/util/keycertbundle.go: \"Multi root is disabled\" (istio/istio#30947)",
      why:
        "Without ISTIO_MULTIROOT_MESH istiod refuses other roots while it runs, drops a new intermediate of the same "
        + "Secret with them, and sends no roots of peers. The root could only change at once, and old and new proxies "
        + "would refuse each other until all of them were restarted.",
      repair:
        "Write `multiRoot: true` below `controlPlane` of that mesh, run `meshtrust apply`, change its configuration as "
        + "its folder says, and restart istiod and every proxy. Then start the rotation."),
    Explanation(
      "MT-ROT-62", "a move of roots ends with a valid description", source: "`meshtrust help rotate start`",
      why:
        "The last step of a move writes `roots` into federation.yaml. What depends on it is checked before the first one: "
        + "ambient meshes that share a trust domain, for example, need one root above all of them, or each other's roots in "
        + "their own bundles.",
      repair:
        "Change federation.yaml so that it is valid with both values of `roots`: `controlPlane: {poolInRoot: true}` may "
        + "stand at ambient meshes below a shared root, where it changes nothing. Then run `meshtrust apply`, and the command "
        + "again."),
    Explanation(
      "MT-ROT-48", "roots move from one mode to the other", source: "`meshtrust help rotate start`",
      why: "The meshes have their roots that way already, so that nothing would change.",
      repair: "`meshtrust status` shows the roots of every mesh."),
    Explanation(
      "MT-ROT-47", "an emergency does not wait for another authority", source: "`meshtrust help rotate start`",
      why: "Replacing a root at once needs intermediates below the new one at once, and its owner has signed none yet.",
      repair: "Replace it by a root of this home with `--to own --compromised`. Rotate to the other authority's root "
        + "after that."),
  ]
}
