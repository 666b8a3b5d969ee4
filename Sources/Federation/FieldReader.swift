import Diagnostics
import Documents

/// Reads the fields of one mapping of federation.yaml and collects every fault instead of stopping at the first.
///
/// A field that is missing or null reads as nil; one of the wrong kind is reported and reads as nil. What nobody asked
/// for is reported as unknown when the reader's `body` ends.
struct FieldReader {
  /// Where the mapping stands.
  let place: Place
  /// What was found wrong so far, here and in the mappings below.
  private(set) var findings: [Diagnostic] = []

  private let path: String
  private let source: String
  private let entries: [Mapping.Entry]
  private var asked: [String] = []

  /// Runs `body` over a mapping and returns what it made, with the findings.
  static func read<Value>(
    _ node: Node, at path: String, source: String, _ body: (inout FieldReader) -> Value
  ) -> (value: Value, findings: [Diagnostic]) {
    var reader = FieldReader(node, at: path, source: source)
    let value = body(&reader)
    reader.reportUnknownFields()
    return (value, reader.findings)
  }

  private init(_ node: Node, at path: String, source: String) {
    place = node.mark.place(in: source)
    self.path = path
    self.source = source
    if case .mapping(let mapping) = node.content {
      entries = mapping.entries
    } else {
      entries = []
      reportKind(of: node, due: "a mapping", at: path)
    }
  }

  /// Adds a finding; without a place it is about the mapping as a whole.
  mutating func report(_ finding: Diagnostic) {
    var finding = finding
    finding.place = finding.place ?? place
    findings.append(finding)
  }

  /// The name of a field of this mapping, from the top of the document.
  func name(of key: String) -> String { path.isEmpty ? key : path + "." + key }
}

// MARK: - Scalars

extension FieldReader {
  /// A string.
  mutating func text(_ key: String) -> Located<String>? {
    node(key).flatMap { text(of: $0, at: name(of: key)) }
  }

  /// A string that must be there.
  mutating func requiredText(_ key: String) -> Located<String>? {
    if node(key) == nil {
      report(
        Diagnostic(
          "MT-FED-05", what: "`\(name(of: key))` is missing", why: "nothing else tells it",
          next: "add `\(key): ...` here"))
    }
    return text(key)
  }

  /// Any scalar as it is written, such as a version or duration that YAML reads as a number.
  mutating func scalar(_ key: String) -> Located<String>? {
    guard let node = node(key) else { return nil }
    switch node.content {
    case .string(let text): return Located(value: text, place: place(of: node))
    case .integer(let number): return Located(value: node.text ?? String(number), place: place(of: node))
    case .decimal(let text): return Located(value: node.text ?? text, place: place(of: node))
    case .null, .bool, .sequence, .mapping:
      reportKind(of: node, due: "a string", at: name(of: key))
      return nil
    }
  }

  /// A whole number.
  mutating func number(_ key: String) -> Located<Int>? {
    guard let node = node(key) else { return nil }
    guard case .integer(let number) = node.content, let value = Int(exactly: number) else {
      reportKind(of: node, due: "a whole number", at: name(of: key))
      return nil
    }
    return Located(value: value, place: place(of: node))
  }

  /// `true` or `false`.
  mutating func bool(_ key: String) -> Located<Bool>? {
    guard let node = node(key) else { return nil }
    guard case .bool(let value) = node.content else {
      reportKind(of: node, due: "`true` or `false`", at: name(of: key))
      return nil
    }
    return Located(value: value, place: place(of: node))
  }

  /// One of the raw values of `Choice`.
  mutating func choice<Choice>(_ key: String, _ type: Choice.Type) -> Located<Choice>?
  where Choice: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
    guard let text = text(key) else { return nil }
    if let value = Choice(rawValue: text.value) { return Located(value: value, place: text.place) }
    reportChoice(text, key: key, among: Choice.allCases.map(\.rawValue))
    return nil
  }

  /// Reports a text that is none of the words allowed.
  mutating func reportChoice(_ text: Located<String>, key: String, among words: [String]) {
    let list = words.map { "`\($0)`" }.joined(separator: ", ")
    report(
      Diagnostic(
        "MT-FED-04", what: "`\(name(of: key))` is `\(text.value)`, which is none of its values",
        why: "allowed: \(list)",
        next: Spelling.nearest(to: text.value, among: words).map { "did you mean `\($0)`?" } ?? "write one of them",
        place: text.place))
  }
}

// MARK: - Collections

extension FieldReader {
  /// A mapping.
  mutating func object<Value>(_ key: String, _ body: (inout FieldReader) -> Value) -> Value? {
    node(key).map { object($0, at: name(of: key), body) }
  }

