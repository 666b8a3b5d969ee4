import Diagnostics
import Dispatch
import Synchronization

/// Prints answers in input order, whichever is finished first.
final class AnswerOrder: Sendable {
  private struct State {
    var waiting: [Int: BatchAnswers] = [:]
    var next = 0
    var worst = ExitStatus.done
  }

  private let console: Console
  private let state = Mutex(State())
  /// How many more shares may be verified before the earliest one is printed. Who verifies the earliest one has its
  /// room already, so that nobody waits for ever.
  private let room: DispatchSemaphore

  init(_ console: Console, room: Int) {
    self.console = console
    self.room = DispatchSemaphore(value: room)
  }

  var worst: ExitStatus { state.withLock { $0.worst } }

  /// Waits until there is room for one more share.
  func waitForRoom() -> Bool {
    room.wait()
    return true
  }

  /// Gives back room for which there was no share.
  func leave() { room.signal() }

  func add(_ answers: BatchAnswers, _ number: Int) {
    state.withLock { state in
      state.waiting[number] = answers
      while let answers = state.waiting.removeValue(forKey: state.next) {
        console.print(bytes: answers.lines)
        if answers.worst.rawValue > state.worst.rawValue { state.worst = answers.worst }
        state.next += 1
        room.signal()
      }
    }
  }
}
