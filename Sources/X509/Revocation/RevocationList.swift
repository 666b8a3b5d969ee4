import SwiftASN1

/// A list of revoked certificates (RFC 5280 section 5), complete or delta: the exact bytes and their decoded contents.
public struct RevocationList: Sendable {
  /// The exact bytes.
  package let der: [UInt8]
  let contents: Contents

  /// The decoded contents, shared by all copies.
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

  package var issuer: DistinguishedName { contents.issuer }
  package var thisUpdate: Timestamp { contents.thisUpdate }
  /// When the next list is due; a list without it (nil) is not used.
  package var nextUpdate: Timestamp? { contents.nextUpdate }
  /// Its number, as the octets of an INTEGER (section 5.2.3).
  package var number: SerialNumber? { contents.extensions.number }
  /// Whether it lists only changes since an earlier list (section 5.2.4).
  package var isDelta: Bool { contents.extensions.baseNumber != nil }
  /// The number of certificates it lists.
  package var count: Int { contents.entries.count }
  package var signatureAlgorithm: AlgorithmIdentifier { contents.signatureAlgorithm }

  /// Decodes one list strictly: DER only, no trailing bytes, every standard extension well-formed.
  ///
  /// - Throws: ``X509Error/malformed(structure:detail:)`` with the first fault.
  public init(der: [UInt8]) throws(X509Error) {
    self.der = der
    contents = try decoding(Self.structure) { try Self.contents(DERNode.parse(der)) }
  }

  private static let structure = "revocation list"

  /// `CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }`.
  private static func contents(_ node: DERNode) throws -> Contents {
    let parts = try node.children(.sequence, of: structure)
    guard parts.count == 3 else { throw broken(structure, "it must contain three parts, and contains \(parts.count)") }
    var fields = try parts[0].children(.sequence, of: structure)[...]
    let hasVersion = fields.first?.identifier == .integer
    if hasVersion, let version = fields.popFirst(), try Int(derEncoded: version) != 1 {
      throw broken(structure, "the version is unknown")
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
      guard hasVersion else { throw broken(structure, "extensions in version 1") }
      extensions = try RevocationListExtensions(derEncoded: field.only(.context(0), of: structure))
    }
    guard fields.isEmpty else { throw broken(structure, "it has an unknown or misplaced field") }
    guard !entries.namesIssuers || extensions.issuingDistributionPoint?.isIndirect ?? false else {
      throw broken(structure, "an entry names another issuer, and the list is not indirect")
    }
    return Contents(
      signedBytes: parts[0].encodedBytes, signatureAlgorithm: algorithm, signature: bits.bytes, issuer: name,
      thisUpdate: try Validity.date(first).moment, nextUpdate: next, extensions: extensions, entries: entries)
  }
}

extension RevocationList: Hashable {
  public static func == (left: RevocationList, right: RevocationList) -> Bool { left.der == right.der }

  /// The signature distinguishes lists as well as all their bytes.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(contents.signature)
  }
}

extension RevocationList: CustomStringConvertible {
  /// For messages: its kind, issuer and number.
  public var description: String {
    (isDelta ? "delta CRL" : "CRL") + (number.map { " \($0)" } ?? "") + " of `\(issuer)`"
  }
}
