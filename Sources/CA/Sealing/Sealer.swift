import Cryptography
import Diagnostics
import SystemPackage
import X509

/// Seals private keys with the home's data key: AES-256-GCM, with the authority's identity as associated data, so that
/// a sealed key cannot be decrypted from another row.
struct Sealer: Sendable {
  /// What a wrapped data key says about its home. It is authenticated with the key, so that nobody without the home's
  /// secret turns one into the other.
  enum Wrapping: String, CaseIterable {
    /// The home signs its database: one without a signature is not its own.
    case signing = "data key of a signed database"
    /// Of version 0.1.0, which signed nothing.
    case plain = "data key"
  }

  private let dataKey: SecretBytes
  private let home: String
  /// The key that wraps the data key, as long as the wrapping does not say that the home signs its database.
  private let unmarked: SecretBytes?
  /// Whether the wrapping that was opened says that the home signs its database.
  let isMarked: Bool

  /// A new data key for a home.
  static func fresh(home: String) throws(CAError) -> Sealer {
    Sealer(dataKey: try wrapping(CAError.cryptography, RandomBytes.secret(32)), home: home, unmarked: nil)
  }

  private init(dataKey: SecretBytes, home: String, unmarked: SecretBytes?, isMarked: Bool = false) {
    self.dataKey = dataKey
    self.home = home
    self.unmarked = unmarked
    self.isMarked = isMarked
  }

  /// Decrypts the data key of a home with its secret.
  init(
    opening row: HomeRow, secret: HomeSecret, keyFile: FilePath
  ) throws(CAError) {
    for form in secret.forms {
      let key = try Self.wrappingKey(row.method, home: row.name, secret: form, keyFile: keyFile)
      for kind in Wrapping.allCases {
        guard let dataKey = try Self.unwrapped(row, key, kind) else { continue }
        let isMarked = kind == .signing
        self.init(dataKey: dataKey, home: row.name, unmarked: isMarked ? nil : key, isMarked: isMarked)
        return
      }
    }
    switch row.method {
    case .keyFile: throw .sealingKeyWrong(path: keyFile, detail: "it contains another key")
    case .passphrase: throw .passphraseWrong
    }
  }

  /// The data key; nil for another wrapping key, or another kind of wrapping.
  private static func unwrapped(
    _ row: HomeRow, _ key: SecretBytes, _ kind: Wrapping
  ) throws(CAError) -> SecretBytes? {
    do {
      return try AuthenticatedEncryption.open(
        row.wrappedKey, key: key, associatedData: associatedData(row.name, kind.rawValue))
    } catch .authenticationFailed {
      return nil
    } catch .invalidLength {
      throw .damagedStore("the wrapped data key is truncated")
    } catch {
      throw .cryptography(error)
    }
  }

  /// The data key, wrapped with a secret, for a transaction that the home signs.
  func wrapped(
    _ method: SealingMethod, secret: HomeSecret, keyFile: FilePath, as kind: Wrapping = .signing
  ) throws(CAError) -> [UInt8] {
    let key = try Self.wrappingKey(method, home: home, secret: secret.forms.first ?? secret, keyFile: keyFile)
    return try wrapped(with: key, as: kind)
  }

  /// The row of the home with a data key that says that the home signs its database, and the sealer of that row; nil if
  /// its data key says so already, or is new.
  func marking(_ row: HomeRow) throws(CAError) -> (row: HomeRow, sealer: Sealer)? {
    guard let unmarked else { return nil }
    let wrapped = try wrapped(with: unmarked, as: .signing)
    return (
      row: HomeRow(name: row.name, wrappedKey: wrapped, method: row.method),
      sealer: Sealer(dataKey: dataKey, home: home, unmarked: nil, isMarked: true)
    )
  }

  private func wrapped(with key: SecretBytes, as kind: Wrapping) throws(CAError) -> [UInt8] {
    try wrapping(
      CAError.cryptography,
      AuthenticatedEncryption.seal(dataKey, key: key, associatedData: Self.associatedData(home, kind.rawValue)))
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
