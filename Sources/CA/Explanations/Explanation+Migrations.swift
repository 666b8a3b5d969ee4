import Diagnostics

extension Explanation {
  /// MT-MIG: meshes that change their control plane.
  static let migrations: [Explanation] = [
    Explanation(
      "MT-MIG-01", "a migration leaves OpenShift Service Mesh 2", source: "`meshtrust help migrate`",
      why:
        "Only this control plane keeps its peers in ServiceMeshPeers, and loses what it trusts with the last of them. "
        + "The others have nothing to move.",
      repair: "Name a mesh of `flavour: maistra`."),
    Explanation(
      "MT-MIG-02", "a migration begins at version 2.6",
      source: "sail-operator, docs/ossm/ossm2-migration/federation: PILOT_MULTI_NETWORK_DISCOVER_GATEWAY_API",
      why:
        "The new way between meshes leads through east-west gateways, whose addresses istiod learns from Gateways of the "
        + "class `istio-remote`. Before 2.6 it does not read them.",
      repair: "Upgrade the control plane to 2.6, write the version into federation.yaml, and run `meshtrust apply`."),
    Explanation(
      "MT-MIG-03", "one change of trust at a time", source: "`meshtrust help migrate`",
      why:
        "Each step of a rotation and of a migration is proven with the roots and the form of trust of that moment. While "
        + "both change, no proof covers what may be in use.",
      repair: "`meshtrust rotate status` shows what the rotation waits for."),
    Explanation(
      "MT-MIG-04", "a mesh moves once", source: "`meshtrust help migrate`",
      why: "The mesh is on its way, and each step follows the one before.",
      repair: "`meshtrust migrate status` shows what the next step waits for."),
    Explanation(
      "MT-MIG-05", "a step needs a migration in progress", source: "`meshtrust help migrate`",
      why: "The mesh does not change its control plane, so there is nothing to go on with, to record or to undo.",
      repair: "`meshtrust migrate MESH --to sail` shows the whole plan, and `meshtrust migrate start` begins."),
    Explanation(
      "MT-MIG-06", "each step waits for evidence of the one before",
      source: "sail-operator, docs/ossm/ossm2-migration/federation",
      why:
        "Traffic moves to another way before the old one goes. A step that is taken before the other way is known to work "
        + "cuts meshes off from each other.",
      repair: "`meshtrust migrate status` lists what is missing, and the command that records it."),
    Explanation(
      "MT-MIG-07", "there is a way back until the old control plane goes", source: "`meshtrust help migrate`",
      why: "In the last step no workload has a proxy of the old control plane, and it is being removed.",
      repair: "Finish the migration."),
    Explanation(
      "MT-MIG-08", "the new form needs more of the description", source: "docs/federation.md",
      why:
        "Without ServiceMeshPeers and service sets, services cross the border of meshes as ServiceEntries with the identities "
        + "of their servers, and through gateways with addresses. federation.yaml must say them.",
      repair:
        "Add what the message names to federation.yaml and run `meshtrust apply`. It changes nothing for the present "
        + "control plane."),
    Explanation(
      "MT-MIG-09", "no rotation while a mesh changes its control plane", source: "`meshtrust help migrate`",
      why:
        "The proof of a rotation depends on how each mesh holds the roots of others, which is what changes in a migration.",
      repair: "Finish the migration first. If the root's key is compromised, `--compromised` does not wait for it."),
    Explanation(
      "MT-MIG-10", "roots in one pool have different names", source: "istio/istio#31987, #37096",
      why:
        "Proxies of Istio put all roots into one list. Of two with the same name and different keys they try one, and "
        + "report a bad signature.",
      repair: "Replace one of the roots by one with a name of its own, before the migration."),
    Explanation(
      "MT-MIG-11", "every handshake holds before and after a step", source: "`meshtrust help migrate`",
      why:
        "The step was tried with the real certificates, in the form in which each mesh holds roots before it and after it. "
        + "One handshake fails.",
      repair: "The message names the side and the rule, whose code is explained like this one."),
    Explanation(
      "MT-MIG-13", "the new control plane delivers every root", source: "istio/istio#55793; lint rule MT-I-14",
      why:
        "Istio 1.24.4 and 1.25.1 give proxies only the first of several roots. After the ServiceMeshPeers have gone, the mesh "
        + "would refuse all of its peers.",
      repair: "Choose a later version with `--version`."),
    Explanation(
      "MT-MIG-14", "federation.yaml follows the steps of a migration", source: "`meshtrust help migrate`",
      why:
        "Each step writes the control plane that it needs into federation.yaml, and then the folders. A file that is one step "
        + "ahead of them is that of a step that was stopped, and the next step begins from before it. The same text written "
        + "by hand looks no different.",
      repair:
        "Let `meshtrust migrate next` write federation.yaml, once every gate is open. After `meshtrust migrate abort` there "
        + "is nothing more to do: it goes back from what the file describes now."),
  ]
}
