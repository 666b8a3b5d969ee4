public import Documents
public import Federation
import SPIFFE

/// What a ServiceMeshControlPlane of OpenShift Service Mesh 2.6 gets before its ServiceMeshPeers go: as long as one of them is
/// there, its proxies look up the roots of each trust domain in a map of their own. With the last one the map goes, and what
/// remains is the mesh's own bundle and `caCertificates`.
///
/// Source: sail-operator, docs/ossm/ossm2-migration/federation; the base of 2.6 is Istio 1.20.
public enum MigrationPatch {
  /// The file in a step's folder.
  public static let file = "smcp-patch.json"
  /// The variable by which istiod finds the addresses of other networks.
  static let discovery = "PILOT_MULTI_NETWORK_DISCOVER_GATEWAY_API"

  /// As a JSON merge patch (RFC 7386).
  ///
  /// - Parameter mesh: The mesh as it will be.
  public static func text(_ mesh: Mesh, _ trust: IstioTrust) -> String {
    var patch = Mapping()
    patch.set(["spec", "cluster", "network"], to: mesh.network.map { .string($0) })
    patch.set(["spec", "security", "manageNetworkPolicy"], to: .bool(false))
    let environment = ["spec", "runtime", "components", "pilot", "container", "env"]
    patch.set((environment + [discovery])[...], to: .string("true"))
    if trust.authorities.contains(where: { $0.root != nil }) {
      patch.set((environment + [IstioTrust.multiRoot])[...], to: .string("true"))
    }
    let config = ["spec", "techPreview", "meshConfig"]
    // The base of 2.6 checks the names of endpoints in its own trust domain only.
    let domains = Set(mesh.peers.map(\.trustDomain.name)).subtracting([mesh.trustDomain.name]).sorted()
    if !domains.isEmpty {
      patch.set((config + ["trustDomainAliases"])[...], to: .sequence(domains.map { .string($0) }))
    }
    for setting in trust.settings where setting.path.first == "meshConfig" && setting.path.last != "trustDomain" {
      guard setting.path.last != "trustDomainAliases" else { continue }
      patch.set((config + setting.path.dropFirst())[...], to: setting.value)
    }
    return JSONWriter.write(.mapping(patch), pretty: true) + "\n"
  }

  /// The configuration of the mesh in a ServiceMeshControlPlane, and the environment of its istiod.
  public static func configuration(of document: Document) throws(KubernetesError) -> (MeshConfig, [String: String])? {
    guard document.root["kind"]?.string == ServiceMeshControlPlane.kind else { return nil }
    let spec = document.root["spec"]
    let name = ObjectName(
      kind: ServiceMeshControlPlane.kind, name: document.root["metadata"]?["name"]?.string ?? "")
    let config = try MeshConfig(
      spec?["techPreview"]?["meshConfig"] ?? .mapping(Mapping()), of: name, in: document.source)
    let variables = spec?["runtime"]?["components"]?["pilot"]?["container"]?["env"]?.mapping?.entries ?? []
    let environment = Dictionary(variables.compactMap { entry in entry.value.text.map { (entry.key, $0) } }) { $1 }
    return (config, environment)
  }

  public static let multiRoot = IstioTrust.multiRoot
}
