import Cryptography
import X509

/// Takes the JSON of a Secret apart without ever making a text of its values: they go into memory that is wiped, and
/// the rest becomes JSON without them. It does its whole work while the octets are lent.
@safe struct SecretScanner {
  /// The object with empty values.
  private(set) var plain: [UInt8] = []
  /// The decoded values, by key.
  private(set) var values: [String: SecretBytes] = [:]
  /// Whether the annotation of a client-side apply was there, which has the values. The texts of annotations of which
  /// nothing is read are left out, because some of those have them as well.
  private(set) var hasCopy = false
  private let bytes: UnsafeRawBufferPointer
  private var index = 0

  private static let deepest = 64

  /// - Throws: ``Malformed`` for anything that is no JSON object.
  init(_ body: UnsafeRawBufferPointer) throws(Malformed) {
    unsafe bytes = body
    plain.reserveCapacity(body.count)
    skipSpace()
    guard next == UInt8(ascii: "{") else { throw Malformed() }
    try value([])
    skipSpace()
    guard unsafe index == bytes.count else { throw Malformed() }
  }

  struct Malformed: Error {}

  private var next: UInt8? { unsafe index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { index += 1 }
  }

  private mutating func take(_ byte: UInt8) throws(Malformed) {
    skipSpace()
    guard next == byte else { throw Malformed() }
    index += 1
    plain.append(byte)
  }

  private mutating func value(_ path: [String]) throws(Malformed) {
    guard path.count < Self.deepest else { throw Malformed() }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): try members(UInt8(ascii: "{"), UInt8(ascii: "}"), path)
    case UInt8(ascii: "["): try members(UInt8(ascii: "["), UInt8(ascii: "]"), path)
    case UInt8(ascii: "\""): try string(path)
    default: literal()
    }
  }

  private mutating func members(_ open: UInt8, _ close: UInt8, _ path: [String]) throws(Malformed) {
    try take(open)
    skipSpace()
    if next == close { return try take(close) }
    while true {
      skipSpace()
      var key = "[]"
      if open == UInt8(ascii: "{") {
        let text = try unsafe span()
        key = unsafe String(decoding: text, as: UTF8.self)
        unsafe append(quoted: text)
        try take(UInt8(ascii: ":"))
      }
      try value(path + [key])
      skipSpace()
      guard next == UInt8(ascii: ",") else { return try take(close) }
      try take(UInt8(ascii: ","))
    }
  }

  private mutating func string(_ path: [String]) throws(Malformed) {
    let text = try unsafe span()
    if path.count == 2, path[0] == "data" {
      guard let value = unsafe Base64.decodeSecret(SecretBytes(copying: text)) else { throw Malformed() }
      values[path[1]] = value
    } else if path.count == 3, path[0] == "metadata", path[1] == "annotations",
      !SecretValues.isRead(annotation: path[2])
    {
      if path[2] == SecretValues.copy { hasCopy = true }
    } else if path.first != "stringData" {
      return unsafe append(quoted: text)
    }
    plain += Array("\"\"".utf8)
  }

  /// What is between the quotes, as it is written.
  private mutating func span() throws(Malformed) -> UnsafeRawBufferPointer.SubSequence {
    guard next == UInt8(ascii: "\"") else { throw Malformed() }
    index += 1
    let start = index
    while let byte = next, byte != UInt8(ascii: "\"") { index += byte == UInt8(ascii: "\\") ? 2 : 1 }
    guard next != nil else { throw Malformed() }
    index += 1
    return unsafe bytes[start..<(index - 1)]
  }

  private mutating func append(quoted text: UnsafeRawBufferPointer.SubSequence) {
    plain.append(UInt8(ascii: "\""))
    unsafe plain.append(contentsOf: text)
    plain.append(UInt8(ascii: "\""))
  }

  /// A number, `true`, `false` or `null`; whether it is one, the reader of the rest says.
  private mutating func literal() {
    while let byte = next, !",]} \n\r\t".utf8.contains(byte) {
      plain.append(byte)
      index += 1
    }
  }
}
