import CA
import Federation

/// One thing that one administrator does in an emergency.
public struct EmergencyStep: Hashable, Sendable {
  /// The mesh whose administrator acts; nil for whoever keeps the home.
  public let mesh: String?
  /// What is done, in words.
  public let action: String
  /// The commands.
  public let commands: [String]
  /// When it has taken effect, and what that means.
  public let effect: String

  /// The order for meshes whose root goes. Whoever still believes the stolen key comes first.
  static func order(_ meshes: [Mesh], _ owner: AuthorityOwner, _ scene: RehearsalScene) -> [EmergencyStep] {
    let names = meshes.map(\.name)
    let peers = scene.parties.map(\.mesh).filter { mesh in
      !names.contains(mesh.name) && names.contains { mesh.peer(named: $0) != nil }
    }
    let first = EmergencyStep(
      mesh: nil, action: "make a new root and new intermediates, and write every folder with the new root alone",
      commands: ["meshtrust rotate start \(owner.argument) --compromised --yes"],
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
  private static func informing(_ remote: String, of mesh: String) -> EmergencyStep {
    EmergencyStep(
      mesh: remote, action: "give its administrator the new card of \(mesh), who imports it and applies",
      commands: ["meshtrust trust export \(mesh) --for \(remote) > \(mesh).trust.yaml"],
      effect: "tell the new root's fingerprint by another way: the old key can sign cards too")
  }

  private static func dropping(_ peer: Mesh, _ names: [String]) -> EmergencyStep {
    EmergencyStep(
      mesh: peer.name, action: "replace the bundle of \(names.joined(separator: ", "))",
      commands: names.filter { peer.peer(named: $0) != nil }.map {
        "\(peer.client) apply -f out/\(peer.name)/configmap-\(Naming.rootConfigMap(ofPeer: $0)).yaml"
      },
      effect:
        "within \(ControlPlane.resync) s, without a restart; from then on nothing that the stolen key signs is believed here"
    )
  }

  private static func replacing(_ mesh: Mesh, isAlone: Bool) -> EmergencyStep {
    EmergencyStep(
      mesh: mesh.name,
      action: isAlone
        ? "replace cacerts and restart istiod" : "replace cacerts and every peer's bundle, restart istiod",
      commands: [
        "\(mesh.client) apply -k out/\(mesh.name)", mesh.istiodRestart,
      ],
      effect: "a control plane never takes up another root while it runs")
  }

  private static func restarting(_ mesh: Mesh) -> EmergencyStep {
    EmergencyStep(
      mesh: mesh.name, action: "restart the federation gateways, then every workload",
      commands: mesh.gatewayNames.map { "\(mesh.client) rollout restart deployment/\($0) -n \(mesh.namespace)" },
      effect: "each proxy then has the new roots and a certificate below them")
  }
}
