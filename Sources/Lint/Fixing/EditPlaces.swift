import Documents

/// Converts edits, which name places, into changes of a file's nodes.
struct EditPlaces {
  private let editor: DocumentEditor
  private let nodes: [Mark: [NodePath]]
  private let keys: [Mark: [NodePath]]

  init(_ edits: [Edit], in editor: DocumentEditor) {
    self.editor = editor
    (nodes, keys) = editor.paths(at: Set(edits.map(\.mark)))
  }

  /// The changes of an edit: several where aliases repeat the place.
  ///
  /// - Throws: ``EditFault/form`` if the text at the place is not what the edit expects.
  func changes(_ edit: Edit) throws(EditFault) -> [Change] {
    let changes: [Change]
    switch edit.action {
    case .replace(let old, let new):
      changes =
        nodes(edit) { $0.text == old }.map { .replace($0, with: Self.value(new, insteadOf: editor.node(at: $0))) }
        + keys(edit, old).map { .rename($0, to: new) }
    case .insert(let key, let value):
      changes = nodes(edit) { $0.mapping != nil }.map { .insert(key, Self.literal(value), into: $0, at: .start) }
    case .remove(let key, let value):
      changes = keys(edit, key).filter { editor.node(at: $0)?.text == value }.map { .remove($0) }
    }
    guard !changes.isEmpty else { throw .form }
    return changes
  }

  /// Whether an edit would remove a comment with its value.
  func losesComment(_ edit: Edit) -> Bool {
    guard case .remove(let key, _) = edit.action else { return false }
    return keys(edit, key).contains { editor.hasComment(beside: $0) }
  }

  private func nodes(_ edit: Edit, where isMeant: (Node) -> Bool) -> [NodePath] {
    (nodes[edit.mark] ?? []).filter { path in editor.node(at: path).map(isMeant) ?? false }
  }

  private func keys(_ edit: Edit, _ key: String) -> [NodePath] { (keys[edit.mark] ?? []).filter { $0.key == key } }

  /// A string stays a string, even if it looks like another type.
  private static func value(_ text: String, insteadOf old: Node?) -> Node {
    old?.string == nil ? literal(text) : .string(text)
  }

  private static func literal(_ text: String) -> Node {
    (try? DocumentReader.all(bytes: Array(text.utf8), source: "", format: .yaml).first?.root) ?? .null
  }
}

extension Edit {
  fileprivate var mark: Mark { Mark(line: line, column: column) }
}

extension Refusal.Reason {
  /// The reason as a report words it.
  init(_ fault: EditFault) {
    self =
      switch fault {
      case .encoding: .encoding
      case .lineBreaks: .lineBreaks
      case .form: .notThere
      case .overlap: .overlap
      case .unreadable, .meaning: .meaning
      }
  }
}
