import SwiftASN1

/// The entries of a list, indexed by issuer and serial number (RFC 5280 sections 5.1.2.6 and 5.3).
struct RevokedEntries: Sendable {
  struct Entry: Hashable, Sendable {
    let date: Timestamp
    let reason: RevocationReason
  }

  /// A serial number of one of the list's issuers.
  private struct Key: Hashable, Sendable {
    let issuer: Int
    let serialNumber: ArraySlice<UInt8>
  }

  private var entries: [Key: Entry] = [:]
  /// Each issuer by its comparison key; the list's own issuer has number 0.
  private var issuers: [[UInt8]: Int]
  private(set) var count = 0
  /// Whether an entry names its issuer, which only an indirect list may do (section 5.3.3).
  private(set) var namesIssuers = false
  /// An unknown critical entry extension, which makes the list unusable (section 5.3).
  private(set) var unknownCriticalExtension: String?

  init(issuer: DistinguishedName) {
    issuers = [issuer.comparisonKey: 0]
  }

  func entry(of certificate: Certificate) -> Entry? {
    guard let issuer = issuers[certificate.issuer.comparisonKey] else { return nil }
    return entries[Key(issuer: issuer, serialNumber: certificate.serialNumber.bytes[...])]
  }

  mutating func decode(_ node: DERNode, allowsExtensions: Bool) throws {
    var issuer = 0
    for item in try node.children(.sequence, of: Self.structure) {
      try decode(item, allowsExtensions: allowsExtensions, issuer: &issuer)
      count += 1
    }
    // RFC 5280 5.1.2.6: if nothing is revoked, the list of entries is absent.
    guard count > 0 else { throw broken(Self.structure, "the list of entries is empty") }
  }

  /// `SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL }`.
  private mutating func decode(_ node: DERNode, allowsExtensions: Bool, issuer: inout Int) throws {
    let fields = try node.children(.sequence, of: Self.structure)
    guard fields.count == 2 || (fields.count == 3 && allowsExtensions) else {
      throw broken(Self.structure, "an entry is not a serial number and a date")
    }
    var reason = RevocationReason.unspecified
    if fields.count == 3 { try extensions(fields[2], &reason, &issuer) }
    let serialNumber = try SerialNumber(derEncoded: fields[0]).bytes[...]
    let entry = Entry(date: try Validity.date(fields[1]).moment, reason: reason)
    let key = Key(issuer: issuer, serialNumber: serialNumber)
    // If a certificate is listed twice, the entry that revokes it takes precedence.
    if entry.reason != .removeFromCRL || entries[key] == nil { entries[key] = entry }
  }

  private mutating func extensions(
    _ node: DERNode, _ reason: inout RevocationReason, _ issuer: inout Int
  ) throws {
    let all = try node.children(.sequence, of: Self.structure).map(Extension.init(derEncoded:))
    guard !all.isEmpty, Set(all.map(\.oid)).count == all.count else {
      throw broken(Self.structure, "an entry's list of extensions is empty, or one occurs twice")
    }
    for item in all {
      switch item.oid {
      case .reasonCode:
        // RFC 5280 5.3.1: reason 7 is not used; unknown reasons are rejected.
        let content = try DERNode.parse(item.value).primitive(.enumerated, of: Self.structure)
        guard content.count == 1, let first = content.first, let known = RevocationReason(rawValue: Int(first)) else {
          throw broken(Self.structure, "an entry has an unknown reason")
        }
        reason = known
      case .certificateIssuer:
        issuer = try self.issuer(item)
        namesIssuers = true
      case .invalidityDate: _ = try Validity.date(DERNode.parse(item.value))
      default: if item.isCritical { unknownCriticalExtension = item.identifier }
      }
    }
  }

  /// Section 5.3.3: from this entry on, the certificates are another issuer's.
  private mutating func issuer(_ item: Extension) throws -> Int {
    let names = try DERNode.parse(item.value).children(.sequence, of: Self.structure).map(GeneralName.init(derEncoded:))
    for case .directory(let name) in names {
      let key = name.comparisonKey
      let number = issuers[key] ?? issuers.count
      issuers[key] = number
      return number
    }
    throw broken(Self.structure, "an entry's issuer has no directory name")
  }

  private static let structure = "revocation list"
}
