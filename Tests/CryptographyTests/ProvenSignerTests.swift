import Diagnostics
import Testing

@testable import Cryptography

/// What signs outside of the process is believed only with a signature that the known public key verifies.
@Suite struct ProvenSignerTests {
  private static let message = Array("a certificate".utf8)

  /// What a token or service may answer.
  enum Answer: CaseIterable {
    case truth, otherKey, hashedTwice, nothing, zeros, longer

    func signature(over message: [UInt8], by key: PrivateKey) throws(CryptographyError) -> [UInt8] {
      switch self {
      case .truth: return try key.sign(message)
      case .otherKey: return try PrivateKey.generate(.p256).sign(message)
      case .hashedTwice: return try key.sign(Digest.hash(.sha256, message))
      case .nothing: return []
      case .zeros: return [UInt8](repeating: 0, count: 72)
      case .longer: return try key.sign(message) + [0]
      }
    }
  }

  private static func signer(_ key: PrivateKey, _ answer: Answer) -> ProvenSigner {
    ProvenSigner(key.publicKey, at: "the token `a`") { message throws(SigningError) in
      do throws(CryptographyError) {
        return try answer.signature(over: message, by: key)
      } catch {
        throw .cryptography(error)
      }
    }
  }

  @Test(arguments: [KeyAlgorithm.p256, .p384, .p521, .ed25519, .rsa2048])
  func aTrueAnswerPasses(_ algorithm: KeyAlgorithm) throws {
    let key = try PrivateKey.generate(algorithm)
    let signer = Self.signer(key, .truth)
    let signature = try signer.signature(over: Self.message)
    #expect(key.publicKey.isValidSignature(signature, for: Self.message, using: signer.signatureAlgorithm))
  }

  @Test(arguments: Answer.allCases.filter { $0 != .truth })
  func everyOtherAnswerIsRefused(_ answer: Answer) throws {
    let signer = Self.signer(try PrivateKey.generate(.p256), answer)
    #expect(throws: SigningError.unproven(by: "the token `a`")) { try signer.signature(over: Self.message) }
  }

  @Test func aLieIsARefusal() {
    #expect(SigningError.unproven(by: "a").exitStatus == .refused)
  }
}
