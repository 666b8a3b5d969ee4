import Diagnostics

/// Reads a YAML stream, or JSON values one after the other, one document at a time.
///
/// Memory holds one document and two chunks of the file, however many documents there are.
public struct DocumentReader: ~Copyable {
  public enum Format: Sendable {
    /// JSON if it begins with `{` or `[` and the first value is JSON; YAML otherwise, `{a: b}` included.
    case automatic
    /// Strict JSON and nothing else.
    case json
    /// YAML; it reads most JSON too, but not surrogate escapes or keys longer than 1024 characters.
    case yaml
  }

  private let source: ByteSource
  private let format: Format
  private let limits: ReadingLimits
  private let recorder: SpanRecorder?
  private var json: JSONReader?
  private var yaml: YAMLReader?
  private var state = State.new

  private enum State {
    case new, reading, finished
  }

  /// Opens a file; `-` is standard input. Throws `unreadable` if it cannot be opened.
  ///
  /// - Parameter onlyRegular: Whether a pipe or a device is `unreadable`. One that somebody names is read; one in the place of
  ///   a file that was found in a folder would be waited for.
  public init(
    path: String, format: Format = .automatic, limits: ReadingLimits = ReadingLimits(), onlyRegular: Bool = false
  ) throws(DocumentsError) {
    self.init(try ByteSource(path: path, onlyRegular: onlyRegular), format, limits)
  }

  /// Reads an open file and leaves it open.
  public init(
    descriptor: Int32, source: String, format: Format = .automatic, limits: ReadingLimits = ReadingLimits()
  ) {
    self.init(ByteSource(descriptor: descriptor, name: source), format, limits)
  }

  /// `source` is the name to use in messages.
  public init(
    bytes: [UInt8], source: String, format: Format = .automatic, limits: ReadingLimits = ReadingLimits()
  ) {
    self.init(ByteSource(bytes: bytes, name: source), format, limits)
  }

  private init(_ source: ByteSource, _ format: Format, _ limits: ReadingLimits, recorder: SpanRecorder? = nil) {
    self.source = source
    self.format = format
    self.limits = limits
    self.recorder = recorder
  }

  /// The next document; nil after the last, and after an error. A stream without any document is the error `empty`.
  public mutating func next() throws(DocumentsError) -> Document? {
    switch state {
    case .finished:
      return nil
    case .new:
      state = .finished
      guard let first = try readFirst() else { throw .empty(Place(file: source.name)) }
      state = .reading
      return first
    case .reading:
      state = .finished
      guard let document = try readOn() else { return nil }
      state = .reading
      return document
    }
  }

  public static func all(
    path: String, format: Format = .automatic, limits: ReadingLimits = ReadingLimits()
  ) throws(DocumentsError) -> [Document] {
    var reader = try DocumentReader(path: path, format: format, limits: limits)
    return try reader.rest()
  }

  public static func all(
    bytes: [UInt8], source: String, format: Format = .automatic, limits: ReadingLimits = ReadingLimits()
  ) throws(DocumentsError) -> [Document] {
    var reader = DocumentReader(bytes: bytes, source: source, format: format, limits: limits)
    return try reader.rest()
  }

  /// Reads all documents and records where their nodes end.
  static func all(
    bytes: [UInt8], source: String, recorder: SpanRecorder
  ) throws(DocumentsError) -> [Document] {
    var reader = DocumentReader(
      ByteSource(bytes: bytes, name: source), .automatic, ReadingLimits(), recorder: recorder)
    return try reader.rest()
  }

  private mutating func rest() throws(DocumentsError) -> [Document] {
    var documents: [Document] = []
    while let document = try next() { documents.append(document) }
    return documents
  }
}

// MARK: - Which language

extension DocumentReader {
  private mutating func readFirst() throws(DocumentsError) -> Document? {
    switch format {
    case .json:
      json = JSONReader(source, limits: limits, recorder: recorder)
      return try json?.next()
    case .yaml:
      return try readYAML()
    case .automatic:
      guard let first = try peekFirst() else { return nil }
      return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? try readEither() : try readYAML()
    }
  }

  /// Looks at the first byte that is neither blank nor part of a byte order mark; nil if there is none.
  private func peekFirst() throws(DocumentsError) -> UInt8? {
    source.startRecording()
    defer { source.rewind() }
    var count = 0
    while let chunk = try source.nextChunk() {
      if let first = chunk.first(where: { !" \t\r\n\u{FEFF}".utf8.contains($0) }) { return first }
      count += chunk.count
      guard count <= limits.maxDocumentBytes else {
        throw .limit(.bytes, allowed: limits.maxDocumentBytes, Place(file: source.name))
      }
    }
    return nil
  }

  private mutating func readYAML() throws(DocumentsError) -> Document? {
    recorder?.leaveJSON(at: Mark(line: 1, column: 1))
    yaml = YAMLReader(source, limits: limits, recorder: recorder)
    return try yaml?.next()
  }

  /// Reads the first value as JSON; if it is not JSON, reads the whole stream as YAML.
  private mutating func readEither() throws(DocumentsError) -> Document? {
    source.startRecording()
    var reader = JSONReader(source, limits: limits, recorder: recorder)
    do throws(DocumentsError) {
      let document = try reader.next()
      source.stopRecording()
      json = reader
      return document
    } catch {
      guard case .jsonSyntax = error else { throw error }
      source.rewind()
      recorder?.restart()
      return try readYAML(insteadOf: error, hadBegun: reader.budget.nodes > 1)
    }
  }

  /// Reads YAML. If that fails too, throws the JSON error, provided that at least one key or value was valid JSON.
  private mutating func readYAML(
    insteadOf jsonError: DocumentsError, hadBegun: Bool
  ) throws(DocumentsError) -> Document? {
    do throws(DocumentsError) {
      return try readYAML()
    } catch {
      guard hadBegun, case .yamlSyntax = error else { throw error }
      throw jsonError
    }
  }

  private mutating func readOn() throws(DocumentsError) -> Document? {
    if format == .automatic, json != nil { try leaveJSON() }
    return json == nil ? try yaml?.next() : try json?.next()
  }

  /// Continues as YAML if a comment or `---` follows a JSON value, as in files joined from both formats.
  private mutating func leaveJSON() throws(DocumentsError) {
    guard try json?.isAtYAML() == true, let reader = json else { return }
    source.putBack(reader.cursor.unread)
    recorder?.leaveJSON(at: reader.cursor.mark)
    yaml = YAMLReader(
      source, limits: limits, recorder: recorder, linesBefore: reader.cursor.line - 1, index: reader.index)
    json = nil
  }
}
