/// A value that a statement takes or returns.
public enum PostgreSQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
  case bytes([UInt8])
  /// Of a type that is not one of these, by its object identifier.
  case other(type: UInt32)

  /// Object identifiers of built-in types (pg_type.dat).
  private enum TypeID {
    static let boolean: UInt32 = 16
    static let bytes: UInt32 = 17
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let varchar: UInt32 = 1043
  }

  /// The type that a parameter is sent as; 0 leaves it to the server.
  var type: UInt32 {
    switch self {
    case .null, .other: 0
    case .integer: TypeID.int8
    case .text: TypeID.text
    case .bytes: TypeID.bytes
    }
  }

  /// In the binary format; nil is NULL.
  var octets: [UInt8]? {
    switch self {
    case .null, .other: nil
    case .integer(let number): (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    case .text(let text): Array(text.utf8)
    case .bytes(let bytes): bytes
    }
  }

  /// Decodes a value in the binary format.
  init(_ octets: some Collection<UInt8>, type: UInt32) {
    switch type {
    case TypeID.int8 where octets.count == 8, TypeID.int4 where octets.count == 4, TypeID.int2 where octets.count == 2:
      let isNegative = (octets.first ?? 0) & 0x80 != 0
      self = .integer(octets.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) })
    case TypeID.boolean where octets.count == 1: self = .integer(octets.first == 0 ? 0 : 1)
    case TypeID.bytes: self = .bytes(Array(octets))
    case TypeID.text, TypeID.name, TypeID.varchar:
      self = String(validating: octets, as: UTF8.self).map { .text($0) } ?? .other(type: type)
    default: self = .other(type: type)
    }
  }
}

extension PostgreSQLValue {
  /// Decodes a value in the text format, with `bytea_output = hex`.
  init(text octets: some Collection<UInt8>, type: UInt32) {
    switch type {
    case TypeID.int8, TypeID.int4, TypeID.int2:
      self = Int64(String(decoding: octets, as: UTF8.self)).map { .integer($0) } ?? .other(type: type)
    case TypeID.boolean: self = .integer(octets.elementsEqual("t".utf8) ? 1 : 0)
    case TypeID.bytes: self = Self.bytes(hexadecimal: octets).map { .bytes($0) } ?? .other(type: type)
    default: self.init(octets, type: type)
    }
  }

  /// Reads `\x` and two digits for each octet.
  private static func bytes(hexadecimal octets: some Collection<UInt8>) -> [UInt8]? {
    guard octets.starts(with: "\\x".utf8), octets.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(octets.count / 2 - 1)
    var high: UInt8?
    for digit in octets.dropFirst(2) {
      let value: UInt8
      switch digit {
      case 0x30...0x39: value = digit - 0x30
      case 0x61...0x66: value = digit - 0x61 + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }

  /// The value as a constant of SQL, with `standard_conforming_strings`, in which a backslash is plain; nil for one that
  /// no statement can contain.
  public var constant: String? {
    switch self {
    case .null: "NULL"
    case .integer(let number): number < 0 ? "(\(number))" : "\(number)"
    case .text(let text) where !text.utf8.contains(0): "'\(text.replacing("'", with: "''"))'"
    case .bytes(let bytes): "'\\x\(Self.hexadecimal(bytes))'::bytea"
    case .text, .other: nil
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// What a statement returned.
public struct PostgreSQLAnswer: Hashable, Sendable {
  public let columns: [String]
  public let rows: [[PostgreSQLValue]]
  /// How many rows the statement changed, or returned.
  public let count: Int
  /// What the server says was done, such as `COMMIT` or `INSERT 0 1`.
  public let tag: String
}
