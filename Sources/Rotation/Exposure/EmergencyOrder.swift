import CA
import Diagnostics
import Federation

/// What is done in an emergency, by whom and in which order.
enum EmergencyOrder {
  /// The order for meshes whose root goes. Whoever still believes the stolen key comes first.
  static func steps(_ meshes: [Mesh], _ owner: AuthorityOwner, _ scene: RehearsalScene) -> [AdministratorStep] {
    let names = meshes.map(\.name)
    let peers = scene.parties.map(\.mesh).filter { mesh in
      !names.contains(mesh.name) && names.contains { mesh.peer(named: $0) != nil }
    }
    let first = AdministratorStep(
      .home, "make a new root and new intermediates, and write every folder with the new root alone",
      commands: ["\(.meshtrust("rotate", "start", owner.argument, "--compromised", "--yes"))"],
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

  /// Other people's meshes are reached by a card only, and believe the thief until it is imported.
  private static func informing(_ remote: String, of mesh: String) -> AdministratorStep {
    AdministratorStep(
      .mesh(remote), "give its administrator the new card of \(mesh), who imports it and applies",
      commands: ["\(.meshtrust("trust", "export", mesh, "--for", remote)) > \(mesh).trust.yaml"],
      effect: "tell the new root's fingerprint by another way: the old key can sign cards too")
  }

  private static func dropping(_ peer: Mesh, _ names: [String]) -> AdministratorStep {
    AdministratorStep(
      .mesh(peer.name), "replace the bundle of \(names.joined(separator: ", "))",
      commands: names.filter { peer.peer(named: $0) != nil }.map {
        "\(peer.client) apply -f out/\(peer.name)/configmap-\(Naming.rootConfigMap(ofPeer: $0)).yaml"
      },
      effect:
        "within \(ControlPlane.resync) s, without a restart; from then on nothing that the stolen key signs is believed here"
    )
  }

  private static func replacing(_ mesh: Mesh, isAlone: Bool) -> AdministratorStep {
    AdministratorStep(
      .mesh(mesh.name),
      isAlone
        ? "replace cacerts and restart istiod" : "replace cacerts and every peer's bundle, restart istiod",
      commands: [
        "\(mesh.client) apply -k out/\(mesh.name)", "\(mesh.istiodRestart)",
      ],
      effect: "a control plane never takes up another root while it runs")
  }

  private static func restarting(_ mesh: Mesh) -> AdministratorStep {
    AdministratorStep(
      .mesh(mesh.name), "restart the federation gateways, then every workload",
      commands: mesh.gatewayNames.map { "\(mesh.client) rollout restart deployment/\($0) -n \(mesh.namespace)" },
      effect: "each proxy then has the new roots and a certificate below them")
  }
}
