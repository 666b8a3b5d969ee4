/// The layout of a collection in the text.
struct Layout {
  /// An entry or item.
  struct Part {
    /// The index in the node.
    let index: Int
    /// From its dash, key or first character to after its last character.
    let range: Range<Int>
  }

  /// The offset of its first character: for a flow collection, of the bracket, unless an anchor or tag precedes it.
  let start: Int
  let span: NodeSpans.Span
  /// After the last character of its content, which includes a merge key `<<`.
  let contentEnd: Int
  /// The entries or items in the order of the text, without those that a merge key adds from elsewhere.
  let parts: [Part]

  var isFlow: Bool { span.style == .flow }

  /// The part at an index in the node.
  func part(_ index: Int) throws(EditFault) -> Part {
    guard let part = parts.first(where: { $0.index == index }) else { throw .form }
    return part
  }
}

extension DocumentEditor {
  func layout(of node: Node) throws(EditFault) -> Layout {
    guard let (mark, span) = spans.collection(at: node.mark) else { throw .form }
    let start = try offset(mark)
    let end = try offset(span.contentEnd)
    let parts =
      switch node.content {
      case .sequence(let items): try self.parts(items, from: start, span)
      case .mapping(let mapping): try self.parts(mapping, start..<max(start, end))
      case .null, .bool, .integer, .decimal, .string: throw EditFault.form
      }
    return Layout(
      start: start, span: span, contentEnd: text.trimmedEnd(start..<max(start, end)), parts: parts)
  }

  private func parts(_ mapping: Mapping, _ range: Range<Int>) throws(EditFault) -> [Layout.Part] {
    var parts: [Layout.Part] = []
    for (index, entry) in mapping.entries.enumerated() {
      let start = try offset(entry.keyMark)
      guard range.contains(start), let key = spans.scalar(at: entry.keyMark) else { continue }
      let end = max(try offset(key.end), try self.end(of: entry.value))
      parts.append(Layout.Part(index: index, range: start..<text.trimmedEnd(start..<end)))
    }
    return parts
  }

  private func parts(_ items: [Node], from start: Int, _ span: NodeSpans.Span) throws(EditFault) -> [Layout.Part] {
    var parts: [Layout.Part] = []
    var last = start
    for (index, item) in items.enumerated() {
      var first = try offset(item.mark)
      if span.style == .block {
        first = try dash(from: last, before: first)
      }
      let end = max(first, try self.end(of: item))
      parts.append(Layout.Part(index: index, range: first..<text.trimmedEnd(first..<end)))
      last = end
    }
    return parts
  }

  /// The dash of a block item: the first character after the previous item that is neither blank nor in a comment.
  private func dash(from last: Int, before first: Int) throws(EditFault) -> Int {
    var index = text.skipComments(last)
    // An anchor or a tag of the sequence.
    while let byte = text.byte(index), byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") {
      while let byte = text.byte(index), !" \t\r\n".utf8.contains(byte) { index += 1 }
      index = text.skipComments(index)
    }
    guard index <= first, text.byte(index) == UInt8(ascii: "-") else { throw .form }
    return index
  }

  /// The offset after the last character of a node.
  func end(of node: Node) throws(EditFault) -> Int {
    // An alias ends where its name does, whatever it repeats.
    let isAlias = spans.scalar(at: node.mark)?.style == .alias
    let isCollection = !isAlias && (node.sequence != nil || node.mapping != nil)
    let span = isCollection ? spans.collection(at: node.mark)?.span : spans.scalar(at: node.mark)
    guard let span else { throw .form }
    return try offset(span.end)
  }
}
