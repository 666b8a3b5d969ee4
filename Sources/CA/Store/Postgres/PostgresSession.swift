import Cryptography
import Glibc
import PostgreSQL
import X509

/// The connections of one command to a home's database: one for what it reads and writes, and one whose only transaction
/// holds the home's lock until the command ends. Poolers that lend connections for a transaction serve both.
///
/// Not more than one thread uses a session at a time; ``PostgresStore`` sees to that.
final class PostgresSession {
  /// What the first statements of a transaction tell.
  struct Opening {
    let store: String
    let state: String
    let movedTo: String
    let user: String
    let version: Int64
    /// The signature over the state, in hexadecimal; empty for an empty home.
    let signature: String
    let migrations: [String]
  }

  let place: PostgresPlace
  private let application: String
  private var data: PostgreSQLConnection?
  private var lock: PostgreSQLConnection?
  private var lockSeconds: Int?
  private var snapshots = SnapshotCounter()
  private var form: (version: Int64, form: PostgresForm)?
  /// Whether a home that went elsewhere is read all the same, for the end of its move.
  var mayBeMoved = false
  /// The signature that this command read or wrote last while it held the lock.
  private var seen: String?

  init(_ place: PostgresPlace, application: String) {
    self.place = place
    self.application = application
  }

  // MARK: Connections

  private func connect() throws(CAError) -> PostgreSQLConnection {
    do throws(PostgreSQLError) {
      return try PostgreSQLConnection(place.parameters, isProven: !place.isInsecure, application: application)
    } catch {
      throw fault(error)
    }
  }

  func connection() throws(CAError) -> PostgreSQLConnection {
    if let data { return data }
    let fresh = try connect()
    data = fresh
    snapshots.forget()
    return fresh
  }

  func fault(_ error: PostgreSQLError) -> CAError { .store(StoreFault(error, at: place.words)) }

  // MARK: The lock

  /// Keeps other writers out until ``unlock()``.
  func takeLock(within seconds: Int) throws(CAError) {
    guard lock == nil else { return }
    lockSeconds = seconds
    let holder = try connect()
    do throws(PostgreSQLError) {
      _ = try holder.run(
        script: """
          BEGIN; SET LOCAL search_path = meshtrust, pg_temp;
          SET LOCAL lock_timeout = '\(max(seconds, 1) * 1000)'; SET LOCAL idle_in_transaction_session_timeout = '10min';
          SELECT pg_advisory_xact_lock(\(Self.lockKey)) FROM meshtrust.store
          """, within: seconds + PostgresDatabase.patience)
    } catch .server(let refusal) where refusal.state == "55P03" {
      throw .store(.inUse(by: try? self.holder(of: holder), seconds: seconds))
    } catch {
      throw fault(error)
    }
    lock = holder
    seen = nil
  }

  func unlock() {
    if let lock { _ = try? lock.run(script: "ROLLBACK", within: 5) }
    (lock, lockSeconds, seen) = (nil, nil, nil)
  }

  /// The first 8 octets of SHA-256("meshtrust-lock" ‖ the store's name): no other program's lock, and none of another home.
  private static let lockKey =
    "('x' || encode(substring(sha256(convert_to('meshtrust-lock' || id, 'UTF8')) FROM 1 FOR 8), 'hex'))::bit(64)::bigint"

  /// Who has the lock, as the server knows them.
  private func holder(of connection: PostgreSQLConnection) throws(PostgreSQLError) -> String {
    let answer = try connection.run(
      script: """
        ROLLBACK; SELECT a.usename || ': ' || a.application_name
        FROM meshtrust.store s CROSS JOIN LATERAL (SELECT \(Self.lockKey) AS key) k
        JOIN pg_locks l ON l.locktype = 'advisory' AND l.granted AND l.database = (
          SELECT oid FROM pg_database WHERE datname = current_database())
          AND (l.classid::bigint << 32 | l.objid::bigint) = k.key
        JOIN pg_stat_activity a ON a.pid = l.pid LIMIT 1
        """, within: 5)
    guard case .text(let words)? = answer.last?.rows.first?.first else { return "unknown" }
    return words
  }

  // MARK: Transactions

  /// Reads in a snapshot.
  func read<Value>(_ body: (PostgresDatabase, Opening) throws -> Value) throws -> Value {
    let connection = try connection()
    return try undoing(connection) {
      let (database, opening) = try begin(connection, isWriting: false)
      let value = try body(database, opening)
      _ = try connection.run(script: "COMMIT", within: PostgresDatabase.patience)
      return value
    }
  }

  /// Writes on the state that this command has seen, or not at all.
  ///
  /// The snapshot is taken while the lock is held, so that it is of the present. Everybody who writes changes the same
  /// row with the signature: whoever wrote past the lock and this command exclude each other.
  func write<Value>(_ body: (PostgresDatabase, Opening) throws -> Value) throws -> Value {
    let isOwnLock = lock == nil && lockSeconds == nil
    if lock == nil { try takeLock(within: lockSeconds ?? 10) }
    defer { if isOwnLock { unlock() } }
    let connection = try connection()
    let run = try wrapping(CAError.cryptography, RandomBytes.bytes(16)).hexadecimal
    let before = seen
    var written = ""
    let value = try undoing(connection) {
      let (database, opening) = try begin(connection, isWriting: true)
      if let before, before != opening.signature { throw CAError.store(.changedMeanwhile) }
      _ = try connection.run(Self.mark, [.text(run)], within: PostgresDatabase.patience)
      let value = try body(database, opening)
      let signed = try connection.run(Self.signature, [], within: PostgresDatabase.patience)
      if case .text(let text)? = signed.rows.first?.first { written = text }
      return value
    }
    try commit(run)
    seen = written
    return value
  }

