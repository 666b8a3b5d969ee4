import Diagnostics
import PostgreSQL

/// A database as the user named it in a command.
public struct NamedDatabase: Hashable, Sendable {
  public let address: String
  public let isInsecure: Bool

  /// What stands behind a command that is about the same database.
  var words: [String] { [address] + (isInsecure ? ["--insecure"] : []) }
}

/// Why a home's database in PostgreSQL is not used, or did not do something.
public enum StoreFault: Hashable, Sendable {
  /// The library that reads the database cannot be loaded; `package` is Debian's.
  case noLibrary(name: String, package: String, detail: String)
  /// What should say where the database is cannot be read.
  case address(source: String?, detail: String)
  /// A parameter of the connection that a file in git or a variable must not set.
  case parameter(String, source: String)
  /// A mode of encryption that proves nothing about the server.
  case weakMode(String)
  /// Two places at once.
  case twoPlaces(place: String)
  /// Nobody answers.
  case notConnected(place: String, detail: String)
  /// The server does not admit the user.
  case notAdmitted(place: String, detail: String, isPasswordMissing: Bool)
  /// The server sent no certificate, and the connection was to be encrypted.
  case notEncrypted(place: String)
  /// The user may not do something.
  case notPermitted(place: String, detail: String)
  /// The server only reads, like a standby.
  case readOnly(place: String)
  /// There are no tables of ours.
  case notInitialised(place: String, named: NamedDatabase? = nil)
  /// A newer version of the tool made the tables.
  case newer(place: String)
  /// An older version made them, or a migration did not end.
  case older(place: String, missing: [String], named: NamedDatabase? = nil)
  /// The tables are not those that any version makes.
  case foreign(place: String, object: String)
  /// What is in them cannot be what the tool wrote.
  case damaged(place: String, detail: String)
  /// The home went to another place.
  case moved(place: String, to: String)
  /// A place that should be empty is not.
  case notEmpty(place: String)
  /// Another command has the home.
  case inUse(by: String?, seconds: Int)
  /// Another command wrote since this one read.
  case changedMeanwhile
  /// The connection broke before anything was committed.
  case lost(place: String, detail: String)
  /// The connection broke while the server committed, and it did not come back to say what came of it. The run is the
  /// command's, as the log has it.
  case unknownOutcome(place: String, run: String)
  /// A rule of the log, which the database itself keeps.
  case logRule(detail: String)
  /// The server refused a statement for another reason.
  case server(place: String, state: String, detail: String)
  /// The roles cannot be made by this user.
  case noRoles(place: String, statements: [String])

  /// The same for a database that the user named, because the home is not there: commands that help have to be told where.
  func naming(_ database: NamedDatabase) -> StoreFault {
    switch self {
    case .notInitialised(let place, _): .notInitialised(place: place, named: database)
    case .older(let place, let missing, _): .older(place: place, missing: missing, named: database)
    default: self
    }
  }

  init(_ error: PostgreSQLError, at place: String) {
    switch error {
    case .noLibrary(let detail): self = .noLibrary(name: "libpq", package: "libpq5", detail: detail)
    case .unreadable(let detail): self = .address(source: place, detail: detail)
    case .notConnected(let detail): self = .notConnected(place: place, detail: detail)
    case .notAdmitted(let detail, let isMissing):
      self = .notAdmitted(place: place, detail: detail, isPasswordMissing: isMissing)
    case .notEncrypted: self = .notEncrypted(place: place)
    case .lost(let detail): self = .lost(place: place, detail: detail)
    case .timedOut(let seconds): self = .lost(place: place, detail: "no answer within \(seconds) s")
    case .server(let refusal): self.init(refusal, at: place)
    }
  }

  /// By SQLSTATE (PostgreSQL 15, appendix A), never by the text, which may be in any language.
  private init(_ refusal: ServerRefusal, at place: String) {
    switch refusal.state {
    case "42501": self = .notPermitted(place: place, detail: refusal.text)
    case "25006": self = .readOnly(place: place)
    case "42P01", "3F000": self = .notInitialised(place: place)
    case "40001", "40P01": self = .changedMeanwhile
    case PostgresSchema.movedState: self = .moved(place: place, to: refusal.text)
    case let state where state.hasPrefix("MT"): self = .logRule(detail: refusal.text)
    case _ where refusal.endsConnection: self = .lost(place: place, detail: refusal.text)
    default: self = .server(place: place, state: refusal.state, detail: refusal.text)
    }
  }

  var exitStatus: ExitStatus {
    switch self {
    case .noLibrary, .notConnected, .notEncrypted, .readOnly, .lost, .unknownOutcome: .inputOutput
    case .address, .notInitialised, .damaged: .malformed
    case .notAdmitted, .notPermitted, .noRoles: .secret
    case .parameter, .weakMode, .twoPlaces, .newer, .older, .foreign, .moved, .notEmpty, .inUse, .changedMeanwhile,
      .logRule:
      .refused
    // 23: somebody wrote past the lock, or a defect.
    case .server(_, let state, _): state.hasPrefix("23") ? .internal : .inputOutput
    }
  }
}
