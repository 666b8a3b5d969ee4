import Cryptography

/// The members of what may be a JSON Web Key (RFC 7517), by their places in a text.
struct WebKey {
  struct Member {
    let name: String
    let value: Range<Int>
  }

  let members: [Member]
  /// Whether the text ends inside of its braces.
  let isCut: Bool

  /// The members with the numbers of a key, and what tells its type (RFC 7518 section 6, RFC 8037 section 2). `priv` is that
  /// of keys for ML-DSA.
  static let names = Set(PrivateKeys.privateMembers + ["kty", "crv", "x", "y", "n", "e", "pub"])
  static let longestName = 4
  /// The octets of the shortest private key: `{"kty":"oct","k":"…"}`.
  static let shortest = 36
  /// The digits of the shortest private number of a pair of keys: 256 bits with some leading zeros.
  private static let fewestDigits = 40
  /// Those of the shortest symmetric key: 128 bits.
  private static let fewestOfSymmetric = 20
  /// Those of a number that is cut off.
  private static let fewestOfCut = 16

  private func member(_ name: String) -> Member? { members.first { $0.name == name } }

  /// The places of its private numbers; none if it is public, or no key.
  ///
  /// - Parameter mayBeCut: Whether the text may end anywhere, also before the type of the key.
  func secrets<Octets: RandomAccessCollection>(in octets: Octets, mayBeCut: Bool) -> [Range<Int>]
  where Octets.Element == UInt8, Octets.Index == Int {
    let isRandom = ["d", "priv"].contains { looksRandom($0, in: octets) }
    let isPart = mayBeCut && (isCut || members.count > 1) && isRandom
    guard isPart || isWhole(in: octets, isRandom: isRandom) else { return [] }
    return members.filter { PrivateKeys.privateMembers.contains($0.name) }.map(\.value)
  }

  /// Whether it has a type, and a private number as long as those of keys. A word of that length is none, unless the other
  /// members are those of a key.
  private func isWhole<Octets: RandomAccessCollection>(in octets: Octets, isRandom: Bool) -> Bool
  where Octets.Element == UInt8, Octets.Index == Int {
    func count(_ name: String) -> Int { value(name, in: octets)?.count ?? 0 }
    let type = value("kty", in: octets).map { String(decoding: $0, as: UTF8.self) }
    let isLong = max(count("d"), count("priv")) >= Self.fewestDigits
    return switch type {
    case "oct": count("k") >= Self.fewestOfSymmetric
    case "EC", "OKP": isLong && (isRandom || member("crv") != nil)
    case "RSA", "AKP": isLong
    case nil: false
    default: isLong && isRandom
    }
  }

  /// Whether a member may be a number, and no word: with capitals and small letters.
  private func looksRandom<Octets: RandomAccessCollection>(_ name: String, in octets: Octets) -> Bool
  where Octets.Element == UInt8, Octets.Index == Int {
    guard let text = value(name, in: octets), text.count >= Self.fewestOfCut else { return false }
    return text.contains { (0x41...0x5A).contains($0) } && text.contains { (0x61...0x7A).contains($0) }
  }

  /// What a member says.
  private func value<Octets: RandomAccessCollection>(_ name: String, in octets: Octets) -> [UInt8]?
  where Octets.Element == UInt8, Octets.Index == Int {
    guard let place = member(name)?.value else { return nil }
    var text: [UInt8] = []
    text.reserveCapacity(place.count)
    var index = place.lowerBound
    while index < place.upperBound {
      let coded = CodedCharacter.first(at: index, in: octets)
      text.append(coded?.octet ?? octets[index])
      index = coded?.place.upperBound ?? index + 1
    }
    return text
  }

  /// Whether an octet may be of a value: digits of base64url, or of base64.
  static func isOfValue(_ octet: UInt8) -> Bool { PrivateKeys.isDigit(octet) || octet == UInt8(ascii: "-") }

  /// Its public key; nil for a symmetric one, and for what is none.
  func publicKey<Octets: RandomAccessCollection>(in octets: Octets) -> PublicKeyComponents?
  where Octets.Element == UInt8, Octets.Index == Int {
    func text(_ name: String) -> String? {
      value(name, in: octets).map { String(decoding: $0, as: UTF8.self) }
    }
    func number(_ name: String) -> [UInt8]? { text(name).flatMap(Self.decode) }
    switch text("kty") {
    case "EC":
      guard let curve = EllipticCurve.allCases.first(where: { $0.groupName == text("crv") }), let x = number("x"),
        let y = number("y")
      else { return nil }
      let coordinates = [x, y].map { [UInt8](repeating: 0, count: max(0, curve.coordinateSize - $0.count)) + $0 }
      return .ec(curve, point: [0x04] + coordinates.flatMap { $0.suffix(curve.coordinateSize) })
    case "RSA":
      guard let modulus = number("n"), let exponent = number("e") else { return nil }
      return .rsa(modulus: Array(modulus.drop { $0 == 0 }), exponent: Array(exponent.drop { $0 == 0 }))
    case "OKP":
      guard text("crv") == "Ed25519", let x = number("x"), x.count == 32 else { return nil }
      return .ed25519(x)
    default: return nil
    }
  }

  /// Base64url without padding (RFC 7515 section 2), or base64 with it.
  private static func decode(_ text: String) -> [UInt8]? {
    let digits = text.filter { $0 != "=" }.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    return try? Base64.decode(Array((String(digits) + String(repeating: "=", count: -digits.count & 3)).utf8))
  }
}

extension PrivateKeys {
  /// The private members of JSON Web Keys (RFC 7518 section 6, RFC 8037 section 2), and of those of ML-DSA.
  package static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]

  /// Where the private numbers of JSON Web Keys stand in a text. Public keys have none.
  ///
  /// - Parameter mayBeCut: Whether the text may end anywhere.
  static func webKeys<Octets: RandomAccessCollection>(in octets: Octets, mayBeCut: Bool = false) -> [Range<Int>]
  where Octets.Element == UInt8, Octets.Index == Int {
    WebKeyReader.keys(in: octets).flatMap { $0.secrets(in: octets, mayBeCut: mayBeCut) }
  }

  /// The public keys of the private JSON Web Keys in a text.
  static func plainWebKeys<Octets: RandomAccessCollection>(in octets: Octets) -> [PublicKeyComponents]
  where Octets.Element == UInt8, Octets.Index == Int {
    WebKeyReader.keys(in: octets).filter { !$0.secrets(in: octets, mayBeCut: false).isEmpty }
      .compactMap { $0.publicKey(in: octets) }
  }

  /// The JSON of an object that is a private JSON Web Key, with nothing but the members of the key; nil for everything else.
  ///
  /// - Parameter member: The texts of its members.
  package static func webKey(_ member: (String) -> String?) -> String? {
    guard member("kty") != nil else { return nil }
    let members = WebKey.names.sorted().compactMap { name in member(name).map { "\"\(name)\":\"\($0)\"" } }
    let text = "{\(members.joined(separator: ","))}"
    return webKeys(in: Array(text.utf8)).isEmpty ? nil : text
  }
}
