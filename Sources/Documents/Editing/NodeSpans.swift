/// Where the nodes of a text end and how they are written: editing needs this in addition to the nodes' marks.
struct NodeSpans {
  enum Style {
    case plain, singleQuoted, doubleQuoted, literalBlock
    case alias
    case flow, block
  }

  struct Span {
    let style: Style
    /// After its last character; for a block collection, after the last character of its content.
    let end: Mark
    /// After the last character of a collection's content.
    let contentEnd: Mark
    /// Whether it has neither an anchor nor a tag.
    let isBare: Bool
  }

  /// Whether everything was read as JSON.
  private(set) var isJSON = true
  /// Keys and values that are not collections, by where they begin, including aliases.
  private var scalars: [Mark: Span] = [:]
  /// Sequences and mappings, by where they begin; a block mapping begins where its first key does.
  private var collections: [Mark: Span] = [:]
  /// Where the node is that an alias repeats, by where the alias begins.
  private var aliases: [Mark: Mark] = [:]

  /// A key or scalar, or an alias of any node.
  func scalar(at mark: Mark) -> Span? { scalars[mark] }

  /// A collection, and where it begins: at the mark, or where an alias at the mark points.
  func collection(at mark: Mark) -> (mark: Mark, span: Span)? {
    let start = aliases[mark] ?? mark
    return collections[start].map { (start, $0) }
  }
}

/// Records spans while documents are read.
final class SpanRecorder {
  private(set) var spans = NodeSpans()
  /// The end of the last scalar, alias or flow collection.
  private var last = Mark.none

  func scalar(at mark: Mark, _ style: NodeSpans.Style, end: Mark, isBare: Bool = true) {
    spans.note(NodeSpans.Span(style: style, end: end, contentEnd: end, isBare: isBare), scalarAt: mark)
    last = end
  }

  /// Records an alias of the node that begins at another mark.
  func alias(at mark: Mark, of original: Mark, end: Mark) {
    scalar(at: mark, .alias, end: end)
    spans.note(aliasAt: mark, of: original)
  }

  /// Records a sequence or mapping that was read completely. A block collection ends where its content ends.
  func collection(at mark: Mark, _ style: NodeSpans.Style, end: Mark, isBare: Bool = true) {
    let content = last
    if style == .flow { last = end }
    spans.note(NodeSpans.Span(style: style, end: last, contentEnd: content, isBare: isBare), collectionAt: mark)
  }

  /// Records that something is read as YAML.
  func leaveJSON() { spans.leaveJSON() }

  /// Discards the record of a text that turned out to be in the other language.
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

  fileprivate mutating func leaveJSON() { isJSON = false }
}
