package import Cryptography

extension PrivateKeys {
  /// The public keys of the private keys in a text that nothing encrypts: those of PEM and DER, of base64 and hexadecimal of
  /// both, and of JSON Web Keys, in whatever text they stand. Symmetric keys have none, and OpenSSH's own form is no CA's.
  package static func plain(in text: SecretBytes) -> [PublicKeyComponents] {
    var found: [PublicKeyComponents] = []
    var known: Set<PublicKeyComponents> = []
    EncodedLayers.each(of: text) { layer, starts in
      for structure in EncodedLayers.structures(in: layer, starts, label: "PRIVATE KEY") {
        if let key = publicKey(of: structure), known.insert(key).inserted { found.append(key) }
      }
      for key in layer.withBytes({ bytes in unsafe plainWebKeys(in: bytes) }) where known.insert(key).inserted {
        found.append(key)
      }
    }
    return found
  }

  /// DER does not say which of the structures it is.
  private static func publicKey(of der: SecretBytes) -> PublicKeyComponents? {
    for label in ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"] {
      if let key = try? PrivateKeyDER.decode(der, label: label).publicKey.components { return key }
    }
    return nil
  }
}

extension Certificate {
  /// The certificates in a text: those of PEM and DER, and of base64 of both, in whatever text they stand.
  package static func embedded(in text: SecretBytes) -> [Certificate] {
    var found: [Certificate] = []
    // A text says the same in many forms, and a certificate is decoded once.
    var known: Set<[UInt8]> = []
    EncodedLayers.each(of: text) { layer, starts in
      for structure in EncodedLayers.structures(in: layer, starts, label: "CERTIFICATE") {
        let octets = structure.withBytes { bytes in unsafe Array(bytes) }
        if known.insert(octets).inserted, let certificate = try? Certificate(der: octets) { found.append(certificate) }
      }
    }
    return found
  }
}
