import Diagnostics
import Documents
import X509

extension Message {
  /// The text as it is printed: without private keys that it quotes. What the user typed stays, such as the home's path.
  func shown(in context: CommandContext = .none) -> String {
    changing { $0.withoutQuotedKeys }.text(in: context)
  }
}

extension Node {
  /// The value with notes in place of private keys in its texts and names.
  var withKeysHidden: Node { holdsHiddenKey ? hidingKeys : self }

  private var holdsHiddenKey: Bool {
    switch content {
    case .string(let text): text.withoutPrivateKeys != text
    case .mapping(let mapping):
      isWebKey || mapping.entries.contains { $0.key.withoutPrivateKeys != $0.key || $0.value.holdsHiddenKey }
    case .sequence(let items): items.contains(where: \.holdsHiddenKey)
    case .null, .bool, .integer, .decimal: false
    }
  }

  private var hidingKeys: Node {
    switch content {
    case .string(let text): .string(text.withoutPrivateKeys)
    case .mapping(let mapping): .mapping(Self.hidingKeys(of: mapping, isWebKey: isWebKey))
    case .sequence(let items): .sequence(items.map(\.hidingKeys))
    case .null, .bool, .integer, .decimal: self
    }
  }

  /// Whether it is a private JSON Web Key (RFC 7517), of which no text alone is one.
  private var isWebKey: Bool { PrivateKeys.webKey { self[$0]?.string } != nil }

  /// The notes in place of several names are numbered, because a name stands for one entry.
  ///
  /// - Parameter isWebKey: Whether its private members are hidden, whatever they are.
  private static func hidingKeys(of mapping: Mapping, isWebKey: Bool) -> [(String, Node)] {
    var counts: [String: Int] = [:]
    return mapping.entries.map { entry in
      if isWebKey, PrivateKeys.privateMembers.contains(entry.key) { return (entry.key, .string(PrivateKeys.note)) }
      let name = entry.key.withoutPrivateKeys
      guard name != entry.key else { return (name, entry.value.hidingKeys) }
      let count = counts[name, default: 0] + 1
      counts[name] = count
      return (count == 1 ? name : "\(name) \(count)", entry.value.hidingKeys)
    }
  }
}

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
      ("code", code.rawValue), ("severity", severity.rawValue), ("what", what.shown(in: context)),
      ("why", why.shown(in: context)), ("next", next.shown(in: context)),
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
