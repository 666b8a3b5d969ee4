import Cryptography

/// DER of private keys, read and written only in memory that is wiped. swift-asn1 keeps copies in ordinary arrays,
/// which suits public data; the few fixed structures of keys are easier to parse by hand than to wipe afterwards.
///
/// A reader must not outlive the closure that lends it the bytes.
@safe struct SecretDERReader {
  private let bytes: UnsafeRawBufferPointer
  private var index = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = bytes
  }

  var isAtEnd: Bool { unsafe index == bytes.count }

  /// The tag of the next element.
  var nextTag: UInt8? { unsafe index < bytes.count ? bytes[index] : nil }

  /// The content of the next element, which must have the tag and a minimally encoded length.
  mutating func read(_ tag: UInt8) throws(X509Error) -> UnsafeRawBufferPointer {
    guard nextTag == tag else { throw Self.broken }
    index += 1
    var length = Int(try byte())
    if length >= 0x80 {
      let octets = length & 0x7F
      guard (1...4).contains(octets) else { throw Self.broken }
      length = 0
      for _ in 0..<octets { length = length << 8 | Int(try byte()) }
      guard length >= 0x80, octets == 1 || length >> (8 * (octets - 1)) != 0 else { throw Self.broken }
    }
    guard unsafe length <= bytes.count - index else { throw Self.broken }
    defer { index += length }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[index..<(index + length)])
  }

  /// The magnitude of the next INTEGER, which must not be negative.
  mutating func readInteger() throws(X509Error) -> UnsafeRawBufferPointer {
    let content = unsafe try read(0x02)
    guard unsafe !content.isEmpty, unsafe content[0] < 0x80 else { throw Self.broken }
    guard unsafe content[0] == 0, content.count > 1 else { return unsafe content }
    guard unsafe content[1] >= 0x80 else { throw Self.broken }
    return unsafe UnsafeRawBufferPointer(rebasing: content.dropFirst())
  }

  private mutating func byte() throws(X509Error) -> UInt8 {
    guard let byte = nextTag else { throw Self.broken }
    index += 1
    return byte
  }

  static let broken = X509Error.malformed(structure: "private key", detail: "its encoding is not the DER of a key")
}

/// DER to be written into memory that is wiped, once its total length is known.
indirect enum SecretDER {
  case primitive(UInt8, [UInt8])
  /// An already encoded element, such as an algorithm identifier.
  case encoded([UInt8])
  case secret(UInt8, SecretBytes)
  case unsignedSecret(SecretBytes)
  case constructed(UInt8, [SecretDER])

  /// An INTEGER of a public magnitude.
  static func unsigned(_ magnitude: [UInt8]) -> SecretDER {
    .primitive(0x02, (magnitude.first.map { $0 >= 0x80 } ?? true ? [0] : []) + magnitude)
  }

  func encoded() -> SecretBytes {
    SecretBytes(count: size) { target in
      var index = 0
      unsafe write(target, &index)
    }
  }

  private var contentSize: Int {
    switch self {
    case .primitive(_, let bytes), .encoded(let bytes): bytes.count
    case .secret(_, let secret): secret.count
    case .unsignedSecret(let secret): secret.count + (needsZero(secret) ? 1 : 0)
    case .constructed(_, let parts): parts.reduce(0) { $0 + $1.size }
    }
  }

  private var size: Int {
    if case .encoded(let bytes) = self { return bytes.count }
    return 1 + Self.lengthOctets(contentSize).count + contentSize
  }

  private func needsZero(_ secret: SecretBytes) -> Bool {
    secret.withBytes { bytes in unsafe bytes.first.map { $0 >= 0x80 } ?? true }
  }

  private func write(_ target: UnsafeMutableRawBufferPointer, _ index: inout Int) {
    func put(_ byte: UInt8, _ index: inout Int) {
      unsafe target[index] = byte
      index += 1
    }
    if let tag {
      put(tag, &index)
      for octet in Self.lengthOctets(contentSize) { put(octet, &index) }
    }
    switch self {
    case .primitive(_, let bytes), .encoded(let bytes): for byte in bytes { put(byte, &index) }
    case .secret(_, let secret):
      secret.withBytes { bytes in unsafe bytes.forEach { put($0, &index) } }
    case .unsignedSecret(let secret):
      if needsZero(secret) { put(0, &index) }
      secret.withBytes { bytes in unsafe bytes.forEach { put($0, &index) } }
    case .constructed(_, let parts): for part in parts { unsafe part.write(target, &index) }
    }
  }

  private var tag: UInt8? {
    switch self {
    case .primitive(let tag, _), .secret(let tag, _), .constructed(let tag, _): tag
    case .unsignedSecret: 0x02
    case .encoded: nil
    }
  }

  private static func lengthOctets(_ length: Int) -> [UInt8] {
    if length < 0x80 { return [UInt8(length)] }
    let octets = (0..<4).reversed().map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }.drop { $0 == 0 }
    return [0x80 | UInt8(octets.count)] + octets
  }
}
