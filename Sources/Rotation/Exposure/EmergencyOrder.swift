import CA
import Diagnostics
import Federation
import Kubernetes

/// The steps of an emergency, by administrator, in order.
enum EmergencyOrder {
  /// The order for meshes whose root is replaced. Meshes that still trust the stolen key come first.
  ///
  /// - Parameter isOfHome: Whether the home made the root; one of somebody else is replaced only on request.
  static func steps(
    _ meshes: [Mesh], _ owner: AuthorityOwner, isOfHome: Bool, _ scene: RehearsalScene
  ) -> [AdministratorStep] {
    let names = meshes.map(\.name)
    let peers = scene.parties.map(\.mesh).filter { mesh in
      !names.contains(mesh.name) && names.contains { mesh.peer(named: $0) != nil }
    }
    let first = AdministratorStep(
      .home, "create a new root and new intermediates, and write every folder with the new root alone",
      commands: [
        Message(
          SuggestedCommand(
            ["rotate", "start", owner.argument] + (isOfHome ? [] : ["--to", "own"]) + ["--compromised", "--yes"]))
      ],
      effect: "nothing changes on any mesh yet")
    var steps = [first]
    steps += meshes.flatMap { mesh in
      mesh.peers.filter(\.isRemote).map { informing($0.name, of: mesh.name) }
    }
    steps += peers.map { dropping($0, names) }
    steps += meshes.map { replacing($0, isAlone: names.count == 1) }
    steps += meshes.map { restarting($0) }
    return steps
  }

  /// Remote meshes are informed by a trust card, and trust the stolen key until it is imported.
  private static func informing(_ remote: String, of mesh: String) -> AdministratorStep {
    AdministratorStep(
      .mesh(remote), "send its administrator the new trust card of \(mesh), to import and apply",
      commands: ["\(.meshtrust("trust", "export", mesh, "--for", remote)) > \(mesh).trust.yaml"],
      effect: "confirm the new root's fingerprint on another channel: the old key can sign cards too")
  }

  private static func dropping(_ peer: Mesh, _ names: [String]) -> AdministratorStep {
    guard peer.controlPlane.flavour == .maistra else {
      return AdministratorStep(
        .mesh(peer.name), "replace the roots of \(names.joined(separator: ", "))",
        commands: [peer.configuration],
        effect: "proxies that ask for the roots of peers get the new ones at once; restart those that do not")
    }
    return AdministratorStep(
      .mesh(peer.name), "replace the bundle of \(names.joined(separator: ", "))",
      commands: names.compactMap { peer.peer(named: $0)?.rootConfigMap }.map {
        peer.clientCommands.apply("\(OutputPath(peer.name, "configmap-\($0).yaml"))")
      },
      effect:
        "within \(ControlPlane.resync) s, without a restart; then nothing signed with the stolen key is accepted here"
    )
  }

  private static func replacing(_ mesh: Mesh, isAlone: Bool) -> AdministratorStep {
    let isMaistra = mesh.controlPlane.flavour == .maistra
    return AdministratorStep(
      .mesh(mesh.name),
      isAlone
        ? "replace cacerts and restart istiod" : "replace cacerts and every peer's bundle, restart istiod",
      commands: [
        "\(.meshtrust("emit", mesh.name, "--only", "secret")) | \(mesh.clientCommands.applySecret())",
        "\(mesh.clientCommands.removeCopy(ofSecret: mesh.signingSecret, in: mesh.namespace))",
        mesh.clientCommands.apply(folder: "\(OutputPath(mesh.name))"),
      ] + (isMaistra ? [] : [mesh.configuration]) + ["\(mesh.istiodRestart)"],
      effect: "istiod never loads another root while it runs")
  }

  private static func restarting(_ mesh: Mesh) -> AdministratorStep {
    guard mesh.controlPlane.flavour == .maistra else {
      return AdministratorStep(
        .mesh(mesh.name), "restart every gateway and every workload",
        commands: [
          mesh.dataPlane == .ambient
            ? "\(mesh.client) rollout restart daemonset/ztunnel -n \(mesh.namespace)"
            : "\(mesh.client) rollout restart deployment -n NAMESPACE"
        ],
        effect: "every proxy then has the new roots and a certificate below them")
    }
    return AdministratorStep(
      .mesh(mesh.name), "restart the federation gateways, then every workload",
      commands: mesh.gatewayNames.map { "\(mesh.clientCommands.restart($0, in: mesh.namespace))" },
      effect: "every proxy then has the new roots and a certificate below them")
  }
}

extension Mesh {
  /// Brings the configuration of a mesh of Istio up to date.
  fileprivate var configuration: Message {
    controlPlane.flavour == .sail
      ? sailPatch(file: "\(OutputPath(name, "istio/patch.json"))")
      : "helm upgrade RELEASE istio/istiod -n \(namespace) -f YOURS.yaml -f \(OutputPath(name, "istio/values.yaml"))"
  }
}
