public import Cryptography

/// Base64 with the standard alphabet and padding (RFC 4648 section 4), strict: one text for each value.
public enum Base64 {
  /// Where and why a text is no base64.
  public enum Fault: Error, Hashable, Sendable {
    /// A byte that is not of the alphabet, at an offset.
    case foreignByte(UInt8, offset: Int)
    /// The padding is missing, misplaced, or has bits behind it.
    case badPadding
  }

  /// The text of some bytes, without line breaks.
  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    encode(bytes) { text.append($0) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The text of a secret, as a secret.
  public static func encode(_ secret: SecretBytes) -> SecretBytes {
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

  /// The bytes of a text without any white space.
  public static func decode(_ text: some Collection<UInt8>) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    try decode(text) { bytes.append($0) }
    return bytes
  }

  /// The bytes of a secret text without any white space, as a secret; nil when the text is no base64.
  public static func decodeSecret(_ text: SecretBytes) -> SecretBytes? {
    try? text.withBytes { bytes throws(Fault) in try unsafe decodeSecret(bytes) }
  }

  /// The bytes of a secret text, as a secret.
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
    var group: UInt32 = 0
    var count = 0
    func flush(_ digits: Int) {
      for position in 0..<4 {
        write(position < digits ? alphabet[Int(group >> (18 - 6 * UInt32(position)) & 63)] : UInt8(ascii: "="))
      }
      group = 0
      count = 0
    }
    for byte in bytes {
      group |= UInt32(byte) << (16 - 8 * UInt32(count))
      count += 1
      if count == 3 { flush(4) }
    }
    if count > 0 { flush(count + 1) }
  }

  private static func decode(_ text: some Collection<UInt8>, _ write: (UInt8) -> Void) throws(Fault) {
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
      guard value < 64 else { throw .foreignByte(byte, offset: offset) }
      guard padding == 0 else { throw .badPadding }
      group = group << 6 | UInt32(value)
      digits += 1
      guard digits == 4 else { continue }
      for shift: UInt32 in [16, 8, 0] { write(UInt8(truncatingIfNeeded: group >> shift)) }
      (group, digits) = (0, 0)
    }
    guard padding > 0 else { return }
    // Bits behind the last whole octet must be zero, so that no two texts mean the same bytes.
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
