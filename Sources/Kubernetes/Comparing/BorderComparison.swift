public import Documents
public import Federation

/// Whether what a cluster returned has the objects by which a mesh exchanges services without service sets, as the home
/// writes them.
public struct BorderComparison: Sendable {
  /// The kinds of such objects.
  public static let kinds = Set(BorderKind.all.filter(\.isWritten).map(\.kind))

  /// Those that the cluster has.
  public private(set) var found: [Document] = []
  /// What is missing or differs, in words; empty if the cluster has everything.
  public private(set) var lacks: [String] = []

  public init(_ mesh: Mesh, _ documents: [Document]) {
    let byKey = Dictionary(grouping: documents) { ObjectKey($0.root) }
    for (_, node) in ServiceBorder(mesh).objects {
      let key = ObjectKey(node, in: mesh.namespace)
      let name = "\(key.kind) `\(key.namespace)/\(key.name)`"
      guard let all = byKey[key], let document = all.first else {
        lacks.append("there is no \(name)")
        continue
      }
      found.append(document)
      // In a list and in a file of its own it may be the same one twice.
      guard all.allSatisfy({ $0.root == document.root }) else {
        found += all.dropFirst()
        lacks.append("there are \(all.count) different \(name), and nothing tells which one the cluster has")
        continue
      }
      var fields = FieldComparison(kind: key.kind)
      fields.compare(running: document.root, wanted: node)
      if let difference = fields.differences.first(where: { !MeshComparison.isBookkeeping($0) }) {
        lacks.append("\(name) differs at \(difference.path)")
      }
    }
  }
}
