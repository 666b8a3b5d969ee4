import Cryptography

@testable import X509

/// A revocation list of loose parts, each of which a test may break before it is signed.
struct RawRevocationList {
  /// One revoked certificate.
  struct Entry {
    var serialNumber: [UInt8]
    var date = time("260301000000Z")
    var extensions: [RawExtension] = []

    init(_ certificate: Certificate, reason: UInt8? = nil, issuer: [UInt8]? = nil) {
      serialNumber = der(2, certificate.serialNumber.bytes)
      if let reason { extensions.append(RawExtension(identifier: "2.5.29.21", value: [0x0A, 1, reason])) }
      if let issuer {
        extensions.append(
          RawExtension(identifier: "2.5.29.29", isCritical: true, value: der(0x30, RawName.directory(issuer))))
      }
    }

    var bytes: [UInt8] {
      let list = extensions.map(\.bytes).reduce([], +)
      return der(0x30, serialNumber, date, extensions.isEmpty ? [] : der(0x30, list))
    }
  }

  var version: [UInt8] = [2, 1, 1]
  var innerAlgorithm = RawCertificate.ecdsaWithSHA256
  var issuer = name("root")
  var thisUpdate = time("260501000000Z")
  var nextUpdate = time("260701000000Z")
  var entries: [Entry] = []
  /// Instead of `entries`, for broken lists.
  var entryField: [UInt8]?
  var extensions: [RawExtension] = []
  /// Instead of `extensions`, for broken lists.
  var extensionField: [UInt8]?
  var outerAlgorithm = RawCertificate.ecdsaWithSHA256

  /// A list of an authority that revokes some certificates.
  init(by issuer: Party, number: UInt8 = 1, revoking entries: [Entry] = []) {
    self.issuer = Array(issuer.certificate.subject.der)
    self.entries = entries
    extensions = [
      .authorityKey(issuer.certificate.extensions.subjectKeyIdentifier ?? []),
      RawExtension(identifier: "2.5.29.20", value: [2, 1, number]),
    ]
  }

  var signedBytes: [UInt8] {
    let revoked = entries.map(\.bytes).reduce([], +)
    let list = extensions.map(\.bytes).reduce([], +)
    return der(
      0x30, version, innerAlgorithm, issuer, thisUpdate, nextUpdate,
      entryField ?? (entries.isEmpty ? [] : der(0x30, revoked)),
      extensionField ?? (extensions.isEmpty ? [] : der(0xA0, der(0x30, list))))
  }

  func bytes(signedBy key: PrivateKey) throws -> [UInt8] {
    der(0x30, signedBytes, outerAlgorithm, der(3, [0] + (try key.sign(signedBytes))))
  }

  mutating func set(_ item: RawExtension) {
    extensions.removeAll { $0.identifier == item.identifier }
    extensions.append(item)
  }

  /// Signed by an authority, after a test has changed it.
  static func list(
    by issuer: Party, number: UInt8 = 1, revoking entries: [Entry] = [], signer: PrivateKey? = nil,
    _ edit: (inout RawRevocationList) -> Void = { _ in }
  ) throws -> RevocationList {
    var raw = RawRevocationList(by: issuer, number: number, revoking: entries)
    edit(&raw)
    return try RevocationList(der: raw.bytes(signedBy: signer ?? issuer.key))
  }
}

extension RawExtension {
  /// A delta list that starts from the list of that number.
  static func delta(from number: UInt8) -> RawExtension {
    RawExtension(identifier: "2.5.29.27", isCritical: true, value: [2, 1, number])
  }

  /// The fields of an issuing distribution point.
  static func scope(_ fields: [UInt8]...) -> RawExtension {
    RawExtension(identifier: "2.5.29.28", isCritical: true, value: der(0x30, fields.reduce([], +)))
  }

  /// One distribution point of a certificate, of its fields.
  static func distributionPoint(_ fields: [UInt8]...) -> RawExtension {
    RawExtension(identifier: "2.5.29.31", value: der(0x30, der(0x30, fields.reduce([], +))))
  }
}

/// A place as distribution points name it.
func place(_ uri: String) -> [UInt8] { der(0xA0, der(0xA0, RawName.uri(uri))) }
