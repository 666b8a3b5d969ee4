import Cryptography
import X509

/// The key that signs the state of a home after every change. Its private half is sealed with the home's data key; its
/// public half is pinned in ``HomeKeyFile``, outside of the database.
struct HomeKey: Sendable {
  /// Stands in the associated data, where the keys of authorities have their fingerprints.
  private static let identifier = "home key"

  let key: PrivateKey
  let sealed: [UInt8]
  /// Whether no database has it yet.
  let isNew: Bool

  static func fresh(_ sealer: Sealer) throws(CAError) -> HomeKey {
    let key = try wrapping(CAError.cryptography, PrivateKey.generate(.ed25519))
    return HomeKey(key: key, sealed: try sealer.seal(key, identifier: identifier), isNew: true)
  }

  /// - Throws: ``CAError/binding(_:)`` if it was not sealed with this data key: somebody put it there.
  static func open(_ binding: StoredBinding, _ sealer: Sealer) throws(CAError) -> HomeKey {
    do {
      return HomeKey(
        key: try sealer.open(binding.sealedKey, identifier: identifier), sealed: binding.sealedKey, isNew: false)
    } catch .brokenDatabase {
      throw .binding(.foreignKey)
    }
  }

  /// Signs the state in the transaction that changed it.
  func sign(_ writer: any StoreWriting) throws {
    try writer.moveWrittenFiles()
    // The sealed key belongs to what is signed only through the signature itself: another key makes another one.
    let scope = try writer.reader.presentScope()
    let statement = try writer.reader.statement(scope)
    try writer.setBinding(
      StoredBinding(sealedKey: sealed, scope: scope.text, signature: try key.sign(statement.octets)))
  }
}
