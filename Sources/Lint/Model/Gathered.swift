public import Documents

/// Manifests as they come in, a document at a time, each without what no rule between objects looks at: a long stream
/// needs little memory for each of its objects.
///
/// Types are checked at once, while the whole manifest is at hand. Kept whole are the kinds that rules compare with each
/// other: control planes, member rolls, peers, export and import sets, DestinationRules, Gateways, ConfigMaps and
/// Secrets; of Services the status goes, and of every other kind all but its names.
public struct Gathered: Sendable {
  private(set) var manifests: [Manifest] = []
  /// What is no manifest at all.
  private(set) var strangers: [Document] = []
  private(set) var types = TypeCheck()
  private let namespace: String?

  /// Gathers everything, or only what is in a namespace or names none.
  public init(namespace: String? = nil) {
    self.namespace = namespace
  }

  /// Takes a document; lists are unrolled, and empty documents passed over.
  public mutating func add(_ document: Document) {
    for item in document.unrolled() {
      if let namespace, let found = item.root["metadata"]?["namespace"]?.string, found != namespace { continue }
      guard let manifest = Manifest(item) else {
        strangers.append(item)
        continue
      }
      types.check(manifest)
      manifests.append(manifest.essence)
    }
  }
}

extension Manifest {
  /// The kinds that rules look into.
  private static let wholeKinds: Set<String> = [
    "ServiceMeshControlPlane", "ServiceMeshMemberRoll", "ServiceMeshPeer", "ExportedServiceSet", "ImportedServiceSet",
    "DestinationRule", "Gateway", "ConfigMap", "Secret", "Service",
  ]

  /// The manifest with what rules look at; places stay as they are.
  fileprivate var essence: Manifest {
    guard var root = document.root.mapping else { return self }
    if Self.wholeKinds.contains(kind) {
      guard kind == "Service", root["status"] != nil else { return self }
      root.remove("status")
    } else {
      for key in root.keys where !["apiVersion", "kind", "metadata"].contains(key) { root.remove(key) }
      if let node = root["metadata"], var metadata = node.mapping {
        for key in metadata.keys where !["name", "namespace", "generateName"].contains(key) { metadata.remove(key) }
        root.set("metadata", to: Node(.mapping(metadata), mark: node.mark))
      }
    }
    var document = document
    document.root = Node(.mapping(root), mark: document.root.mark)
    return Manifest(document) ?? self
  }
}
