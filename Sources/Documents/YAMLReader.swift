/// Builds nodes from libyaml's events, a document at a time.
struct YAMLReader: ~Copyable {
  let source: String
  let limits: ReadingLimits
  var events: YAMLEvents
  /// The nodes marked with `&` in the current document; nil while the node is still being read.
  var anchors: [String: Anchored?] = [:]
  var budget: Budget
  /// The deepest nesting since the last reset.
  var deepest = 0

  let recorder: SpanRecorder?

  private var index: Int

  /// A node that aliases may repeat, with the cost of each repetition.
  struct Anchored {
    let node: Node
    let nodes: Int
    let bytes: Int
    let height: Int
  }

  /// Continues in a source of which `linesBefore` lines and `index` documents have already been read as JSON.
  init(
    _ source: ByteSource, limits: ReadingLimits, recorder: SpanRecorder? = nil, linesBefore: Int = 0, index: Int = 0
  ) {
    self.recorder = recorder
    self.source = source.name
    self.limits = limits
    self.index = index
    events = YAMLEvents(source, maxDocumentBytes: limits.maxDocumentBytes, linesBefore: linesBefore)
    budget = Budget(limits, source: source.name)
  }

  /// The next document; nil at the end of the stream.
  mutating func next() throws(DocumentsError) -> Document? {
    repeat {
      guard events.kind != .streamEnd else { return nil }
      try events.advance()
    } while events.kind != .documentStart
    anchors.removeAll(keepingCapacity: true)
    budget = Budget(limits, source: source)
    deepest = 0
    try events.advance()
    let root = try compose(inside: 0)
    try events.advance()
    defer { index += 1 }
    return Document(root: root, source: source, index: index)
  }
}
