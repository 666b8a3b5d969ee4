import Cryptography
import Diagnostics
import Documents
import X509

/// A key behind a program. Its answers are believed only once they are verified: see ``ProvenSigner``.
struct ProgramKey: Sendable {
  let program: SignerProgram
  /// What the key is called there.
  let key: String
  let access: SignerAccess

  /// Asks which key it is.
  func publicKey() throws(SignerFault) -> PublicKey {
    let answer = try ask([("operation", .string("public-key")), ("key", .string(key))])
    let der = try program.octets("publicKey", of: answer)
    do throws(X509Error) {
      return try SubjectPublicKeyInfo(der: der).publicKey()
    } catch {
      throw .programAnswer(
        program: program.name, reason: "`publicKey` is not a SubjectPublicKeyInfo of a usable key: \(error.reason)")
    }
  }

  /// Asks for a signature.
  func signature(over message: [UInt8], by publicKey: PublicKey) throws(SignerFault) -> [UInt8] {
    let algorithm = publicKey.signatureAlgorithm
    var request: [(String, Node)] = [
      ("operation", .string("sign")), ("key", .string(key)), ("algorithm", .string(publicKey.signatureName)),
    ]
    if let digest = algorithm.digest {
      request.append(("digest", .string(Base64.encode(Digest.hash(digest, message)))))
    } else {
      request.append(("message", .string(Base64.encode(message))))
    }
    return try program.octets("signature", of: ask(request))
  }

  private func ask(_ request: [(String, Node)]) throws(SignerFault) -> Node {
    try program.ask(request, access.surroundings.environment(), say: access.surroundings.say)
  }
}

extension X509Error {
  fileprivate var reason: String { diagnostic.why.description }
}

extension PublicKey {
  /// The name of its signatures in the protocol: `ecdsa-p384-sha384`, `rsa-pkcs1-sha256`, `ed25519`.
  fileprivate var signatureName: String {
    switch components {
    case .ec(let curve, _): "ecdsa-\(curve.groupName.inProtocol)-\(curve.digest.rawValue.inProtocol)"
    case .rsa: "rsa-pkcs1-sha256"
    case .ed25519: "ed25519"
    }
  }
}

extension String {
  /// `P-256` and `SHA-256` as `p256` and `sha256`.
  fileprivate var inProtocol: String { lowercased().filter { $0 != "-" } }
}
