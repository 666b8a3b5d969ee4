extension DocumentEditor {
  func replace(_ path: NodePath, with new: Node) throws(EditFault) -> [Splice] {
    let place = try place(of: path)
    switch place.node.content {
    case .sequence(let items):
      let layout = try layout(of: place.node)
      if !layout.isFlow, let new = new.sequence { return try replace(items, layout, with: new) }
      return [try replaceFlow(layout, with: new, place)]
    case .mapping:
      return [try replaceFlow(try layout(of: place.node), with: new, place)]
    case .null where place.node.text?.isEmpty ?? false:
      return [try fill(place, with: new)]
    case .null, .bool, .integer, .decimal, .string:
      return [try replaceScalar(at: place.node.mark, place.node.text ?? "", with: new, place.notation)]
    }
  }

  func rename(_ path: NodePath, to key: String) throws(EditFault) -> Splice {
    let place = try place(of: path)
    guard let entry = place.entry else { throw .form }
    return try replaceScalar(at: entry.keyMark, entry.key, with: .string(key), place.notation)
  }

  /// Replaces a key or scalar on one line, without escapes, anchor or tag, that is not an alias.
  private func replaceScalar(
    at mark: Mark, _ old: String, with new: Node, _ notation: ValueWriting.Notation
  ) throws(EditFault) -> Splice {
    guard let span = spans.scalar(at: mark), span.isBare else { throw .form }
    let range = try offset(mark)..<(try offset(span.end))
    let inner: Range<Int>
    switch span.style {
    case .plain: inner = range
    case .singleQuoted, .doubleQuoted: inner = range.lowerBound + 1..<range.upperBound - 1
    case .literalBlock, .alias, .flow, .block: throw .form
    }
    guard text.bytes[inner].elementsEqual(old.utf8) else { throw .form }
    return Splice(range, ValueWriting(notation).value(new, like: span.style))
  }

  /// Replaces a flow collection on one line.
  private func replaceFlow(_ layout: Layout, with new: Node, _ place: Place) throws(EditFault) -> Splice {
    let end = try offset(layout.span.end)
    guard layout.isFlow, layout.span.isBare, text.lineStart(layout.start) == text.lineStart(end) else { throw .form }
    return Splice(layout.start..<end, ValueWriting(place.notation).value(new))
  }

  /// Adds a value to a key without one: a mapping below the key, anything else after it.
  private func fill(_ place: Place, with new: Node) throws(EditFault) -> Splice {
    guard let entry = place.entry, let span = spans.scalar(at: place.node.mark), span.isBare else { throw .form }
    let key = try offset(entry.keyMark)
    let end = text.trimmedEnd(key..<(try offset(place.node.mark)))
    guard end > key, text.bytes[end - 1] == UInt8(ascii: ":") else { throw .form }
    guard place.notation == .block, let mapping = new.mapping, !mapping.entries.isEmpty else {
      return Splice(at: end, " " + ValueWriting(place.notation).value(new))
    }
    let lines = mapping.entries.flatMap { ValueWriting(.block).lines($0.key, $0.value) }
    return try insertLines(lines, indent: key - text.lineStart(key) + 2, belowLineOf: end)
  }

  // MARK: - Items of a block

  /// Replaces the items of a block sequence. Items that stay keep their lines and comments.
  private func replace(_ old: [Node], _ layout: Layout, with new: [Node]) throws(EditFault) -> [Splice] {
    let difference = new.difference(from: old)
    let gone = Set(difference.removals.map(\.offset))
    let come = Set(difference.insertions.map(\.offset))
    var splices: [Splice] = []
    var position = 0
    for (index, item) in new.enumerated() {
      if come.contains(index) {
        splices.append(try insert("- " + ValueWriting(.block).value(item), at: position, layout))
      } else {
        while gone.contains(position) { position += 1 }
        position += 1
      }
    }
    return splices + (try removeBlock(gone, layout))
  }

  /// Inserts a line before an item, or after the last one.
  private func insert(_ line: String, at position: Int, _ layout: Layout) throws(EditFault) -> Splice {
    guard let first = layout.parts.first?.range.lowerBound, isBehindDashes(first) else { throw .form }
    let indent = first - text.lineStart(first)
    guard layout.parts.indices.contains(position) else {
      return try insertLines([line], indent: indent, belowLineOf: layout.contentEnd)
    }
    let next = layout.parts[position].range.lowerBound
    guard text.isFirstOnLine(next) else { return Splice(at: next, block([line], indent: indent, before: next)) }
    let start = text.lineStart(next)
    let margin = String(repeating: " ", count: indent)
    return Splice(at: start, margin + line + text.lineBreak(of: start))
  }
}
