/// Writes values into an existing text: as JSON into JSON, and otherwise with quotes only where needed.
struct ValueWriting {
  /// Whether the text is JSON.
  let isJSON: Bool
  /// Whether the values are between brackets or braces.
  let isInFlow: Bool
  /// Whether keys always have quotes, because their neighbours do.
  var isQuotingKeys = false

  func entry(_ key: String, _ value: Node) -> String { self.key(key) + ": " + self.value(value) }

  /// An entry of a block: mappings on lines of their own, sequences on one line.
  func lines(_ key: String, _ value: Node) -> [String] {
    guard let mapping = value.mapping, !mapping.entries.isEmpty else { return [entry(key, value)] }
    return [self.key(key) + ":"] + mapping.entries.flatMap { lines($0.key, $0.value) }.map { "  " + $0 }
  }

  /// A value on one line; a string gets the quotes of the scalar that it replaces.
  func value(_ node: Node, like style: NodeSpans.Style = .plain) -> String {
    switch node.content {
    case .null, .bool, .integer, .decimal: return node.text ?? ""
    case .string(let text): return string(text, like: style)
    case .sequence(let items): return "[" + items.map { inFlow.value($0) }.joined(separator: ", ") + "]"
    case .mapping(let mapping):
      return "{" + mapping.entries.map { inFlow.entry($0.key, $0.value) }.joined(separator: ", ") + "}"
    }
  }

  private var inFlow: ValueWriting { ValueWriting(isJSON: isJSON, isInFlow: true, isQuotingKeys: isQuotingKeys) }

  private func key(_ key: String) -> String { string(key, like: isQuotingKeys ? .doubleQuoted : .plain) }

  private func string(_ text: String, like style: NodeSpans.Style) -> String {
    if isJSON { return QuotedScalar.write(text, for: .json) }
    switch style {
    case .singleQuoted where text.unicodeScalars.allSatisfy(\.isPrintableInYAML):
      return "'" + text.replacing("'", with: "''") + "'"
    case .plain where isPlain(text): return text
    case .plain, .singleQuoted, .doubleQuoted, .literalBlock, .alias, .flow, .block:
      return QuotedScalar.write(text, for: .yaml)
    }
  }

  private func isPlain(_ text: String) -> Bool {
    // No reader takes an IPv4 address for a number, whatever YAML 1.1's expression for numbers says.
    guard PlainScalar.isSafe(text) || Self.isIPv4(text) else { return false }
    return !isInFlow || !text.unicodeScalars.contains { ",[]{}:".unicodeScalars.contains($0) }
  }

  private static func isIPv4(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy { (0x30...0x39).contains($0) } }
  }
}

extension YAMLWriter {
  /// A value on one line that is valid anywhere, including between brackets and braces.
  public static func flow(_ node: Node) -> String { ValueWriting(isJSON: false, isInFlow: true).value(node) }

  /// The lines of an entry: mappings in block style, sequences between brackets.
  public static func lines(_ key: String, _ value: Node) -> [String] {
    ValueWriting(isJSON: false, isInFlow: false).lines(key, value)
  }
}
