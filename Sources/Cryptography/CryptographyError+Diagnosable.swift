public import Diagnostics

extension CryptographyError: Diagnosable {
  public var diagnostic: Diagnostic {
    let (what, why) = cause
    return Diagnostic(code, what: what, why: why, next: next)
  }

  /// An invalid key is malformed input, a wrong key or passphrase a wrong secret; an excessive cost is refused.
  public var exitStatus: ExitStatus {
    switch self {
    case .openSSL: .internal
    case .invalidPoint, .invalidScalar, .invalidModulus, .invalidExponent, .invalidEdwardsPoint, .invalidLength,
      .inconsistentKey:
      .malformed
    case .authenticationFailed, .decryptionFailed: .secret
    case .costOutOfBounds: .refused
    }
  }

  private var code: Code {
    switch self {
    case .openSSL: "MT-KEY-01"
    case .invalidPoint: "MT-KEY-02"
    case .invalidScalar: "MT-KEY-03"
    case .invalidModulus: "MT-KEY-04"
    case .invalidExponent: "MT-KEY-05"
    case .invalidLength: "MT-KEY-06"
    case .inconsistentKey: "MT-KEY-07"
    case .authenticationFailed: "MT-KEY-08"
    case .decryptionFailed: "MT-KEY-09"
    case .costOutOfBounds: "MT-KEY-10"
    case .invalidEdwardsPoint: "MT-KEY-11"
    }
  }

  private var cause: (what: Message, why: Message) {
    switch self {
    case .openSSL(let error):
      ("OpenSSL failed", "\(error)")
    case .invalidPoint(let curve, let fault):
      ("the \(curve.groupName) public key is not a usable point", "\(fault.description(on: curve))")
    case .invalidScalar(let curve):
      ("the \(curve.groupName) private key is out of range", "it must be at least 1 and below the order of the curve")
    case .invalidModulus(let bits, .tooShort):
      (
        "the RSA modulus of \(bits) bits is \(NumberFault.tooShort.rawValue)",
        "RSA of \(bits) bits; at least \(SoundPublicKey.leastBits) are needed"
      )
    case .invalidModulus(let bits, let fault):
      (
        "the RSA modulus of \(bits) bits is \(fault.rawValue)",
        "it must be the product of two large primes and have 1024 to 16384 bits"
      )
    case .invalidExponent(let bits, let fault):
      ("the RSA public exponent of \(bits) bits is \(fault.rawValue)", "it must be odd and have at most 64 bits")
    case .invalidEdwardsPoint(let fault):
      ("the Ed25519 public key is not usable", "\(fault.rawValue)")
    case .invalidLength(let quantity, let allowed, let found):
      ("the \(quantity.rawValue) has \(found) bytes", "it must have \(Self.words(allowed))")
    case .inconsistentKey(let inconsistency):
      ("the numbers of the private key are inconsistent", "\(inconsistency.rawValue)")
    case .authenticationFailed:
      ("the sealed data cannot be decrypted", "the key is wrong, or the data was modified or moved")
    case .decryptionFailed:
      ("the encrypted data cannot be decrypted", "the passphrase is wrong, or the data was modified")
    case .costOutOfBounds(let parameter, let found, let allowed):
      ("\(parameter.rawValue) is \(found)", "it must be \(Self.words(allowed)), whatever the file requires")
    }
  }

  private var next: Message {
    switch self {
    case .openSSL: "run `openssl version -a` and `openssl list -providers`: the default provider must be active"
    case .invalidPoint, .invalidModulus, .invalidExponent, .invalidEdwardsPoint: "ask the key's owner for a new one"
    case .invalidScalar, .inconsistentKey: "the file is damaged: restore it from a backup, or create a new key"
    case .invalidLength: "check that the whole file was copied"
    case .authenticationFailed: "use the sealing key or passphrase that belongs to this home"
    case .decryptionFailed: "enter the passphrase again, and check that it belongs to this file"
    case .costOutOfBounds: "encrypt the key again with ordinary parameters, for example `openssl pkcs8 -topk8 -scrypt`"
    }
  }

  private static func words<Bound>(_ range: ClosedRange<Bound>) -> String {
    range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}

extension CryptographyError.PointFault {
  fileprivate func description(on curve: EllipticCurve) -> String {
    switch self {
    case .length(let found): "it has \(found) bytes, but an uncompressed point has \(curve.pointSize)"
    case .form(let octet): "it starts with \(octet), but an uncompressed point starts with 4"
    case .refused(let error): "\(error)"
    case .smallScalar: "its private key is a small number, so that anybody can sign for it"
    }
  }
}
