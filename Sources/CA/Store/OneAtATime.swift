import Synchronization

/// A connection that one thread after the other uses.
///
/// `@unchecked` is correct because the connection is used only under the lock, which the compiler does not see.
final class OneAtATime<Connection>: @unchecked Sendable {
  private let connection: Connection
  private let lock = Mutex(())

  init(_ connection: Connection) {
    self.connection = connection
  }

  func use<Value>(_ body: (Connection) throws -> Value) throws -> Value {
    var result: Result<Value, any Error>?
    lock.withLock { _ in result = Result { try body(connection) } }
    guard let result else { preconditionFailure("the lock ran nothing") }
    return try result.get()
  }
}

extension OneAtATime<SQLiteConnection> {
  /// Runs `body` in a transaction that changes nothing.
  func read<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
    try use { connection in try connection.transaction(isWriting: false) { try body(connection) } }
  }

  /// Runs `body` in a transaction.
  func write<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
    try use { connection in try connection.transaction(isWriting: true) { try body(connection) } }
  }
}
