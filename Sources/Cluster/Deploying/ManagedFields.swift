public import Documents
public import X509

/// Who wrote which field of an object, by the API server's own record (`metadata.managedFields`).
public struct ManagedFields: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public let manager: String
    /// Whether by server-side apply, which alone removes fields that are no longer sent.
    public let isApply: Bool
    public let time: Timestamp?
    /// Such as `status`; empty for the object itself.
    let subresource: String
    let fields: Set<FieldPath>
  }

  public let entries: [Entry]

  public init(_ object: Node) {
    entries = (object["metadata"]?["managedFields"]?.sequence ?? []).map { entry in
      var fields: Set<FieldPath> = []
      Self.collect(entry["fieldsV1"] ?? .null, [], &fields)
      return Entry(
        manager: entry["manager"]?.string ?? "", isApply: entry["operation"]?.string == "Apply",
        time: entry["time"]?.string.flatMap { try? Timestamp($0) }, subresource: entry["subresource"]?.string ?? "",
        fields: fields)
    }
  }

  /// The form `{"f:data": {".": {}, "f:root-cert.pem": {}}}`: a key without content is a field that is owned.
  private static func collect(_ node: Node, _ path: [String], _ fields: inout Set<FieldPath>) {
    let entries = (node.mapping?.entries ?? []).filter { $0.key != "." }
    guard !entries.isEmpty else {
      if !path.isEmpty { fields.insert(FieldPath(path)) }
      return
    }
    for entry in entries {
      collect(entry.value, path + [entry.key.hasPrefix("f:") ? String(entry.key.dropFirst(2)) : entry.key], &fields)
    }
  }

  /// Who owns a field, or a part of it, or what it is in.
  func owners(of path: FieldPath) -> [Entry] {
    entries.filter { entry in entry.fields.contains { $0.isWithin(path) || path.isWithin($0) } }
  }

  /// What the tool has applied; nil if it never did.
  var applied: Entry? { entries.first { $0.isApply && $0.manager == Self.manager && $0.subresource.isEmpty } }

  /// The tool's own name.
  static let manager = "meshtrust"

  /// Whether a manager is a person's client: `oc apply`, `kubectl edit`.
  static func isPerson(_ manager: String) -> Bool {
    manager == "oc" || manager == "kubectl" || manager.hasPrefix("kubectl-") || manager.hasPrefix("oc-")
      || manager == "before-first-apply"
  }
}
