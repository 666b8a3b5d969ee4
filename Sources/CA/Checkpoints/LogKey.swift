import Cryptography
import X509

/// The key that signs a home's checkpoints, and nothing else. Its private half is sealed with the home's data key.
struct LogKey: Sendable {
  /// Stands in the associated data, where the keys of authorities have their fingerprints.
  private static let identifier = "log key"

  let key: PrivateKey
  let sealed: [UInt8]
  let verifier: NoteKey

  /// 32 octets.
  var publicOctets: [UInt8] { verifier.octets }

  static func fresh(_ sealer: Sealer, home: String) throws(CAError) -> LogKey {
    let key = try wrapping(CAError.cryptography, PrivateKey.generate(.ed25519))
    return try LogKey(key, sealed: try sealer.seal(key, identifier: identifier), home: home)
  }

  static func open(_ stored: StoredCheckpoint, _ sealer: Sealer, home: String) throws(CAError) -> LogKey {
    try LogKey(
      try sealer.open(stored.sealedKey, identifier: identifier), sealed: stored.sealedKey, home: home)
  }

  private init(_ key: PrivateKey, sealed: [UInt8], home: String) throws(CAError) {
    guard let verifier = NoteKey(name: Checkpoint.origin(ofHome: home), key: key.publicKey) else {
      throw .damagedStore("the key of the log is not an Ed25519 key")
    }
    self.key = key
    self.sealed = sealed
    self.verifier = verifier
  }
}

/// The key of the log and its last checkpoint, as the database has them.
struct StoredCheckpoint: Sendable {
  let sealedKey: [UInt8]
  /// 32 octets.
  let publicKey: [UInt8]
  let tree: MerklePeaks
  /// As it is written into the file.
  let note: String

  func verifier(home: String) throws(CAError) -> NoteKey {
    guard let key = try? PublicKey(.ed25519(publicKey)),
      let verifier = NoteKey(name: Checkpoint.origin(ofHome: home), key: key)
    else { throw .damagedStore("the key of the log is not an Ed25519 key") }
    return verifier
  }
}
