import Diagnostics
import Testing

@testable import Cryptography

/// What signs outside of the process is believed only with a signature that the known public key verifies.
@Suite struct ProvenSignerTests {
  private let message = Array("a certificate".utf8)

  @Test(arguments: [KeyAlgorithm.p256, .p384, .p521, .ed25519, .rsa2048])
  func aTrueAnswerPasses(_ algorithm: KeyAlgorithm) throws {
    let key = try PrivateKey.generate(algorithm)
    let signer = ProvenSigner(key.publicKey, at: "the token `a`") { message throws(SigningError) in
      try key.signature(over: message)
    }
    let signature = try signer.signature(over: message)
    #expect(key.publicKey.isValidSignature(signature, for: message, using: signer.signatureAlgorithm))
  }

  @Test func everyOtherAnswerIsRefused() throws {
    let (key, other) = (try PrivateKey.generate(.p256), try PrivateKey.generate(.p256))
    let answers: [@Sendable ([UInt8]) throws(SigningError) -> [UInt8]] = [
      { message throws(SigningError) in try other.signature(over: message) },
      // A service that hashes the digest once more.
      { message throws(SigningError) in try key.signature(over: Digest.hash(.sha256, message)) },
      { _ throws(SigningError) in [] }, { _ throws(SigningError) in [UInt8](repeating: 0, count: 72) },
      { message throws(SigningError) in try key.signature(over: message) + [0] },
    ]
    for answer in answers {
      let signer = ProvenSigner(key.publicKey, at: "the token `a`", answer)
      #expect(throws: SigningError.unproven(by: "the token `a`")) { try signer.signature(over: message) }
    }
    #expect(SigningError.unproven(by: "a").exitStatus == .refused)
  }

  @Test func anErrorOfTheSignerStaysWhatItIs() throws {
    let key = try PrivateKey.generate(.p256)
    let fault = SigningError.cryptography(.authenticationFailed)
    let signer = ProvenSigner(key.publicKey, at: "a") { _ throws(SigningError) in throw fault }
    #expect(throws: fault) { try signer.signature(over: message) }
  }
}
