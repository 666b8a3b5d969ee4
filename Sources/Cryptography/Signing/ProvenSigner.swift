/// A signer outside of this process, whose every answer is verified with the known public key before anybody uses it.
///
/// A service that hashed a digest twice, or that signed with another version of the key, answers as if all were well:
/// only the check notices.
public struct ProvenSigner: Signer {
  public let publicKey: PublicKey
  private let place: String
  private let answer: @Sendable ([UInt8]) throws(SigningError) -> [UInt8]

  /// - Parameters:
  ///   - publicKey: The key that the signatures must be of.
  ///   - place: Names the token or program for people.
  ///   - answer: Asks for a signature with the algorithm of the key.
  public init(
    _ publicKey: PublicKey, at place: String, _ answer: @escaping @Sendable ([UInt8]) throws(SigningError) -> [UInt8]
  ) {
    self.publicKey = publicKey
    self.place = place
    self.answer = answer
  }

  public func signature(over message: [UInt8]) throws(SigningError) -> [UInt8] {
    let signature = try answer(message)
    guard publicKey.isValidSignature(signature, for: message, using: signatureAlgorithm) else {
      throw .unproven(by: place)
    }
    return signature
  }
}
