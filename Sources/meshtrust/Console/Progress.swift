import Diagnostics
import Glibc
import Synchronization

/// A progress line on the terminal: shown after one second, removed when the work is done or something else is written, and
/// never printed elsewhere.
///
/// Every command has one with its own words. One that a part of the work begins takes its place until that part is done.
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
    Self.line.withLock { $0.begin(self) }
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
      Self.line.withLock { $0.end(self) }
    }
  }

  /// Nothing is written after ``stop()``.
  private func tell(_ seconds: Int, _ mine: Int) -> Bool {
    turn.withLock { turn in
      guard turn == mine else { return false }
      let text = text.withLock { $0.printable }
      Self.line.withLock { $0.show("\(text) … \(seconds) s", of: self) }
      return true
    }
  }

  // MARK: The terminal's line

  private static let line = Mutex(Line())

  /// Writes something else, where no progress stands and comes between.
  static func apart(_ write: () -> Void) {
    line.withLock { line in
      line.clear()
      write()
    }
  }

  /// Shows no progress while somebody is asked.
  static func pausing<Value>(_ ask: () -> Value) -> Value {
    line.withLock { $0.pause() }
    defer { line.withLock { $0.pauses -= 1 } }
    return ask()
  }

  private struct Line: ~Copyable {
    /// Whose line it is: the last one that began.
    private var owners: [ObjectIdentifier] = []
    private var isShown = false
    var pauses = 0

    mutating func begin(_ progress: Progress) {
      clear()
      owners.append(ObjectIdentifier(progress))
    }

    mutating func end(_ progress: Progress) {
      clear()
      owners.removeAll { $0 == ObjectIdentifier(progress) }
    }

    mutating func show(_ text: String, of progress: Progress) {
      guard pauses == 0, owners.last == ObjectIdentifier(progress) else { return }
      Self.write("\r\(text)\u{1B}[K")
      isShown = true
    }

    mutating func clear() {
      guard isShown else { return }
      Self.write("\r\u{1B}[K")
      isShown = false
    }

    mutating func pause() {
      clear()
      pauses += 1
    }

    private static func write(_ text: String) {
      var text = text
      text.withUTF8 { bytes in _ = unsafe Glibc.write(2, bytes.baseAddress, bytes.count) }
    }
  }
}
