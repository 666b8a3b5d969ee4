public import Cryptography
import Files
import SystemPackage
import X509

extension OpenHome {
  /// An authority's key as PKCS #8, encrypted under a passphrase.
  public func exportKey(_ name: String, passphrase: SecretBytes) throws(CAError) -> [UInt8] {
    try exporting(name, "encrypted") { key throws(X509Error) in
      try EncryptedPrivateKey.encode(key, passphrase: passphrase)
    }
  }

  /// An authority's key as PKCS #8 in PEM, in the clear; only for whoever asks for it by name.
  public func exportPlainKey(_ name: String) throws(CAError) -> SecretBytes {
    try exporting(name, "in the clear") { key throws(X509Error) in
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

  /// Seals the home anew: under a fresh `sealing.key`, or under a passphrase, which removes the key file.
  ///
  /// Only the wrapping of the data key changes, in one transaction; a kill in between leaves the old key file in place.
  public func rewrap(with new: HomeSecret) throws(CAError) {
    try locked { () throws(CAError) in
      guard let row = try read({ try $0.home() }) else { throw .noAuthorities(home: folder) }
      let sealer = try sealer()
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

  /// The new key file waits under another name until the database knows it.
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

  /// Finishes a rewrap that was stopped after the database knew of it, and clears away what one left that was stopped
  /// before. A key file goes only when it is this home's and something else is known to open it.
  func finishRewrap() throws(CAError) {
    guard isBegun else { return }
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

  private var isPassphraseGiven: Bool {
    if case .passphrase = home.secret { true } else { false }
  }
}
