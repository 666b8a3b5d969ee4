import CPKCS11
import Cryptography
import Diagnostics

/// A private key in a token. It has no secret; its answers are believed only once they are verified: see
/// ``ProvenSigner``.
struct TokenKey: Sendable {
  let session: TokenSession
  let uri: TokenURI
  let publicKey: PublicKey
  let handle: UInt
  private let pin: @Sendable () throws(SignerFault) -> SecretBytes?

  /// Finds the key at an address. Exactly one must be there.
  ///
  /// - Parameter pin: For keys that want the PIN for each signature.
  init(
    _ session: TokenSession, _ uri: TokenURI, pin: @escaping @Sendable () throws(SignerFault) -> SecretBytes?
  ) throws(SignerFault) {
    let library = session.library
    let info = session.info
    let (handle, components) = try session.run { session throws(TokenFault) in
      let keys = try TokenObject.find(library, session, objectClass: TokenAttribute.privateKeyClass, uri)
      guard let key = keys.first else { throw .noKey(uri) }
      guard keys.count == 1 else { throw .severalKeys(uri) }
      guard try key.flag(.signs) != false else {
        throw .unusableKey(uri, reason: "it may not sign (CKA_SIGN is false)")
      }
      guard let components = try Self.publicKey(of: key, uri) else {
        throw .unusableKey(uri, reason: "its public half is not there, or not of a type that signs here")
      }
      let mechanism = TokenMechanism.signing(components)
      guard try library.offers(mechanism, info.slot, bits: UInt(components.bits), use: Int(PKCS11Signs)) else {
        throw .cannot(
          what: "sign with \(components.label)", token: info.name, can: try library.signable(info.slot), for: .key)
      }
      return (key.handle, components)
    }
    do throws(CryptographyError) {
      publicKey = try PublicKey(components)
    } catch {
      throw .token(.unusableKey(uri, reason: error.diagnostic.what.description))
    }
    self.session = session
    self.uri = uri
    self.handle = handle
    self.pin = pin
  }

  /// The public object of the same label and ID, or the private one itself: modules differ.
  private static func publicKey(of key: TokenObject, _ uri: TokenURI) throws(TokenFault) -> PublicKeyComponents? {
    var address = uri
    // Of one that was found by its label alone, the ID says which public object belongs to it.
    if let id = try key.octets(.id) { address = TokenURI(token: nil, serial: nil, object: nil, id: id) }
    let halves = try TokenObject.find(
      key.library, key.session, objectClass: TokenAttribute.publicKeyClass, address)
    for object in halves + [key] {
      if let components = try object.publicKey() { return components }
    }
    return nil
  }

  /// Signs. ECDSA signatures are DER.
  func signature(over message: [UInt8]) throws(SignerFault) -> [UInt8] {
    let algorithm = publicKey.signatureAlgorithm
    let input =
      switch algorithm {
      case .rsaPKCS1: Self.digestInfo + Digest.hash(.sha256, message)
      default: algorithm.digest.map { Digest.hash($0, message) } ?? message
      }
    let components = publicKey.components
    let pin = pin
    let (library, handle) = (session.library, handle)
    let wantsPIN = try session.run { session throws(TokenFault) in
      try TokenObject(library: library, session: session, handle: handle).flag(.alwaysAuthenticates) ?? false
    }
    let given = wantsPIN ? try pin() : nil
    let (token, slot) = (session.info.name, session.info.slot)
    let raw = try session.run { session throws(TokenFault) -> [UInt8] in
      do throws(TokenFault) {
        return try Self.sign(library, session, handle, TokenMechanism.signing(components), input, given, token: token)
      } catch {
        throw error.lacking("sign with \(components.label)", for: .key, of: token) { () throws(TokenFault) in
          try library.signable(slot)
        }
      }
    }
    guard case .ec(let curve, _) = components else { return raw }
    guard raw.count == 2 * curve.coordinateSize else {
      throw .token(library.impossible("C_Sign", "a signature of \(raw.count) bytes"))
    }
    return ECDSASignature.der(raw)
  }

  private static func sign(
    _ library: TokenLibrary, _ session: UInt, _ key: UInt, _ type: UInt, _ input: [UInt8], _ pin: SecretBytes?,
    token: String
  ) throws(TokenFault) -> [UInt8] {
    var mechanism = unsafe CK_MECHANISM(mechanism: type, pParameter: nil, ulParameterLen: 0)
    try library.check("C_SignInit", token: token) { list in
      unsafe list.pointee.C_SignInit.map { unsafe $0(session, &mechanism, key) }
    }
    // Between the two calls, and each time: earlier or later it is refused.
    if let pin {
      try library.check("C_Login", token: token) { list in
        unsafe list.pointee.C_Login.map { login in
          pin.withBytes { bytes in
            unsafe login(
              session, UInt(PKCS11ForOneOperation), bytes.bindMemory(to: UInt8.self).baseAddress, UInt(bytes.count))
          }
        }
      }
    }
    // More than the longest signature, of RSA with 16384 bits.
    var signature = [UInt8](repeating: 0, count: 4096)
    var count = UInt(signature.count)
    try library.check("C_Sign", token: token) { list in
      unsafe list.pointee.C_Sign.map { unsafe $0(session, input, UInt(input.count), &signature, &count) }
    }
    guard count <= signature.count else { throw library.impossible("C_Sign", "a signature of \(count) bytes") }
    return Array(signature.prefix(Int(count)))
  }

  /// What stands in front of a SHA-256 digest (RFC 8017 section 9.2, note 1).
  private static let digestInfo: [UInt8] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
  ]

  /// Its CKA_ID; nil if it has none.
  func identifier() throws(SignerFault) -> [UInt8]? {
    let (library, handle) = (session.library, handle)
    return try session.run { session throws(TokenFault) in
      try TokenObject(library: library, session: session, handle: handle).octets(.id)
    }
  }

  /// What the token says about whether the key stays in it; empty if it does.
  func leaks() throws(SignerFault) -> [String] {
    let (library, handle) = (session.library, handle)
    return try session.run { session throws(TokenFault) in
      let object = TokenObject(library: library, session: session, handle: handle)
      var faults: [String] = []
      for (attribute, good, name) in Self.wanted where try object.flag(attribute) != good {
        faults.append("\(name) is not \(good)")
      }
      return faults
    }
  }

  private static let wanted: [(TokenAttribute, Bool, String)] = [
    (.isSensitive, true, "CKA_SENSITIVE"), (.isExtractable, false, "CKA_EXTRACTABLE"), (.isLocal, true, "CKA_LOCAL"),
    (.wasAlwaysSensitive, true, "CKA_ALWAYS_SENSITIVE"), (.wasNeverExtractable, true, "CKA_NEVER_EXTRACTABLE"),
  ]
}

/// The two numbers of an ECDSA signature, which tokens give one behind the other.
enum ECDSASignature {
  /// Ecdsa-Sig-Value (RFC 3279 section 2.2.3).
  static func der(_ raw: [UInt8]) -> [UInt8] {
    let half = raw.count / 2
    let body = integer(raw[..<half]) + integer(raw[half...])
    return [0x30] + (body.count < 128 ? [UInt8(body.count)] : [0x81, UInt8(body.count)]) + body
  }

  private static func integer(_ octets: ArraySlice<UInt8>) -> [UInt8] {
    var digits = Array(octets.drop { $0 == 0 })
    if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
    return [0x02, UInt8(digits.count)] + digits
  }
}
