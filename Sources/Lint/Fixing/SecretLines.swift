import Documents

/// The lines of a file that may contain values of Secrets, which are never shown.
struct SecretLines {
  private var ranges: [ClosedRange<Int>] = []

  init(_ bytes: [UInt8]) {
    guard let text = try? SourceText(bytes), let documents = try? DocumentReader.all(bytes: bytes, source: "") else {
      // What cannot be read is not shown at all.
      ranges = [1...Int.max]
      return
    }
    let manifests = documents.flatMap { $0.unrolled() }
    for (index, manifest) in manifests.enumerated() where manifest.root["kind"]?.string == "Secret" {
      let after = manifests.indices.contains(index + 1) ? manifests[index + 1].root.mark : nil
      let entries = manifest.root.mapping?.entries ?? []
      for (number, entry) in entries.enumerated() where Self.isSecret(entry.key) {
        let next = entries.indices.contains(number + 1) ? entries[number + 1].keyMark : after
        ranges.append(entry.keyMark.line...max(entry.keyMark.line, Self.end(before: next, in: text)))
      }
    }
  }

  func contains(_ line: Int) -> Bool { ranges.contains { $0.contains(line) } }

  /// The last line that may contain part of what precedes a mark.
  private static func end(before next: Mark?, in text: SourceText) -> Int {
    guard let next, let offset = text.offset(of: next) else { return Int.max }
    let before = text.bytes[text.lineStart(offset)..<offset]
    return before.allSatisfy { $0 == UInt8(ascii: " ") } ? next.line - 1 : next.line
  }

  /// `metadata` may contain a copy of the values, in the annotation of `oc apply`.
  private static func isSecret(_ key: String) -> Bool { ["data", "stringData", "metadata"].contains(key) }
}
