/// Writes values for insertion into an existing text: into JSON as JSON, into YAML with quotes only where needed.
struct ValueWriting {
  enum Notation {
    case block
    /// Between brackets or braces, where more characters need quotes.
    case flow
    case json
  }

  private let notation: Notation
  private let isQuotingKeys: Bool

  /// `isQuotingKeys` puts every key in double quotes.
  init(_ notation: Notation, isQuotingKeys: Bool = false) {
    self.notation = notation
    self.isQuotingKeys = isQuotingKeys
  }

  /// An entry on one line.
  func entry(_ key: String, _ value: Node) -> String { self.key(key) + ": " + self.value(value) }

  /// An entry in block style, with sequences on one line.
  func lines(_ key: String, _ value: Node) -> [String] {
    guard let mapping = value.mapping, !mapping.entries.isEmpty else { return [entry(key, value)] }
    return [self.key(key) + ":"] + mapping.entries.flatMap { lines($0.key, $0.value) }.map { "  " + $0 }
  }

  /// A value on one line; a string is quoted like the scalar that it replaces.
  func value(_ node: Node, like style: NodeSpans.Style = .plain) -> String {
    switch node.content {
    case .null, .bool, .integer, .decimal: return node.text ?? ""
    case .string(let text): return string(text, like: style)
    case .sequence(let items): return "[" + items.map { inFlow.value($0) }.joined(separator: ", ") + "]"
    case .mapping(let mapping):
      return "{" + mapping.entries.map { inFlow.entry($0.key, $0.value) }.joined(separator: ", ") + "}"
    }
  }

  private var inFlow: ValueWriting {
    ValueWriting(notation == .json ? .json : .flow, isQuotingKeys: isQuotingKeys)
  }

  private func key(_ key: String) -> String { string(key, like: isQuotingKeys ? .doubleQuoted : .plain) }

  private func string(_ text: String, like style: NodeSpans.Style) -> String {
    if notation == .json { return QuotedScalar.write(text, for: .json) }
    switch style {
    case .singleQuoted where text.unicodeScalars.allSatisfy(\.isPrintableInYAML):
      return "'" + text.replacing("'", with: "''") + "'"
    case .plain where isPlain(text): return text
    case .plain, .singleQuoted, .doubleQuoted, .literalBlock, .alias, .flow, .block:
      return QuotedScalar.write(text, for: .yaml)
    }
  }

  private func isPlain(_ text: String) -> Bool {
    // YAML 1.1's regular expression for numbers matches IPv4 addresses, but no reader takes them for numbers.
    guard PlainScalar.isSafe(text) || Self.isIPv4(text) else { return false }
    return notation == .block || !text.unicodeScalars.contains { ",[]{}:".unicodeScalars.contains($0) }
  }

  private static func isIPv4(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy { (0x30...0x39).contains($0) } }
  }
}

extension YAMLWriter {
  /// A value on one line that is valid everywhere, also between brackets and braces.
  public static func flow(_ node: Node) -> String { ValueWriting(.flow).value(node) }

  /// The lines of an entry in block style, with sequences on one line.
  public static func lines(_ key: String, _ value: Node) -> [String] {
    ValueWriting(.block).lines(key, value)
  }
}
