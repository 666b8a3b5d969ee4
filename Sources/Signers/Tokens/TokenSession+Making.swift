import CPKCS11
import Cryptography

extension TokenSession {
  /// The time limit of a call that makes or uses a long RSA key, at least, in seconds.
  static let slowestCall = 120

  /// Makes a key pair that signs, and that can neither be read nor wrapped.
  ///
  /// - Parameters:
  ///   - label: What people see.
  ///   - id: By which the key is found again, also after a command that was killed.
  func make(_ algorithm: KeyAlgorithm, label: String, id: [UInt8]) throws(SignerFault) {
    let (library, info) = (library, info)
    try run(atLeast: Self.slowestCall) { session throws(TokenFault) -> Void in
      try library.requireMaking(algorithm, in: info)
      do throws(TokenFault) {
        try Self.make(library, session, algorithm, label, id, token: info.name)
      } catch {
        throw error.lacking("make \(algorithm.label)", for: .newKey, of: info.name) { () throws(TokenFault) in
          try library.signable(info.slot)
        }
      }
    }
  }

  private static func make(
    _ library: TokenLibrary, _ session: UInt, _ algorithm: KeyAlgorithm, _ label: String, _ id: [UInt8], token: String
  ) throws(TokenFault) {
    var open = TokenTemplate(publicHalfThat: .verifies, label, id)
    open.set(algorithm)
    let secret = TokenTemplate(privateHalfThat: .signs, label, id)
    try makePair(library, session, TokenMechanism.generating(algorithm), open, secret, token: token)
  }

  static func makePair(
    _ library: TokenLibrary, _ session: UInt, _ type: UInt, _ open: TokenTemplate, _ secret: TokenTemplate,
    token: String
  ) throws(TokenFault) {
    var mechanism = unsafe CK_MECHANISM(mechanism: type, pParameter: nil, ulParameterLen: 0)
    var (publicHandle, privateHandle): (UInt, UInt) = (0, 0)
    try library.check("C_GenerateKeyPair", token: token) { list in
      unsafe list.pointee.C_GenerateKeyPair.map { generate in
        open.withList { openList, openCount in
          secret.withList { secretList, secretCount in
            unsafe generate(
              session, &mechanism, openList, openCount, secretList, secretCount, &publicHandle, &privateHandle)
          }
        }
      }
    }
  }
}

extension TokenTemplate {
  /// What kind of key is made.
  fileprivate mutating func set(_ algorithm: KeyAlgorithm) {
    switch algorithm {
    case .p256: set(.curve, EllipticCurve.p256.derParameters)
    case .p384: set(.curve, EllipticCurve.p384.derParameters)
    case .p521: set(.curve, EllipticCurve.p521.derParameters)
    case .ed25519: set(.curve, [0x06, 0x03, 0x2B, 0x65, 0x70])
    case .rsa2048: setRSA(bits: 2048)
    case .rsa3072: setRSA(bits: 3072)
    case .rsa4096: setRSA(bits: 4096)
    }
  }

  mutating func setRSA(bits: UInt) {
    set(.modulusBits, bits)
    set(.publicExponent, [1, 0, 1])
  }
}
