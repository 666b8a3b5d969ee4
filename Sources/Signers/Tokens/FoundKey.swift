public import Cryptography

/// A key that was found in a token: this one, whatever is at its address later.
public struct FoundKey: Sendable {
  public let publicKey: PublicKey
  /// Its address with its ID: by that alone it is known which public half belongs to it.
  public let address: TokenURI
  let key: TokenKey

  /// Destroys its private half, and then the public one.
  public func destroy() throws(SignerFault) { try key.destroy() }
}
