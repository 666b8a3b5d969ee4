import Diagnostics
import Documents

/// Reads the fields of one mapping of federation.yaml and collects every fault instead of stopping at the first.
///
/// A field that is missing or null reads as nil. One of the wrong type is reported and reads as nil. A field that was
/// never read is reported as unknown when the reader's `body` ends.
struct FieldReader {
  let place: Place
  /// The faults so far, here and in the mappings below.
  private(set) var findings: [Diagnostic] = []

  private let path: String
  private let source: String
  /// Nil if the node is not a mapping.
  private var fields: MappingReader?
  /// Where the reader only records what it is asked for.
  private let recorder: FieldRecorder?

  /// The fields that `body` asks for, and those below them. Nothing is read.
  static func fields<Value>(_ body: (inout FieldReader) -> Value) -> [FieldShape] {
    let recorder = FieldRecorder()
    var reader = FieldReader(recorder, at: "")
    _ = body(&reader)
    return recorder.fields
  }

  private init(_ recorder: FieldRecorder, at path: String) {
    place = Place(file: "")
    source = ""
    self.path = path
    self.recorder = recorder
    fields = nil
  }

  /// Runs `body` over a mapping and returns its result, with the findings.
  static func read<Value>(
    _ node: Node, at path: String, source: String, _ body: (inout FieldReader) -> Value
  ) -> (value: Value, findings: [Diagnostic]) {
    var reader = FieldReader(node, at: path, source: source)
    let value = body(&reader)
    for unknown in reader.fields?.unknownFields ?? [] { reader.report(unknown) }
    return (value, reader.findings)
  }

  private init(_ node: Node, at path: String, source: String) {
    place = node.mark.place(in: source)
    self.path = path
    self.source = source
    recorder = nil
    fields = collect { () throws(DocumentsError) in try MappingReader(node, at: path, source: source) }
  }

  /// Adds a finding; without a place it concerns the whole mapping.
  mutating func report(_ finding: Diagnostic) {
    var finding = finding
    finding.place = finding.place ?? place
    findings.append(finding)
  }

  /// The path of a field from the top of the document.
  func name(of key: String) -> String { path.isEmpty ? key : path + "." + key }
}

// MARK: - Scalars

extension FieldReader {
  mutating func text(_ key: String) -> Located<String>? {
    record(key, .text)
    return node(key).flatMap { text(of: $0, at: name(of: key)) }
  }

  /// Missing is a fault.
  mutating func requiredText(_ key: String) -> Located<String>? {
    record(key, .text, isRequired: true)
    if node(key) == nil, let fields { report(fields.missing(key)) }
    return text(key)
  }

  /// Any scalar as written, such as a version or duration that YAML reads as a number.
  mutating func scalar(_ key: String, as type: FieldType = .scalar) -> Located<String>? {
    record(key, type)
    guard let node = node(key) else { return nil }
    switch node.content {
    case .integer, .decimal: return node.text.map { Located(value: $0, place: place(of: node)) }
    case .string, .null, .bool, .sequence, .mapping: return text(of: node, at: name(of: key))
    }
  }

  mutating func number(_ key: String) -> Located<Int>? {
    record(key, .number)
    return located(key) { node, path, source throws(DocumentsError) in try node.requireInt(at: path, in: source) }
  }

  mutating func bool(_ key: String) -> Located<Bool>? {
    record(key, .bool)
    return located(key) { node, path, source throws(DocumentsError) in try node.requireBool(at: path, in: source) }
  }

