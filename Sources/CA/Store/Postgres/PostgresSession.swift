import Cryptography
import Glibc
import PostgreSQL
import SystemPackage
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

  let place: StoreAddress
  private let application: String
  /// What the log calls the command that has the session.
  private let command: String
  private var data: PostgreSQLConnection?
  private var lock: PostgreSQLConnection?
  private var lockSeconds: Int?
  /// The form of the tables, asked as soon as the lock is there, while the command goes on.
  private var formQuestion: PostgreSQLConnection.Begun?
  /// How the lock was lost before ``unlock()``. From then on another command may have changed anything, so that this one
  /// neither reads nor writes any more.
  private var lockLoss: PostgreSQLError?
  private var snapshots = SnapshotCounter()
  private var form: (version: Int64, form: PostgresForm)?
  /// The snapshot in which is read until somebody writes, and whether its transaction may write.
  private var snapshot: (database: PostgresDatabase, opening: Opening, isWritable: Bool)?
  /// Whether a transaction is open on the connection, if only one that failed.
  private var isInTransaction = false
  /// The transaction in which a home is loaded.
  var loading: PostgresTransaction?
  /// Whether a home that went elsewhere is read all the same, for the end of its move.
  var mayBeMoved = false {
    didSet { snapshot = nil }
  }
  /// The signature that this command read or wrote last while it held the lock.
  private var seen: String?

  init(_ place: StoreAddress, application: String, command: String) {
    self.place = place
    self.application = application
    self.command = command
  }

  // MARK: Connections

  private func connect() throws(CAError) -> PostgreSQLConnection {
    do throws(PostgreSQLError) {
      return try PostgreSQLConnection(place.parameters, isProven: !place.isInsecure, application: application)
    } catch {
      throw .store(StoreFault(error, at: place.words))
    }
  }

  /// The connection for what is read and written, perhaps in a transaction.
  private func dataConnection() throws(CAError) -> PostgreSQLConnection {
    if let data, !data.isBroken { return data }
    let fresh = try connect()
    use(fresh)
    return fresh
  }

  private func use(_ fresh: PostgreSQLConnection?) {
    data = fresh
    (snapshot, isInTransaction) = (nil, false)
    snapshots.forget()
  }

  /// The same connection outside of any transaction.
  func connection() throws(CAError) -> PostgreSQLConnection {
    let connection = try dataConnection()
    guard isInTransaction else { return connection }
    do throws(PostgreSQLError) {
      try connection.run(script: "ROLLBACK", within: 5)
    } catch {
      use(nil)
      return try dataConnection()
    }
    (snapshot, isInTransaction) = (nil, false)
    return connection
  }

  func fault(_ error: PostgreSQLError) -> CAError {
    if case .server(let refusal) = error, refusal.state == PostgresSchema.ownProposalState {
      return .approval(.signature(.ownProposal(refusal.text)))
    }
    return .store(StoreFault(error, at: place.words))
  }

  // MARK: The lock

  /// Keeps other writers out until ``unlock()``.
  func takeLock(within seconds: Int) throws(CAError) {
    if let lockLoss { throw fault(lockLoss) }
    guard lock == nil else { return }
    lockSeconds = seconds
    let holder = try connectionForLock()
    do throws(PostgreSQLError) {
      try holder.run(
        script: """
          BEGIN; SELECT set_config('lock_timeout', '\(max(seconds, 1) * 1000)', true),
            set_config('idle_in_transaction_session_timeout', '10min', true);
          SELECT pg_advisory_xact_lock(\(Self.lockKey)) FROM meshtrust.store
          """, within: seconds + PostgresDatabase.timeout)
    } catch .server(let refusal) where refusal.state == "55P03" {
      throw .store(.inUse(by: try? self.holder(of: holder), seconds: seconds))
    } catch {
      throw fault(error)
    }
    lock = holder
    formQuestion = holder.begin(script: PostgresForm.script)
    (seen, snapshot) = (nil, nil)
  }

  /// Connects for the data as well, if that is not done: a server makes two connections in the time of one.
  private func connectionForLock() throws(CAError) -> PostgreSQLConnection {
    guard data == nil else { return try connect() }
    do throws(PostgreSQLError) {
      let (first, second) = try PostgreSQLConnection.pair(
        place.parameters, isProven: !place.isInsecure, application: application)
      use(first)
      return second
    } catch {
      throw .store(StoreFault(error, at: place.words))
    }
  }

  func unlock() {
    if let lock {
      if let formQuestion { _ = try? lock.finish(formQuestion, within: 5) }
      _ = try? lock.run(script: "ROLLBACK", within: 5)
    }
    (lock, lockSeconds, formQuestion, lockLoss, seen, snapshot) = (nil, nil, nil, nil, nil, nil)
  }

  private func loseLock(_ error: PostgreSQLError) {
    (lock, formQuestion, lockLoss, seen, snapshot) = (nil, nil, error, nil, nil)
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

  /// Reads in a snapshot, which later reads have as well until something is written.
  func read<Value>(_ body: (PostgresDatabase, Opening) throws -> Value) throws -> Value {
    let (database, opening, isWritable) = try snapshot ?? beginReading()
    do {
      let value = try body(database, opening)
      snapshot = (database, opening, isWritable)
      return value
    } catch {
      snapshot = nil
      throw error
    }
  }

  /// A connection that was idle may have ended; then nothing is lost with it, unless the lock went too.
  private func beginReading() throws -> (database: PostgresDatabase, opening: Opening, isWritable: Bool) {
    let wasIdle = data != nil
    func begin() throws -> (database: PostgresDatabase, opening: Opening, isWritable: Bool) {
      let (database, opening) = try self.begin(run: nil)
      return (database, opening, lock != nil)
    }
    do {
      return try begin()
    } catch let error as PostgreSQLError where error.isLoss && wasIdle && lockLoss == nil {
      use(nil)
      return try begin()
    }
  }

  /// Goes on to write in the snapshot that was read while the lock was held, or begins a transaction.
  private func beginWriting(_ run: String) throws -> (database: PostgresDatabase, opening: Opening) {
    guard let (database, opening, isWritable) = snapshot, isWritable, lock != nil, let data, !data.isBroken else {
      return try begin(run: run)
    }
    snapshot = nil
    try database.execute(Self.oldRuns)
    try database.execute("\(Self.newRun) VALUES (?)", [run])
    return (database, opening)
  }

  /// Writes on the state that this command has seen, or not at all.
  ///
  /// The snapshot is taken while the lock is held, so that it is of the present. What was read in it since is not asked
  /// again. Everybody who writes changes the same
  /// row with the signature: whoever wrote past the lock and this command exclude each other.
  func write<Value>(_ body: (PostgresDatabase, Opening) throws -> Value) throws -> Value {
    let isOwnLock = lock == nil && lockSeconds == nil
    if lock == nil { try takeLock(within: lockSeconds ?? 10) }
    defer { if isOwnLock { unlock() } }
    let run = try wrapping(CAError.cryptography, RandomBytes.bytes(16)).hexadecimal
    let before = seen
    let (database, opening) = try beginWriting(run)
    do {
      if let before, before != opening.signature { throw CAError.store(.changedMeanwhile) }
      let value = try body(database, opening)
      // What was signed is read again, under the same lock, if the answer did not come.
      seen = try commit(database.transaction, run)
      return value
    } catch {
      // What was written is locked until then.
      _ = try? self.connection()
      throw error
    }
  }

  /// Runs a body that has its own transaction, and rolls back what it has done if it throws.
  func undoing<Value>(_ connection: PostgreSQLConnection, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      isInTransaction = true
      _ = try? self.connection()
      throw error
    }
  }

  /// Begins a transaction in place of any other, and reads what nearly every command needs, in one message.
  ///
  /// - Parameter run: The name of a change; nil if nothing is to be changed.
  func begin(run: String?) throws -> (database: PostgresDatabase, opening: Opening) {
    if let lockLoss { throw lockLoss }
    let connection = try dataConnection()
    let mark = run.map { "\(Self.oldRuns); \(Self.newRun) VALUES ('\($0)');" } ?? ""
    // Whoever has the lock reads in order to write.
    let isReadOnly = run == nil && lock == nil
    let common = isReadOnly ? Self.looked : Self.looked + Self.written
    let script = """
      \(isInTransaction ? "ROLLBACK;" : "")BEGIN ISOLATION LEVEL REPEATABLE READ\(isReadOnly ? " READ ONLY" : "");
      \(Self.opening); \(lock == nil ? PostgresForm.script : "") \(mark) \(common.joined(separator: "; "))
      """
    (snapshot, isInTransaction) = (nil, true)
    var (answers, formAnswers): ([PostgreSQLAnswer], [PostgreSQLAnswer]?) = ([], nil)
    var refusal: PostgreSQLError?
    // The connection with the lock has nothing else to do meanwhile.
    let question = formQuestion ?? lock?.begin(script: PostgresForm.script)
    formQuestion = nil
    do throws(PostgreSQLError) {
      try connection.run(script: script, within: PostgresDatabase.timeout, into: &answers)
    } catch {
      refusal = error
    }
    if let question, let lock {
      do throws(PostgreSQLError) {
        formAnswers = try lock.finish(question, within: PostgresDatabase.timeout)
      } catch {
        // With its transaction the lock has ended.
        loseLock(error)
        if refusal == nil { refusal = error }
      }
    }
    // Tables of another version lack what is asked for, but the first answer says what they are.
    guard let place = answers.firstIndex(where: { $0.columns.count == Self.openingWidth }) else {
      if let refusal { throw refusal }
      throw CAError.store(.notInitialised(place: self.place.words))
    }
    let opening = try opening(answers[place])
    if let refusal { throw refusal }
    if lock != nil, seen == nil { seen = opening.signature }
    let transaction = PostgresTransaction(connection)
    transaction.know(common, answers.suffix(common.count))
    let form = try form(
      formAnswers ?? Array(answers[(place + 1)...].prefix(PostgresForm.questions.count)), opening)
    let database = PostgresDatabase(
      transaction: transaction, store: opening.store, version: opening.version, form: form)
    return (database, opening)
  }

  private func opening(_ answer: PostgreSQLAnswer) throws(CAError) -> Opening {
    let fields = (answer.rows.first ?? []).map { value -> String in
      if case .text(let text) = value { text } else { "" }
    }
    guard fields.count == Self.openingWidth else { throw .store(.notInitialised(place: place.words)) }
    let opening = Opening(
      store: fields[0], state: fields[1], movedTo: fields[2], user: fields[3],
      version: snapshots.version(of: fields[4]),
      signature: fields[5], migrations: fields[6].split(separator: "\n").map(String.init))
    try PostgresMigrations.require(opening.migrations, at: place.words)
    guard opening.state != "moved" || mayBeMoved else {
      throw .store(.moved(place: place.words, to: target(opening.movedTo)))
    }
    return opening
  }

  /// Where a home went, with the folder and the host of an authority.db, which the last entry of the log has.
  private func target(_ name: String) -> String {
    guard name == AuthorityFile.name.string, let data,
      let row = try? data.run(script: Self.lastPlace, within: 5).last?.rows.first, row.count == 2,
      case .text(let folder) = row[0], case .text(let host) = row[1]
    else { return name }
    return "\(name) in \(folder) on \(host)"
  }

  /// The form is judged once for each state that others wrote.
  private func form(_ answers: [PostgreSQLAnswer], _ opening: Opening) throws -> PostgresForm {
    if let form, form.version == opening.version { return form.form }
    let form = PostgresForm(answers)
    if let stranger = try form.stranger { throw CAError.store(.foreign(place: place.words, object: stranger)) }
    self.form = (opening.version, form)
    return form
  }

  func forgetForm() { form = nil }

  func endLoading() {
    loading = nil
    isInTransaction = false
  }

  // MARK: COMMIT

  /// Commits, and finds out whether it did if the answer does not come.
  ///
  /// - Returns: The signature that was written; nil if the answer did not come.
  private func commit(_ transaction: PostgresTransaction, _ run: String) throws -> String? {
    do throws(PostgreSQLError) {
      let answers = try transaction.send(
        "SELECT encode(signature, 'hex') FROM meshtrust.binding WHERE id = 1; COMMIT")
      // The server answers so to the COMMIT of a transaction in which a statement failed.
      guard answers.last?.tag == "COMMIT" else { throw .lost("the transaction was rolled back") }
      isInTransaction = false
      snapshots.committed()
      let signed = answers.dropLast().last?.rows.first?.first
      return if case .text(let text)? = signed { text } else { "" }
    } catch  where error.isLoss {
      use(nil)
      guard try wasCommitted(run) else { throw fault(error) }
      return nil
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
          use(nil)
        }
      } catch .store {
        // The server is not back yet.
      }
      usleep(500_000)
    }
    throw .store(.unknownOutcome(place: place.words, run: command))
  }
}
