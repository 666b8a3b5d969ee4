import Cryptography
import Diagnostics
import SystemPackage
import X509

/// Seals private keys with the home's data key: AES-256-GCM, with the authority's identity as associated data, so that
/// a sealed key cannot be decrypted from another row.
struct Sealer: Sendable {
  private let dataKey: SecretBytes
  private let home: String

  /// A new data key for a home.
  static func fresh(home: String) throws(CAError) -> Sealer {
    Sealer(
      dataKey: try wrapping(CAError.cryptography, RandomBytes.secret(32)),
      home: home)
  }

  private init(dataKey: SecretBytes, home: String) {
    self.dataKey = dataKey
    self.home = home
  }

  /// Decrypts the data key of a home with its secret.
  init(
    opening row: HomeRow, secret: HomeSecret, keyFile: FilePath
  ) throws(CAError) {
    for form in secret.forms {
      let key = try Self.wrappingKey(row.method, home: row.name, secret: form, keyFile: keyFile)
      guard let dataKey = try Self.unwrapped(row, key) else { continue }
      self.init(dataKey: dataKey, home: row.name)
      return
    }
    switch row.method {
    case .keyFile: throw .sealingKeyWrong(path: keyFile, detail: "it contains another key")
    case .passphrase: throw .passphraseWrong
    }
  }

  /// The data key; nil for another wrapping key.
  private static func unwrapped(_ row: HomeRow, _ key: SecretBytes) throws(CAError) -> SecretBytes? {
    do {
      return try AuthenticatedEncryption.open(
        row.wrappedKey, key: key, associatedData: associatedData(row.name, "data key"))
    } catch .authenticationFailed {
      return nil
    } catch .invalidLength {
      throw .damagedStore("the wrapped data key is truncated")
    } catch {
      throw .cryptography(error)
    }
  }

  /// The data key, wrapped with a secret.
  func wrapped(_ method: SealingMethod, secret: HomeSecret, keyFile: FilePath) throws(CAError) -> [UInt8] {
    let key = try Self.wrappingKey(method, home: home, secret: secret.forms.first ?? secret, keyFile: keyFile)
    return try wrapping(
      CAError.cryptography,
      AuthenticatedEncryption.seal(dataKey, key: key, associatedData: Self.associatedData(home, "data key")))
  }

  /// Seals a private key for one key identifier.
  func seal(_ key: PrivateKey, identifier: String) throws(CAError) -> [UInt8] {
    let plain = try wrapping(CAError.x509, PrivateKeyDER.encode(key))
    return try wrapping(
      CAError.cryptography,
      AuthenticatedEncryption.seal(plain, key: dataKey, associatedData: Self.associatedData(home, identifier)))
  }

  /// Unseals the private key of an identifier.
  func open(_ sealed: [UInt8], identifier: String) throws(CAError) -> PrivateKey {
    let der = try openDER(sealed, identifier: identifier)
    return try wrapping(CAError.x509, PrivateKeyDER.decode(der, label: PrivateKeyDER.label))
  }

  /// The private key of an identifier as PKCS #8, without decoding it.
  func openDER(_ sealed: [UInt8], identifier: String) throws(CAError) -> SecretBytes {
    do {
      return try AuthenticatedEncryption.open(
        sealed, key: dataKey, associatedData: Self.associatedData(home, identifier))
    } catch .authenticationFailed, .invalidLength {
      throw .damagedStore("the sealed key \(identifier.prefix(16)) was modified or moved")
    } catch {
      throw .cryptography(error)
    }
  }

  private static func wrappingKey(
    _ method: SealingMethod, home: String, secret: HomeSecret, keyFile: FilePath
  ) throws(CAError) -> SecretBytes {
    switch (method, secret) {
    case (.keyFile, _):
      let file = try SealingKeyFile(path: keyFile)
      guard file.home == home else {
        throw .sealingKeyWrong(path: keyFile, detail: "it belongs to another home (\(file.home))")
      }
      return file.key
    case (.passphrase(let salt, let n, let r, let p), .passphrase(let passphrase)):
      StepCounter.count(.derivedKey)
      return try wrapping(
        CAError.cryptography,
        PasswordDerivation.scrypt(
          password: passphrase, salt: salt, cost: n, blockSize: r, parallelism: p, count: 32))
    case (.passphrase, .keyFile): throw .passphraseNeeded
    }
  }

  /// Stands in front of everything that is sealed, so that no other tool's data opens here.
  private static let tool = "meshtrust"

  private static func associatedData(_ home: String, _ what: String) -> [UInt8] {
    Array("\(tool) v1\u{0}\(home)\u{0}\(what)".utf8)
  }
}
