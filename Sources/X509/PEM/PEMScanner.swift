import Diagnostics

/// Scans a PEM text line by line, tolerates what is safe to tolerate, and rejects the rest.
struct PEMScanner {
  private(set) var blocks: [PEMBlock] = []
  private let text: [UInt8]
  private var open: OpenBlock?
  private var found: [PEMIrregularity.Kind: (line: Int, count: Int)] = [:]

  /// A block whose end is still to come.
  private struct OpenBlock {
    let label: String
    let line: Int
    /// Whether it is a private key, of which nothing is copied, because ``PEMKeyScanner`` reads keys as secrets; or armour
    /// of OpenPGP, which is not PEM.
    let isSecret: Bool
    var body: [UInt8] = []
    var hasBody = false
    var isEncrypted = false
  }

  /// Whether the blocks are only listed, and none is decoded.
  private let isOutline: Bool

  init(_ text: [UInt8], isOutline: Bool = false) {
    self.text = text
    self.isOutline = isOutline
  }

  mutating func scan() throws(X509Error) {
    var start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if start > 0 { note(.byteOrderMark, 1) }
    var number = 0
    while start < text.count {
      number += 1
      let end = text.firstIndex(of: UInt8(ascii: "\n"), in: start..<text.count) ?? text.count
      try line(start..<end, number)
      if end == text.count, !blocks.isEmpty, open == nil { note(.unfinishedLine, number) }
      start = end + 1
    }
    if let open {
      throw .brokenPEM(
        detail: "the \(open.label) block that starts at line \(open.line) has no `-----END \(open.label)-----`; "
          + "the text ends in the middle of it", line: max(number, 1))
    }
  }

  /// In the order of their first lines.
  var irregularities: [PEMIrregularity] {
    found.filter { $0.key != .spaces || found[.indentation] == nil }.map {
      PEMIrregularity(kind: $0.key, line: $0.value.line, count: $0.value.count)
    }
    .sorted { ($0.line, $0.code) < ($1.line, $1.code) }
  }

  private mutating func note(_ kind: PEMIrregularity.Kind, _ line: Int) {
    found[kind] = (found[kind]?.line ?? line, (found[kind]?.count ?? 0) + 1)
  }

  /// Lines are ranges of the text, because a slice of it costs a reference count.
  private mutating func line(_ raw: Range<Int>, _ number: Int) throws(X509Error) {
    let hasReturn = raw.last.map { text[$0] == UInt8(ascii: "\r") } ?? false
    let line = hasReturn ? raw.dropLast() : raw
    let trimmed = trimmed(line)
    let isMarker = isMarker(trimmed)
    if isMarker || open != nil {
      if hasReturn { note(.carriageReturns, number) }
      if isMarker, text[line.lowerBound] != UInt8(ascii: "-") {
        note(.indentation, number)
      } else if trimmed.count != line.count, !trimmed.isEmpty {
        note(.spaces, number)
      }
    }
    if isMarker { return try marker(text[trimmed], number) }
    guard open != nil else {
      // Text around the blocks may have very many lines, and copying each takes most of the time.
      if trimmed.count <= 2, Self.blockMarkers.contains(Array(text[trimmed])) { note(.blockMarker, number) }
      return
    }
    try content(trimmed, number)
  }

  private mutating func marker(_ line: ArraySlice<UInt8>, _ number: Int) throws(X509Error) {
    if line.starts(with: Self.begin) { try begin(line, number) } else { try end(line, number) }
  }

  /// A line of the open block.
  private mutating func content(_ line: Range<Int>, _ number: Int) throws(X509Error) {
    if line.isEmpty {
      // Before the body a blank line ends the headers, even if there are none (RFC 1421 section 4.4).
      if open?.hasBody == true { note(.blankLines, number) }
    } else if text.firstIndex(of: UInt8(ascii: ":"), in: line) != nil {
      try header(text[line], number)
    } else {
      open?.hasBody = true
      // The block grows in place, because copying it for each line would take quadratic time.
      if open?.isSecret == false { open?.body.append(contentsOf: text[line]) }
    }
  }

  /// A line without spaces and tabs at both ends.
  private func trimmed(_ line: Range<Int>) -> Range<Int> {
    var (start, end) = (line.lowerBound, line.upperBound)
    while start < end, Self.isBlank(text[start]) { start += 1 }
    while start < end, Self.isBlank(text[end - 1]) { end -= 1 }
    return start..<end
  }

