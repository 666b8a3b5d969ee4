import CPostgres
import Glibc

/// A connection to a server, for one statement at a time. Its end rolls back what was not committed.
///
/// No call waits for ever: each takes a time after which the connection counts as lost. Nor does any take what a server
/// sends without end.
@safe public final class PostgreSQLConnection {
  private let functions: PostgresFunctions
  private let handle: OpaquePointer
  private var isLost = false

  /// The largest answer to one message, in octets as they come from the socket (a log of half a million entries is less),
  /// and in statements.
  private static let (largestAnswer, mostAnswers) = (1 << 28, 100_000)

  /// Connects within 10 seconds for each of the servers that the parameters name.
  ///
  /// - Parameter isProven: Whether a server over TCP must prove its name with a certificate, encrypting the connection.
  public convenience init(
    _ parameters: ConnectionParameters, isProven: Bool, application: String
  ) throws(PostgreSQLError) {
    try self.init(Self.attempts(1, parameters, isProven, application)[0], isProven)
  }

  /// Two connections, in the time of one.
  public static func pair(
    _ parameters: ConnectionParameters, isProven: Bool, application: String
  ) throws(PostgreSQLError) -> (PostgreSQLConnection, PostgreSQLConnection) {
    let attempts = try attempts(2, parameters, isProven, application)
    attempts.forEach { $0.advance() }
    return (try PostgreSQLConnection(attempts[0], isProven), try PostgreSQLConnection(attempts[1], isProven))
  }

  private static func attempts(
    _ count: Int, _ parameters: ConnectionParameters, _ isProven: Bool, _ application: String
  ) throws(PostgreSQLError) -> [PostgreSQLAttempt] {
    let functions = try PostgreSQLLibrary.shared().functions
    var values = parameters.values
    // A caller that has set them knows better.
    let defaults = [
      "connect_timeout": "10", "target_session_attrs": "read-write", "keepalives_idle": "30",
      "tcp_user_timeout": "15000", "client_encoding": "UTF8",
      // In octets: PostgreSQL cuts longer names at 63.
      "application_name": String(decoding: application.utf8.prefix(63), as: UTF8.self),
    ]
    values.merge(defaults) { given, _ in given }
    if isProven, values["sslmode"] == nil { values["sslmode"] = "verify-full" }
    return (0..<count).map { _ in PostgreSQLAttempt(functions, values) }
  }

  private init(_ attempt: PostgreSQLAttempt, _ isProven: Bool) throws(PostgreSQLError) {
    functions = attempt.functions
    unsafe handle = try attempt.connection()
    guard unsafe functions.PQstatus(handle) == PostgresConnected else {
      let words = unsafe PostgreSQLLibrary.line(functions.PQerrorMessage(handle))
      if unsafe functions.PQconnectionNeedsPassword(handle) != 0 { throw .notAdmitted(words, isPasswordMissing: true) }
      if unsafe functions.PQconnectionUsedPassword(handle) != 0 { throw .notAdmitted(words, isPasswordMissing: false) }
      throw .notConnected(words)
    }
    if isProven, unsafe functions.PQsslInUse(handle) == 0, !isLocal { throw .notEncrypted }
    _ = unsafe functions.PQsetnonblocking(handle, 1)
  }

  deinit {
    unsafe functions.PQfinish(handle)
  }

  /// Whether the server is reached through a socket of this machine.
  public var isLocal: Bool {
    guard let host = unsafe functions.PQhost(handle) else { return false }
    let text = unsafe String(cString: host)
    return text.isEmpty || text.hasPrefix("/") || text.hasPrefix("@")
  }

  public var isEncrypted: Bool { unsafe functions.PQsslInUse(handle) != 0 }

  /// The host, or the folder of the socket.
  public var host: String { unsafe functions.PQhost(handle).map { unsafe String(cString: $0) } ?? "" }

  /// As a number: 150018 is 15.18.
  public var serverVersion: Int { Int(unsafe functions.PQserverVersion(handle)) }

