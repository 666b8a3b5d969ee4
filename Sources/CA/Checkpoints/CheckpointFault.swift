import Diagnostics
public import SystemPackage
import X509

/// Why a checkpoint does not vouch for a log.
public enum CheckpointFault: Hashable, Sendable {
  /// The file is not a checkpoint.
  case unreadable(FilePath, detail: String)
  /// A folder contains no checkpoint.
  case noFiles(FilePath)
  /// It is of another home's log.
  case foreign(FilePath, origin: String, own: String)
  /// It is of this home, and signed by a key that the home does not have.
  case unknownKey(FilePath)
  /// A signature says that it is by the home's key, and is not.
  case forged(FilePath)
  /// Entries that the checkpoint counted are not in the log any more, or not as they were.
  case lost(LostEntries)
  /// The same, for a command that would write on.
  case behind(LostEntries)
  /// The file is not there, and the home has written it before.
  case gone(FilePath, entries: Int64)
  /// The home has not signed its log yet.
  case none

  var exitStatus: ExitStatus {
    switch self {
    case .unreadable, .noFiles, .forged: .malformed
    case .foreign, .unknownKey, .behind, .gone: .refused
    case .lost: .no
    case .none: .pending
    }
  }

  var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let path, let detail):
      Diagnostic(
        "MT-LOG-01", what: "`\(path)` is not a checkpoint of a log", why: "\(detail)",
        next: "take it back from git; after a merge keep the side with more entries")
    case .noFiles(let path):
      Diagnostic(
        "MT-LOG-02", what: "`\(path)` contains no checkpoint", why: "their names end in .checkpoint",
        next: "name a file or folder with one, such as a clone of the home's repository")
    case .foreign(let path, let origin, let own):
      Diagnostic(
        "MT-LOG-03", what: "`\(path)` is the checkpoint of another home",
        why: "it is of the log \(origin.printable), and this home's is \(own)",
        next: "take this home's own back from git, or name the other home with --home")
    case .unknownKey(let path):
      Diagnostic(
        "MT-LOG-04", what: "`\(path)` is not signed by the key of this home's log",
        why: "it is of this home: either somebody else made it, or the home is older than its key",
        next: Self.repair)
    case .forged(let path):
      Diagnostic(
        "MT-LOG-05", what: "the signature of `\(path)` does not fit its text",
        why: "it says that this home's log key made it", next: "take the file back from git; ask who changed it")
    case .lost(let entries):
      Diagnostic(
        "MT-LOG-06", what: "\(entries.what)", why: entries.why,
        next: "look for a newer copy of the home: its keys and certificates are in no older one")
    case .behind(let entries):
      Diagnostic(
        "MT-LOG-07", what: "nothing is written: \(entries.what)", why: entries.why, next: Self.repair)
    case .gone(let path, let entries):
      Diagnostic(
        "MT-LOG-09", what: "nothing is written: `\(path)` is missing, and the home has written it before",
        why: "the log has \(entries) entries; without the file nobody would notice that the home is an older copy",
        next: "take the newest one back from git; if there is none, say who accepts that: "
          + "`\(.meshtrust("log", "accept-loss", "--by", "NAME"))`")
    case .none:
      Diagnostic(
        "MT-LOG-08", what: "the log has no checkpoint yet", why: "an older version wrote it",
        next: "run `\(.meshtrust("apply"))`, or any other command that writes")
    }
  }

  /// The same for who only reads.
  var warning: Diagnostic {
    var warning = diagnostic
    warning.severity = .warning
    return warning
  }

  private static let repair: Message =
    "put the newest copy of the home back; if it is lost, say who accepts that: "
    + "`\(.meshtrust("log", "accept-loss", "--by", "NAME"))`"
}

/// What a log does not contain any more.
public struct LostEntries: Hashable, Sendable {
  /// The checkpoint that counted them.
  public let path: FilePath
  public let counted: Int64
  /// The root that it has, in base64.
  public let root: String
  /// How many entries there are.
  public let present: Int64

  /// How the log tells this loss from any other.
  var countedWords: String { "the checkpoint counted \(counted) entries with the root \(root)" }

  var what: String {
    present < counted
      ? "the log has \(present) entries, and `\(path)` counted \(counted)"
      : "of the first \(counted) entries of the log some are not those of `\(path)`"
  }

  var why: Message {
    present < counted
      ? "the end of the log was cut off, or an older copy of the home was put back"
      : "the log was written anew, or an older copy of the home was put back and used"
  }
}

/// A loss that somebody accepted.
public enum AcceptedLoss: Hashable, Sendable {
  /// Entries that the checkpoint counted.
  case entries(LostEntries)
  /// The checkpoint itself, while the log had so many entries.
  case checkpoint(FilePath, present: Int64)
  /// The home, in the database to which its last entry says that it went.
  case place(String)
  /// The home, in the authority.db that its last entry says it went to: which folder, on which host.
  case file(String)

  /// How many entries the checkpoint counted, and how many there were; nil where nobody knows, or none is missing.
  public var entries: (counted: Int64?, present: Int64)? {
    switch self {
    case .entries(let lost): (lost.counted, lost.present)
    case .checkpoint(_, let present): (nil, present)
    case .place, .file: nil
    }
  }

  /// Where the home is taken to be lost; nil if only entries are.
  public var place: String? {
    switch self {
    case .entries, .checkpoint: nil
    case .place(let target), .file(let target): target
    }
  }

  /// Whether somebody names this place, perhaps as it was printed.
  func isAt(_ name: String?) -> Bool {
    guard let name, let place else { return false }
    return name == place || name == place.printable
  }

  /// For people.
  public var words: String {
    switch self {
    case .entries(let lost): "\(lost.path) counted \(lost.counted) entries, there were \(lost.present)"
    case .checkpoint(let path, let present): "\(path) was missing, there were \(present) entries"
    case .place(let target): "the home is lost in \(target), and goes on here"
    case .file(let target): "\(target) is lost or never came to be, and the home goes on in the database"
    }
  }

  /// For the log.
  var details: String {
    switch self {
    case .entries(let lost): "\(lost.countedWords), there are \(lost.present)"
    case .checkpoint(_, let present): "the checkpoint was missing, there are \(present) entries"
    case .place(let target): "the home is lost in \(target), and goes on here"
    case .file(let target): "\(target) is lost or never came to be, and the home goes on in the database"
    }
  }
}
