import Diagnostics
import Documents
import Kubernetes

/// A field of a manifest, present or missing, with its path and the place to show.
///
/// Reading never fails: a value of another type is treated as missing, and the type rules report it.
struct Field: Sendable {
  /// Nil if it is missing or null.
  let node: Node?
  /// The path from the top of the manifest: `spec.security.clientID`.
  let path: String
  let source: String
  /// The display name of the manifest.
  let object: String
  private let mark: Mark
  private let keyMark: Mark?
  /// Where the text stands of which this is part; nil for a part of the file itself.
  private let embedding: TextPlace?

  /// The place of a document that is the text of another one.
  private struct TextPlace {
    /// Of the text's first line; the lines follow each other only in a block.
    let start: Mark
    let isBlock: Bool
  }

  /// The top of a document.
  init(_ document: Document, object: String) {
    node = document.root
    path = ""
    source = document.source
    self.object = object
    mark = document.root.mark
    keyMark = nil
    embedding = nil
  }

  /// A file that is no document.
  init(file: String) {
    node = nil
    path = ""
    source = file
    object = "`\(file)`".printable
    mark = Mark(line: 1, column: 1)
    keyMark = nil
    embedding = nil
  }

  private init(_ node: Node?, _ path: String, of parent: Field, mark: Mark, keyMark: Mark?) {
    self.node = node
    self.path = path
    source = parent.source
    object = parent.object
    self.mark = mark
    self.keyMark = keyMark
    embedding = parent.embedding
  }

  private init(_ root: Node, in parent: Field, _ text: TextPlace) {
    node = root
    path = parent.path
    source = parent.source
    object = parent.object
    mark = root.mark
    keyMark = nil
    embedding = text
  }

  /// A document that is the text of this field. Its places are in the file; in a block each line has its own.
  func embedding(_ root: Node, isBlock: Bool) -> Field {
    let start = isBlock ? Mark(line: mark.line + 1, column: (keyMark?.column ?? 0) + Self.indentation) : mark
    return Field(root, in: self, TextPlace(start: start, isBlock: isBlock))
  }

  /// By which every common writer of YAML indents a block.
  private static let indentation = 2

  /// The configuration of a mesh under the names of JSON, in the same place.
  var withJSONNames: Field { Field(node?.withJSONNames, path, of: self, mark: mark, keyMark: keyMark) }

  /// A nested field.
  subscript(key: String) -> Field {
    let path = path.isEmpty ? key : "\(self.path).\(key)"
    guard let entry = node?.mapping?.entries.first(where: { $0.key == key }) else {
      return Field(nil, path, of: self, mark: keyMark ?? mark, keyMark: nil)
    }
    return below(entry, path)
  }

  /// A field nested deeper.
  subscript(first: String, second: String, rest: String...) -> Field {
    rest.reduce(self[first][second]) { $0[$1] }
  }

  /// The fields of a mapping, in order.
  var entries: [(key: String, field: Field)] {
    (node?.mapping?.entries ?? []).map { ($0.key, below($0, path.isEmpty ? $0.key : "\(path).\($0.key)")) }
  }

  /// The items of a sequence.
  var items: [Field] {
    (node?.sequence ?? []).indices.compactMap(item(at:))
  }

  /// An item of a sequence; nil if there is none.
  func item(at index: Int) -> Field? {
    guard let items = node?.sequence, items.indices.contains(index) else { return nil }
    let item = items[index]
    return Field(item.isNull ? nil : item, "\(path)[\(index)]", of: self, mark: item.mark, keyMark: nil)
  }

  private func below(_ entry: Mapping.Entry, _ path: String) -> Field {
    Field(
      entry.value.isNull ? nil : entry.value, path, of: self,
      mark: entry.value.mark.line == 0 ? mark : entry.value.mark,
      keyMark: entry.keyMark)
  }
}

// MARK: - Values

extension Field {
  var exists: Bool { node != nil }

  /// A string that is not empty.
  var string: String? {
    guard let text = node?.string, !text.isEmpty else { return nil }
    return text
  }

  var bool: Bool? { node?.bool }

  var int: Int? { node?.int }

  /// The strings of a sequence.
  var strings: [String] { (node?.sequence ?? []).compactMap(\.string) }

  /// A mapping from names to scalars, as text.
  var table: [String: String] {
    Dictionary((node?.mapping?.entries ?? []).map { ($0.key, $0.value.text ?? "") }) { first, _ in first }
  }

  /// Whether a boolean, or its text as in environment variables, is false.
  var isFalse: Bool { node?.bool == false || node?.string?.lowercased() == "false" }

  /// Whether a boolean, or its text, is true.
  var isTrue: Bool { node?.bool == true || node?.string?.lowercased() == "true" }
}

// MARK: - Places

extension Field {
  /// The place to show: a scalar itself, the key of anything larger, and for a missing field the mapping that should
  /// have it.
  var place: Place {
    guard let text = embedding else { return anchor.place(in: source) }
    guard text.isBlock, anchor.line > 0 else { return text.start.place(in: source) }
    return Mark(line: text.start.line + anchor.line - 1, column: text.start.column + anchor.column - 1)
      .place(in: source)
  }

  private var anchor: Mark {
    guard let node else { return keyMark ?? mark }
    switch node.content {
    case .mapping, .sequence: return keyMark ?? mark
    case .null, .bool, .integer, .decimal, .string: return mark
    }
  }

  func replacing(with text: String) -> Edit? {
    guard let old = node?.text, mark.line > 0, embedding == nil else { return nil }
    return Edit(file: source, line: mark.line, column: mark.column, action: .replace(old: old, new: text))
  }

  /// Adds a field that this mapping does not have.
  func inserting(_ key: String, _ value: String) -> Edit? {
    guard let mapping = node?.mapping, !mapping.entries.isEmpty, mapping[key] == nil, mark.line > 0, embedding == nil
    else {
      return nil
    }
    return Edit(file: source, line: mark.line, column: mark.column, action: .insert(key: key, value: value))
  }

  /// Removes the field, whose value must be a scalar on the line of its key.
  var removing: Edit? {
    guard let keyMark, keyMark.line > 0, let value = node?.text, mark.line == keyMark.line, embedding == nil else {
      return nil
    }
    let key = path.split(separator: ".").last.map(String.init) ?? path
    return Edit(file: source, line: keyMark.line, column: keyMark.column, action: .remove(key: key, value: value))
  }

  func renaming(to name: String) -> Edit? {
    guard let keyMark, keyMark.line > 0, embedding == nil else { return nil }
    let key = path.split(separator: ".").last.map(String.init) ?? path
    return Edit(file: source, line: keyMark.line, column: keyMark.column, action: .replace(old: key, new: name))
  }
}
