import CPKCS11

extension TokenSession {
  /// Destroys the key pair at an address, the private half first.
  func destroy(_ uri: TokenURI) throws(SignerFault) {
    let (library, info) = (library, info)
    try run { session throws(TokenFault) in
      let secrets = try TokenObject.find(library, session, objectClass: TokenAttribute.privateKeyClass, uri)
      guard let secret = secrets.first else { throw .noKey(uri) }
      guard secrets.count == 1 else { throw .severalKeys(uri) }
      var halves: [TokenObject] = []
      // Only the ID says which public object belongs to it.
      if let id = try secret.octets(.id) {
        halves = try TokenObject.find(
          library, session, objectClass: TokenAttribute.publicKeyClass,
          TokenURI(token: nil, serial: nil, object: nil, id: id))
      }
      for object in [secret] + halves {
        try library.check("C_DestroyObject", token: info.name) { list in
          unsafe list.pointee.C_DestroyObject.map { $0(session, object.handle) }
        }
      }
    }
  }
}
