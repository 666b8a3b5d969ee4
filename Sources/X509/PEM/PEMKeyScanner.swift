import Cryptography

/// Finds the one private key of a PEM text and decodes it directly into memory that is wiped.
enum PEMKeyScanner {
  static func scan(
    _ text: UnsafeRawBufferPointer, mayBeSeveral: Bool = false
  ) throws(X509Error) -> (label: String, der: SecretBytes) {
    var labels: [String] = []
    var found: (label: String, body: Range<Int>)?
    var index = 0
    while let begin = unsafe find(PEMScanner.begin, text, from: index) {
      let labelStart = begin + PEMScanner.begin.count
      // Show only what is certainly a label; what follows could be the key.
      let labelEnd = unsafe text[labelStart...].firstIndex { !PEMScanner.isOfLabel($0) } ?? text.count
      let label = unsafe String(decoding: text[labelStart..<labelEnd], as: UTF8.self)
      guard unsafe find(PEMScanner.dashes, text, from: labelEnd) == labelEnd,
        label.utf8.count <= PEMScanner.longestLabel
      else {
        throw .brokenPEM(
          detail: "the line does not end with five dashes after the label", line: unsafe line(text, begin))
      }
      labels.append(label)
      let marker = Array("-----END \(label)-----".utf8)
      let bodyStart = labelEnd + PEMScanner.dashes.count
      guard let end = unsafe find(marker, text, from: bodyStart) else {
        throw .brokenPEM(detail: "the \(label) block has no `-----END \(label)-----`", line: unsafe line(text, begin))
      }
      if PEMBlock.isOfPrivateKey(label) {
        if found != nil, mayBeSeveral { break }
        guard found == nil else {
          throw .brokenPEM(detail: "there is more than one private key in this file", line: unsafe line(text, begin))
        }
        found = (label, bodyStart..<end)
      }
      index = end + marker.count
    }
    guard let found else { throw .noPEMBlock(wanted: "private key", found: labels) }
    if unsafe find(PEMScanner.procType, UnsafeRawBufferPointer(rebasing: text[found.body]), from: 0) != nil {
      throw .encryptedKey(.headers)
    }
    return (found.label, try unsafe decode(UnsafeRawBufferPointer(rebasing: text[found.body]), text, found.body))
  }

  private static func decode(
    _ body: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer, _ range: Range<Int>
  ) throws(X509Error) -> SecretBytes {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    let compact = SecretBytes(count: unsafe body.count { !isSpace($0) }) { target in
      var index = 0
      for position in 0..<body.count {
        let byte = unsafe body[position]
        if isSpace(byte) { continue }
        unsafe target[index] = byte
        index += 1
      }
    }
    do {
      return try compact.withBytes { bytes throws(Base64.Fault) in try unsafe Base64.decodeSecret(bytes) }
    } catch {
      throw .brokenPEM(
        detail: "the private key's base64 is invalid or incomplete", line: unsafe line(text, range.lowerBound))
    }
  }

  private static func find(_ needle: [UInt8], _ text: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard start + needle.count <= text.count else { return nil }
    return (start...(text.count - needle.count)).first { index in
      unsafe text[index..<(index + needle.count)].elementsEqual(needle)
    }
  }

  private static func line(_ text: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    unsafe text[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
  }
}
