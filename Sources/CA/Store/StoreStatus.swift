/// Where a home's database is, and how it is.
public struct StoreStatus: Hashable, Sendable {
  /// Nil for authority.db.
  public struct Server: Hashable, Sendable {
    public let user: String
    /// The roles of ours that the user has.
    public let roles: [String]
    /// As PostgreSQL counts: 150018 is 15.18.
    public let version: Int
    public let isEncrypted: Bool
    /// Whether store.yaml says that the server need not prove itself.
    public let isInsecure: Bool
  }

  /// authority.db, or the database for people.
  public let place: String
  public let server: Server?
  /// 0 for a home that is not begun.
  public let entries: Int64
  /// The changes of its tables that are missing.
  public let missing: [String]
  /// Where the home went, if it is not here any more.
  public let movedTo: String?
}

/// Empty tables that another run of `store init` made.
public struct EarlierTables: Hashable, Sendable {
  /// When, in UTC as RFC 3339 has it.
  public let made: String
  /// The version of the tool.
  public let tool: String
  /// Whether whoever asks is a member of their owner.
  public let isOwn: Bool
}

/// What `store init` did.
public struct PreparedStore: Hashable, Sendable {
  /// The database, for people.
  public let place: String
  /// Whether store.yaml names it from now on.
  public let isNamed: Bool
  /// Nil if the tables were made now.
  public let earlier: EarlierTables?
}
