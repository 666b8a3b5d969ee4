import CPostgres
import Dispatch
import Glibc

/// libpq, loaded when it is first used: linked, it would cost every start of the tool.
@safe struct PostgreSQLLibrary: Sendable {
  static let name = "libpq.so.5"

  let functions: PostgresFunctions

  private static let loaded: Result<PostgreSQLLibrary, PostgreSQLError> = Result {
    () throws(PostgreSQLError) in try load()
  }

  static func shared() throws(PostgreSQLError) -> PostgreSQLLibrary { try loaded.get() }

  /// Begins to load it on another thread: it has more than twenty libraries of its own.
  static func prepare() {
    DispatchQueue.global().async { _ = try? shared() }
  }

  private static func load() throws(PostgreSQLError) -> PostgreSQLLibrary {
    guard let library = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      throw .noLibrary(unsafe dlerror().map { unsafe String(cString: $0) } ?? name)
    }
    return try unsafe withUnsafeTemporaryAllocation(of: PostgresFunctions.self, capacity: 1) {
      buffer throws(PostgreSQLError) in
      guard let functions = buffer.baseAddress else { throw .noLibrary(name) }
      if let missing = unsafe postgresLoad(library, functions) {
        throw .noLibrary("\(name) has no \(unsafe String(cString: missing))")
      }
      return unsafe PostgreSQLLibrary(functions: functions.pointee)
    }
  }

  /// libpq's text, in one line.
  static func line(_ text: UnsafePointer<CChar>?) -> String {
    guard let text = unsafe text else { return "" }
    return unsafe String(cString: text).split(whereSeparator: \.isNewline).map { $0.trimmed }.joined(separator: "; ")
  }
}

extension Substring {
  /// Without blanks at its ends.
  fileprivate var trimmed: Substring {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return start[...last]
  }
}
