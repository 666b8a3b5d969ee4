public import Documents
public import Federation

/// Whether what a cluster returned has the objects by which a mesh exchanges services without service sets, as the home
/// writes them.
public struct BorderComparison: Sendable {
  /// The kinds of such objects.
  public static let kinds: Set<String> = ["ServiceEntry", "WorkloadEntry", "Gateway", "AuthorizationPolicy"]

  /// Those that the cluster has.
  public private(set) var found: [Document] = []
  /// What is missing or differs, in words; empty if the cluster has everything.
  public private(set) var lacks: [String] = []

  public init(_ mesh: Mesh, _ documents: [Document]) {
    let byKey = Dictionary(documents.map { (ObjectKey($0.root), $0) }) { first, _ in first }
    for (_, node) in ServiceBorder(mesh).objects {
      let key = ObjectKey(node, in: mesh.namespace)
      let name = "\(key.kind) `\(key.namespace)/\(key.name)`"
      guard let document = byKey[key] else {
        lacks.append("there is no \(name)")
        continue
      }
      found.append(document)
      var fields = FieldComparison(kind: key.kind)
      fields.compare(running: document.root, wanted: node)
      if let difference = fields.differences.first(where: { !MeshComparison.isBookkeeping($0) }) {
        lacks.append("\(name) differs at \(difference.path)")
      }
    }
  }
}
