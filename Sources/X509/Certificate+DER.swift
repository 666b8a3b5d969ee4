import SwiftASN1

extension Certificate {
  /// Decodes one certificate strictly: DER only, no trailing bytes, every standard extension well-formed.
  ///
  /// - Throws: ``X509Error/malformed(structure:detail:)`` with the first fault.
  public init(der: [UInt8]) throws(X509Error) {
    contents = try decoding("certificate") { try Contents(der) }
  }
}

extension Certificate.Contents {
  private static let structure = "certificate"

  /// `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }` (RFC 5280 section 4.1).
  fileprivate convenience init(_ der: [UInt8]) throws {
    let parts = try DERNode.parse(der).children(.sequence, of: Self.structure)
    guard parts.count == 3 else { throw broken(Self.structure, "it has \(parts.count) parts instead of three") }
    let all = try parts[0].children(.sequence, of: Self.structure)
    let version = try Self.version(all.first)
    // RFC 5280 4.1: the version is left out if it is 1.
    let base = version == 1 ? 0 : 1
    guard all.count >= base + 6 else { throw broken(Self.structure, "a field is missing") }
    let optional = try Self.optionalFields(all, from: base + 6, version: version)
    let signature = try BitString(derEncoded: parts[2])
    guard signature.paddingBits == 0 else { throw broken(Self.structure, "the signature is not whole octets") }
    self.init(
      der: der,
      signedBytes: parts[0].encodedBytes,
      version: version,
      serialNumber: try SerialNumber(derEncoded: all[base]),
      innerSignatureAlgorithm: try AlgorithmIdentifier(derEncoded: all[base + 1]),
      issuer: try DistinguishedName(derEncoded: all[base + 2]),
      validity: try Validity(derEncoded: all[base + 3]),
      subject: try DistinguishedName(derEncoded: all[base + 4]),
      publicKeyInfo: try SubjectPublicKeyInfo(derEncoded: all[base + 5]),
      hasUniqueIdentifiers: optional.hasUniqueIdentifiers,
      extensions: optional.extensions,
      signatureAlgorithm: try AlgorithmIdentifier(derEncoded: parts[1]),
      signature: signature.bytes)
    // RFC 5280 4.1.1.2: both algorithms must be equal, or the signature could be relabelled.
    guard signatureAlgorithm.der.isIdentical(to: innerSignatureAlgorithm.der) else {
      throw broken(Self.structure, "the signature algorithm inside differs from the one outside")
    }
  }

  /// `version [0] EXPLICIT INTEGER DEFAULT v1`; DER omits the default.
  private static func version(_ first: DERNode?) throws -> Int {
    guard let first, first.identifier == .context(0) else { return 1 }
    switch try Int(derEncoded: first.only(.context(0), of: structure)) {
    case 0: throw broken(structure, "version 1 is encoded, although it is the default")
    case 1: return 2
    case 2: return 3
    default: throw broken(structure, "the version is unknown")
    }
  }

  /// The unique identifiers `[1]` and `[2]` (from version 2) and the extensions `[3]` (version 3).
  private static func optionalFields(
    _ fields: [DERNode], from start: Int, version: Int
  ) throws -> (hasUniqueIdentifiers: Bool, extensions: Extensions) {
    var extensions = Extensions.none
    var lastTag: UInt = 0
    var hasUniqueIdentifiers = false
    for index in start..<fields.count {
      let field = fields[index]
      let tag = field.identifier.tagNumber
      guard field.identifier.tagClass == .contextSpecific, (1...3).contains(tag), tag > lastTag else {
        throw broken(structure, "an unknown or misplaced field follows the public key")
      }
      lastTag = tag
      guard tag == 3 else {
        guard version >= 2 else { throw broken(structure, "a unique identifier in version 1") }
        _ = try BitString(derEncoded: field, withIdentifier: field.identifier)
        hasUniqueIdentifiers = true
        continue
      }
      guard version == 3 else { throw broken(structure, "extensions in version \(version)") }
      let list = try field.only(field.identifier, of: structure)
      var items = try list.fields(.sequence, of: structure)
      var all: [Extension] = []
      all.reserveCapacity(8)
      while let item = try items.next() { all.append(try Extension(derEncoded: item)) }
      // RFC 5280 4.1.2.9: if present, one or more extensions.
      guard !all.isEmpty else { throw broken(structure, "the list of extensions is empty") }
      extensions = try Extensions(decoding: all)
    }
    return (hasUniqueIdentifiers, extensions)
  }
}
