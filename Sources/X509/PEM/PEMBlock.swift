/// One block between `-----BEGIN` and `-----END` (RFC 7468).
public struct PEMBlock: Hashable, Sendable {
  public static let certificateLabel = "CERTIFICATE"
  /// The standard label and the old one.
  public static let requestLabels = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]

  /// RFC 7468 section 6.
  public static let revocationListLabel = "X509 CRL"
  /// Messages that carry certificates (RFC 7468 sections 8 and 9).
  public static let messageLabels = ["PKCS7", "CMS"]

  /// The text after `BEGIN`.
  public let label: String
  /// Empty for a private key, which only ``PEM/privateKey(_:)`` reads.
  public let der: [UInt8]
  /// The line of `-----BEGIN`, counted from 1.
  public let line: Int

  /// Whether the block is a private key in any format.
  public var isPrivateKey: Bool { label.hasSuffix("PRIVATE KEY") }
}
