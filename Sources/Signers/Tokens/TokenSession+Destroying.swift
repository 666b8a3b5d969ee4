import CPKCS11
import Cryptography

extension TokenKey {
  /// Destroys this key, the private half first.
  func destroy() throws(SignerFault) {
    let (library, token, handle, publicKey) = (session.library, session.info.name, handle, publicKey.components)
    try session.run { session throws(TokenFault) in
      let secret = TokenObject(library: library, session: session, handle: handle)
      let id = try secret.octets(.id)
      try secret.destroy(token: token)
      try TokenObject.destroyPublicHalves(library, session, id, token: token) { $0 == publicKey }
    }
  }
}

extension TokenSession {
  /// Destroys the public half at an address with an ID, if it is the right one.
  func destroyPublicHalf(
    _ uri: TokenURI, where isRight: @escaping @Sendable (PublicKeyComponents) -> Bool
  ) throws(SignerFault) {
    let (library, token) = (library, info.name)
    try run { session throws(TokenFault) in
      try TokenObject.destroyPublicHalves(library, session, uri.id, token: token, where: isRight)
    }
  }
}

extension TokenSession {
  /// Destroys both halves of a key with the ID of an address, the private one first.
  func destroyDecryptionKey(_ uri: TokenURI) throws(SignerFault) {
    guard uri.id != nil else { return }
    let (library, token) = (library, info.name)
    try run { session throws(TokenFault) -> Void in
      for objectClass in [TokenAttribute.privateKeyClass, TokenAttribute.publicKeyClass] {
        for half in try TokenObject.find(library, session, objectClass: objectClass, uri) {
          try half.destroy(token: token)
        }
      }
    }
  }
}

extension TokenObject {
  /// Only the ID says which public object belongs to a private one. One that shows no key is taken by its ID.
  fileprivate static func destroyPublicHalves(
    _ library: TokenLibrary, _ session: UInt, _ id: [UInt8]?, token: String,
    where isRight: (PublicKeyComponents) -> Bool
  ) throws(TokenFault) {
    guard let id else { return }
    let address = TokenURI(token: nil, serial: nil, object: nil, id: id)
    for half in try find(library, session, objectClass: TokenAttribute.publicKeyClass, address) {
      if let found = try half.publicKey(), !isRight(found) { continue }
      try half.destroy(token: token)
    }
  }

  fileprivate func destroy(token: String) throws(TokenFault) {
    try library.check("C_DestroyObject", token: token) { list in
      unsafe list.pointee.C_DestroyObject.map { $0(session, handle) }
    }
  }
}
