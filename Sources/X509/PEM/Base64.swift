package import Cryptography

/// Strict base64 with the standard alphabet and padding (RFC 4648 section 4): every value has exactly one text.
public enum Base64 {
  public enum Fault: Error, Hashable, Sendable {
    /// A byte outside the alphabet.
    case foreignByte(UInt8, offset: Int)
    /// The padding is missing or misplaced, or unused bits are not zero.
    case badPadding
  }

  /// Without line breaks.
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: octets(bytes), as: UTF8.self)
  }

  /// The text in ASCII.
  static func octets(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.underestimatedCount + 2) / 3 * 4)
    encode(bytes) { text.append($0) }
    return text
  }

  package static func encode(_ secret: SecretBytes) -> SecretBytes {
    secret.withBytes { bytes in
      SecretBytes(count: (bytes.count + 2) / 3 * 4) { target in
        var index = 0
        unsafe encode(bytes) {
          unsafe target[index] = $0
          index += 1
        }
      }
    }
  }

  /// Decodes a text without white space.
  package static func decode(_ text: [UInt8]) throws(Fault) -> [UInt8] {
    // Decode whole groups quickly, up to the first that contains padding or a fault.
    var index = 0
    var bytes = [UInt8](capacity: text.count / 4 * 3) { bytes in
      let digits = text.span
      let values = Self.values.span
      while index + 4 <= digits.count {
        let (a, b) = (values[Int(digits[index])], values[Int(digits[index + 1])])
        let (c, d) = (values[Int(digits[index + 2])], values[Int(digits[index + 3])])
        guard a | b | c | d < 64 else { break }
        bytes.append(a << 2 | b >> 4)
        bytes.append(b << 4 | c >> 2)
        bytes.append(c << 6 | d)
        index += 4
      }
    }
    try decode(text[index...], at: index) { bytes.append($0) }
    return bytes
  }

  /// Decodes a secret text without white space; nil if it is not base64.
  package static func decodeSecret(_ text: SecretBytes) -> SecretBytes? {
    try? text.withBytes { bytes throws(Fault) in try unsafe decodeSecret(bytes) }
  }

  static func decodeSecret(_ text: UnsafeRawBufferPointer) throws(Fault) -> SecretBytes {
    let padding = unsafe text.suffix(2).count { $0 == UInt8(ascii: "=") }
    guard text.count % 4 == 0 else { throw .badPadding }
    return try SecretBytes(count: text.count / 4 * 3 - padding) { target throws(Fault) in
      var index = 0
      try unsafe decode(text) {
        if index < target.count { unsafe target[index] = $0 }
        index += 1
      }
    }
  }

  private static func encode(_ bytes: some Sequence<UInt8>, _ write: (UInt8) -> Void) {
    let alphabet = Self.alphabet.span
    func put(_ group: UInt32, _ digits: Int) {
      for position in 0..<4 {
        write(
          position < digits ? alphabet[Int(group >> (18 - 6 * UInt32(position)) & 63)] : UInt8(ascii: "="))
      }
    }
    var group: UInt32 = 0
    var count = 0
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      count += 1
      guard count == 3 else { continue }
      put(group, 4)
      (group, count) = (0, 0)
    }
    if count > 0 { put(group << (8 * UInt32(3 - count)), count + 1) }
  }

  /// `start` is the offset of the text, for faults.
  private static func decode(
    _ text: some Collection<UInt8>, at start: Int = 0, _ write: (UInt8) -> Void
  ) throws(Fault) {
    guard text.count % 4 == 0 else { throw .badPadding }
    var group: UInt32 = 0
    var digits = 0
    var padding = 0
    for (offset, byte) in text.enumerated() {
      if byte == UInt8(ascii: "=") {
        padding += 1
        guard padding <= 2, digits + padding <= 4, digits >= 2, offset >= text.count - 2 else { throw .badPadding }
        continue
      }
      let value = values[Int(byte)]
      guard value < 64 else { throw .foreignByte(byte, offset: start + offset) }
      guard padding == 0 else { throw .badPadding }
      group = group << 6 | UInt32(value)
      digits += 1
      guard digits == 4 else { continue }
      for shift: UInt32 in [16, 8, 0] { write(UInt8(truncatingIfNeeded: group >> shift)) }
      (group, digits) = (0, 0)
    }
    guard padding > 0 else { return }
    // Unused bits must be zero, so that no two texts decode to the same bytes.
    guard group & (padding == 1 ? 3 : 15) == 0 else { throw .badPadding }
    write(UInt8(truncatingIfNeeded: group >> (padding == 1 ? 10 : 4)))
    if padding == 1 { write(UInt8(truncatingIfNeeded: group >> 2)) }
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }()
}
