import CPKCS11
import Cryptography

/// What a token is asked to do with a key of a type (CK_MECHANISM_TYPE).
///
/// Digests are made here: modules lack the mechanisms that hash, or bind a key to one of them.
enum TokenMechanism {
  static let rsaGeneration: UInt = 0x0
  static let rsaSignature: UInt = 0x1
  static let rsaOAEP: UInt = 0x9
  static let ecGeneration: UInt = 0x1040
  static let ecdsa: UInt = 0x1041
  static let edwardsGeneration: UInt = 0x1055
  static let eddsa: UInt = 0x1057

  static func signing(_ key: PublicKeyComponents) -> UInt {
    switch key {
    case .ec: ecdsa
    case .rsa: rsaSignature
    case .ed25519: eddsa
    }
  }

  static func generating(_ algorithm: KeyAlgorithm) -> UInt {
    switch algorithm {
    case .p256, .p384, .p521: ecGeneration
    case .rsa2048, .rsa3072, .rsa4096: rsaGeneration
    case .ed25519: edwardsGeneration
    }
  }
}

extension TokenLibrary {
  /// The size in bits that a mechanism's range is about.
  static func bits(_ algorithm: KeyAlgorithm) -> UInt {
    switch algorithm {
    case .p256, .ed25519: 256
    case .p384: 384
    case .p521: 521
    case .rsa2048: 2048
    case .rsa3072: 3072
    case .rsa4096: 4096
    }
  }

  /// Whether a token has a mechanism for keys of a size, with a use; inside of a job.
  func offers(_ mechanism: UInt, _ slot: UInt, bits: UInt, use: Int) throws(TokenFault) -> Bool {
    let invalid: UInt = 0x70
    var info = CK_MECHANISM_INFO()
    let code = try check("C_GetMechanismInfo", allowing: [invalid]) { list in
      unsafe list.pointee.C_GetMechanismInfo.map { unsafe $0(slot, mechanism, &info) }
    }
    guard code == 0, info.flags & UInt(use) != 0 else { return false }
    // Edwards curves have sizes of 255 or 256 bits, depending on whom one asks; some modules say 0 for no limit.
    return (info.ulMinKeySize <= bits && (info.ulMaxKeySize == 0 || bits <= info.ulMaxKeySize)) || bits == 256
  }

  /// The key types that a token can make and sign with, for people.
  func signable(_ slot: UInt) throws(TokenFault) -> [String] {
    var names: [String] = []
    for algorithm in KeyAlgorithm.allCases where try offersSigning(algorithm, slot) { names.append(algorithm.rawValue) }
    return names
  }

  private func offersSigning(_ algorithm: KeyAlgorithm, _ slot: UInt) throws(TokenFault) -> Bool {
    let mechanism =
      switch algorithm {
      case .p256, .p384, .p521: TokenMechanism.ecdsa
      case .rsa2048, .rsa3072, .rsa4096: TokenMechanism.rsaSignature
      case .ed25519: TokenMechanism.eddsa
      }
    guard try offers(mechanism, slot, bits: Self.bits(algorithm), use: Int(PKCS11Signs)) else { return false }
    return try offers(
      TokenMechanism.generating(algorithm), slot, bits: Self.bits(algorithm), use: Int(PKCS11Generates))
  }

  /// - Throws: ``TokenFault/cannot(what:token:can:for:)`` before anything is made.
  func requireMaking(_ algorithm: KeyAlgorithm, in info: TokenFacts) throws(TokenFault) {
    guard try !offersSigning(algorithm, info.slot) else { return }
    throw .cannot(
      what: "make or sign with \(algorithm.label)", token: info.name, can: try signable(info.slot),
      for: .newKey)
  }
}
