import Cryptography
import Diagnostics
import Files
import Signers
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
  /// The name of the slot that opened the home; nil for a new data key.
  let slot: String?

  /// A new data key for a home.
  static func fresh(home: String) throws(CAError) -> Sealer {
    Sealer(dataKey: try wrapping(CAError.cryptography, RandomBytes.secret(32)), home: home, unmarked: nil)
  }

  private init(
    dataKey: SecretBytes, home: String, unmarked: SecretBytes?, isMarked: Bool = false, slot: String? = nil
  ) {
    self.dataKey = dataKey
    self.home = home
    self.unmarked = unmarked
    self.isMarked = isMarked
    self.slot = slot
  }

  /// Decrypts the data key of a home with its secret, by the first of its slots that the secret opens.
  ///
  /// A passphrase is tried with each slot for one. Without one, the key file opens the home; where there is none, a
  /// token that this machine reaches.
  init(
    opening row: HomeRow, secret: HomeSecret, keyFile: FilePath, signers: SignerAccess = .none,
    derived: DerivedKeys = DerivedKeys()
  ) throws(CAError) {
    let slots = row.slots(for: secret, hasFile: FileSystem.exists(keyFile))
    for slot in slots {
      do throws(CAError) {
        guard let opened = try Self.opened(slot, of: row.name, secret, keyFile, signers, derived) else { continue }
        self = opened
        return
      } catch .signer(.token(let fault)) {
        // Where the token is not at hand, a passphrase may be.
        let hasPassphrase = row.slots.contains { $0.method.kind == .passphrase }
        throw fault.isAbsence && hasPassphrase ? .passphraseNeeded : .signer(.token(fault))
      }
    }
    switch slots.first?.method {
    case .keyFile: throw .sealingKeyWrong(path: keyFile, detail: "it contains another key")
    case .token(let token):
      throw SignerAccess.wrongAnswer(at: token.place)
    case .passphrase: throw .passphraseWrong
    case nil: throw .passphraseNeeded
    }
  }

  /// Nil if the secret does not open the slot.
  private static func opened(
    _ slot: SealSlot, of home: String, _ secret: HomeSecret, _ keyFile: FilePath, _ signers: SignerAccess,
    _ derived: DerivedKeys
  ) throws(CAError) -> Sealer? {
    for form in secret.forms {
      let key = try wrappingKey(slot.method, home: home, secret: form, keyFile: keyFile, signers, derived)
      for kind in Wrapping.allCases {
        guard let dataKey = try unwrapped(slot, home, key, kind) else { continue }
        let isMarked = kind == .signing
        return Sealer(
          dataKey: dataKey, home: home, unmarked: isMarked ? nil : key, isMarked: isMarked, slot: slot.name)
      }
    }
    return nil
  }

  /// The data key; nil for another wrapping key, or another kind of wrapping.
  private static func unwrapped(
    _ slot: SealSlot, _ home: String, _ key: SecretBytes, _ kind: Wrapping
  ) throws(CAError) -> SecretBytes? {
    do {
      return try AuthenticatedEncryption.open(
        slot.wrappedKey, key: key, associatedData: associatedData(home, kind.rawValue))
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
    let key = try Self.wrappingKey(
      method, home: home, secret: secret.forms.first ?? secret, keyFile: keyFile, .none, DerivedKeys())
    return try wrapped(with: key, as: kind)
  }

  /// The data key, wrapped with a key that is at hand.
  func wrapped(with key: SecretBytes) throws(CAError) -> [UInt8] { try wrapped(with: key, as: .signing) }

  /// The row of the home with a data key that says that the home signs its database, and the sealer of that row; nil if
  /// its data key says so already, or is new.
  func marking(_ row: HomeRow) throws(CAError) -> (row: HomeRow, sealer: Sealer)? {
    guard let unmarked else { return nil }
    let wrapped = try wrapped(with: unmarked, as: .signing)
    let slots = row.slots.map { old in
      old.name == slot
        ? SealSlot(name: old.name, method: old.method, wrappedKey: wrapped, created: old.created) : old
    }
    return (
      row: HomeRow(name: row.name, slots: slots),
      sealer: Sealer(dataKey: dataKey, home: home, unmarked: nil, isMarked: true, slot: slot)
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
    _ method: SealingMethod, home: String, secret: HomeSecret, keyFile: FilePath, _ signers: SignerAccess,
    _ derived: DerivedKeys
  ) throws(CAError) -> SecretBytes {
    switch (method, secret) {
    case (.token(let slot), _): return try signers.key(of: slot)
    case (.keyFile, _):
      let file = try SealingKeyFile(path: keyFile)
      guard file.home == home else {
        throw .sealingKeyWrong(path: keyFile, detail: "it belongs to another home (\(file.home))")
      }
      return file.key
    case (.passphrase(let salt, let n, let r, let p), .passphrase(let passphrase)):
      return try derived.key(method, passphrase) { () throws(CAError) in
        StepCounter.count(.derivedKey)
        return try wrapping(
          CAError.cryptography,
          PasswordDerivation.scrypt(
            password: passphrase, salt: salt, cost: n, blockSize: r, parallelism: p, count: 32))
      }
    case (.passphrase, .keyFile): throw .passphraseNeeded
    }
  }

  /// Stands in front of everything that is sealed, so that no other tool's data opens here.
  private static let tool = "meshtrust"

  private static func associatedData(_ home: String, _ what: String) -> [UInt8] {
    Array("\(tool) v1\u{0}\(home)\u{0}\(what)".utf8)
  }
}

extension HomeRow {
  /// The slots that a secret may open, in the order in which they are tried.
  fileprivate func slots(for secret: HomeSecret, hasFile: Bool) -> [SealSlot] {
    let passphrases = slots.filter { $0.method.kind == .passphrase }
    if case .passphrase = secret, !passphrases.isEmpty { return passphrases }
    let files = slots.filter { $0.method.kind == .keyFile }
    let others = slots.filter { $0.method.kind == .token }
    // A file that is missing is missed only where nothing else opens the home.
    if !files.isEmpty, hasFile || slots.count == files.count { return files }
    return others.isEmpty ? passphrases : others
  }
}
