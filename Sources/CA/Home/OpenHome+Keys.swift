public import Cryptography
import Files
import SystemPackage
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
      let key = try key(of: authority)
      let value = try wrapping(CAError.x509, encode(key))
      try write { try $0.append(.exportedKey, authority.name, how, at: now) }
      return value
    }
  }

  /// Seals the home again: with a new `sealing.key`, or with a passphrase, which removes the key file.
  ///
  /// Only the wrapping of the data key changes, in one transaction. If the command is killed in between, the old key
  /// file still works.
  public func rewrap(with new: HomeSecret) throws(CAError) {
    try locked { () throws(CAError) in
      guard let row = try read({ try $0.home() }) else { throw .noAuthorities(home: folder) }
      let sealer = try sealer()
      try wrapping(CAError.files, FileSystem.requireNoLink(sealingKeyPath))
      switch new {
      case .keyFile: try rewrapWithKeyFile(row.name, sealer)
      case .passphrase:
        let method = try wrapping(CAError.cryptography, SealingMethod.freshPassphrase())
        let wrapped = try sealer.wrapped(method, secret: new, keyFile: sealingKeyPath)
        try write { writer in
          try writer.setHome(HomeRow(name: row.name, wrappedKey: wrapped, method: method), at: now)
          try writer.append(.rewrapped, folder.string, "sealed with a passphrase", at: now)
        }
        try wrapping(CAError.files, FileSystem.remove(sealingKeyPath))
      }
    }
  }

  /// The new key file has another name until the database uses it.
  private func rewrapWithKeyFile(_ name: String, _ sealer: Sealer) throws(CAError) {
    let key = try wrapping(CAError.cryptography, RandomBytes.secret(32))
    try SealingKeyFile(path: nextSealingKeyPath, home: name, key: key).write()
    let wrapped = try sealer.wrapped(.keyFile, secret: .keyFile, keyFile: nextSealingKeyPath)
    try write { writer in
      try writer.setHome(HomeRow(name: name, wrappedKey: wrapped, method: .keyFile), at: now)
      try writer.append(.rewrapped, folder.string, "sealed with a fresh sealing.key", at: now)
    }
    try wrapping(CAError.files, FileSystem.rename(nextSealingKeyPath, to: sealingKeyPath))
  }

  /// Completes a rewrap that was stopped after its transaction, and removes the new key file of one that was stopped
  /// before. A key file is only removed if it belongs to this home and another secret is known to unlock the home.
  func finishRewrap() throws(CAError) {
    guard try isBegun else { return }
    guard FileSystem.exists(nextSealingKeyPath) || FileSystem.exists(sealingKeyPath) && isPassphraseGiven else {
      return
    }
    guard let row = try read({ try $0.home() }) else { return }
    func isOurs(_ path: FilePath) -> Bool { (try? SealingKeyFile(path: path))?.home == row.name }
    func opens(_ path: FilePath) -> Bool {
      (try? Sealer(opening: row, secret: .keyFile, keyFile: path)) != nil
    }
    guard row.method == .keyFile else {
      for path in [nextSealingKeyPath, sealingKeyPath] where isOurs(path) {
        try wrapping(CAError.files, FileSystem.requireNoLink(path))
        try wrapping(CAError.files, FileSystem.remove(path))
      }
      return
    }
    if opens(nextSealingKeyPath) {
      try wrapping(CAError.files, FileSystem.rename(nextSealingKeyPath, to: sealingKeyPath))
    } else if isOurs(nextSealingKeyPath), opens(sealingKeyPath) {
      try wrapping(CAError.files, FileSystem.remove(nextSealingKeyPath))
    }
  }

  var isPassphraseGiven: Bool {
    if case .passphrase = home.secret { true } else { false }
  }
}
