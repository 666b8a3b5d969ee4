/// One block between `-----BEGIN` and `-----END` (RFC 7468).
public struct PEMBlock: Hashable, Sendable {
  /// The label of a certificate.
  public static let certificateLabel = "CERTIFICATE"
  /// The labels of a certificate request: the standard's and the old one.
  public static let requestLabels: Set<String> = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]

  /// The label of a revocation list (RFC 7468 section 6).
  public static let revocationListLabel = "X509 CRL"
  /// The labels of messages that carry certificates (RFC 7468 sections 8 and 9).
  public static let messageLabels: Set<String> = ["PKCS7", "CMS"]

  /// What stands behind `BEGIN`.
  public let label: String
  /// The bytes; empty for a private key, which only ``PEM/privateKey(_:)`` reads.
  public let der: [UInt8]
  /// The line of `-----BEGIN`, counted from 1.
  public let line: Int

  /// Whether the block holds a private key of any form.
  public var isPrivateKey: Bool { label.hasSuffix("PRIVATE KEY") }
}
