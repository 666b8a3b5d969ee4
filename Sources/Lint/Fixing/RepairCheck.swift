import Documents

/// Compares what a repaired file means with what it should mean.
struct RepairCheck {
  private let documents: [Document]?
  private let source: String

  /// Reads the file as it was.
  init(_ bytes: [UInt8], source: String) {
    documents = try? DocumentReader.all(bytes: bytes, source: source)
    self.source = source
  }

  /// Whether the new bytes hold what the old ones did, but for the edits.
  func holds(_ bytes: [UInt8], after edits: [Edit]) -> Bool {
    guard let documents, let found = try? DocumentReader.all(bytes: bytes, source: source) else { return false }
    let byMark = Dictionary(grouping: edits) { Mark(line: $0.line, column: $0.column) }
    return documents.map { Self.changed($0.root, byMark) ?? $0.root } == found.map(\.root)
  }

  /// The node as it should be afterwards; nil if nothing in it changes.
  private static func changed(_ node: Node, _ edits: [Mark: [Edit]]) -> Node? {
    switch node.content {
    case .null, .bool, .integer, .decimal, .string:
      return scalar(node, edits[node.mark] ?? [])
    case .sequence(let items):
      let changed = items.map { Self.changed($0, edits) }
      guard changed.contains(where: { $0 != nil }) else { return nil }
      return .sequence(zip(items, changed).map { $1 ?? $0 })
    case .mapping(let mapping):
      return Self.mapping(mapping, at: node.mark, edits)
    }
  }

  private static func scalar(_ node: Node, _ edits: [Edit]) -> Node? {
    for edit in edits {
      guard case .replace(let old, let new) = edit.action, node.text == old else { continue }
      if node.string != nil { return .string(new) }
      return try? DocumentReader.all(bytes: Array(new.utf8), source: "", format: .yaml).first?.root
    }
    return nil
  }

  private static func mapping(_ mapping: Mapping, at mark: Mark, _ edits: [Mark: [Edit]]) -> Node? {
    var result = Mapping()
    var isChanged = false
    for edit in edits[mark] ?? [] {
      guard case .insert(let key, let value) = edit.action else { continue }
      let literal = try? DocumentReader.all(bytes: Array(value.utf8), source: "", format: .yaml).first?.root
      result.set(key, to: literal ?? .null)
      isChanged = true
    }
    for entry in mapping.entries {
      var key = entry.key
      var isGone = false
      for edit in edits[entry.keyMark] ?? [] {
        switch edit.action {
        case .replace(let old, let new) where old == key: key = new
        case .remove(let name, _) where name == key: isGone = true
        case .replace, .remove, .insert: continue
        }
        isChanged = true
      }
      let value = changed(entry.value, edits)
      isChanged = isChanged || value != nil
      if !isGone { result.set(key, to: value ?? entry.value) }
    }
    return isChanged ? .mapping(result) : nil
  }
}
