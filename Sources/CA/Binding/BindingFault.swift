import Diagnostics
public import SystemPackage

/// Why a database is not the one that its home's secret last signed.
public enum BindingFault: Hashable, Sendable {
  /// The home has a key, and the database no signature.
  case unsigned(pin: FilePath)
  /// The data key says that the home signs its database, and neither a signature nor `home.pub` is there.
  case erased
  /// A table, index, trigger or view that no version of the tool makes; nil if another word of the schema is wrong.
  case foreignSchema(String?)
  /// An index does not contain what its table contains; the text is SQLite's.
  case falseIndex(detail: String)
  /// The signature is not that of the home's key over what is in the database.
  case changed
  /// The first row is missing, and a table is not empty.
  case beheaded(table: String)
  /// A table that the signature does not cover is not empty, or a column of one is not as a new version made it.
  case uncovered(table: String)
  /// The sealed key in the database was not sealed with this home's secret.
  case foreignKey
  /// `home.pub` contains another key than the home.
  case otherPin(FilePath)
  /// `home.pub` is missing, and the secret that could replace it was not given.
  case noPin(FilePath)
  /// `home.pub` is not such a file.
  case unreadablePin(FilePath)

  var exitStatus: ExitStatus {
    switch self {
    case .noPin: .secret
    case .unsigned, .erased, .foreignSchema, .falseIndex, .changed, .beheaded, .uncovered, .foreignKey, .otherPin,
      .unreadablePin:
      .refused
    }
  }

  private static let restore: Message =
    "look for who wrote it; restore the home beside it: `\(.restoreElsewhere)`"

  private static func shape(_ object: String?) -> Message {
    guard let object else { return "its tables were not made by meshtrust" }
    return "its \(object.printable) was not made by meshtrust"
  }

  var diagnostic: Diagnostic {
    switch self {
    case .unsigned(let pin):
      Diagnostic(
        "MT-HOME-83", what: "the database was changed by other means: its signature is missing",
        why: "`\(pin)` says that this home signs its database", next: Self.restore)
    case .erased:
      Diagnostic(
        "MT-HOME-77", what: "the database was changed by other means: its signature and `home.pub` are missing",
        why: "the sealed data key says that this home signs its database", next: Self.restore)
    case .foreignSchema(let object):
      Diagnostic(
        "MT-HOME-78", what: "the database was changed by other means: \(Self.shape(object))",
        why: "SQLite acts on it while a command reads or writes",
        next: Self.restore)
    case .falseIndex(let detail):
      Diagnostic(
        "MT-HOME-79", what: "the database was changed by other means: an index contradicts its table",
        why: "SQLite says: \(detail.printable)", next: Self.restore)
    case .changed:
      Diagnostic(
        "MT-HOME-84", what: "the database was changed by other means: its signature does not match",
        why: "what it says about roots, intermediates, peers and the log is not what this home's secret signed",
        next: Self.restore)
    case .beheaded(let table):
      Diagnostic(
        "MT-HOME-99", what: "the database was changed by other means: its first row is missing",
        why: "no row is written before it, and the table \(table.printable) has one", next: Self.restore)
    case .uncovered(let table):
      Diagnostic(
        "MT-HOME-85",
        what: "the database was changed by other means: its signature does not cover all of the table \(table)",
        why: "what a new version adds to the tables is empty until the home's secret signs it", next: Self.restore)
    case .foreignKey:
      Diagnostic(
        "MT-HOME-86", what: "the database was changed by other means: its signing key is not this home's",
        why: "it was not sealed with the home's secret", next: Self.restore)
    case .otherPin(let path):
      Diagnostic(
        "MT-HOME-87", what: "`\(path)` does not contain the key of this home",
        why: "the database has another one, sealed with the home's secret",
        next: "take `\(path)` back from git or a backup, or restore the database that belongs to it")
    case .noPin(let path):
      Diagnostic(
        "MT-HOME-88", what: "`\(path)` is missing, so the database cannot be checked without the home's secret",
        why: "it contains the key that the database is signed with",
        next: "take it back from git or a backup, or give --passphrase-file FILE")
    case .unreadablePin(let path):
      Diagnostic(
        "MT-HOME-89", what: "`\(path)` is not the public key of a home", why: "it is damaged, or another file",
        next: "take it back from git or a backup; if there is none, remove it, and give the home's secret")
    }
  }
}
