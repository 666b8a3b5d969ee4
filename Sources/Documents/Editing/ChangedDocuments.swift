/// Applies changes to nodes: what the edited text must hold when it is read again.
struct ChangedDocuments {
  /// The changes of one node and of the nodes below it.
  private struct Changes {
    var own: [Change] = []
    var below: [NodePath.Step: Changes] = [:]

    mutating func add(_ change: Change, at steps: ArraySlice<NodePath.Step>) {
      guard let step = steps.first else { return own.append(change) }
      below[step, default: Changes()].add(change, at: steps.dropFirst())
    }
  }

  private var documents: [Int: Changes] = [:]

  init(_ changes: [Change]) {
    for change in changes {
      documents[change.path.document, default: Changes()].add(change, at: change.path.steps[...])
    }
  }

  /// The changed root of each document.
  ///
  /// - Throws: ``EditFault/meaning`` if a mapping would have a key twice, or a root would be removed.
  func apply(to documents: [Document]) throws(EditFault) -> [Node] {
    var roots: [Node] = []
    for (index, document) in documents.enumerated() {
      guard let changes = self.documents[index] else {
        roots.append(document.root)
        continue
      }
      guard let root = try Self.changed(document.root, changes) else { throw .meaning }
      roots.append(root)
    }
    return roots
  }

  /// The changed node; nil if it is removed.
  private static func changed(_ node: Node, _ changes: Changes) throws(EditFault) -> Node? {
    var result = node
    switch node.content {
    case .sequence(let items) where !changes.below.isEmpty:
      var kept: [Node] = []
      for (index, item) in items.enumerated() {
        guard let below = changes.below[.item(index)] else {
          kept.append(item)
          continue
        }
        if let item = try changed(item, below) { kept.append(item) }
      }
      result = .sequence(kept)
    case .mapping(let mapping):
      if let changed = try changed(mapping, changes) { result = .mapping(changed) }
    case .sequence, .null, .bool, .integer, .decimal, .string: break
    }
    for change in changes.own {
      switch change {
      case .replace(_, let new): result = new
      case .remove: return nil
      case .rename, .insert: break
      }
    }
    return result
  }

  /// The changed mapping; nil if nothing in it changes.
  private static func changed(_ mapping: Mapping, _ changes: Changes) throws(EditFault) -> Mapping? {
    var entries: [(key: String, value: Node)] = []
    for entry in mapping.entries {
      guard let below = changes.below[.key(entry.key)] else {
        entries.append((entry.key, entry.value))
        continue
      }
      guard let value = try changed(entry.value, below) else { continue }
      var key = entry.key
      for case .rename(_, let new) in below.own { key = new }
      entries.append((key, value))
    }
    var isChanged = !changes.below.isEmpty
    for case .insert(let key, let value, _, _) in changes.own {
      entries.append((key, value))
      isChanged = true
    }
    guard isChanged else { return nil }
    guard Set(entries.map(\.key)).count == entries.count else { throw .meaning }
    var result = Mapping()
    for entry in entries { result.set(entry.key, to: entry.value) }
    return result
  }
}
