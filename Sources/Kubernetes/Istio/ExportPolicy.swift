import Documents
import Federation
import SPIFFE

/// An AuthorizationPolicy for exported services. Through an east-west gateway it is the client's own identity that arrives,
/// and not a gateway's.
struct ExportPolicy {
  let name: String
  let namespace: String
  let node: Node

  /// The workloads that one policy selects.
  private struct Selection: Hashable {
    let namespace: String
    let labels: [String: String]
  }

  /// One policy for each selection of workloads.
  static func all(of mesh: Mesh, _ versions: APIVersions) -> [ExportPolicy] {
    var order: [Selection] = []
    var services: [Selection: [SharedService]] = [:]
    for service in mesh.offeredServices {
      let selection = Selection(namespace: service.service.namespace, labels: service.workloads)
      if services[selection] == nil { order.append(selection) }
      services[selection, default: []].append(service)
    }
    return order.compactMap { selection in policy(selection, services[selection] ?? [], mesh, versions) }
  }

  private static func policy(
    _ selection: Selection, _ services: [SharedService], _ mesh: Mesh, _ versions: APIVersions
  ) -> ExportPolicy? {
    let clients = Set(services.flatMap(\.clients).map(\.clientID)).sorted()
    let suffix = selection.labels.isEmpty ? "" : "-\(services.first?.service.name ?? "")"
    let source: Node
    switch mesh.exportPolicy {
    case .allowClients:
      guard !clients.isEmpty else { return nil }
      source = .mapping([("principals", strings(clients))])
    case .denyOthers:
      // A policy of this kind cannot tell the identities of a peer in the mesh's own trust domain apart.
      let foreign = services.contains { mesh.peer(named: $0.peer)?.trustDomain != mesh.trustDomain }
      guard foreign else { return nil }
      source = .mapping([
        ("principals", strings(["*"])), ("notPrincipals", strings(["\(mesh.trustDomain)/*"] + clients)),
      ])
    }
    var spec: [(String, Node)] = []
    if let labels = Node.table(selection.labels) { spec.append(("selector", .mapping([("matchLabels", labels)]))) }
    spec.append(("action", .string(mesh.exportPolicy == .allowClients ? "ALLOW" : "DENY")))
    spec.append(("rules", .sequence([.mapping([("from", .sequence([.mapping([("source", source)])]))])])))
    let name = "meshtrust-exports\(suffix)"
    return ExportPolicy(
      name: name, namespace: selection.namespace,
      node: KubernetesObject(versions.security, "AuthorizationPolicy", name, selection.namespace, spec: spec).node)
  }

  private static func strings(_ values: [String]) -> Node { .sequence(values.map { .string($0) }) }
}