  /// Runs one statement with parameters `$1`, `$2`, ….
  public func run(
    _ statement: String, _ values: [PostgreSQLValue], within seconds: Int
  ) throws(PostgreSQLError) -> PostgreSQLAnswer {
    let isSent = unsafe Self.lending(values) { types, pointers, lengths, formats in
      unsafe functions.PQsendQueryParams(
        handle, statement, Int32(values.count), types, pointers, lengths, formats, 1)
    }
    var answers: [PostgreSQLAnswer] = []
    try take(&answers, isSent: isSent == 1, within: seconds)
    return answers.last ?? PostgreSQLAnswer(columns: [], rows: [], count: 0, tag: "")
  }

  /// Runs statements without parameters, separated by semicolons, in one message and until one fails.
  @discardableResult
  public func run(script: String, within seconds: Int) throws(PostgreSQLError) -> [PostgreSQLAnswer] {
    var answers: [PostgreSQLAnswer] = []
    try run(script: script, within: seconds, into: &answers)
    return answers
  }

  /// The same, with the answers that came before a statement failed.
  public func run(
    script: String, within seconds: Int, into answers: inout [PostgreSQLAnswer]
  ) throws(PostgreSQLError) {
    try take(&answers, isSent: begin(script: script).isSent, within: seconds)
  }

  /// Statements that a server has been sent, and has not answered. Nothing else can be asked before.
  public struct Begun {
    fileprivate let isSent: Bool
  }

  /// Sends statements, so that the server works on them while somebody waits for another connection.
  public func begin(script: String) -> Begun {
    let isSent = unsafe functions.PQsendQuery(handle, script) == 1
    // What does not fit into the socket's buffer goes when the answer is waited for.
    if isSent { _ = unsafe functions.PQflush(handle) }
    return Begun(isSent: isSent)
  }

  public func finish(_ begun: Begun, within seconds: Int) throws(PostgreSQLError) -> [PostgreSQLAnswer] {
    var answers: [PostgreSQLAnswer] = []
    try take(&answers, isSent: begun.isSent, within: seconds)
    return answers
  }

  /// Whether the connection broke, or was given up.
  public var isBroken: Bool {
    if isLost { return true }
    return unsafe functions.PQstatus(handle) != PostgresConnected
  }
}

// MARK: - Waiting

extension PostgreSQLConnection {
  private func take(
    _ answers: inout [PostgreSQLAnswer], isSent: Bool, within seconds: Int
  ) throws(PostgreSQLError) {
    guard !isLost, isSent else { throw lost() }
    let deadline = ContinuousClock.now + .seconds(seconds)
    var refusal: ServerRefusal?
    var received = 0
    try flush(before: deadline, seconds)
    while let result = try unsafe next(before: deadline, seconds, &received) {
      defer { unsafe functions.PQclear(result) }
      switch unsafe functions.PQresultStatus(result) {
      case Int32(PostgresCommandDone), Int32(PostgresRows), Int32(PostgresEmptyQuery):
        unsafe answers.append(answer(result))
        guard answers.count <= Self.mostAnswers else { throw lost("it answers to what nobody asked") }
      // libpq says so again each time that it is asked.
      case Int32(PostgresCopyOut), Int32(PostgresCopyIn), Int32(PostgresCopyBoth):
        throw lost("it wants to copy a table")
      default: if refusal == nil { refusal = unsafe self.refusal(result) }
      }
    }
    guard let refusal else { return }
    // Without a state it is libpq's own word about a connection that broke.
    if unsafe functions.PQstatus(handle) != PostgresConnected { isLost = true }
    throw refusal.state.isEmpty ? lost() : .server(refusal)
  }

  private func flush(before deadline: ContinuousClock.Instant, _ seconds: Int) throws(PostgreSQLError) {
    while true {
      switch unsafe functions.PQflush(handle) {
      case 0: return
      case 1:
        try wait(Int16(POLLIN | POLLOUT), before: deadline, seconds)
        guard unsafe functions.PQconsumeInput(handle) == 1 else { throw lost() }
      default: throw lost()
      }
    }
  }