  /// One of the raw values of `Choice`.
  mutating func choice<Choice>(_ key: String, _ type: Choice.Type) -> Located<Choice>?
  where Choice: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
    guard let text = word(key, among: Choice.allCases.map(\.rawValue)) else { return nil }
    if let value = Choice(rawValue: text.value) { return Located(value: value, place: text.place) }
    reportChoice(text, key: key, among: Choice.allCases.map(\.rawValue))
    return nil
  }

  /// A text that should be one of some words; the caller checks it, and may take other spellings.
  mutating func word(_ key: String, among words: [String], orSpelling isLoose: Bool = false) -> Located<String>? {
    record(key, isLoose ? .spelling(words) : .word(words))
    return text(key)
  }

  /// Reports a text that is not one of the allowed words.
  mutating func reportChoice(_ text: Located<String>, key: String, among words: [String]) {
    let list = words.map { "`\($0)`" }.joined(separator: ", ")
    report(
      Diagnostic(
        "MT-FED-04", what: "`\(name(of: key))` is `\(text.value)`, which is not one of its values",
        why: "allowed: \(list)",
        next: .didYouMean(Spelling.nearest(to: text.value, among: words), otherwise: "write one of them"),
        place: text.place))
  }
}

// MARK: - Collections

extension FieldReader {
  mutating func object<Value>(_ key: String, _ body: (inout FieldReader) -> Value) -> Value? {
    record(key, .fields, below: "", body)
    return node(key).map { object($0, at: name(of: key), body) }
  }

  /// A word, which the caller checks, or a mapping.
  mutating func wordOrObject<Value>(
    _ key: String, among words: [String], _ body: (inout FieldReader) -> Value
  ) -> (word: Located<String>?, object: Value?) {
    record(key, .spellingOrFields(words), below: "", body)
    guard let node = node(key) else { return (nil, nil) }
    guard node.mapping == nil else { return (nil, object(node, at: name(of: key), body)) }
    return (text(of: node, at: name(of: key)), nil)
  }

  /// A text or a mapping.
  mutating func textOrObject<Value>(
    _ key: String, _ body: (inout FieldReader) -> Value
  ) -> (text: Located<String>?, object: Value?) {
    record(key, .textOrFields, below: "", body)
    guard let node = node(key) else { return (nil, nil) }
    guard node.mapping == nil else { return (nil, object(node, at: name(of: key), body)) }
    return (text(of: node, at: name(of: key)), nil)
  }

  /// A sequence of texts or mappings.
  mutating func textsOrObjects<Value>(
    _ key: String, _ value: (Located<String>) -> Value, _ body: (inout FieldReader) -> Value?
  ) -> [Value] {
    record(key, .list(of: .textOrFields), below: "[]", body)
    return sequence(key).enumerated().compactMap { index, node in
      let path = "\(name(of: key))[\(index)]"
      guard node.mapping == nil else { return object(node, at: path, body) }
      return text(of: node, at: path).map(value)
    }
  }

  /// A sequence of mappings.
  mutating func objects<Value>(_ key: String, _ body: (inout FieldReader) -> Value?) -> [Value] {
    record(key, .list(of: .fields), below: "[]", body)
    return sequence(key).enumerated().compactMap { object($1, at: "\(name(of: key))[\($0)]", body) }
  }

  /// A mapping from names to mappings, in the order of the file.
  mutating func table<Value>(_ key: String, _ body: (Located<String>, inout FieldReader) -> Value) -> [Value] {
    record(key, .table(of: .fields), below: ".*") { body(Located(value: "*", place: $0.place), &$0) }
    return entries(key).map { entry in
      let name = Located(value: entry.key, place: place(of: entry))
      return object(entry.value, at: self.name(of: key) + "." + entry.key) { body(name, &$0) }
    }
  }

  /// A mapping from names to sequences of mappings, in the order of the file.
  mutating func objectsTable<Value>(
    _ key: String, _ body: (inout FieldReader) -> Value?
  ) -> [(name: Located<String>, items: [Value])] {
    record(key, .table(of: .list(of: .fields)), below: ".*[]", body)
    return entries(key).map { entry in
      let path = name(of: key) + "." + entry.key
      let items = sequence(entry.value, at: path).enumerated().compactMap { object($1, at: "\(path)[\($0)]", body) }
      return (Located(value: entry.key, place: place(of: entry)), items)
    }
  }

  mutating func texts(_ key: String) -> [Located<String>] {
    record(key, .list(of: .text))
    return sequence(key).enumerated().compactMap { text(of: $1, at: "\(name(of: key))[\($0)]") }
  }

