/// Why PostgreSQL did not do something.
public enum PostgreSQLError: Error, Hashable, Sendable {
  /// libpq cannot be loaded; the text is the loader's.
  case noLibrary(String)
  /// No connection parameters; the text is libpq's.
  case unreadable(String)
  /// Nobody could be connected to; the text is libpq's, which has no code for it.
  case notConnected(String)
  /// The server did not admit the user: a password is missing or wrong, or no connection is permitted with the right
  /// one.
  case notAdmitted(String, isPasswordMissing: Bool)
  /// A server that was to prove itself did not encrypt the connection.
  case notEncrypted
  /// The server refused a statement.
  case server(ServerRefusal)
  /// The connection broke. What the server made of a statement under way is not known.
  case lost(String)
  /// The server did not answer in time. What it made of a statement under way is not known.
  case timedOut(seconds: Int)

  /// Whether it is not known what the server did last.
  public var isLoss: Bool {
    switch self {
    case .lost, .timedOut: true
    case .server(let refusal): refusal.endsConnection
    default: false
    }
  }
}

/// What a server says when it refuses a statement.
public struct ServerRefusal: Error, Hashable, Sendable {
  /// The SQLSTATE, in five characters (PostgreSQL 15, appendix A).
  public let state: String
  public let text: String
  public let detail: String?
  public let table: String?

  /// Whether the server ends the connection with it: class 57P01 to 57P03, 25P03, and class 08.
  public var endsConnection: Bool {
    ["57P01", "57P02", "57P03", "25P03"].contains(state) || state.hasPrefix("08")
  }

  public init(state: String, text: String, detail: String? = nil, table: String? = nil) {
    self.state = state
    self.text = text
    self.detail = detail
    self.table = table
  }
}
