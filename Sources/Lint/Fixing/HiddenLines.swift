import Diagnostics
import Documents
import X509

/// The lines of a file that are never shown: those that may contain values of Secrets, by their place, and those with
/// private keys, wherever they stand.
struct HiddenLines {
  private var secrets: [ClosedRange<Int>] = []
  private var keys: [ClosedRange<Int>] = []

  init(_ bytes: [UInt8]) {
    let numbers = LineNumbers(bytes)
    for octets in [bytes, Self.withoutMargins(bytes)] {
      keys += PrivateKeys.places(in: octets).map { numbers.lines(of: $0) }
    }
    guard let text = try? SourceText(bytes), let documents = try? DocumentReader.all(bytes: bytes, source: "") else {
      // What cannot be read is not shown at all.
      secrets = [1...Int.max]
      return
    }
    for (index, document) in documents.enumerated() {
      let next = documents.indices.contains(index + 1) ? documents[index + 1].root.mark : nil
      hide(in: document.root, from: document.root.mark, before: next, of: text)
    }
  }

  /// What is shown instead of a line, counted from 1; nil for a line that may be shown.
  func substitute(for line: Int) -> String? {
    if keys.contains(where: { $0.contains(line) }) { return "(a line with a private key)" }
    return secrets.contains { $0.contains(line) } ? "(a line of a Secret)" : nil
  }
}

// MARK: - By place

extension HiddenLines {
  /// - Parameters:
  ///   - start: Where the value begins, or the key before it.
  ///   - next: Where something else begins; nil at the end of the file.
  private mutating func hide(in node: Node, from start: Mark, before next: Mark?, of text: SourceText) {
    switch node.content {
    case .mapping(let mapping):
      if node.webKey != nil { keys.append(Self.lines(from: start, before: next, of: text)) }
      let isSecret = Self.isLikeSecret(mapping)
      for (number, entry) in mapping.entries.enumerated() {
        let after = number + 1 < mapping.entries.count ? mapping.entries[number + 1].keyMark : next
        let lines = Self.lines(from: entry.keyMark, before: after, of: text)
        if PrivateKeys.areIn(entry.key) { keys.append(lines) }
        if isSecret, !Self.isShown(entry) { hideSecret(entry, lines, before: after, of: text) }
        hide(in: entry.value, from: entry.keyMark, before: after, of: text)
      }
    case .sequence(let items):
      // A key may be cut into the items of a list.
      if PrivateKeys.areIn(items.compactMap(\.string).joined(separator: "\n")) {
        keys.append(Self.lines(from: start, before: next, of: text))
      }
      for (number, item) in items.enumerated() {
        let after = number + 1 < items.count ? items[number + 1].mark : next
        hide(in: item, from: item.mark, before: after, of: text)
      }
    case .string(let value):
      if PrivateKeys.areIn(value) { keys.append(Self.lines(from: start, before: next, of: text)) }
    case .null, .bool, .integer, .decimal: break
    }
  }

  /// The lines that may contain part of what stands between two marks.
  private static func lines(from start: Mark, before next: Mark?, of text: SourceText) -> ClosedRange<Int> {
    let first = max(1, start.line)
    // What a merge key adds stands elsewhere.
    guard let next, next.line >= first, let offset = text.offset(of: next) else { return first...Int.max }
    let before = text.bytes[text.lineStart(offset)..<offset]
    let isFirst = before.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
    return first...max(first, isFirst ? next.line - 1 : next.line)
  }

  /// Whether an object is a Secret, or would be one if it were spelt as it should be.
  private static func isLikeSecret(_ mapping: Mapping) -> Bool {
    mapping.entries.contains { entry in
      if isNear(entry.key, ["stringData"]) { return true }
      guard let value = entry.value.string else { return false }
      if isNear(entry.key, ["kind"]) { return isNear(value, ["Secret", "SecretList"]) }
      guard isNear(entry.key, ["type"]) else { return false }
      return isNear(value, ["Opaque"]) || typesOfSecrets.contains(where: value.hasPrefix)
    }
  }

  private static let typesOfSecrets = ["kubernetes.io/", "istio.io/", "bootstrap.kubernetes.io/", "helm.sh/"]

  private static func isNear(_ word: String, _ candidates: [String]) -> Bool {
    // The distance of long texts takes its time.
    word.utf8.count <= 20 && Spelling.nearest(to: word, among: candidates) != nil
  }

