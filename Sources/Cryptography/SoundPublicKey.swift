/// A public key from outside, of which everything was tried by which somebody else could find the private half.
///
/// A key that is signed, taken for an authority, or encrypted for, comes as this type, so that no way to one goes past
/// the checks: those of ``PublicKey/checkWhole()`` and ``PublicKey/checkFactors()``, and the size.
public struct SoundPublicKey: Hashable, Sendable {
  /// The shortest RSA modulus, in bits.
  public static let leastBits = 2048

  public let key: PublicKey

  /// Takes tenths of a second for RSA.
  public init(_ key: PublicKey) throws(CryptographyError) {
    if case .rsa = key.components, key.bits < Self.leastBits { throw .invalidModulus(bits: key.bits, .tooShort) }
    try key.checkWhole()
    try key.checkFactors()
    self.key = key
  }
}
