import Documents

/// Compares two manifests field by field.
struct FieldComparison {
  private(set) var differences: [ObjectDifference] = []
  private let kind: String
  /// Selects values that are compared elsewhere.
  private let opaque: (_ path: [String]) -> Bool

  init(kind: String, opaque: @escaping (_ path: [String]) -> Bool = { _ in false }) {
    self.kind = kind
    self.opaque = opaque
  }

  mutating func compare(running: Node, wanted: Node) { compare(running, wanted, []) }

  private mutating func compare(_ running: Node, _ wanted: Node, _ path: [String]) {
    guard !opaque(path) else { return }
    switch (running.content, wanted.content) {
    case (.mapping(let running), .mapping(let wanted)): compare(running, wanted, path)
    case (.sequence(let running), .sequence(let wanted)): compare(running, wanted, path)
    case (let found, let due) where found == due: break
    default: note(path, .changed(running: Self.text(running), wanted: Self.text(wanted)))
    }
  }

  private mutating func compare(_ running: Mapping, _ wanted: Mapping, _ path: [String]) {
    for entry in wanted.entries where !entry.value.isNull {
      let path = path + [entry.key]
      if let value = running[entry.key], !value.isNull {
        compare(value, entry.value, path)
      } else if path == ["metadata", "labels"] || path == ["metadata", "annotations"] {
        // Each is written by many, so that each entry counts alone.
        compare(.mapping(Mapping()), entry.value, path)
      } else if !opaque(path), !ServerFields.isDefault(path, entry.value, kind: kind) {
        note(path, .missing(wanted: Self.text(entry.value)))
      }
    }
    for entry in running.entries where wanted[entry.key]?.isNull ?? true { extra(entry.value, path + [entry.key]) }
  }

  private mutating func compare(_ running: [Node], _ wanted: [Node], _ path: [String]) {
    for (index, value) in wanted.enumerated() {
      let path = path + ["\(index)"]
      if running.indices.contains(index) {
        compare(running[index], value, path)
      } else {
        note(path, .missing(wanted: Self.text(value)))
      }
    }
    for index in running.indices.dropFirst(wanted.count) { extra(running[index], path + ["\(index)"]) }
  }

  /// A value that the home does not write, reported field by field so that a server's own fields can be left out.
  private mutating func extra(_ value: Node, _ path: [String]) {
    guard !opaque(path), !ServerFields.isOfServer(path, value, kind: kind) else { return }
    if let mapping = value.mapping {
      for entry in mapping.entries { extra(entry.value, path + [entry.key]) }
    } else {
      note(path, .extra(running: Self.text(value)))
    }
  }

  private mutating func note(_ path: [String], _ kind: ObjectDifference.Kind) {
    differences.append(ObjectDifference(path: Self.name(path), kind: kind))
  }

  /// `spec.remote.addresses[0]`. A number is an index, or a name that looks like one.
  private static func name(_ path: [String]) -> String {
    path.reduce(into: "") { name, part in
      if Int(part) != nil { name += "[\(part)]" } else { name += name.isEmpty ? part : "." + part }
    }
  }

  /// A value on one line, shortened.
  private static func text(_ node: Node) -> String {
    let text = node.string ?? JSONWriter.write(node)
    let line = text.prefix { !$0.isNewline }
    return line.count > 120 || line.utf8.count < text.utf8.count ? line.prefix(119) + "…" : text
  }
}
