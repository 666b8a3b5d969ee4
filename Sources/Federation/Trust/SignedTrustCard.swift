public import Cryptography
import Diagnostics
import Documents
public import X509

/// A trust card with its signatures.
public struct SignedTrustCard: Hashable, Sendable {
  /// One signature over ``TrustCard/signedBytes``.
  public struct Signature: Hashable, Sendable {
    /// The SHA-256 of the signing root, 64 lower-case hexadecimal digits.
    public let root: String
    /// The signature; the root's key determines its algorithm.
    public let bytes: [UInt8]

    public init(root: String, bytes: [UInt8]) {
      self.root = root
      self.bytes = bytes
    }

    /// Whether the root signed the card.
    public func isValid(for card: TrustCard, by root: Certificate) -> Bool {
      guard root.fingerprint == self.root, let key = try? root.publicKeyInfo.publicKey() else { return false }
      // The type of the key decides the algorithm, so that nobody can choose a weaker one.
      return key.isValidSignature(bytes, for: card.signedBytes, using: key.signatureAlgorithm)
    }
  }

  /// The highest number of a card or bundle: whoever holds a higher one could never be told anything new.
  public static let highestSequence: Int64 = 1 << 48
  /// The maximum size of a card file, in bytes.
  public static let limit = 1 << 20

  public let card: TrustCard
  /// Empty if no root's key is available.
  public let signatures: [Signature]

  public init(_ card: TrustCard, signatures: [Signature]) {
    self.card = card
    self.signatures = signatures
  }

  /// Signs a card with a root's key.
  public static func sign(
    _ card: TrustCard, with key: any Signer, of root: Certificate
  ) throws(SigningError) -> Signature {
    Signature(root: root.fingerprint, bytes: try key.signature(over: card.signedBytes))
  }

  /// The card file, byte for byte the same each time.
  public var yaml: [UInt8] {
    var node = card.node
    if case .mapping(var mapping) = node.content {
      mapping.set(
        "signatures",
        to: .sequence(
          signatures.map {
            .mapping([("root", .string("SHA256:" + $0.root)), ("signature", .string(Base64.encode($0.bytes)))])
          }))
      node = .mapping(mapping)
    }
    let first: Message = "Public facts of \(card.name). Import with: \(.elsewhere("trust", "import", "FILE"))"
    return YAMLWriter.write([node], comments: [[first.text(in: .none)]])
  }
}