  /// Whether a field is given, if only with an empty value.
  mutating func isGiven(_ key: String) -> Bool { node(key) != nil }

  /// A mapping from names to sequences of strings, in the order of the file.
  mutating func textsTable(_ key: String) -> [(name: Located<String>, texts: [Located<String>])] {
    record(key, .table(of: .list(of: .text)))
    return entries(key).map { entry in
      let path = name(of: key) + "." + entry.key
      let items = sequence(entry.value, at: path).enumerated().compactMap { text(of: $1, at: "\(path)[\($0)]") }
      return (Located(value: entry.key, place: place(of: entry)), items)
    }
  }

  /// A mapping from names to strings, in the order of the file.
  mutating func textTable(_ key: String) -> [(name: Located<String>, text: Located<String>)] {
    record(key, .table(of: .text))
    return entries(key).compactMap { entry in
      text(of: entry.value, at: name(of: key) + "." + entry.key).map {
        (Located(value: entry.key, place: place(of: entry)), $0)
      }
    }
  }
}

// MARK: - Recording

extension FieldReader {
  /// Records a text that allows only one value.
  func recordConstant(_ key: String, _ value: String) { record(key, .constant(value), isRequired: true) }

  private func record(_ key: String, _ type: FieldType, isRequired: Bool = false) {
    recorder?.record(name(of: key), type, isRequired: isRequired)
  }

  /// Records a field and those below it; `part` leads from the field to the mapping that has them.
  private func record<Value>(
    _ key: String, _ type: FieldType, below part: String, _ body: (inout FieldReader) -> Value
  ) {
    guard let recorder else { return }
    record(key, type)
    var below = FieldReader(recorder, at: name(of: key) + part)
    _ = body(&below)
  }
}

// MARK: - Nodes

extension FieldReader {
  private mutating func node(_ key: String) -> Node? { fields?.node(key) }

  private mutating func located<Value>(
    _ key: String, _ value: (Node, String, String) throws(DocumentsError) -> Value
  ) -> Located<Value>? {
    guard let node = node(key) else { return nil }
    let (path, source) = (name(of: key), source)
    return collect { () throws(DocumentsError) in try value(node, path, source) }
      .map { Located(value: $0, place: place(of: node)) }
  }

  private mutating func text(of node: Node, at path: String) -> Located<String>? {
    let source = source
    return collect { () throws(DocumentsError) in try node.requireString(at: path, in: source) }
      .map { Located(value: $0, place: place(of: node)) }
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
    let source = source
    return collect { () throws(DocumentsError) in try node.requireSequence(at: path, in: source) } ?? []
  }

  private mutating func entries(_ key: String) -> [Mapping.Entry] {
    guard let node = node(key) else { return [] }
    let (path, source) = (name(of: key), source)
    return collect { () throws(DocumentsError) in try node.requireMapping(at: path, in: source) }?.entries ?? []
  }

  private func place(of node: Node) -> Place { node.mark.place(in: source) }

  private func place(of entry: Mapping.Entry) -> Place { entry.keyMark.place(in: source) }
}

// MARK: - Faults

extension FieldReader {
  /// The result of `body`; nil if it throws, which is reported.
  private mutating func collect<Value>(_ body: () throws(DocumentsError) -> Value) -> Value? {
    do {
      return try body()
    } catch {
      report(error)
      return nil
    }
  }

  /// Reports a fault of a field with its code for federation.yaml.
  private mutating func report(_ error: DocumentsError) {
    var finding = error.diagnostic
    switch error {
    case .unknownField: finding.code = "MT-FED-02"
    case .missingField: finding.code = "MT-FED-05"
    case .unreadable, .empty, .yamlSyntax, .jsonSyntax, .encoding, .template, .pasted, .duplicateKey, .limit, .alias,
      .tag, .compositeKey, .merge, .invalidValue:
      finding.code = "MT-FED-03"
    }
    report(finding)
  }
}
