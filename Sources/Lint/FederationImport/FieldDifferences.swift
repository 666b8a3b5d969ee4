import Documents

/// The effect of applying one manifest to a running object: as in `oc apply`, mappings are merged and everything else
/// is replaced.
struct FieldDifferences: Sendable {
  /// A field with its two values, as text.
  struct Change: Sendable {
    let path: String
    let old: String
    let new: String
  }

  /// Fields whose value changes.
  private(set) var changed: [Change] = []
  /// New fields.
  private(set) var added: [String] = []
  /// Fields that only the running object has; they stay.
  private(set) var kept: [String] = []

  init(running: Node, written: Node) {
    compare(running, written, "")
  }

  /// Fields that the server and its clients add to every object.
  private static let noise: Set<String> = [
    "status", "metadata.uid", "metadata.resourceVersion", "metadata.generation", "metadata.creationTimestamp",
    "metadata.managedFields", "metadata.selfLink", "metadata.finalizers", "metadata.ownerReferences",
    "metadata.annotations.kubectl.kubernetes.io/last-applied-configuration",
  ]

  private mutating func compare(_ running: Node, _ written: Node, _ path: String) {
    guard let old = running.mapping, let new = written.mapping else {
      if running != written {
        changed.append(Change(path: path, old: Self.excerpt(running), new: Self.excerpt(written)))
      }
      return
    }
    for entry in new.entries {
      let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
      if let value = old[entry.key], !value.isNull {
        compare(value, entry.value, inner)
      } else {
        added.append(inner)
      }
    }
    for entry in old.entries where new[entry.key] == nil {
      keep(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)")
    }
  }

  /// An empty value is not a field.
  private mutating func keep(_ node: Node, _ path: String) {
    guard !Self.noise.contains(path), !node.isNull else { return }
    guard let mapping = node.mapping else {
      if !(node.sequence?.isEmpty ?? false) { kept.append(path) }
      return
    }
    for entry in mapping.entries { keep(entry.value, "\(path).\(entry.key)") }
  }

  private static func excerpt(_ node: Node) -> String {
    let text = node.text ?? JSONWriter.write(node, pretty: false)
    return text.count > 120 ? text.prefix(117) + "…" : text
  }
}
