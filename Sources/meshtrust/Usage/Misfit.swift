import Diagnostics

/// A name on the command line that does not fit the home or the input.
enum Misfit: Hashable {
  /// A mesh, where all meshes share one root.
  case sharedRoot
  /// `--shared`, where each mesh has its own root; `first` is a mesh.
  case rootPerMesh(first: String)
  /// No mesh exports the service.
  case unexported(service: String)
  /// Several meshes export it.
  case severalOwners(service: String, owners: [String])
  /// A mesh that does not have the roots.
  case notHolder(String, mesh: String?, holders: [String])
  /// Files to edit that come from standard input.
  case editedStandardInput
  /// Objects that the mesh's control plane does not have.
  case upstream(mesh: String)
  /// A form of configuration that the mesh's flavour does not have.
  case otherForm(mesh: String, flavour: String, String)
  /// Manifests without a mesh.
  case noMesh(manifests: Int)
  /// A control plane in the form of version 1, which says nothing of federation; `command` prints it in version 2.
  case oldControlPlane(what: Message, why: Message, next: Message)
  /// A ConfigMap that a manifest names and that is missing; those of the same name are in other namespaces.
  case noConfigMap(String, beside: String, elsewhere: [String])
  /// Standard input named twice.
  case standardInputTwice
  /// An option that contradicts a trust card.
  case otherThanCard(option: String, given: String, found: String)
  /// `rotate next --assume`, which is a command of its own.
  case assumption(root: String, sentences: [String])

  var diagnostic: Diagnostic {
    switch self {
    case .sharedRoot:
      Diagnostic(
        "MT-CLI-60", what: "the meshes of this home share one root", why: "it changes for all of them at once",
        next: "add --shared")
    case .rootPerMesh(let first):
      Diagnostic(
        "MT-CLI-61", what: "each mesh of this home has its own root",
        why: "federation.yaml has `roots: per-mesh`", next: "name one, such as `\(first)`")
    case .unexported(let service):
      Diagnostic(
        "MT-CLI-62", what: "no mesh of the home exports `\(service)`",
        why: "`exports` of federation.yaml names its services",
        next: "name the owner with --mesh, or pass the manifests with -f")
    case .severalOwners(let service, let owners):
      Diagnostic(
        "MT-CLI-63", what: "several meshes export a service `\(service)`: \(owners.joined(separator: ", "))",
        why: "a service belongs to one mesh", next: "add --mesh \(owners.first ?? "MESH")")
    case .notHolder(let name, let mesh, let holders):
      Diagnostic(
        "MT-CLI-64",
        what: "`\(name)` is not a " + (mesh.map { "peer of `\($0)`" } ?? "mesh of the federation or a peer"),
        why: "only peers and the mesh itself have its roots",
        next: .didYouMean(
          Spelling.nearest(to: name, among: holders), otherwise: "name one of \(holders.joined(separator: ", "))"))
    case .otherForm(let mesh, let flavour, let part):
      Diagnostic(
        "MT-CLI-83", what: "`\(mesh)` has no \(part)",
        why: "it runs \(flavour), according to federation.yaml; a whole Istio resource also needs its version",
        next: "patch or controlplane for `flavour: sail`; values, istiooperator or meshconfig for `flavour: istio`")
    case .editedStandardInput:
      Diagnostic(
        "MT-CLI-65", what: "the sets must be in files", why: "they are edited in place, and standard input cannot be",
        next: "write them to a file first: oc get exportedserviceset -n NAMESPACE -o yaml > sets.yaml")
    case .upstream(let mesh):
      Diagnostic(
        "MT-CLI-66", what: "`\(mesh)` is upstream Istio, which has no such objects",
        why: "ServiceMeshPeers and ServiceMeshControlPlanes belong to Maistra", next: "\(.meshtrust("emit", mesh))")
    case .noMesh(let manifests):
      Diagnostic(
        "MT-CLI-67", what: "there is no mesh in the \(Counted.text(manifests, "manifest"))",
        why: "a mesh has a ServiceMeshControlPlane, a ServiceMeshPeer or a Secret `cacerts`",
        next: "oc get smcp,servicemeshpeer,cm,secret -n NAMESPACE -o yaml | \(.meshtrust("init", "--from", "-"))")
    case .oldControlPlane(let what, let why, let next):
      Diagnostic(
        "MT-CLI-92", what: what, why: "\(why); a second control plane beside it would be refused by the operator",
        next: next)
    case .noConfigMap(let name, let path, let elsewhere):
      Diagnostic(
        "MT-CLI-68", what: "the ConfigMap `\(name)` is neither in \(path) nor in its folder",
        why: "the ServiceMeshPeer expects the peer's roots in it, in its own namespace"
          + (elsewhere.isEmpty ? "" : "; not used: \(elsewhere.prefix(8).joined(separator: "; "))"),
        next: "pass the roots with --bundle FILE")
    case .standardInputTwice:
      Diagnostic(
        "MT-CLI-69", what: "standard input can be only one of the files", why: "it can be read only once",
        next: "write one of them to a file")
    case .otherThanCard(let option, let given, let found):
      Diagnostic(
        "MT-CLI-70", what: "\(option) is `\(given)`, but the card has `\(found)`", why: "a card contains both",
        next: "leave out \(option) if the card is the right one")
    case .assumption(let root, let sentences):
      Diagnostic(
        "MT-CLI-71", what: "`rotate next` takes no --assume",
        why: "what somebody says is recorded by a command of its own, with the name of whoever says it",
        next: "\(SuggestedCommand(["rotate", "vouch", root] + sentences)), then "
          + "\(.meshtrust("rotate", "next", root))")
    }
  }
}
