import CPostgres
import Glibc

/// Connects to the first of the servers that answers as it should, each within its time, whatever it sends meanwhile.
///
/// libpq's own blocking function prints a server's notices, takes as many messages as come, and looks at the time only
/// while none does. This one uses its non-blocking functions (PostgreSQL 15, section 34.1, `PQconnectPoll`), which leave
/// the time of each server in a list to the caller.
///
/// The attempt begins with ``init(_:_:)``, so that several may be under way at a time.
@safe final class PostgreSQLAttempt {
  let functions: PostgresFunctions
  private var values: [String: String]
  private let seconds: Int
  /// Nil if there was no memory for it, or when somebody has taken it.
  private var handle: OpaquePointer?
  /// What libpq waits for.
  private var state = PostgresPollWriting

  /// `tcp_user_timeout` ends what does not even connect, and libpq goes on to the server's next address by itself.
  private static let unconnectedSeconds = 20

  /// - Parameter values: `connect_timeout` among them, in seconds; 0 means 10, and at most 60 count, as there is no
  ///   waiting for ever.
  init(_ functions: PostgresFunctions, _ values: [String: String]) {
    self.functions = functions
    self.values = values
    let given = values["connect_timeout"].flatMap(Int.init) ?? 0
    seconds = given > 0 ? min(given, 60) : 10
    unsafe handle = start()
  }

  /// Goes as far as is possible without waiting: to a socket of this machine, until the server has been told who connects.
  func advance() {
    guard let handle = unsafe handle, unsafe functions.PQstatus(handle) != PostgresFailed else { return }
    var waiting = pollfd(fd: unsafe functions.PQsocket(handle), events: Int16(POLLOUT), revents: 0)
    guard state == PostgresPollWriting, unsafe Glibc.poll(&waiting, 1, 0) > 0 else { return }
    state = unsafe Int(functions.PQconnectPoll(handle))
  }

  deinit {
    if let handle = unsafe handle { unsafe functions.PQfinish(handle) }
  }

  /// - Returns: A connection, for the caller to end; perhaps one that failed, with libpq's message.
  func connection() throws(PostgreSQLError) -> OpaquePointer {
    while let handle = unsafe handle {
      guard let silent = unsafe poll(handle) else {
        unsafe self.handle = nil
        return unsafe handle
      }
      let place = unsafe place(handle)
      guard let others = unsafe others(handle, after: silent) else {
        throw .notConnected("\(place) did not complete the connection within \(seconds) s")
      }
      values.merge(others) { $1 }
      unsafe functions.PQfinish(handle)
      unsafe self.handle = start()
      state = PostgresPollWriting
    }
    throw .notConnected("out of memory")
  }

  private func start() -> OpaquePointer? {
    let names = values.keys.sorted()
    let texts = unsafe (names + names.map { values[$0] ?? "" }).map { unsafe strdup($0) }
    defer { unsafe texts.forEach { unsafe free($0) } }
    let pointers = unsafe texts.map { unsafe UnsafePointer($0) }
    let ends: [UnsafePointer<CChar>?] = unsafe [nil]
    let keywords = unsafe pointers[..<names.count] + ends
    let contents = unsafe pointers[names.count...] + ends
    let handle = unsafe functions.PQconnectStartParams(Array(keywords), Array(contents), 0)
    if let handle = unsafe handle { _ = unsafe functions.PQsetNoticeProcessor(handle, postgresIgnoreNotice, nil) }
    return unsafe handle
  }

  /// Waits until the connection stands or failed.
  ///
  /// - Returns: How many servers of the list came before the one that took too long; nil if none did.
  private func poll(_ handle: OpaquePointer) -> Int? {
    var (index, place, began) = unsafe (0, self.place(handle), ContinuousClock.now)
    guard unsafe functions.PQstatus(handle) != PostgresFailed else { return nil }
    var state = state
    while state == PostgresPollWriting || state == PostgresPollReading {
      let isConnecting = unsafe functions.PQstatus(handle) == PostgresStarted
      let limit = isConnecting ? max(seconds, Self.unconnectedSeconds) : seconds
      let events = Int16(state == PostgresPollWriting ? POLLOUT : POLLIN)
      var waiting = pollfd(fd: unsafe functions.PQsocket(handle), events: events, revents: 0)
      let left = began + .seconds(limit) - ContinuousClock.now
      guard left > .zero else { return index }
      if unsafe Glibc.poll(&waiting, 1, left.milliseconds) <= 0 { continue }
      state = unsafe Int(functions.PQconnectPoll(handle))
      let next = unsafe self.place(handle)
      if next.server != place.server { index += 1 }
      if next != place { (place, began) = (next, .now) }
    }
    return nil
  }

  /// Where an attempt is at work, for people and to see when it goes on to the next.
  private struct Place: Hashable, CustomStringConvertible {
    let host: String
    let port: String
    let address: String

    var server: [String] { [host, port] }
    var description: String { "\(host), port \(port)," }
  }

  private func place(_ handle: OpaquePointer) -> Place {
    func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
      unsafe pointer.map { unsafe String(cString: $0) } ?? ""
    }
    return unsafe Place(
      host: text(functions.PQhost(handle)), port: text(functions.PQport(handle)),
      address: text(functions.PQhostaddr(handle)))
  }

  /// The lists of servers, which may come from the environment or a service, without the first ones; nil if none is left.
  private func others(_ handle: OpaquePointer, after index: Int) -> [String: String]? {
    guard let options = unsafe functions.PQconninfo(handle) else { return nil }
    defer { unsafe functions.PQconninfoFree(options) }
    let effective = unsafe ConnectionParameters.values(of: options)
    var lists: [String: String] = [:]
    for name in ["host", "hostaddr", "port"] {
      guard let list = effective[name], !list.isEmpty else { continue }
      let entries = list.split(separator: ",", omittingEmptySubsequences: false)
      // A single port is that of all of them.
      if name == "port", entries.count == 1 { continue }
      guard entries.count > index + 1 else { return nil }
      lists[name] = entries.dropFirst(index + 1).joined(separator: ",")
    }
    return lists["host"] == nil && lists["hostaddr"] == nil ? nil : lists
  }
}

extension Duration {
  /// For `poll`: at least one, so that the time is over afterwards.
  var milliseconds: Int32 {
    Int32(clamping: max(1, components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000))
  }
}
