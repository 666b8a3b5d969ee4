/// One DER element, written by hand so that tests can also write what no encoder would.
func der(_ tag: UInt8, _ parts: [UInt8]...) -> [UInt8] {
  let content = parts.reduce([], +)
  return [tag] + lengthOctets(content.count) + content
}

/// A length in the fewest octets.
func lengthOctets(_ length: Int) -> [UInt8] {
  if length < 0x80 { return [UInt8(length)] }
  let octets = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }.drop { $0 == 0 }
  return [0x80 | UInt8(octets.count)] + octets
}

/// The DER of an OBJECT IDENTIFIER in dotted form.
func oid(_ dotted: String) -> [UInt8] {
  let arcs = dotted.split(separator: ".").compactMap { UInt64($0) }
  var content: [UInt8] = []
  for arc in [arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2) {
    var digits = [UInt8(arc & 0x7F)]
    var rest = arc >> 7
    while rest > 0 {
      digits.insert(0x80 | UInt8(rest & 0x7F), at: 0)
      rest >>= 7
    }
    content += digits
  }
  return der(0x06, content)
}

/// One attribute of a name in a set of its own; the tag is that of the string type, UTF8String by default.
func attribute(_ type: String, _ text: [UInt8], tag: UInt8 = 0x0C) -> [UInt8] {
  der(0x31, der(0x30, oid(type), der(tag, text)))
}

/// A name of common names, for tests that need no more.
func name(_ commonNames: String...) -> [UInt8] {
  der(0x30, commonNames.map { attribute("2.5.4.3", Array($0.utf8)) }.reduce([], +))
}

/// A date as UTCTime (13 characters) or GeneralizedTime.
func time(_ text: String) -> [UInt8] { der(text.utf8.count == 13 ? 0x17 : 0x18, Array(text.utf8)) }

/// One extension: its dotted number, whether it is critical, and the DER inside.
struct RawExtension {
  var identifier: String
  var isCritical = false
  var value: [UInt8]

  var bytes: [UInt8] { der(0x30, oid(identifier), isCritical ? [1, 1, 0xFF] : [], der(0x04, value)) }
}

/// The extensions that tests use, by the names of the standard.
extension RawExtension {
  static func basicConstraints(authority: Bool = true, pathLength: UInt8? = nil) -> RawExtension {
    RawExtension(
      identifier: "2.5.29.19", isCritical: true,
      value: der(0x30, authority ? [1, 1, 0xFF] : [], pathLength.map { [2, 1, $0] } ?? []))
  }

  /// The bits in the first octet, and the padding that belongs to them.
  static func keyUsage(_ bits: UInt8) -> RawExtension {
    RawExtension(
      identifier: "2.5.29.15", isCritical: true, value: [3, 2, UInt8(bits.trailingZeroBitCount), bits])
  }

  static func purposes(_ identifiers: String...) -> RawExtension {
    RawExtension(identifier: "2.5.29.37", value: der(0x30, identifiers.map(oid).reduce([], +)))
  }

  static func names(_ names: [[UInt8]], isCritical: Bool = true) -> RawExtension {
    RawExtension(identifier: "2.5.29.17", isCritical: isCritical, value: der(0x30, names.reduce([], +)))
  }

  static func constraints(permitted: [[UInt8]] = [], excluded: [[UInt8]] = []) -> RawExtension {
    func subtrees(_ tag: UInt8, _ names: [[UInt8]]) -> [UInt8] {
      names.isEmpty ? [] : der(tag, names.map { der(0x30, $0) }.reduce([], +))
    }
    return RawExtension(
      identifier: "2.5.29.30", isCritical: true, value: der(0x30, subtrees(0xA0, permitted), subtrees(0xA1, excluded)))
  }

  static func subjectKey(_ identifier: [UInt8]) -> RawExtension {
    RawExtension(identifier: "2.5.29.14", value: der(0x04, identifier))
  }

  static func authorityKey(_ identifier: [UInt8]) -> RawExtension {
    RawExtension(identifier: "2.5.29.35", value: der(0x30, der(0x80, identifier)))
  }
}

/// General names, as they stand in alternative names and constraints.
enum RawName {
  static func email(_ text: String) -> [UInt8] { der(0x81, Array(text.utf8)) }
  static func dns(_ text: String) -> [UInt8] { der(0x82, Array(text.utf8)) }
  static func directory(_ name: [UInt8]) -> [UInt8] { der(0xA4, name) }
  static func uri(_ text: String) -> [UInt8] { der(0x86, Array(text.utf8)) }
  static func ip(_ bytes: [UInt8]) -> [UInt8] { der(0x87, bytes) }
}