  private func isMarker(_ line: Range<Int>) -> Bool {
    guard !line.isEmpty, text[line.lowerBound] == UInt8(ascii: "-") else { return false }
    return text[line].starts(with: Self.begin) || text[line].starts(with: Self.end)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// The headers of an encrypted key in the old format (RFC 1421); in any other block they are refused.
  private mutating func header(_ line: ArraySlice<UInt8>, _ number: Int) throws(X509Error) {
    if open?.label.hasPrefix(PEMBlock.pgpPrefix) == true { return }
    guard open?.isSecret == true || isOutline, Self.headers.contains(where: { line.starts(with: $0) }) else {
      throw .brokenPEM(detail: "there is a header of the old format (RFC 1421), which is not supported", line: number)
    }
    if line.starts(with: Self.procType), line.ends(with: "ENCRYPTED") { open?.isEncrypted = true }
  }

  private mutating func begin(_ line: ArraySlice<UInt8>, _ number: Int) throws(X509Error) {
    if let open {
      throw .brokenPEM(
        detail: "a new block begins, but the \(open.label) block of line \(open.line) has not ended", line: number)
    }
    let rest = line.dropFirst(Self.begin.count)
    let label = try label(rest, number)
    let close = rest.startIndex + label.utf8.count
    let behind = rest[(close + Self.dashes.count)...]
    open = OpenBlock(label: label, line: number, isSecret: Self.isSecret(label))
    if label == PEMBlock.oldCertificateLabel { note(.oldLabel, number) }
    guard !behind.isEmpty else { return }
    if behind.starts(with: Array("\\n".utf8)) {
      throw .brokenPEM(
        detail: "the line breaks are the two characters `\\n`: the text was escaped once too often; "
          + "`printf '%b' \"$(cat FILE)\"` turns them into line breaks",
        line: number)
    }
    throw Self.more(behind, label, number)
  }

  /// Text after the dashes of a key is not shown: it could be the key.
  private static func more(_ behind: ArraySlice<UInt8>, _ label: String, _ number: Int) -> X509Error {
    let shown = isSecret(label) ? "" : ": `\(show(behind))`"
    return .brokenPEM(detail: "there is text after the dashes\(shown)", line: number)
  }

  /// The label between `BEGIN` or `END` and five dashes (RFC 7468 section 3). The line is never shown, because without
  /// the dashes it may contain the bytes of a key.
  private func label(_ rest: ArraySlice<UInt8>, _ number: Int) throws(X509Error) -> String {
    let label = rest.prefix(while: Self.isOfLabel)
    guard !label.isEmpty, label.count <= Self.longestLabel, rest[label.endIndex...].starts(with: Self.dashes) else {
      throw .brokenPEM(detail: "the line does not end with a label and five dashes", line: number)
    }
    return String(decoding: label, as: UTF8.self)
  }

  private mutating func end(_ line: ArraySlice<UInt8>, _ number: Int) throws(X509Error) {
    guard let block = open else {
      throw .brokenPEM(detail: "a block ends here without a beginning", line: number)
    }
    let rest = line.dropFirst(Self.end.count)
    let label = try label(rest, number)
    let close = rest.startIndex + label.utf8.count
    guard label == block.label else {
      throw .brokenPEM(
        detail: "the block begins as \(block.label) (line \(block.line)) and ends as \(label)", line: number)
    }
    guard blocks.count < PEM.mostBlocks else { throw .tooMany(limit: PEM.mostBlocks) }
    try finish(block)
    open = nil
    let behind = rest[(close + Self.dashes.count)...]
    guard !behind.isEmpty else { return }
    guard behind.starts(with: Self.begin) else {
      throw Self.more(behind, label, number)
    }
    note(.gluedBlocks, number)
    try begin(behind, number)
  }

  private mutating func finish(_ block: OpenBlock) throws(X509Error) {
    let label = block.label
    if Self.isSecret(label) || isOutline {
      let isEncrypted = block.isEncrypted || label == EncryptedPrivateKey.label
      return blocks.append(PEMBlock(label: label, der: [], line: block.line, isEncrypted: isEncrypted))
    }
    do {
      blocks.append(PEMBlock(label: label, der: try Base64.decode(block.body), line: block.line))
    } catch .foreignByte(let byte, _) {
      throw .brokenPEM(
        detail: "the \(label) block that starts at line \(block.line) holds `\(Self.show([byte]))`, "
          + "which is no character of base64", line: lineOf(byte, block.line))
    } catch {
      throw .brokenPEM(
        detail: "the base64 of the \(label) block that starts at line \(block.line) is incomplete", line: block.line)
    }
  }

  /// The line of the first occurrence of the byte in or after the block's first line.
  private func lineOf(_ byte: UInt8, _ start: Int) -> Int {
    var number = 1
    for candidate in text {
      if candidate == UInt8(ascii: "\n") { number += 1 }
      if number > start, candidate == byte { return number }
    }
    return start
  }

  private static func isSecret(_ label: String) -> Bool {
    PEMBlock.isOfPrivateKey(label) || label.hasPrefix(PEMBlock.pgpPrefix)
  }

  /// Labels consist of capitals, digits and spaces, as all labels in use do.
  static func isOfLabel(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x20
  }

  static let longestLabel = 64

  private static func show(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes.prefix(60)), as: UTF8.self).printable
  }

  /// How YAML announces a block of text.
  private static let blockMarkers = Set(["|", "|-", "|+", ">", ">-", ">+"].map { Array($0.utf8) })

  /// The headers of an encrypted key.
  private static let headers = [procType, Array("DEK-Info:".utf8)]
  /// RFC 1421 section 4.6.1.1.
  static let procType = Array("Proc-Type:".utf8)
  static let begin = Array("-----BEGIN ".utf8)
  static let end = Array("-----END ".utf8)
  static let dashes = Array("-----".utf8)
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