  private static let mark = """
    WITH old AS (DELETE FROM store_run WHERE at < now() - interval '7 days') INSERT INTO store_run (run) VALUES ($1)
    """
  private static let signature = "SELECT encode(signature, 'hex') FROM binding WHERE id = 1"

  /// Rolls back what a body that throws has done, and forgets a connection that broke.
  func undoing<Value>(_ connection: PostgreSQLConnection, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      if (try? connection.run(script: "ROLLBACK", within: 5)) == nil { data = nil }
      throw error
    }
  }

  func begin(
    _ connection: PostgreSQLConnection, isWriting: Bool
  ) throws -> (database: PostgresDatabase, opening: Opening) {
    let answers = try connection.run(
      script: """
        BEGIN ISOLATION LEVEL REPEATABLE READ\(isWriting ? "" : " READ ONLY");
        SET LOCAL search_path = meshtrust, pg_temp; SET LOCAL synchronous_commit = on;
        SET LOCAL lock_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '10min';
        SELECT s.id, s.state, s.moved_to, session_user, pg_current_snapshot()::text,
          (SELECT encode(signature, 'hex') FROM meshtrust.binding WHERE id = 1),
          (SELECT string_agg(name, E'\\n' ORDER BY name) FROM meshtrust.store_migration) FROM meshtrust.store s
        """, within: PostgresDatabase.patience)
    let fields = (answers.last?.rows.first ?? []).map { value -> String in
      if case .text(let text) = value { text } else { "" }
    }
    guard fields.count == 7 else { throw CAError.store(.notInitialised(place: place.words)) }
    let opening = Opening(
      store: fields[0], state: fields[1], movedTo: fields[2], user: fields[3],
      version: snapshots.version(of: fields[4]),
      signature: fields[5], migrations: fields[6].split(separator: "\n").map(String.init))
    try PostgresMigrations.require(opening.migrations, at: place.words)
    guard opening.state != "moved" || mayBeMoved else {
      throw CAError.store(.moved(place: place.words, to: opening.movedTo))
    }
    if lock != nil, seen == nil { seen = opening.signature }
    return (try database(connection, opening), opening)
  }

  /// The form is checked once for each state that others wrote.
  private func database(_ connection: PostgreSQLConnection, _ opening: Opening) throws -> PostgresDatabase {
    if let form, form.version == opening.version {
      return PostgresDatabase(connection: connection, store: opening.store, version: opening.version, form: form.form)
    }
    let form = try PostgresForm(connection, within: PostgresDatabase.patience)
    if let stranger = try form.stranger { throw CAError.store(.foreign(place: place.words, object: stranger)) }
    self.form = (opening.version, form)
    return PostgresDatabase(connection: connection, store: opening.store, version: opening.version, form: form)
  }

  func forgetForm() { form = nil }

  // MARK: COMMIT

  /// Commits, and finds out whether it did if the answer does not come.
  private func commit(_ run: String) throws {
    let connection = try connection()
    do throws(PostgreSQLError) {
      let answers = try connection.run(script: "COMMIT", within: PostgresDatabase.patience)
      // The server answers so to the COMMIT of a transaction in which a statement failed.
      guard answers.last?.tag == "COMMIT" else { throw .lost("the transaction was rolled back") }
      snapshots.committed()
    } catch  where error.isLoss {
      data = nil
      guard try wasCommitted(run) else { throw fault(error) }
    }
  }

  /// Waits for the end of a transaction whose connection broke, and tells whether it was committed: whoever writes the
  /// same row of `store_run` waits for the other, and finds the row or does not.
  private func wasCommitted(_ run: String) throws(CAError) -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    while clock.now < end {
      do throws(CAError) {
        let connection = try connection()
        do throws(PostgreSQLError) {
          let answers = try connection.run(
            script: """
              BEGIN; INSERT INTO meshtrust.store_run (run) VALUES (\(PostgresSchema.literal(run))) ON CONFLICT DO NOTHING;
              ROLLBACK
              """, within: 60)
          return answers.count == 3 && answers[1].count == 0
        } catch {
          data = nil
        }
      } catch .store {
        // The server is not back yet.
      }
      usleep(500_000)
    }
    throw .store(.unknownOutcome(place: place.words, run: run))
  }
}

/// Tells whether anybody else has written between two snapshots.
///
/// A snapshot is `xmin:xmax:…` (PostgreSQL 15, table 9.83): with nobody at work both are the number of the next
/// transaction that writes. It is the same state as before if the number is the same, or greater by our own transaction.
struct SnapshotCounter {
  private var version: Int64 = 0
  private var quiet: Int64?

  mutating func version(of snapshot: String) -> Int64 {
    let parts = snapshot.split(separator: ":").prefix(2).compactMap { Int64($0) }
    let now = parts.count == 2 && parts[0] == parts[1] ? parts[0] : nil
    if now == nil || now != quiet { version += 1 }
    quiet = now
    return version
  }

  /// After a transaction of our own.
  mutating func committed() { quiet = quiet.map { $0 + 1 } }

  /// After another connection, which may be to another server.
  mutating func forget() { quiet = nil }
}
