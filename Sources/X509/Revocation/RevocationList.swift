import SwiftASN1

/// A list of revoked certificates (RFC 5280 section 5), complete or delta: a value that holds the exact bytes it came
/// from and what they say.
public struct RevocationList: Sendable {
  /// The exact bytes.
  public let der: [UInt8]
  let contents: Contents

  /// What the bytes say, shared by all copies.
  final class Contents: Sendable {
    let signedBytes: ArraySlice<UInt8>
    let signatureAlgorithm: AlgorithmIdentifier
    let signature: ArraySlice<UInt8>
    let issuer: DistinguishedName
    let thisUpdate: Timestamp
    let nextUpdate: Timestamp?
    let extensions: RevocationListExtensions
    let entries: RevokedEntries

    init(
      signedBytes: ArraySlice<UInt8>, signatureAlgorithm: AlgorithmIdentifier, signature: ArraySlice<UInt8>,
      issuer: DistinguishedName, thisUpdate: Timestamp, nextUpdate: Timestamp?, extensions: RevocationListExtensions,
      entries: RevokedEntries
    ) {
      self.signedBytes = signedBytes
      self.signatureAlgorithm = signatureAlgorithm
      self.signature = signature
      self.issuer = issuer
      self.thisUpdate = thisUpdate
      self.nextUpdate = nextUpdate
      self.extensions = extensions
      self.entries = entries
    }
  }

  /// Who signed it.
  public var issuer: DistinguishedName { contents.issuer }
  /// When it was made.
  public var thisUpdate: Timestamp { contents.thisUpdate }
  /// Until when the next one will be out; nil when it does not say, and such a list is not used.
  public var nextUpdate: Timestamp? { contents.nextUpdate }
  /// Its number, as the octets of an INTEGER (section 5.2.3).
  public var number: SerialNumber? { contents.extensions.number }
  /// Whether it lists only what changed since an earlier one (section 5.2.4).
  public var isDelta: Bool { contents.extensions.baseNumber != nil }
  /// How many certificates it lists.
  public var count: Int { contents.entries.count }
  /// The algorithm of its signature.
  public var signatureAlgorithm: AlgorithmIdentifier { contents.signatureAlgorithm }

  /// Decodes one list strictly: DER only, nothing behind it, every standard extension well-formed.
  ///
  /// - Throws: ``X509Error/malformed(structure:detail:)`` with the first thing that is wrong.
  public init(der: [UInt8]) throws(X509Error) {
    self.der = der
    contents = try decoding(Self.structure) { try Self.contents(DERNode.parse(der)) }
  }

  private static let structure = "revocation list"

  /// `CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }`.
  private static func contents(_ node: DERNode) throws -> Contents {
    let parts = try node.children(.sequence, of: structure)
    guard parts.count == 3 else { throw broken(structure, "it must hold three parts, and holds \(parts.count)") }
    var fields = try parts[0].children(.sequence, of: structure)[...]
    let hasVersion = fields.first?.identifier == .integer
    if hasVersion, let version = fields.popFirst(), try Int(derEncoded: version) != 1 {
      throw broken(structure, "there is no such version")
    }
    guard let inner = fields.popFirst(), let issuer = fields.popFirst(), let first = fields.popFirst() else {
      throw broken(structure, "a field is missing")
    }
    let algorithm = try AlgorithmIdentifier(derEncoded: parts[1])
    guard try AlgorithmIdentifier(derEncoded: inner).der == algorithm.der else {
      throw broken(structure, "the signature algorithm inside differs from the one outside")
    }
    let bits = try BitString(derEncoded: parts[2])
    guard bits.paddingBits == 0 else { throw broken(structure, "the signature is not whole octets") }
    let name = try DistinguishedName(derEncoded: issuer)
    var next: Timestamp?
    if let date = fields.first, date.identifier == .utcTime || date.identifier == .generalizedTime {
      next = try Validity.date(date).moment
      fields.removeFirst()
    }
    var entries = RevokedEntries(issuer: name)
    if let list = fields.first, list.identifier == .sequence {
      try entries.decode(list, allowsExtensions: hasVersion)
      fields.removeFirst()
    }
    var extensions = RevocationListExtensions()
    if let field = fields.popFirst() {
      guard hasVersion else { throw broken(structure, "extensions stand in version 1") }
      extensions = try RevocationListExtensions(derEncoded: field.only(.context(0), of: structure))
    }
    guard fields.isEmpty else { throw broken(structure, "an unknown or misplaced field stands in it") }
    return Contents(
      signedBytes: parts[0].encodedBytes, signatureAlgorithm: algorithm, signature: bits.bytes, issuer: name,
      thisUpdate: try Validity.date(first).moment, nextUpdate: next, extensions: extensions, entries: entries)
  }
}

extension RevocationList: Hashable {
  /// Whether the bytes are the same.
  public static func == (left: RevocationList, right: RevocationList) -> Bool { left.der == right.der }

  /// The signature tells lists apart as well as all their bytes do.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(contents.signature)
  }
}

extension RevocationList: CustomStringConvertible {
  /// A name for sentences: its kind, whose it is, and its number.
  public var description: String {
    (isDelta ? "delta CRL" : "CRL") + (number.map { " \($0)" } ?? "") + " of `\(issuer)`"
  }
}
