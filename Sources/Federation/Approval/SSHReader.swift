/// Reads the strings and numbers of SSH (RFC 4251 section 5).
struct SSHReader {
  private var rest: ArraySlice<UInt8>

  init(_ octets: [UInt8]) {
    rest = octets[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func octets(_ count: Int) -> [UInt8]? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  mutating func number() -> UInt32? {
    octets(4)?.reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func string() -> [UInt8]? {
    guard let count = number() else { return nil }
    return octets(Int(count))
  }

  mutating func text() -> String? {
    string().flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// A number of arbitrary size that is not negative, big endian, without leading zeros.
  mutating func positive() -> [UInt8]? {
    guard let octets = string(), let first = octets.first, first < 0x80 else { return nil }
    // One zero may stand before an octet with the highest bit, and nowhere else.
    guard first == 0 else { return octets }
    guard octets.count > 1, octets[1] >= 0x80 else { return nil }
    return Array(octets.dropFirst())
  }

  static func string(_ octets: [UInt8]) -> [UInt8] {
    let count = UInt32(truncatingIfNeeded: octets.count)
    return stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: count >> UInt32($0)) } + octets
  }
}
