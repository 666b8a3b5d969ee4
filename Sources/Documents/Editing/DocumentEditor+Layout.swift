/// The layout of a collection in the text.
struct Layout {
  struct Part {
    /// The index of the entry or item in the node.
    let index: Int
    /// From its dash, its key or its first character to its end.
    let range: Range<Int>
  }

  /// Where it begins; for a flow collection the bracket, unless something such as an anchor precedes it.
  let start: Int
  let span: NodeSpans.Span
  /// Where the content ends, including a merge key `<<`, which is not one of the parts.
  let contentEnd: Int
  /// The entries and items in the order of the text, without those that a merge key adds: their text is elsewhere.
  let parts: [Part]

  var isFlow: Bool { span.style == .flow }

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

  /// The end of a node that is not empty.
  func end(of node: Node) throws(EditFault) -> Int {
    // An alias has a mark of its own, whatever it repeats.
    let isAlias = spans.scalar(at: node.mark)?.style == .alias
    let isCollection = !isAlias && (node.sequence != nil || node.mapping != nil)
    let span = isCollection ? spans.collection(at: node.mark)?.span : spans.scalar(at: node.mark)
    guard let span else { throw .form }
    return try offset(span.end)
  }
}
