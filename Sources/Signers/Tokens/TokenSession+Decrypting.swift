import CPKCS11
import Cryptography

extension TokenSession {
  /// Makes an RSA key pair that decrypts and nothing else, and that can neither be read nor wrapped.
  func makeDecryptionKey(label: String, id: [UInt8]) throws(SignerFault) {
    let (library, info) = (library, info)
    try run(atLeast: Self.slowestCall) { session throws(TokenFault) in
      guard try library.offers(TokenMechanism.rsaOAEP, info.slot, bits: 3072, use: Int(PKCS11Decrypts)),
        try library.offers(TokenMechanism.rsaGeneration, info.slot, bits: 3072, use: Int(PKCS11Generates))
      else {
        throw .cannot(
          what: "make an RSA key of 3072 bits and decrypt with it (OAEP)", token: info.name, can: [], for: .seal)
      }
      var open = TokenTemplate(publicHalfThat: .encrypts, label, id)
      open.setRSA(bits: 3072)
      let secret = TokenTemplate(privateHalfThat: .decrypts, label, id)
      try Self.makePair(library, session, TokenMechanism.rsaGeneration, open, secret, token: info.name)
    }
  }

  /// The RSA key at an address.
  func decryptionKey(_ uri: TokenURI) throws(SignerFault) -> PublicKeyComponents {
    let library = library
    return try run { session throws(TokenFault) in
      _ = try Self.privateKey(library, session, uri)
      let halves = try TokenObject.find(library, session, objectClass: TokenAttribute.publicKeyClass, uri)
      for object in halves {
        if let components = try object.publicKey(), case .rsa = components { return components }
      }
      throw .unusableKey(uri, reason: "its public half is not there, or is not of RSA")
    }
  }

  private static func privateKey(
    _ library: TokenLibrary, _ session: UInt, _ uri: TokenURI
  ) throws(TokenFault) -> UInt {
    let keys = try TokenObject.find(library, session, objectClass: TokenAttribute.privateKeyClass, uri)
    guard let key = keys.first else { throw .noKey(uri) }
    guard keys.count == 1 else { throw .severalKeys(uri) }
    return key.handle
  }

  /// Decrypts RSAES-OAEP with the key at an address.
  func decrypt(
    _ sealed: [UInt8], with uri: TokenURI, digest: DigestAlgorithm
  ) throws(SignerFault) -> SecretBytes {
    let (library, token) = (library, info.name)
    return try run { session throws(TokenFault) in
      let key = try Self.privateKey(library, session, uri)
      return try Self.decrypt(library, session, key, sealed, digest, token: token)
    }
  }

  private static func decrypt(
    _ library: TokenLibrary, _ session: UInt, _ key: UInt, _ sealed: [UInt8], _ digest: DigestAlgorithm, token: String
  ) throws(TokenFault) -> SecretBytes {
    let isSHA1 = digest == .sha1
    // CKM_SHA_1 and CKG_MGF1_SHA1, CKM_SHA256 and CKG_MGF1_SHA256; CKZ_DATA_SPECIFIED without data.
    var parameters = unsafe CK_RSA_PKCS_OAEP_PARAMS(
      hashAlg: isSHA1 ? 0x220 : 0x250, mgf: isSHA1 ? 1 : 2, source: 1, pSourceData: nil, ulSourceDataLen: 0)
    try unsafe withUnsafeMutableBytes(of: &parameters) { bytes in
      Result { () throws(TokenFault) in
        var mechanism = unsafe CK_MECHANISM(
          mechanism: TokenMechanism.rsaOAEP, pParameter: bytes.baseAddress, ulParameterLen: UInt(bytes.count))
        try library.check("C_DecryptInit", token: token) { list in
          unsafe list.pointee.C_DecryptInit.map { unsafe $0(session, &mechanism, key) }
        }
      }
    }.get()
    var count = UInt(sealed.count)
    // More than fits into OAEP; cut to what came.
    let buffer = try SecretBytes(count: sealed.count) { plain throws(TokenFault) in
      try library.check("C_Decrypt", token: token) { list in
        unsafe list.pointee.C_Decrypt.map {
          unsafe $0(
            session, sealed, UInt(sealed.count), plain.bindMemory(to: UInt8.self).baseAddress, &count)
        }
      }
    }
    guard count <= sealed.count else { throw library.impossible("C_Decrypt", "\(count) bytes") }
    return buffer.withBytes { unsafe SecretBytes(copying: $0.prefix(Int(count))) }
  }
}
