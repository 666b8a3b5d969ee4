import Diagnostics
import Documents

extension JSONWriter {
  /// Writes the first member of a document: `meshtrust/verify/v1`. Fields may be added to a schema, never changed.
  mutating func schema(_ name: String) { member("schema", Node.schema(name)) }
}

extension Node {
  /// A document with its schema first: `meshtrust/verify/v1`. Fields may be added to a schema, never changed.
  static func schema(_ name: String, _ entries: [(String, Node)]) -> Node {
    .mapping([("schema", schema(name))] + entries)
  }

  fileprivate static func schema(_ name: String) -> Node { .string("meshtrust/\(name)/v1") }

  /// A string, or null.
  static func optional(_ text: String?) -> Node { text.map { .string($0) } ?? .null }

  static func strings(_ texts: [String]) -> Node { .sequence(texts.map { .string($0) }) }
}

extension Diagnostic {
  /// The diagnostic for JSON, with its commands for no home in particular.
  var node: Node { node(in: .none) }

  func node(in context: CommandContext) -> Node {
    var entries = members(in: context).map { ($0, Node.string($1)) }
    if let place { entries.append(("place", place.node)) }
    return .mapping(entries)
  }

  /// All members but the place.
  fileprivate func members(in context: CommandContext) -> [(String, String)] {
    [
      ("code", code.rawValue), ("severity", severity.rawValue), ("what", what.text(in: context)),
      ("why", why.text(in: context)), ("next", next.text(in: context)),
    ]
  }
}

extension Place {
  fileprivate var node: Node {
    .mapping([
      ("file", .optional(file)), ("line", line.map { .int($0) } ?? .null), ("column", column.map { .int($0) } ?? .null),
    ])
  }
}

extension JSONWriter {
  /// Writes a diagnostic as ``Diagnostic/node`` is written, without a tree of nodes.
  mutating func diagnostic(_ diagnostic: Diagnostic) {
    mapping { json in
      for (key, text) in diagnostic.members(in: .none) { json.member(key, text) }
      if let place = diagnostic.place { json.member("place", place.node) }
    }
  }
}
