public import Cryptography
import Federation
import X509

extension OpenHome {
  /// An authority's key as PKCS #8, encrypted with a passphrase.
  public func exportKey(_ name: String, passphrase: SecretBytes) throws(CAError) -> [UInt8] {
    try exporting(name, "encrypted") { key throws(X509Error) in
      try EncryptedPrivateKey.encode(key, passphrase: passphrase)
    }
  }

  /// An authority's key as unencrypted PKCS #8 in PEM, for a user who asks for exactly that.
  public func exportPlainKey(_ name: String) throws(CAError) -> SecretBytes {
    try exporting(name, "in plain text") { key throws(X509Error) in
      PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(key))
    }
  }

  private func exporting<Value>(
    _ name: String, _ how: String, _ encode: (PrivateKey) throws(X509Error) -> Value
  ) throws(CAError) -> Value {
    try locked { () throws(CAError) in
      let authority = try issuedAuthorities().named(name)
      try authorize(GuardedAction(.keyExport, of: authority.name, ["key SHA-256 \(authority.keyIdentifier)", how]))
      let key = try key(of: authority)
      let value = try wrapping(CAError.x509, encode(key))
      try write { try $0.append(.exportedKey, authority.name, how, at: now) }
      return value
    }
  }
}
