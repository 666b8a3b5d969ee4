/// A store that a server keeps, which a home can come into and leave again.
protocol ServerStore: AuthorityStore {
  /// The database, for people; names neither a user nor a secret.
  var place: String { get }

  /// What the log calls this store.
  func name() throws(CAError) -> String

  /// Which database of which running server this is, the same by every address that leads there, and other words for every
  /// copy; nil if the server does not tell.
  func whereabouts() throws(CAError) -> String?

  /// How the database is, also one without a home.
  ///
  /// - Throws: ``StoreFault/notInitialised(place:named:)`` if there are no tables of ours.
  func status() throws(CAError) -> StoreStatus

  /// Makes the tables in a database without any, and the roles that they need.
  ///
  /// - Parameter id: A name that no other store has.
  /// - Returns: How the tables came to be, if they were there and are empty; nil if this made them.
  @discardableResult
  func initialise(id: String, tool: String) throws(CAError) -> EarlierTables?

  /// Brings the tables up to date, as their owner.
  ///
  /// - Returns: The names of the changes.
  func migrate(tool: String) throws(CAError) -> [String]

  /// How many entries a home's log has beyond that of the store, as ``StoreContent/entries(beyond:)`` counts them.
  func entries(of content: StoreContent) throws(CAError) -> Int?

  /// Reads the home also if it has gone elsewhere.
  func allowMoved()

  /// Copies a home into the store, and checks that what the home's key signed is there as it was, in a transaction that
  /// ``finishLoading()`` ends.
  func load(_ content: StoreContent, _ judge: (any StoreReading) throws -> Void) throws(CAError)

  func finishLoading() throws(CAError)
}
