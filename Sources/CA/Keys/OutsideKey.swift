import Cryptography
import Signers
import X509

/// What the home knows of a key that signs outside of it.
struct OutsideKey: Hashable, Sendable {
  enum State: String, Sendable {
    /// The token was, or is about to be, asked to make it: whether it did is looked up by its ID.
    case making
    /// It has signed, and its public key is known.
    case ready
  }

  let place: SignerPlace
  /// The SHA-256 of its SubjectPublicKeyInfo; nil while it is being made.
  let identifier: String?
  /// Whose root it is, or will be.
  let owner: AuthorityOwner
  /// Nil for an RSA key of a size that is not generated here.
  let algorithm: KeyAlgorithm?
  let state: State
  let created: Timestamp
}
