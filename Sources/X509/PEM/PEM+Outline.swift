package import Cryptography

extension PEM {
  /// The blocks of a secret text by label and line, none of them decoded, and what is irregular about it. No octet of a
  /// key is copied.
  package static func outline(of secret: SecretBytes) throws(X509Error) -> PEM {
    try PEM(outline: secret.withBytes { bytes in unsafe redacted(bytes) })
  }

  /// The text with every letter and digit replaced, except in markers, headers and YAML's block marks.
  private static func redacted(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var start = 0
    while start < bytes.count {
      let rest = unsafe bytes[start...]
      let end = unsafe rest.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = unsafe rest[..<end]
      let isMarker = unsafe line.contains(UInt8(ascii: "-")) || line.contains(UInt8(ascii: ":"))
      for index in start..<end {
        let octet = unsafe bytes[index]
        let isSolid = octet > 0x20 && octet < 0x7F
        text.append(isMarker || !isSolid || blockMarks.contains(octet) ? octet : UInt8(ascii: "A"))
      }
      if end < bytes.count { text.append(UInt8(ascii: "\n")) }
      start = end + 1
    }
    return text
  }

  private static let blockMarks = Array("|>+".utf8)
}
