import CLibYAML
import Diagnostics

/// libyaml's parser, one event at a time.
///
/// Owns libyaml's two structs, which must not move because libyaml keeps pointers to them.
@safe struct YAMLEvents: ~Copyable {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias, scalar, sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  /// The kind of the current event.
  private(set) var kind = Kind.streamStart

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>
  private let input: YAMLInput
  private let name: String
  private let linesBefore: Int

  /// Starts on a source whose first `linesBefore` lines have already been read as JSON.
  init(_ source: ByteSource, maxDocumentBytes: Int, linesBefore: Int) {
    input = YAMLInput(source, maxDocumentBytes: maxDocumentBytes)
    name = source.name
    self.linesBefore = linesBefore
    unsafe parser = .allocate(capacity: 1)
    unsafe event = .allocate(capacity: 1)
    unsafe event.initialize(to: yaml_event_t())
    guard unsafe yaml_parser_initialize(parser) == 1 else { fatalError("libyaml is out of memory") }
    // The parser lives exactly as long as this value, and this value keeps the input.
    let context = unsafe Unmanaged.passUnretained(input).toOpaque()
    unsafe yaml_parser_set_input(
      parser,
      { context, buffer, size, count in
        guard let context = unsafe context else { return 0 }
        let input = unsafe Unmanaged<YAMLInput>.fromOpaque(context).takeUnretainedValue()
        let space = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size)
        guard let read = unsafe input.read(into: space) else { return 0 }
        unsafe count?.pointee = read
        return 1
      }, context)
  }

  deinit {
    unsafe yaml_event_delete(event)
    unsafe yaml_parser_delete(parser)
    unsafe event.deallocate()
    unsafe parser.deallocate()
  }

  /// Moves to the next event.
  mutating func advance() throws(DocumentsError) {
    unsafe yaml_event_delete(event)
    guard unsafe yaml_parser_parse(parser, event) == 1 else { throw failure() }
    kind = unsafe Self.kind(of: event.pointee.type)
    if kind == .documentStart { input.beginDocument() }
  }

  /// Whether a line looks like one of an unfilled template.
  func isTemplate(line: Int) -> Bool { input.isTemplate(line: line - linesBefore) }

  /// What a web page left on a line; nil for any other.
  func noise(onLine line: Int) -> PastedNoise? {
    input.noise(near: line - linesBefore).flatMap { $0.line + linesBefore == line ? $0.noise : nil }
  }

  private static func kind(of type: yaml_event_type_t) -> Kind {
    switch type {
    case YAML_STREAM_START_EVENT: .streamStart
    case YAML_DOCUMENT_START_EVENT: .documentStart
    case YAML_DOCUMENT_END_EVENT: .documentEnd
    case YAML_ALIAS_EVENT: .alias
    case YAML_SCALAR_EVENT: .scalar
    case YAML_SEQUENCE_START_EVENT: .sequenceStart
    case YAML_SEQUENCE_END_EVENT: .sequenceEnd
    case YAML_MAPPING_START_EVENT: .mappingStart
    case YAML_MAPPING_END_EVENT: .mappingEnd
    default: .streamEnd
    }
  }
}

// MARK: - The current event

extension YAMLEvents {
  var mark: Mark { unsafe mark(event.pointee.start_mark) }

  /// After the event's last character.
  var endMark: Mark { unsafe mark(event.pointee.end_mark) }

  /// How the scalar or collection is written, and whether it has neither anchor nor tag.
  var form: (style: NodeSpans.Style, isBare: Bool) { (style, !isMarked) }

  private var style: NodeSpans.Style {
    switch kind {
    case .scalar: unsafe Self.style(of: event.pointee.data.scalar.style)
    case .sequenceStart:
      unsafe event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block
    case .mappingStart: unsafe event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block
    case .alias, .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd: .alias
    }
  }

