import Federation

/// One thing that one administrator does in an emergency.
public struct EmergencyStep: Hashable, Sendable {
  /// istiod looks at ConfigMaps again after so many seconds (federation.md 3.1).
  static let resync: Int64 = 60

  /// The mesh whose administrator acts; nil for whoever keeps the home.
  public let mesh: String?
  /// What is done, in words.
  public let action: String
  /// The commands.
  public let commands: [String]
  /// When it has taken effect, and what that means.
  public let effect: String

  /// The order for meshes whose root goes. Whoever still believes the stolen key comes first.
  static func order(_ meshes: [Mesh], _ scene: RehearsalScene) -> [EmergencyStep] {
    let names = meshes.map(\.name)
    let peers = scene.parties.map(\.mesh).filter { mesh in
      !names.contains(mesh.name) && names.contains { mesh.peer(named: $0) != nil }
    }
    let first = EmergencyStep(
      mesh: nil, action: "make a new root and new intermediates, and write every folder with the new root alone",
      commands: [], effect: "nothing changes on any mesh yet")
    var steps = [first]
    steps += peers.map { dropping($0, names) }
    steps += meshes.map { replacing($0, isAlone: names.count == 1) }
    steps += meshes.map { restarting($0) }
    return steps
  }

  private static func dropping(_ peer: Mesh, _ names: [String]) -> EmergencyStep {
    EmergencyStep(
      mesh: peer.name, action: "replace the bundle of \(names.joined(separator: ", "))",
      commands: names.filter { peer.peer(named: $0) != nil }.map {
        "oc apply -f out/\(peer.name)/configmap-\(Naming.rootConfigMap(ofPeer: $0)).yaml"
      },
      effect: "within \(resync) s, without a restart; from then on nothing that the stolen key signs is believed here")
  }

  private static func replacing(_ mesh: Mesh, isAlone: Bool) -> EmergencyStep {
    EmergencyStep(
      mesh: mesh.name,
      action: isAlone
        ? "replace cacerts and restart istiod" : "replace cacerts and every peer's bundle, restart istiod",
      commands: [
        "oc apply -k out/\(mesh.name)",
        "oc rollout restart deployment/\(Naming.istiod(ofControlPlane: mesh.controlPlane.name)) -n \(mesh.namespace)",
      ],
      effect: "a control plane never takes up another root while it runs")
  }

  private static func restarting(_ mesh: Mesh) -> EmergencyStep {
    let gateways = mesh.gateways.flatMap { [$0.ingress.name, $0.egress.name] }
    return EmergencyStep(
      mesh: mesh.name, action: "restart the federation gateways, then every workload",
      commands: gateways.map { "oc rollout restart deployment/\($0) -n \(mesh.namespace)" },
      effect: "each proxy then has the new roots and a certificate below them")
  }
}
