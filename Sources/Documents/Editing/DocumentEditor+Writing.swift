extension DocumentEditor {
  /// Adds an entry to a mapping.
  func insert(
    _ key: String, _ value: Node, into path: NodePath, at edge: Change.Edge
  ) throws(EditFault) -> Splice {
    let place = try place(of: path)
    guard let mapping = place.node.mapping else { throw .form }
    let layout = try layout(of: place.node)
    guard layout.isFlow else {
      let lines = ValueWriting(.block).lines(key, value)
      return edge == .start ? try insertBlock(lines, before: layout) : try insertBlock(lines, after: layout)
    }
    let notation = place.notation == .block ? .flow : place.notation
    let writing = ValueWriting(notation, isQuotingKeys: isQuoted(firstOf: mapping, layout))
    return try insertFlow(writing.entry(key, value), layout, at: edge)
  }

  /// Whether the first key is in double quotes. A new key is written like its neighbours.
  private func isQuoted(firstOf mapping: Mapping, _ layout: Layout) -> Bool {
    guard let part = layout.parts.first else { return false }
    return spans.scalar(at: mapping.entries[part.index].keyMark)?.style == .doubleQuoted
  }

  // MARK: - Block style

  private func insertBlock(_ lines: [String], before layout: Layout) throws(EditFault) -> Splice {
    guard let first = layout.parts.first?.range.lowerBound, isBehindDashes(first) else { throw .form }
    return Splice(at: first, block(lines, indent: first - text.lineStart(first), before: first))
  }

  private func insertBlock(_ lines: [String], after layout: Layout) throws(EditFault) -> Splice {
    guard let first = layout.parts.first?.range.lowerBound, isBehindDashes(first) else { throw .form }
    return try insertLines(lines, indent: first - text.lineStart(first), belowLineOf: layout.contentEnd)
  }

  /// Lines that push the text at an offset down to the next line, at the same column.
  func block(_ lines: [String], indent: Int, before offset: Int) -> String {
    let lineBreak = text.lineBreak(of: offset)
    let margin = String(repeating: " ", count: indent)
    return lines.map { $0 + lineBreak + margin }.joined()
  }

  /// Inserts lines below the line that contains an offset.
  func insertLines(_ lines: [String], indent: Int, belowLineOf end: Int) throws(EditFault) -> Splice {
    guard text.isLastOnLine(end) else { throw .form }
    let lineBreak = text.lineBreak(of: end)
    let margin = String(repeating: " ", count: indent)
    let next = text.nextLine(end)
    // The last line of a file may have no line break.
    let isEnded = next > 0 && text.bytes[next - 1] == 0x0A
    let block = lines.map { margin + $0 }.joined(separator: lineBreak)
    return Splice(at: next, isEnded ? block + lineBreak : lineBreak + block)
  }

  // MARK: - Flow style

  private func insertFlow(_ entry: String, _ layout: Layout, at edge: Change.Edge) throws(EditFault) -> Splice {
    guard layout.span.isBare else { throw .form }
    let end = try offset(layout.span.end)
    guard let first = layout.parts.first?.range.lowerBound, layout.contentEnd > layout.start else {
      // Braces that hold at most a merge key.
      guard text.isBlank(layout.start + 1..<end - 1) else { throw .form }
      return Splice(layout.start + 1..<end - 1, entry)
    }
    switch edge {
    case .start: return Splice(at: first, entry + "," + gap(before: first))
    case .end:
      return Splice(at: layout.contentEnd, "," + gap(before: layout.parts.last?.range.lowerBound ?? first) + entry)
    }
  }

  /// The space between entries: a line break and indentation if the entry at the offset is the first on its line.
  private func gap(before offset: Int) -> String {
    let start = text.lineStart(offset)
    guard text.isFirstOnLine(offset), start > 0 else { return " " }
    return text.lineBreak(of: offset) + String(decoding: text.bytes[start..<offset], as: UTF8.self)
  }
}
