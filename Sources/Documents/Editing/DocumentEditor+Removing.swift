extension DocumentEditor {
  /// Removes entries or items, given by their indices, from a collection.
  func remove(_ indices: Set<Int>, from path: NodePath) throws(EditFault) -> [Splice] {
    let layout = try layout(of: try place(of: path).node)
    for index in indices { _ = try layout.part(index) }
    return layout.isFlow ? try removeFlow(indices, layout) : try removeBlock(indices, layout)
  }
}

// MARK: - Block style

extension DocumentEditor {
  func removeBlock(_ indices: Set<Int>, _ layout: Layout) throws(EditFault) -> [Splice] {
    var parts = layout.parts[...]
    var splices: [Splice] = []
    // The first part may share its line with the dash of the item that holds the collection.
    if let first = parts.first, indices.contains(first.index), !text.isFirstOnLine(first.range.lowerBound) {
      let run = parts.prefix { indices.contains($0.index) }
      parts = parts.dropFirst(run.count)
      splices.append(try moveUp(parts.first, insteadOf: run))
    }
    for part in parts where indices.contains(part.index) {
      guard text.isFirstOnLine(part.range.lowerBound), text.isLastOnLine(part.range.upperBound) else { throw .form }
      splices.append(Splice(text.lineStart(part.range.lowerBound)..<endOfBlock(part.range)))
    }
    return splices
  }

  /// Removes a run that begins on the line of a dash, and moves the next part up to that dash.
  private func moveUp(_ next: Layout.Part?, insteadOf run: ArraySlice<Layout.Part>) throws(EditFault) -> Splice {
    guard let next, let start = run.first?.range.lowerBound, isBehindDashes(start) else { throw .form }
    let followers = run.dropFirst() + [next]
    for (part, follower) in zip(run, followers) {
      let line = endOfBlock(part.range)
      // A comment on its own line belongs to the part below it, and cannot move up with it.
      guard text.isLastOnLine(part.range.upperBound), text.lineStart(follower.range.lowerBound) == line,
        text.isFirstOnLine(follower.range.lowerBound)
      else { throw .form }
    }
    return Splice(start..<next.range.lowerBound)
  }

  /// Whether only dashes and spaces precede an offset on its line.
  func isBehindDashes(_ offset: Int) -> Bool {
    text.bytes[text.lineStart(offset)..<offset].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
  }

  /// The beginning of the line after a part and after all lines below it that are indented more. These are comments and
  /// merge keys.
  private func endOfBlock(_ range: Range<Int>) -> Int {
    let depth = range.lowerBound - text.lineStart(range.lowerBound)
    var end = text.nextLine(range.upperBound)
    var line = end
    while line < text.bytes.count {
      let content = text.skipBlanks(line, andBreaks: false)
      let next = text.nextLine(line)
      if text.isBlank(line..<next) {
        line = next
        continue
      }
      guard content - line > depth else { break }
      end = next
      line = next
    }
    return end
  }
}

// MARK: - Flow style

extension DocumentEditor {
  private func removeFlow(_ indices: Set<Int>, _ layout: Layout) throws(EditFault) -> [Splice] {
    var splices: [Splice] = []
    var start: Int?
    for (number, part) in layout.parts.enumerated() where indices.contains(part.index) {
      let next = layout.parts.indices.contains(number + 1) ? layout.parts[number + 1] : nil
      if let next, indices.contains(next.index), areNeighbours(part, next) {
        start = start ?? number
        continue
      }
      splices += try removeRun((start ?? number)...number, layout)
      start = nil
    }
    return splices
  }

  /// Whether only a comma is between two parts. A merge key may be there too.
  private func areNeighbours(_ part: Layout.Part, _ next: Layout.Part) -> Bool {
    comma(after: part.range.upperBound).map { text.skipComments($0 + 1) == next.range.lowerBound } ?? false
  }

  /// Removes consecutive parts, each with the comma after it; at the end of the collection, with the comma before them.
  private func removeRun(_ numbers: ClosedRange<Int>, _ layout: Layout) throws(EditFault) -> [Splice] {
    let ranges = layout.parts[numbers].map(\.range)
    guard let first = ranges.first, let last = ranges.last else { return [] }
    if comma(after: last.upperBound) != nil {
      return try ranges.map { range throws(EditFault) in
        // A comment in between might belong to either.
        guard let comma = comma(after: range.upperBound), text.isBlank(range.upperBound..<comma) else { throw .form }
        return Splice(withComma(range.lowerBound..<comma + 1))
      }
    }
    guard last.upperBound >= layout.contentEnd else { throw .form }
    let end = endOfComment(last.upperBound)
    let before = numbers.lowerBound > 0 ? layout.parts[numbers.lowerBound - 1].range.upperBound : layout.start + 1
    // A comment after the comma belongs to the part before.
    if text.bytes[before..<first.lowerBound].contains(UInt8(ascii: "#")), let comma = comma(after: before) {
      return [Splice(comma..<comma + 1), Splice(first.lowerBound..<end)]
    }
    let solid = text.trimmedEnd(before..<first.lowerBound)
    if text.byte(solid - 1) == UInt8(ascii: ",") { return [Splice(solid - 1..<end)] }
    // The collection will be empty.
    let close = try offset(layout.span.end) - 1
    return [Splice(solid..<(text.isBlank(end..<close) ? close : end))]
  }

  /// The offset of the comma after a part; nil if the collection ends there.
  private func comma(after end: Int) -> Int? {
    let index = text.skipComments(end)
    return text.byte(index) == UInt8(ascii: ",") ? index : nil
  }

  /// Extends a range to whole lines if nothing else is on them; otherwise by the spaces after it.
  private func withComma(_ range: Range<Int>) -> Range<Int> {
    let end = text.skipBlanks(range.upperBound, andBreaks: false)
    let next = text.nextLine(range.upperBound)
    if text.isFirstOnLine(range.lowerBound), text.isBlank(end..<next), next < text.bytes.count {
      return text.lineStart(range.lowerBound)..<next
    }
    return range.lowerBound..<(text.isBlank(end..<next) ? range.upperBound : end)
  }

  /// The end of a comment that follows on the same line.
  private func endOfComment(_ end: Int) -> Int {
    text.hasComment(after: end) ? text.trimmedEnd(end..<text.nextLine(end)) : end
  }
}