  private func next(
    before deadline: ContinuousClock.Instant, _ seconds: Int, _ received: inout Int
  ) throws(PostgreSQLError) -> OpaquePointer? {
    while unsafe functions.PQisBusy(handle) != 0 {
      try wait(Int16(POLLIN), before: deadline, seconds)
      received += max(0, Int(postgresWaiting(unsafe functions.PQsocket(handle))))
      guard received <= Self.largestAnswer else {
        throw lost("its answer has more than \(Self.largestAnswer >> 20) MiB")
      }
      // What it says about a broken connection is in the next result.
      guard unsafe functions.PQconsumeInput(handle) == 1 else { break }
    }
    return unsafe functions.PQgetResult(handle)
  }

  private func wait(_ events: Int16, before deadline: ContinuousClock.Instant, _ seconds: Int) throws(PostgreSQLError) {
    var place = pollfd(fd: unsafe functions.PQsocket(handle), events: events, revents: 0)
    while true {
      let left = deadline - ContinuousClock.now
      guard left > .zero else {
        isLost = true
        throw .timedOut(seconds: seconds)
      }
      let count = unsafe poll(&place, 1, left.milliseconds)
      if count > 0 { return }
      if count < 0, errno != EINTR { throw lost() }
    }
  }

  /// - Parameter reason: What is wrong with what the server sends; nil if libpq says it.
  private func lost(_ reason: String? = nil) -> PostgreSQLError {
    isLost = true
    if let reason { return .lost(reason) }
    return .lost(unsafe PostgreSQLLibrary.line(functions.PQerrorMessage(handle)))
  }
}

// MARK: - Results

extension PostgreSQLConnection {
  private func answer(_ result: OpaquePointer) -> PostgreSQLAnswer {
    let width = unsafe functions.PQnfields(result)
    let columns = (0..<width).map { unsafe functions.PQfname(result, $0).map { unsafe String(cString: $0) } ?? "" }
    let types = (0..<width).map { column in unsafe functions.PQftype(result, column) }
    let areTexts = (0..<width).map { column in unsafe functions.PQfformat(result, column) == 0 }
    let height = unsafe functions.PQntuples(result)
    let rows = (0..<height).map { row in
      (0..<width).map { column in
        unsafe value(result, row, column, types[Int(column)], isText: areTexts[Int(column)])
      }
    }
    let count = unsafe Int(String(cString: functions.PQcmdTuples(result))) ?? 0
    let tag = unsafe String(cString: functions.PQcmdStatus(result))
    return PostgreSQLAnswer(columns: columns, rows: rows, count: count, tag: tag)
  }

  private func value(
    _ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: UInt32, isText: Bool
  ) -> PostgreSQLValue {
    guard unsafe functions.PQgetisnull(result, row, column) == 0,
      let start = unsafe functions.PQgetvalue(result, row, column)
    else { return .null }
    let octets = unsafe UnsafeRawBufferPointer(
      start: start, count: Int(functions.PQgetlength(result, row, column)))
    return unsafe isText ? PostgreSQLValue(text: octets, type: type) : PostgreSQLValue(octets, type: type)
  }

  private func refusal(_ result: OpaquePointer) -> ServerRefusal {
    func field(_ code: Int) -> String? {
      unsafe functions.PQresultErrorField(result, Int32(code)).map { unsafe String(cString: $0) }
    }
    let own = unsafe PostgreSQLLibrary.line(functions.PQerrorMessage(handle))
    return ServerRefusal(
      state: field(PostgresFieldState) ?? "", text: field(PostgresFieldText) ?? own,
      detail: field(PostgresFieldDetail), table: field(PostgresFieldTable))
  }

  private static func lending(
    _ values: [PostgreSQLValue],
    _ body: (
      UnsafePointer<UInt32>, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
    ) -> Int32
  ) -> Int32 {
    let octets = values.map(\.octets)
    let lengths = octets.map { Int32(clamping: $0?.count ?? 0) }
    let formats = values.map { _ in Int32(1) }
    // One block for all of them; a pointer to nothing in it is that of an empty value.
    let block = octets.compactMap(\.self).joined() + [0]
    return unsafe block.withUnsafeBytes { bytes in
      let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      var (offset, pointers) = unsafe (0, [UnsafePointer<CChar>?]())
      for value in octets {
        unsafe pointers.append(value == nil ? nil : start.map { unsafe $0 + offset })
        offset += value?.count ?? 0
      }
      return unsafe body(values.map(\.type), pointers, lengths, formats)
    }
  }
}
