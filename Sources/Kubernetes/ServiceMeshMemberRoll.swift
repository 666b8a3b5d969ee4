public import Documents
public import Federation

/// A ServiceMeshMemberRoll: the namespaces that belong to a mesh. Only the one named `default` counts.
public struct ServiceMeshMemberRoll: Sendable {
  /// The API version.
  public static let apiVersion = "maistra.io/v1"
  /// The kind.
  public static let kind = "ServiceMeshMemberRoll"

  /// Name and namespace; the namespace is the control plane's.
  public var metadata: ObjectMetadata
  /// The namespaces; `*` is all of them.
  public var members: [String]
  /// Namespaces by their labels.
  public private(set) var selectors: [LabelSelector] = []
  /// The namespaces that the operator found; nil when the roll was not read from a cluster.
  public private(set) var configuredMembers: [String]?

  private var base = Mapping()

  /// Makes a member roll.
  public init(metadata: ObjectMetadata, members: [String]) {
    self.metadata = metadata
    self.members = members
  }

  /// Reads a document whose kind is known.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["metadata", "spec", "status"])
    base = reader.mapping
    metadata = try ObjectMetadata(of: &reader)
    var spec = try reader.child("spec", fields: ["members", "memberSelectors"])
    members = try spec.strings("members")
    for var selector in try spec.children("memberSelectors", fields: ["matchLabels", "matchExpressions"]) {
      selectors.append(try selector.labelSelector())
    }
    var status = try reader.child(
      "status",
      fields: [
        "members", "configuredMembers", "pendingMembers", "memberStatuses", "annotations", "conditions",
        "meshGeneration", "meshReconciledVersion", "observedGeneration",
      ])
    configuredMembers = status.has("configuredMembers") ? try status.strings("configuredMembers") : nil
  }

  /// The namespaces of the mesh as far as they are known for certain; nil when a wildcard or labels decide, and nobody
  /// has written down what they come to.
  public var namespaces: Set<String>? {
    if let configuredMembers { return Set(configuredMembers).union(members.filter { $0 != "*" }) }
    return members.contains("*") || !selectors.isEmpty ? nil : Set(members)
  }

  /// The member roll as it is written.
  public var node: Node {
    var mapping = base
    mapping.set("apiVersion", to: .string(Self.apiVersion))
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("metadata", to: metadata.node)
    if !members.isEmpty || mapping["spec"]?["members"] != nil {
      mapping.set("spec", "members", to: .sequence(members.map { .string($0) }))
    }
    return .mapping(mapping)
  }
}

extension ServiceMeshMemberRoll: Equatable {
  /// Whether both are written alike.
  public static func == (left: ServiceMeshMemberRoll, right: ServiceMeshMemberRoll) -> Bool { left.node == right.node }
}
