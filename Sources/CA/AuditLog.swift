import Cryptography
import SystemPackage
public import X509

/// One entry of the audit log. Its hash covers the entry and the hash of the one before it, so that nothing can be taken
/// out, changed or put in between without every later hash being wrong.
public struct LogEntry: Hashable, Sendable {
  /// What can be done to a home.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// The home's database was made.
    case created
    /// A root or intermediate was issued.
    case issuedAuthority = "issued-authority"
    /// A gateway or workload certificate was issued.
    case issuedLeaf = "issued-leaf"
    /// A request of somebody else was signed.
    case signedRequest = "signed-request"
    /// A request for an intermediate was made.
    case requested
    /// The answer to a request was taken in.
    case installed
    /// A root's rotation was started.
    case startedRotation = "started-rotation"
    /// A rotation went one step further.
    case movedRotation = "moved-rotation"
    /// A rotation was turned back.
    case abortedRotation = "aborted-rotation"
    /// A rotation came to its end.
    case finishedRotation = "finished-rotation"
    /// Something was seen on a running mesh, or somebody vouched for it.
    case seen
    /// An authority's certificate was issued again for the same key.
    case reissued
    /// A mesh got a new intermediate below the same root.
    case rekeyed
    /// An authority of a mesh that runs was taken in.
    case adopted
    /// A certificate was put on its issuer's list.
    case revoked
    /// A revocation list was signed.
    case signedList = "signed-list"
    /// An authority was taken out of use, and its key destroyed.
    case retired
    /// The private keys of a mesh's intermediate were written to its folder or to standard output.
    case emittedKey = "emitted-key"
    /// An authority's key was exported.
    case exportedKey = "exported-key"
    /// The home was sealed anew.
    case rewrapped
    /// A backup was made.
    case backedUp = "backed-up"
    /// The home came out of a backup.
    case restored
    /// A mesh's facts were given a new number, or a trust card was signed.
    case exportedTrust = "exported-trust"
    /// A remote's trust card or bundle was taken in.
    case importedTrust = "imported-trust"
    /// A remote was forgotten.
    case removedTrust = "removed-trust"
  }

  /// Counts up from 1 without gaps.
  public let number: Int64
  /// When it was done, by the clock that the command was run with.
  public let time: Timestamp
  /// What was done.
  public let action: String
  /// To whom or what.
  public let subject: String
  /// More, as one line of text.
  public let details: String
  /// The hash of the entry before it.
  public let previous: String
  /// The hash of this entry.
  public let hash: String

  /// What the first entry holds instead of a hash before it.
  static let genesis = String(repeating: "0", count: 64)

  init(
    number: Int64, time: Timestamp, action: String, subject: String, details: String, previous: String,
    hash: String? = nil
  ) {
    self.number = number
    self.time = time
    self.action = action
    self.subject = subject
    self.details = details
    self.previous = previous
    self.hash = hash ?? Self.hash(number, time, action, subject, details, previous)
  }

  /// SHA-256 over every field with its length before it, so that no two entries have the same bytes.
  private static func hash(
    _ number: Int64, _ time: Timestamp, _ action: String, _ subject: String, _ details: String, _ previous: String
  ) -> String {
    let fields = [String(number), String(time.seconds), action, subject, details, previous]
    return sha256Hex(fields.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) })
  }

  /// Checks that the entries follow each other without a gap and that each hash is right.
  ///
  /// - Parameter last: the greatest number that was ever given.
  /// - Throws: ``CAError/logBroken(entry:detail:)`` at the first entry that is not as it was written.
  static func verify(_ entries: [LogEntry], last: Int64) throws(CAError) {
    var previous = genesis
    for (index, entry) in entries.enumerated() {
      guard entry.number == Int64(index) + 1 else {
        throw .logBroken(entry: Int64(index) + 1, detail: "it is missing; entry \(entry.number) follows instead")
      }
      guard entry.previous == previous else {
        throw .logBroken(entry: entry.number, detail: "it does not follow the entry before it")
      }
      let expected = hash(entry.number, entry.time, entry.action, entry.subject, entry.details, entry.previous)
      guard entry.hash == expected else {
        throw .logBroken(entry: entry.number, detail: "its content is not what was hashed when it was written")
      }
      previous = entry.hash
    }
    guard last <= Int64(entries.count) else {
      throw .logBroken(entry: Int64(entries.count) + 1, detail: "it is missing; entry \(last) was the last one")
    }
  }
}
