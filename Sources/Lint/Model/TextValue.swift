import Documents
import X509

/// A text in a document: a value, the name of a field, the texts of a list as the lines of one, or a JSON Web Key.
struct TextValue {
  let field: Field
  /// The names of the fields that it is in, from the top.
  let names: [String]
  let text: String
  /// Whether it is made of several texts.
  let isJoined: Bool

  /// All of them. Those that are made of others come last.
  static func all(in field: Field) -> [TextValue] {
    var values: [TextValue] = []
    collect(field, [], into: &values)
    return values.filter { !$0.isJoined } + values.filter(\.isJoined)
  }

  private static func collect(_ field: Field, _ names: [String], into values: inout [TextValue]) {
    guard let node = field.node else { return }
    if let text = node.string {
      values.append(TextValue(field: field, names: names, text: text, isJoined: false))
    }
    if let text = node.webKey {
      values.append(TextValue(field: field, names: names, text: text, isJoined: false))
    }
    for entry in field.entries {
      values.append(TextValue(field: entry.field, names: names, text: entry.key, isJoined: false))
      collect(entry.field, names + [entry.key], into: &values)
    }
    for item in field.items { collect(item, names, into: &values) }
    if let text = node.lines { values.append(TextValue(field: field, names: names, text: text, isJoined: true)) }
  }
}

extension Node {
  /// Whether any text in it, or the texts of a list together, hold a private key.
  var holdsPrivateKey: Bool {
    switch content {
    case .string(let text): PrivateKeys.areIn(text)
    case .mapping(let mapping):
      webKey != nil || mapping.entries.contains { PrivateKeys.areIn($0.key) || $0.value.holdsPrivateKey }
    case .sequence(let items):
      items.contains(where: \.holdsPrivateKey) || (lines.map { PrivateKeys.areIn($0) } ?? false)
    case .null, .bool, .integer, .decimal: false
    }
  }

  /// The JSON of a private JSON Web Key (RFC 7517), of which no text alone is one; nil for anything else.
  var webKey: String? { PrivateKeys.webKey { self[$0]?.string } }

  /// The texts of a list as the lines of one; nil for what has no two.
  fileprivate var lines: String? {
    guard let texts = self.sequence?.compactMap(\.string), texts.count > 1 else { return nil }
    return texts.joined(separator: "\n")
  }
}
