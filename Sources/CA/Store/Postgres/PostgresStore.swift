import Diagnostics
import Files
import PostgreSQL
import SystemPackage
import X509

/// Stores a home in a database of PostgreSQL, for several people and machines.
final class PostgresStore: ServerStore {
  private let session: OneAtATime<PostgresSession>
  let place: String
  private let folder: FilePath
  private let clock: HomeClock
  private let origin: @Sendable () -> LogOrigin

  init(_ place: StoreAddress, in folder: FilePath, clock: HomeClock, origin: @escaping @Sendable () -> LogOrigin) {
    StepCounter.count(.openedStore)
    let actor = origin()
    session = OneAtATime(PostgresSession(place, application: Self.application(actor), command: actor.run))
    self.place = place.words
    self.folder = folder
    self.clock = clock
    self.origin = origin
  }

  /// What other users of the server see: the command's verb, and who runs it.
  private static func application(_ origin: LogOrigin) -> String {
    let verb = origin.command.split(separator: " ").prefix(2).joined(separator: " ")
    return "\(verb) \(origin.actor)@\(origin.host)".printable
  }

  func read<Value>(_ body: (any StoreReading) throws -> Value) throws(CAError) -> Value {
    try exclusively { session in
      try session.read { database, _ in try body(StoreReader(database: database)) }
    }
  }

  func write<Value>(_ body: (any StoreWriting) throws -> Value) throws(CAError) -> Value {
    try exclusively { [origin] session in
      try session.write { database, opening in
        try body(
          StoreWriter(database: database, clock: clock, origin: { origin().vouchedFor(by: opening.user) }))
      }
    }
  }

  func author() throws(CAError) -> LogOrigin {
    let user = try exclusively { session in try session.read { _, opening in opening.user } }
    return origin().vouchedFor(by: user)
  }

  func lock(for seconds: Int) throws(CAError) {
    try exclusively { try $0.takeLock(within: seconds) }
  }

  func unlock() {
    try? exclusively { $0.unlock() }
  }

  /// The server undoes what a killed command has left.
  func removeColdJournal() {}

  func snapshot() throws(CAError) -> Backup.Part {
    let content = try exclusively { session in
      try session.read { database, _ in try StoreContent(database) }
    }
    return try AuthorityFile.image(of: content, in: folder)
  }

  /// What the log calls this store.
  func name() throws(CAError) -> String {
    try exclusively { session in
      try session.read { database, _ in database.storeName }
    }
  }

  /// How many entries a home's log has beyond that of the store, as ``StoreContent/entries(beyond:)`` counts them.
  func entries(of content: StoreContent) throws(CAError) -> Int? {
    try exclusively { session in
      try session.read { database, _ in try content.entries(beyond: database) }
    }
  }

  /// Reads the home also if it has gone elsewhere.
  func allowMoved() {
    try? exclusively { $0.mayBeMoved = true }
  }

  /// Copies a home into the store, and checks that what the home's key signed is there as it was, in a transaction that
  /// ``finishLoading()`` ends.
  func load(_ content: StoreContent, _ judge: (any StoreReading) throws -> Void) throws(CAError) {
    try exclusively { session in
      try session.load(content) { try judge(StoreReader(database: $0)) }
    }
  }

  func finishLoading() throws(CAError) {
    try exclusively { try $0.finishLoading() }
  }

  /// Runs statements for the store itself, on the connection that reads and writes.
  func exclusively<Value>(_ body: (PostgresSession) throws -> Value) throws(CAError) -> Value {
    do {
      return try session.use { session in
        do {
          return try body(session)
        } catch let error as PostgreSQLError {
          throw session.fault(error)
        }
      }
    } catch let error as CAError {
      guard case .brokenDatabase(_, let detail) = error else { throw error }
      throw .store(.damaged(place: place, detail: detail))
    } catch let error as X509Error {
      throw .store(
        .damaged(place: place, detail: "a certificate cannot be read: \(error.diagnostic.why)"))
    } catch {
      throw .database(detail: "\(error)")
    }
  }
}

extension LogOrigin {
  /// The same with the user whom a database let in as the actor; what the system says stands beside.
  func vouchedFor(by user: String) -> LogOrigin {
    LogOrigin(
      actor: user, proof: "database, \(actor) by \(proof)", host: host, command: command, tool: tool, run: run)
  }
}