  /// Hides a field of a Secret. Of `metadata` only what may hold a value is hidden, so that a name that is repaired is seen.
  private mutating func hideSecret(
    _ field: Mapping.Entry, _ lines: ClosedRange<Int>, before next: Mark?, of text: SourceText
  ) {
    guard field.key == "metadata", let entries = field.value.mapping?.entries,
      Self.follow(entries, field.keyMark)
    else {
      secrets.append(lines)
      return
    }
    hideMetadata(entries, below: field, before: next, of: text) { entry in
      if Self.isShown(entry) || entry.key == "creationTimestamp" { return true }
      return entry.key != "annotations" && (entry.value.text.map(Self.isLikeName) ?? false)
    }
  }

  /// Hides all lines of some fields but those with a field that may be shown, and of labels those with one that is short.
  private mutating func hideMetadata(
    _ entries: [Mapping.Entry], below field: Mapping.Entry, before next: Mark?, of text: SourceText,
    isShown: (Mapping.Entry) -> Bool
  ) {
    if let first = entries.first { hide(from: field.keyMark.line + 1, to: first.keyMark.line - 1) }
    for (number, entry) in entries.enumerated() {
      let after = number + 1 < entries.count ? entries[number + 1].keyMark : next
      let lines = Self.lines(from: entry.keyMark, before: after, of: text)
      if field.key == "metadata", entry.key == "labels", let labels = entry.value.mapping?.entries, !labels.isEmpty,
        Self.follow(labels, entry.keyMark)
      {
        hideMetadata(labels, below: entry, before: after, of: text) { label in
          label.value.text.map { $0.utf8.count <= Self.longestShown && !$0.contains(where: \.isNewline) } ?? false
        }
      } else if isShown(entry) {
        // What follows, such as a comment, may be a value.
        hide(from: entry.keyMark.line + 1, to: lines.upperBound)
      } else {
        secrets.append(lines)
      }
    }
  }

  private mutating func hide(from first: Int, to last: Int) {
    if first <= last { secrets.append(first...last) }
  }

  /// Whether fields stand behind a key, one after the other: those of an alias or a merge key stand elsewhere.
  private static func follow(_ entries: [Mapping.Entry], _ key: Mark) -> Bool {
    let lines = [key.line] + entries.map(\.keyMark.line)
    return !entries.isEmpty && key.line >= 1 && zip(lines, lines.dropFirst()).allSatisfy { $0 <= $1 }
  }

  private static let longestShown = 64

  /// Whether a value is a name of an object, or a word: short, and not like base64.
  private static func isLikeName(_ value: String) -> Bool {
    guard value.utf8.count <= longestShown,
      value.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789-.".utf8.contains($0) })
    else { return false }
    let isOneWord = !value.utf8.contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    return !(isOneWord && value.utf8.count >= 16 && value.utf8.contains { (0x30...0x39).contains($0) })
  }

  /// Whether a field of a Secret, or of a reference to one, has no value of it. `metadata` may contain a copy of the values,
  /// in the annotation of `oc apply`, and a misspelt field may be any.
  private static func isShown(_ entry: Mapping.Entry) -> Bool {
    guard let value = entry.value.text, !value.contains(where: \.isNewline) else { return false }
    return ["apiVersion", "kind", "type", "immutable", "group", "name", "namespace", "optional"].contains(entry.key)
  }
}

// MARK: - By content

extension HiddenLines {
  /// The text with spaces instead of what stands around the lines of a comment, a list or a quotation, so that a key that
  /// is cut into such lines is one text. Lines with other margins do not belong to it.
  private static func withoutMargins(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    var (start, last) = (0, [UInt8]())
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let head = bytes[start..<end].firstIndex { !margins.contains($0) } ?? end
      let tail = bytes[head..<end].lastIndex { !margins.contains($0) }.map { $0 + 1 } ?? head
      let margin = bytes[start..<head].filter { $0 > 0x20 }
      if start > 0, margin != last { result[start - 1] = 0 }
      last = margin
      for index in start..<head { result[index] = 0x20 }
      for index in tail..<end { result[index] = 0x20 }
      start = end + 1
    }
    return result
  }

  private static let margins = Set(" \t\r#->|\"'*,;\\".utf8)
}

/// The numbers of a text's lines.
private struct LineNumbers {
  /// The places of the line feeds.
  private let ends: [Int]

  init(_ bytes: [UInt8]) { ends = bytes.indices.filter { bytes[$0] == 0x0A } }

  /// The lines of some octets, counted from 1.
  func lines(of octets: Range<Int>) -> ClosedRange<Int> {
    let first = line(of: octets.lowerBound)
    return first...max(first, line(of: octets.upperBound - 1))
  }

  private func line(of offset: Int) -> Int {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low + 1
  }
}