  /// A sequence of mappings.
  mutating func objects<Value>(_ key: String, _ body: (inout FieldReader) -> Value?) -> [Value] {
    sequence(key).enumerated().compactMap { object($1, at: "\(name(of: key))[\($0)]", body) }
  }

  /// A mapping from names to mappings, in the order of the file.
  mutating func table<Value>(_ key: String, _ body: (Located<String>, inout FieldReader) -> Value) -> [Value] {
    mapping(key).map { entry in
      let name = Located(value: entry.key, place: place(of: entry))
      return object(entry.value, at: self.name(of: key) + "." + entry.key) { body(name, &$0) }
    }
  }

  /// A mapping from names to sequences of mappings, in the order of the file.
  mutating func objectsTable<Value>(
    _ key: String, _ body: (inout FieldReader) -> Value?
  ) -> [(name: Located<String>, items: [Value])] {
    mapping(key).map { entry in
      let path = name(of: key) + "." + entry.key
      let items = sequence(entry.value, at: path).enumerated().compactMap { object($1, at: "\(path)[\($0)]", body) }
      return (Located(value: entry.key, place: place(of: entry)), items)
    }
  }

  /// A sequence of strings.
  mutating func texts(_ key: String) -> [Located<String>] {
    sequence(key).enumerated().compactMap { text(of: $1, at: "\(name(of: key))[\($0)]") }
  }

  /// A mapping from names to sequences of strings, in the order of the file.
  mutating func textsTable(_ key: String) -> [(name: Located<String>, texts: [Located<String>])] {
    mapping(key).map { entry in
      let path = name(of: key) + "." + entry.key
      let items = sequence(entry.value, at: path).enumerated().compactMap { text(of: $1, at: "\(path)[\($0)]") }
      return (Located(value: entry.key, place: place(of: entry)), items)
    }
  }

  /// A mapping from names to strings, in the order of the file.
  mutating func textTable(_ key: String) -> [(name: Located<String>, text: Located<String>)] {
    mapping(key).compactMap { entry in
      text(of: entry.value, at: name(of: key) + "." + entry.key).map {
        (Located(value: entry.key, place: place(of: entry)), $0)
      }
    }
  }
}

// MARK: - Nodes

extension FieldReader {
  /// The field's node; nil when it is missing or null.
  private mutating func node(_ key: String) -> Node? {
    if !asked.contains(key) { asked.append(key) }
    guard let node = entries.first(where: { $0.key == key })?.value else { return nil }
    if case .null = node.content { return nil }
    return node
  }

  private mutating func text(of node: Node, at path: String) -> Located<String>? {
    guard case .string(let text) = node.content else {
      reportKind(of: node, due: "a string", at: path)
      return nil
    }
    return Located(value: text, place: place(of: node))
  }

  private mutating func object<Value>(
    _ node: Node, at path: String, _ body: (inout FieldReader) -> Value
  ) -> Value {
    let (value, below) = Self.read(node, at: path, source: source, body)
    findings += below
    return value
  }

  private mutating func sequence(_ key: String) -> [Node] {
    node(key).map { sequence($0, at: name(of: key)) } ?? []
  }

  private mutating func sequence(_ node: Node, at path: String) -> [Node] {
    if case .sequence(let items) = node.content { return items }
    reportKind(of: node, due: "a sequence", at: path)
    return []
  }

  private mutating func mapping(_ key: String) -> [Mapping.Entry] {
    guard let node = node(key) else { return [] }
    if case .mapping(let mapping) = node.content { return mapping.entries }
    reportKind(of: node, due: "a mapping", at: name(of: key))
    return []
  }

  private func place(of node: Node) -> Place { node.mark.place(in: source) }

  private func place(of entry: Mapping.Entry) -> Place { entry.keyMark.place(in: source) }

  private mutating func reportKind(of node: Node, due: String, at path: String) {
    let subject = path.isEmpty ? "the document" : "`\(path)`"
    let scalar = node.text.map { " `\($0)`" } ?? ""
    report(
      Diagnostic(
        "MT-FED-03", what: "\(subject) is \(node.kindName)\(scalar), where \(due) is due",
        why: "the field has one kind of value only",
        next: due == "a string" && node.text != nil ? "put it in quotes if it is meant" : "write \(due)",
        place: place(of: node)))
  }

  private mutating func reportUnknownFields() {
    for entry in entries where !asked.contains(entry.key) {
      let unused = asked.filter { key in !entries.contains { $0.key == key } }
      let near = Spelling.nearest(to: entry.key, among: unused) ?? Spelling.nearest(to: entry.key, among: asked)
      report(
        Diagnostic(
          "MT-FED-02", what: "unknown field `\(name(of: entry.key))`",
          why: "a misspelt field would silently do nothing",
          next: near.map { "did you mean `\($0)`?" } ?? "known here: \(asked.joined(separator: ", "))",
          place: place(of: entry)))
    }
  }
}
