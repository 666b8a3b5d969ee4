/// One block between `-----BEGIN` and `-----END` (RFC 7468).
public struct PEMBlock: Hashable, Sendable {
  /// The label of a certificate.
  public static let certificateLabel = "CERTIFICATE"
  /// The labels of a certificate request: the standard's and the old one.
  public static let requestLabels: Set<String> = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]

  /// What stands behind `BEGIN`.
  public let label: String
  /// The bytes; empty for a private key, which only ``PEM/privateKey(_:)`` reads.
  public let der: [UInt8]
  /// The line of `-----BEGIN`, counted from 1.
  public let line: Int

  /// Whether the block holds a private key of any form.
  public var isPrivateKey: Bool { label.hasSuffix("PRIVATE KEY") }
}
