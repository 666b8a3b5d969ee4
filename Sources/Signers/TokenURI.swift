/// The address of a token, or of a key in it (RFC 7512): a token by its label or serial number, a key by its label or
/// ID.
///
/// Nothing that a machine decides can stand in it: modules and PINs are refused, because an address is stored and shown,
/// and a module that a file names is code that the file's writers choose.
public struct TokenURI: Hashable, Sendable {
  /// The token's label (CK_TOKEN_INFO).
  public var token: String?
  public var serial: String?
  /// The key's label (CKA_LABEL).
  public var object: String?
  /// The key's ID (CKA_ID).
  public var id: [UInt8]?

  public init(token: String?, serial: String?, object: String? = nil, id: [UInt8]? = nil) {
    self.token = token
    self.serial = serial
    self.object = object
    self.id = id
  }

  private static let scheme = "pkcs11:"

  public init(_ text: String) throws(TokenURIFault) {
    guard text.hasPrefix(Self.scheme) else { throw .scheme }
    let halves = text.dropFirst(Self.scheme.count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    if halves.count == 2 {
      let name = halves[1].split(separator: "&").first?.prefix { $0 != "=" } ?? ""
      throw .query(String(name))
    }
    var seen: Set<String> = []
    for attribute in (halves.first ?? "").split(separator: ";") {
      guard let equals = attribute.firstIndex(of: "=") else { throw .noValue(String(attribute)) }
      let name = String(attribute[..<equals])
      guard seen.insert(name).inserted else { throw .repeated(name) }
      try take(name, Self.decode(attribute[attribute.index(after: equals)...], of: name))
    }
    guard token != nil || serial != nil else { throw .noToken }
  }

  private mutating func take(_ name: String, _ value: [UInt8]) throws(TokenURIFault) {
    switch name {
    case "token": token = try Self.text(value, name)
    case "serial": serial = try Self.text(value, name)
    case "object": object = try Self.text(value, name)
    case "id": id = value
    // Of these only the token's own words are kept: they say the same as its label or serial number.
    case "model", "manufacturer": break
    case "type":
      guard value == Array("private".utf8) else { throw .type }
    case "slot-id", "slot-description", "slot-manufacturer": throw .slot(name)
    default: throw .unknown(name)
    }
  }

  private static func text(_ value: [UInt8], _ name: String) throws(TokenURIFault) -> String {
    guard let text = String(validating: value, as: UTF8.self), !text.isEmpty,
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    else { throw .noText(name) }
    return text
  }

  private static func decode(_ text: Substring, of name: String) throws(TokenURIFault) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        guard isPlain(byte) else { throw .badByte(name) }
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
        throw .badByte(name)
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }

  /// `pk11-pchar` without percent-encoding.
  private static func isPlain(_ byte: UInt8) -> Bool {
    isUnreserved(byte) || ":[]@!$'()*+,=&".utf8.contains(byte)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~".utf8.contains(byte)
    }
  }

  static func encode(_ bytes: some Sequence<UInt8>, everyByte: Bool = false) -> String {
    var text = ""
    for byte in bytes {
      if !everyByte, isUnreserved(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16)
        text += digits.count == 1 ? "%0" + digits : "%" + digits
      }
    }
    return text
  }

  /// Whether another address leads to this one: all that it names is the same here.
  public func isFound(by other: TokenURI) -> Bool {
    tokenAlone == other.tokenAlone && (other.object ?? object) == object && (other.id ?? id) == id
  }

  /// The same address without the key.
  public var tokenAlone: TokenURI { TokenURI(token: token, serial: serial) }
}

extension TokenURI: CustomStringConvertible {
  /// Always in the same order, so that two addresses of one key are one text.
  public var description: String {
    var parts: [String] = []
    if let token { parts.append("token=\(Self.encode(token.utf8))") }
    if let serial { parts.append("serial=\(Self.encode(serial.utf8))") }
    if let object { parts.append("object=\(Self.encode(object.utf8))") }
    if let id { parts.append("id=\(Self.encode(id, everyByte: true))") }
    return Self.scheme + parts.joined(separator: ";")
  }
}
