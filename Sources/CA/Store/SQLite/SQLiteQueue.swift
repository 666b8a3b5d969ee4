import Synchronization

/// A connection that one thread after the other uses.
///
/// Unchecked, because the compiler does not see that the connection is only used under the lock.
final class SQLiteQueue: @unchecked Sendable {
  private let connection: SQLiteConnection
  private let lock = Mutex(())

  init(_ connection: SQLiteConnection) {
    self.connection = connection
  }

  /// Runs `body` in a transaction that changes nothing.
  func read<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
    try alone { try $0.transaction(isWriting: false) { try body(connection) } }
  }

  /// Runs `body` in a transaction.
  func write<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
    try alone { try $0.transaction(isWriting: true) { try body(connection) } }
  }

  /// Runs `body` outside of a transaction.
  func alone<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
    var result: Result<Value, any Error>?
    lock.withLock { _ in result = Result { try body(connection) } }
    guard let result else { preconditionFailure("the lock ran nothing") }
    return try result.get()
  }
}