  private static func style(of style: yaml_scalar_style_t) -> NodeSpans.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .literalBlock
    default: .plain
    }
  }

  /// Whether a scalar or collection has an anchor or a tag; few have.
  var isMarked: Bool {
    switch kind {
    case .scalar: unsafe event.pointee.data.scalar.anchor != nil || event.pointee.data.scalar.tag != nil
    case .sequenceStart:
      unsafe event.pointee.data.sequence_start.anchor != nil || event.pointee.data.sequence_start.tag != nil
    case .mappingStart:
      unsafe event.pointee.data.mapping_start.anchor != nil || event.pointee.data.mapping_start.tag != nil
    case .alias, .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd: false
    }
  }

  /// The name after `&`, or after `*` for an alias.
  var anchor: String? {
    switch kind {
    case .alias: unsafe Self.text(event.pointee.data.alias.anchor)
    case .scalar: unsafe Self.text(event.pointee.data.scalar.anchor)
    case .sequenceStart: unsafe Self.text(event.pointee.data.sequence_start.anchor)
    case .mappingStart: unsafe Self.text(event.pointee.data.mapping_start.anchor)
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd: nil
    }
  }

  /// The tag with `!!` expanded.
  var tag: String? {
    switch kind {
    case .scalar: unsafe Self.text(event.pointee.data.scalar.tag)
    case .sequenceStart: unsafe Self.text(event.pointee.data.sequence_start.tag)
    case .mappingStart: unsafe Self.text(event.pointee.data.mapping_start.tag)
    case .alias, .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd: nil
    }
  }

  /// A scalar's text, unquoted and unescaped.
  var scalarText: String {
    let scalar = unsafe event.pointee.data.scalar
    return unsafe String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
  }

  var scalarCount: Int { unsafe event.pointee.data.scalar.length }

  /// Whether a scalar is neither quoted nor a block.
  var isPlain: Bool { unsafe event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE }

  private func mark(_ mark: yaml_mark_t) -> Mark {
    Mark(line: Int(mark.line) + 1 + linesBefore, column: Int(mark.column) + 1)
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }
}

// MARK: - Errors

extension YAMLEvents {
  private func failure() -> DocumentsError {
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "unknown problem"
    switch unsafe parser.pointee.error {
    case YAML_READER_ERROR:
      if case .limit(let limit, let allowed, _)? = input.failure {
        return .limit(limit, allowed: allowed, placeReached)
      }
      if let failure = input.failure { return failure }
      return .encoding(problem: problem, placeOfReaderError)
    case YAML_SCANNER_ERROR, YAML_PARSER_ERROR:
      let mark = mark(unsafe parser.pointee.problem_mark)
      let place = mark.place(in: name)
      // libyaml sometimes notices a problem on a later line, and reports where the construct began.
      let start = self.mark(unsafe parser.pointee.context_mark)
      if isTemplate(line: mark.line) { return .template(place) }
      if context != nil, isTemplate(line: start.line) { return .template(start.place(in: name)) }
      if let (noise, line) = input.noise(near: mark.line - linesBefore) {
        return .pasted(noise, Mark(line: line + linesBefore, column: 1).place(in: name))
      }
      return .yamlSyntax(problem: problem, context: context, place)
    default:
      fatalError("libyaml: \(problem)")
    }
  }

  /// What libyaml was parsing, and where that began.
  private var context: String? {
    guard let text = unsafe parser.pointee.context else { return nil }
    let mark = mark(unsafe parser.pointee.context_mark)
    return unsafe String(cString: text) + " that begins on line \(mark.line), column \(mark.column)"
  }

  private var placeOfReaderError: Place {
    guard let mark = input.mark(ofByte: unsafe parser.pointee.problem_offset) else { return placeReached }
    return Mark(line: mark.line + linesBefore, column: mark.column).place(in: name)
  }

  /// How far libyaml got.
  private var placeReached: Place { mark(unsafe parser.pointee.mark).place(in: name) }
}
