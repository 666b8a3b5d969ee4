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
    var entries: [(String, Node)] = [
      ("code", .string(code.rawValue)), ("severity", .string(severity.rawValue)),
      ("what", .string(what.text(in: context))),
      ("why", .string(why.text(in: context))), ("next", .string(next.text(in: context))),
    ]
    if let place {
      entries.append(
        (
          "place",
          .mapping([
            ("file", .optional(place.file)), ("line", place.line.map { .int($0) } ?? .null),
            ("column", place.column.map { .int($0) } ?? .null),
          ])
        ))
    }
    return .mapping(entries)
  }
}
