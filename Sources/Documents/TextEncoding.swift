/// Text as files have it, as UTF-8 without a byte order mark.
public enum TextEncoding {
  /// The text in UTF-8: UTF-16 is converted, with a byte order mark or recognised by the zero octets of its first
  /// character, and UTF-8 loses its mark. Anything else is returned as it is.
  public static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
    guard let order = byteOrder(of: bytes), bytes.count.isMultiple(of: 2) else { return bytes }
    let units = stride(from: 0, to: bytes.count, by: 2).map { index -> UInt16 in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return order == .big ? first << 8 | second : second << 8 | first
    }
    return Array(String(decoding: units.first == 0xFEFF ? units[1...] : units[...], as: UTF16.self).utf8)
  }

  private enum ByteOrder {
    case big
    case little
  }

  /// UTF-16 begins with its mark, or with an ASCII character.
  private static func byteOrder(of bytes: [UInt8]) -> ByteOrder? {
    guard bytes.count >= 2 else { return nil }
    switch (bytes[0], bytes[1]) {
    case (0xFE, 0xFF): return .big
    case (0xFF, 0xFE): return .little
    case (0, 0x09...0x7E): return .big
    case (0x09...0x7E, 0): return .little
    default: return nil
    }
  }
}
