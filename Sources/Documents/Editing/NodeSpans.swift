/// Where the nodes of a text end, and how they are written. Nodes themselves only know where they begin.
struct NodeSpans {
  enum Style {
    case plain, singleQuoted, doubleQuoted, literalBlock
    case alias
    case flow, block
  }

  struct Span {
    let style: Style
    /// After its last character; for a block collection, after that of its last value.
    let end: Mark
    /// After the last character between the brackets of a flow collection; otherwise the same as `end`.
    let contentEnd: Mark
    /// Whether it has neither an anchor nor a tag.
    let isBare: Bool
  }

  /// Where the part of the text begins that was read as YAML; nil if all of it was read as JSON.
  private var yamlStart: Mark?
  /// Keys, scalars and aliases by their marks.
  private var scalars: [Mark: Span] = [:]
  /// Sequences and mappings by their marks. A block mapping has the same mark as its first key.
  private var collections: [Mark: Span] = [:]
  /// The mark of the node that an alias repeats, by the mark of the alias.
  private var aliases: [Mark: Mark] = [:]

  /// Whether the text at a mark was read as JSON.
  func isJSON(at mark: Mark) -> Bool {
    yamlStart.map { (mark.line, mark.column) < ($0.line, $0.column) } ?? true
  }

  /// A key, a scalar, or an alias of any node.
  func scalar(at mark: Mark) -> Span? { scalars[mark] }

  /// A collection and its own mark, which is another one if an alias is at the given mark.
  func collection(at mark: Mark) -> (mark: Mark, span: Span)? {
    let start = aliases[mark] ?? mark
    return collections[start].map { (start, $0) }
  }
}

/// Records spans while documents are read.
final class SpanRecorder {
  private(set) var spans = NodeSpans()
  /// After the last character of the last scalar, alias or flow collection.
  private var last = Mark.none

  func scalar(at mark: Mark, _ style: NodeSpans.Style, end: Mark, isBare: Bool = true) {
    spans.note(NodeSpans.Span(style: style, end: end, contentEnd: end, isBare: isBare), scalarAt: mark)
    last = end
  }

  func alias(at mark: Mark, of original: Mark, end: Mark) {
    scalar(at: mark, .alias, end: end)
    spans.note(aliasAt: mark, of: original)
  }

  /// Records a sequence or mapping after its last value. `end` counts for flow collections only.
  func collection(at mark: Mark, _ style: NodeSpans.Style, end: Mark, isBare: Bool = true) {
    let content = last
    if style == .flow { last = end }
    spans.note(NodeSpans.Span(style: style, end: last, contentEnd: content, isBare: isBare), collectionAt: mark)
  }

  /// The rest of the text is read as YAML.
  func leaveJSON(at mark: Mark) { spans.leaveJSON(at: mark) }

  /// Forgets everything: the text is not JSON and is read again as YAML.
  func restart() {
    spans = NodeSpans()
    last = .none
  }
}

extension NodeSpans {
  fileprivate mutating func note(_ span: Span, scalarAt mark: Mark) { scalars[mark] = span }

  fileprivate mutating func note(_ span: Span, collectionAt mark: Mark) { collections[mark] = span }

  fileprivate mutating func note(aliasAt mark: Mark, of original: Mark) {
    aliases[mark] = aliases[original] ?? original
  }

  fileprivate mutating func leaveJSON(at mark: Mark) { yamlStart = mark }
}
