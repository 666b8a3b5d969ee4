import Cryptography
import SystemPackage
public import X509

/// One entry of the audit log. Its hash covers the entry and the hash of the previous one, so removing, changing or
/// inserting an entry invalidates all later hashes.
public struct LogEntry: Hashable, Sendable {
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// The home's database was created.
    case created
    /// The home got the key that signs its database.
    case bound
    /// The home got the key that signs checkpoints of its log.
    case madeLogKey = "made-log-key"
    /// Somebody accepted that entries before this one are lost.
    case acceptedLoss = "accepted-loss"
    /// An action waits for approval.
    case proposed
    /// Somebody approved an action with an SSH key.
    case approved
    /// An action was carried out as it was approved.
    case carriedOut = "carried-out"
    /// A root or intermediate was issued.
    case issuedAuthority = "issued-authority"
    /// A gateway or workload certificate was issued.
    case issuedLeaf = "issued-leaf"
    /// Someone else's request was signed.
    case signedRequest = "signed-request"
    /// A request for an intermediate was created.
    case requested
    /// A request was given up, and its key destroyed.
    case droppedRequest = "dropped-request"
    /// A danger was accepted by name.
    case acceptedDanger = "accepted-danger"
    /// The answer to a request was installed.
    case installed
    /// The rotation of a root was started.
    case startedRotation = "started-rotation"
    /// A rotation took its next step.
    case movedRotation = "moved-rotation"
    /// A rotation was reversed or aborted.
    case abortedRotation = "aborted-rotation"
    /// A rotation finished.
    case finishedRotation = "finished-rotation"
    /// A mesh began to change its control plane.
    case startedMigration = "started-migration"
    /// A mesh took the next step to another control plane.
    case movedMigration = "moved-migration"
    /// A mesh goes back to its former control plane.
    case abortedMigration = "aborted-migration"
    /// A mesh has another control plane, or its former one again.
    case finishedMigration = "finished-migration"
    /// Evidence from a running mesh, or from an administrator's word, was recorded.
    case seen
    /// A new certificate was issued for an authority's key.
    case reissued
    /// A mesh got a new intermediate below the same root.
    case rekeyed
    /// An authority of a running mesh was adopted.
    case adopted
    /// A mesh was seen in a cluster for the first time, or in another one.
    case foundCluster = "found-cluster"
    /// Objects of a mesh were to be written to its cluster.
    case deployed
    /// Restarts in a mesh's cluster were asked for.
    case restarted
    /// A certificate was revoked.
    case revoked
    /// A leaf that nobody has was forgotten.
    case forgotLeaf = "forgot-leaf"
    /// A CRL was signed.
    case signedList = "signed-list"
    /// An authority was retired, and its key destroyed.
    case retired
    /// The private key of a mesh's intermediate was written to its folder, to standard output or to its cluster.
    case emittedKey = "emitted-key"
    /// The private key of a mesh's intermediate was sealed for the controller of its cluster.
    case sealedKey = "sealed-key"
    /// An authority's key was exported.
    case exportedKey = "exported-key"
    /// A key outside of the home was taken for a root.
    case attachedKey = "attached-key"
    /// A token was asked to make a key, or has made it.
    case generatedKey = "generated-key"
    /// A token was asked to destroy a key, or has destroyed it.
    case destroyedKey = "destroyed-key"
    /// The home forgot a key outside of it that no root had: it may still be there. Earlier versions wrote that under
    /// `destroyed-key`, and what a token's refused key is under `generated-key`.
    case gaveUpKey = "gave-up-key"
    /// The home was sealed with a new sealing key or passphrase.
    case rewrapped
    /// A backup was written.
    case backedUp = "backed-up"
    /// The home was restored from a backup.
    case restored
    /// The home went to another database, whose log begins with the same entries.
    case moved
    /// The removal of a mesh or remote began.
    case startedRemoval = "started-removal"
    /// The removal of a mesh or remote is finished.
    case finishedRemoval = "finished-removal"
    /// A mesh's facts got a new sequence number, or a trust card was signed.
    case exportedTrust = "exported-trust"
    /// A remote's trust card or bundle was imported.
    case importedTrust = "imported-trust"
    /// The endpoint of a remote served other roots, which wait.
    case heldTrust = "held-trust"
    /// A remote was removed.
    case removedTrust = "removed-trust"
  }

  /// Counts up from 1 without gaps.
  public let number: Int64
  /// By the clock of the command, which --now may have set.
  public let time: Timestamp
  public let action: String
  /// The object of the action.
  public let subject: String
  /// Details in one line.
  public let details: String
  /// Who acted; nil for an entry of form 1, which earlier versions wrote.
  public let origin: LogOrigin?
  public let previous: String
  public let hash: String

  /// The first entry's value for the previous hash.
  static let genesis = String(repeating: "0", count: 64)

  init(
    number: Int64, time: Timestamp, action: String, subject: String, details: String, origin: LogOrigin?,
    previous: String, hash: String? = nil
  ) {
    self.number = number
    self.time = time
    self.action = action
    self.subject = subject
    self.details = details
    self.origin = origin
    self.previous = previous
    self.hash = hash ?? sha256Hex(Self.hashed(number, time, action, subject, details, origin, previous))
  }

  /// 1 without an origin, 2 with one.
  var form: Int { origin == nil ? 1 : 2 }

  /// What is hashed: every field, each prefixed with its length, so that no two entries have the same bytes. Form 2
  /// begins with its name, where form 1 has a number.
  var hashed: [UInt8] { Self.hashed(number, time, action, subject, details, origin, previous) }

  private static func hashed(
    _ number: Int64, _ time: Timestamp, _ action: String, _ subject: String, _ details: String, _ origin: LogOrigin?,
    _ previous: String
  ) -> [UInt8] {
    var fields = [String(number), String(time.seconds), action, subject, details, previous]
    if let origin { fields = ["meshtrust-log-v2"] + fields + origin.fields }
    return fields.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) }
  }

  /// Refuses an entry whose fields were changed after they were hashed.
  func requireTrueHash() throws(CAError) {
    guard hash == sha256Hex(hashed) else {
      throw .logBroken(entry: number, detail: "its content is not what was hashed when it was written")
    }
  }

  /// Checks that the entries have no gap and that each hash is correct.
  ///
  /// - Parameter last: the highest number ever assigned.
  /// - Throws: ``CAError/logBroken(entry:detail:)`` for the first entry that was modified.
  static func verify(_ entries: [LogEntry], last: Int64) throws(CAError) {
    var (previous, form) = (genesis, 1)
    for (index, entry) in entries.enumerated() {
      guard entry.number == Int64(index) + 1 else {
        throw .logBroken(entry: Int64(index) + 1, detail: "it is missing; entry \(entry.number) follows instead")
      }
      guard entry.previous == previous else {
        throw .logBroken(entry: entry.number, detail: "it does not follow the entry before it")
      }
      try entry.requireTrueHash()
      guard entry.form >= form else {
        throw .logBroken(entry: entry.number, detail: "it does not say who acted, and the entry before it does")
      }
      (previous, form) = (entry.hash, entry.form)
    }
    guard last <= Int64(entries.count) else {
      throw .logBroken(entry: Int64(entries.count) + 1, detail: "it is missing; entry \(last) was the last one")
    }
  }
}
