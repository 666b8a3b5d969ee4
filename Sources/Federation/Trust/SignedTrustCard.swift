public import Cryptography
import Documents
public import X509

/// A trust card with the signatures below it.
public struct SignedTrustCard: Hashable, Sendable {
  /// One signature, over ``TrustCard/signedBytes``.
  public struct Signature: Hashable, Sendable {
    /// The SHA-256 of the root whose key signed, 64 lower-case hexadecimal digits.
    public let root: String
    /// The signature; its algorithm follows from the root's key.
    public let bytes: [UInt8]

    /// Takes a signature.
    public init(root: String, bytes: [UInt8]) {
      self.root = root
      self.bytes = bytes
    }

    /// Whether it is the root's over the card.
    public func isValid(for card: TrustCard, by root: Certificate) -> Bool {
      guard root.fingerprint == self.root, let key = try? root.publicKeyInfo.publicKey() else { return false }
      return key.isValidSignature(bytes, for: card.signedBytes, using: key.cardSignatureAlgorithm)
    }
  }

  /// The most bytes of a file that is read as a card.
  public static let limit = 1 << 20

  /// What is told.
  public let card: TrustCard
  /// Who vouches for it; none when no root's key is at hand.
  public let signatures: [Signature]

  /// Puts signatures below a card.
  public init(_ card: TrustCard, signatures: [Signature]) {
    self.card = card
    self.signatures = signatures
  }

  /// Signs a card with a root's key.
  public static func sign(
    _ card: TrustCard, with key: PrivateKey, of root: Certificate
  ) throws(CryptographyError) -> Signature {
    Signature(root: root.fingerprint, bytes: try key.sign(card.signedBytes))
  }

  /// The card as it is handed over, always in the same bytes.
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
    return YAMLWriter.write(
      [node], comments: [["Public facts of \(card.name). Import with: meshtrust trust import FILE"]])
  }
}

extension PublicKey {
  /// The one algorithm with which a key of this kind signs cards: nobody can choose a weaker one.
  fileprivate var cardSignatureAlgorithm: SignatureAlgorithm {
    switch components {
    case .ec(let curve, _): .ecdsa(curve.digest)
    case .rsa: .rsaPKCS1(.sha256)
    case .ed25519: .ed25519
    }
  }
}
