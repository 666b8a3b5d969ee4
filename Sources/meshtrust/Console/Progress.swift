import Diagnostics
import Glibc
import Synchronization

/// A progress line on the terminal: shown after one second, removed when the work is done, and never printed elsewhere.
final class Progress: Sendable {
  private let text: Mutex<String>
  /// Odd while the line should be shown; each start has its own number, so that an earlier timer ends.
  private let turn = Mutex(0)

  init(_ text: String) {
    self.text = Mutex(text)
  }

  /// Updates the text.
  func update(_ text: String) {
    self.text.withLock { $0 = text }
  }

  /// Shows the line while `body` runs, if standard error is a terminal.
  func during<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    start()
    defer { stop() }
    return try body()
  }

  /// Starts the timer.
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

  /// Removes the line, so that a question can be asked.
  func stop() {
    turn.withLock { turn in
      guard !turn.isMultiple(of: 2) else { return }
      turn += 1
      Self.write("\r\u{1B}[K")
    }
  }

  /// The lock is held while the line is written, so nothing is written after ``stop()``.
  private func tell(_ seconds: Int, _ mine: Int) -> Bool {
    turn.withLock { turn in
      guard turn == mine else { return false }
      Self.write("\r\(text.withLock { $0.printable }) … \(seconds) s\u{1B}[K")
      return true
    }
  }

  private static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = unsafe Glibc.write(2, bytes.baseAddress, bytes.count) }
  }
}
