/// One block between `-----BEGIN` and `-----END` (RFC 7468).
public struct PEMBlock: Hashable, Sendable {
  package static let certificateLabel = "CERTIFICATE"
  /// An old label of the same content.
  package static let oldCertificateLabel = "X509 CERTIFICATE"
  /// A certificate followed by OpenSSL's own settings of trust, which no other tool reads.
  package static let trustedCertificateLabel = "TRUSTED CERTIFICATE"
  /// The standard label and the old one.
  package static let requestLabels = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]

  /// RFC 7468 section 6.
  package static let revocationListLabel = "X509 CRL"
  /// Messages that carry certificates (RFC 7468 sections 8 and 9).
  package static let messageLabels = ["PKCS7", "CMS"]

  /// Armour of OpenPGP (RFC 9580 section 6.2), which looks like PEM.
  static let pgpPrefix = "PGP "

  /// The text after `BEGIN`.
  package let label: String
  /// Empty for a private key, which only ``PEM/privateKey(_:)`` reads, and for armour of OpenPGP.
  package let der: [UInt8]
  /// The line of `-----BEGIN`, counted from 1.
  package let line: Int

  /// Whether the block is a private key that cannot be used without a passphrase: PKCS #8, or RFC 1421 with headers.
  package let isEncrypted: Bool

  /// The label for people, with ``encryptedSuffix`` if the block is an encrypted key.
  package var displayLabel: String { isEncrypted ? label + Self.encryptedSuffix : label }

  static let encryptedSuffix = " (encrypted)"

  init(label: String, der: [UInt8], line: Int, isEncrypted: Bool = false) {
    self.label = label
    self.der = der
    self.line = line
    self.isEncrypted = isEncrypted
  }

  /// Whether the block is a certificate and nothing else, under its standard label or the old one.
  package var isCertificate: Bool { label == Self.certificateLabel || label == Self.oldCertificateLabel }

  /// Whether the block is a private key in any format.
  package var isPrivateKey: Bool { Self.isOfPrivateKey(label) }

  /// Whether a label is that of a private key (RFC 7468 sections 10, 11 and 13). ``PrivateKeys/holdsMark(_:)`` looks for it in
  /// texts, also for that of OpenPGP, which is no PEM.
  static func isOfPrivateKey(_ label: String) -> Bool { label.hasSuffix("PRIVATE KEY") }
}
