public import Documents
public import Federation

/// A ServiceMeshMemberRoll: the namespaces that belong to a mesh. Only the one named `default` has an effect.
public struct ServiceMeshMemberRoll: Sendable {
  public static let apiVersion = "maistra.io/v1"
  public static let kind = "ServiceMeshMemberRoll"
  /// The name of the only one that has an effect.
  public static let name = "default"

  /// The namespace is the control plane's.
  public var metadata: ObjectMetadata
  /// `*` means all namespaces.
  public var members: [String]
  /// Selects namespaces by label.
  public private(set) var selectors: [LabelSelector] = []
  /// The namespaces that the operator selected; nil if the roll was not read from a cluster.
  public private(set) var configuredMembers: [String]?

  private var base = Mapping()

  public init(metadata: ObjectMetadata, members: [String]) {
    self.metadata = metadata
    self.members = members
  }

  /// The caller has checked the kind of the document.
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

  /// The namespaces of the mesh; nil if a wildcard or labels decide, and the status does not list the result.
  public var namespaces: Set<String>? {
    if let configuredMembers { return Set(configuredMembers).union(members.filter { $0 != "*" }) }
    return members.contains("*") || !selectors.isEmpty ? nil : Set(members)
  }

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
  public static func == (left: ServiceMeshMemberRoll, right: ServiceMeshMemberRoll) -> Bool { left.node == right.node }
}
