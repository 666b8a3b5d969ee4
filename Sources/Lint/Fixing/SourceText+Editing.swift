import Documents

extension SourceText {
  /// What an edit does to the bytes, or why it does nothing.
  func splice(_ edit: Edit) -> Result<Splice, Unsuited> {
    guard let offset = offset(line: edit.line, column: edit.column), offset < bytes.count else {
      return .failure(Unsuited(reason: .notThere))
    }
    switch edit.action {
    case .replace(let old, let new): return replace(old, new, at: offset)
    case .insert(let key, let value): return insert(key, value, at: offset)
    case .remove(let key, let value): return remove(key, value, at: offset)
    }
  }

  private func replace(_ old: String, _ new: String, at offset: Int) -> Result<Splice, Unsuited> {
    guard let end = end(of: old, at: offset) else { return .failure(Unsuited(reason: .notThere)) }
    let written =
      switch bytes[offset] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        String(UnicodeScalar(bytes[offset])) + new + String(UnicodeScalar(bytes[offset]))
      // A text that would read as a number or boolean needs quotes, unless one was there before.
      default: Self.isPlainText(old) && !Self.isPlainText(new) ? "\"\(new)\"" : new
      }
    return .success(Splice(offset..<end, written))
  }

  private func insert(_ key: String, _ value: String, at offset: Int) -> Result<Splice, Unsuited> {
    if bytes[offset] == UInt8(ascii: "{") {
      // JSON knows texts in quotes only, and YAML takes them too.
      let written = Self.isPlainText(value) ? "\"\(value)\"" : value
      return .success(Splice(offset + 1..<offset + 1, "\"\(key)\": \(written), "))
    }
    // The first entry of a block mapping: what comes before it on the line is blank, or the dash of a sequence.
    let line = line(of: offset)
    guard bytes[line.start..<offset].allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }) else {
      return .failure(Unsuited(reason: .notThere))
    }
    let indent = String(repeating: " ", count: offset - line.start)
    return .success(Splice(offset..<offset, "\(key): \(value)\(lineBreak(of: offset))\(indent)"))
  }

  /// Where a scalar or key ends that begins at an offset, in quotes or without.
  private func end(of text: String, at offset: Int) -> Int? {
    guard offset < bytes.count else { return nil }
    let quote = bytes[offset]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let end = offset + 1 + text.utf8.count
      guard has(text, at: offset + 1), end < bytes.count, bytes[end] == quote else { return nil }
      return end + 1
    }
    let end = offset + text.utf8.count
    guard has(text, at: offset), end == bytes.count || " \t:,]}\r\n".utf8.contains(bytes[end]) else { return nil }
    return end
  }

  /// Whether a text without quotes is read as that text by every reader.
  static func isPlainText(_ text: String) -> Bool { YAMLWriter.string([.string(text)]) == text + "\n" }
}

// MARK: - Removing

extension SourceText {
  private func remove(_ key: String, _ value: String, at offset: Int) -> Result<Splice, Unsuited> {
    guard let afterKey = end(of: key, at: offset), let colon = skipBlanks(afterKey), bytes[colon] == UInt8(ascii: ":"),
      let start = skipBlanks(colon + 1), let end = end(of: value, at: start)
    else { return .failure(Unsuited(reason: .notThere)) }
    let line = line(of: offset)
    let before = bytes[line.start..<offset]
    let rest = bytes[end..<line.end].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard rest.first != UInt8(ascii: "#") else { return .failure(Unsuited(reason: .comment)) }
    if let last = lastSolid(before: offset), bytes[last] == UInt8(ascii: "{") || bytes[last] == UInt8(ascii: ",") {
      return removeFromFlow(offset..<end, after: last)
    }
    guard rest.isEmpty else { return .failure(Unsuited(reason: .notThere)) }
    if before.allSatisfy({ $0 == UInt8(ascii: " ") }) { return .success(Splice(line.start..<line.next)) }
    return removeFirstOfItem(offset, indent: before.count, next: line.next)
  }

  /// `- key: value` with more fields below: the next one moves up behind the dash.
  private func removeFirstOfItem(_ offset: Int, indent: Int, next: Int) -> Result<Splice, Unsuited> {
    let below = bytes[next...].prefix { $0 == UInt8(ascii: " ") }.count
    guard below == indent, next + below < bytes.count, !"#\r\n-".utf8.contains(bytes[next + below]),
      bytes[line(of: offset).start..<offset].allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") })
    else { return .failure(Unsuited(reason: .notThere)) }
    return .success(Splice(offset..<next + below))
  }

  /// A field between braces goes with the comma behind it, or in front of it if it is the last.
  private func removeFromFlow(_ field: Range<Int>, after last: Int) -> Result<Splice, Unsuited> {
    var index = field.upperBound
    while index < bytes.count, " \t\r\n".utf8.contains(bytes[index]) { index += 1 }
    guard index < bytes.count else { return .failure(Unsuited(reason: .notThere)) }
    switch bytes[index] {
    case UInt8(ascii: ","):
      let line = line(of: field.lowerBound)
      let isAlone =
        bytes[line.start..<field.lowerBound].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        && index + 1 == line.end
      if isAlone { return .success(Splice(line.start..<line.next)) }
      let blanks = bytes[(index + 1)...].prefix { $0 == UInt8(ascii: " ") }.count
      return .success(Splice(field.lowerBound..<index + 1 + blanks))
    case UInt8(ascii: "}"):
      let isOnly = bytes[last] == UInt8(ascii: "{")
      return .success(Splice((isOnly ? field.lowerBound : last)..<field.upperBound))
    default:
      return .failure(Unsuited(reason: .notThere))
    }
  }

  private func skipBlanks(_ offset: Int) -> Int? {
    bytes[min(offset, bytes.count)...].firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
  }

  private func lastSolid(before offset: Int) -> Int? {
    bytes[..<offset].lastIndex { !" \t\r\n".utf8.contains($0) }
  }
}
