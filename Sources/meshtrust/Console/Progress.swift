import Glibc
import Synchronization

/// A line on the terminal that tells what takes long: shown after a second, gone when the work is done, and never
/// written where nobody watches.
final class Progress: Sendable {
  private let text: Mutex<String>
  /// Odd while a line is due; a number of its own for each start, so that an earlier one's watch ends.
  private let turn = Mutex(0)

  init(_ text: String) {
    self.text = Mutex(text)
  }

  /// Tells from now on how far the work has come.
  func update(_ text: String) {
    self.text.withLock { $0 = text }
  }

  /// Shows the line from now on while `body` runs, if standard error is a terminal.
  func during<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    start()
    defer { stop() }
    return try body()
  }

  /// Starts to watch the time.
  func start() {
    guard isatty(2) == 1 else { return }
    let mine = turn.withLock { turn in
      turn += 1
      return turn
    }
    Task.detached { [self] in
      var seconds = 0
      while true {
        try await Task.sleep(for: .seconds(1))
        seconds += 1
        guard tell(seconds, mine) else { return }
      }
    }
  }

  /// Takes the line away; a question may be asked now.
  func stop() {
    turn.withLock { turn in
      guard !turn.isMultiple(of: 2) else { return }
      turn += 1
      Self.write("\r\u{1B}[K")
    }
  }

  /// The lock is held while the line is written, so that nothing comes after ``stop()``.
  private func tell(_ seconds: Int, _ mine: Int) -> Bool {
    turn.withLock { turn in
      guard turn == mine else { return false }
      Self.write("\r\(text.withLock { $0 }) … \(seconds) s\u{1B}[K")
      return true
    }
  }

  private static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = unsafe Glibc.write(2, bytes.baseAddress, bytes.count) }
  }
}
