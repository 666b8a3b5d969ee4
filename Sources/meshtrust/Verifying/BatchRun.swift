import Diagnostics
import Dispatch
import Glibc

/// Verifies many chains on all cores, and answers in input order with one JSON line each.
///
/// The input is either PEM with a line `---` between two chains, or one JSON object per line with the members `chain`
/// (the PEM text) and optionally `id`, which the answer repeats. Each core takes a few chains at a time, so that memory
/// does not grow with their number, and verifies them with certificates of its own, so that the cores share nothing.
struct BatchRun {
  private let verifier: ProfileVerifier
  private let console: Console

  init(_ verifier: ProfileVerifier, _ console: Console) {
    self.verifier = verifier
    self.console = console
  }

  /// The worst answer decides the exit status.
  func run(_ path: String) throws -> ExitStatus {
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let queue = BatchQueue(try BatchReader(path))
    let answers = AnswerOrder(console, room: cores * 8)
    let verifier = verifier
    // On a terminal the answers themselves show that it goes on.
    let progress = Progress("verifying")
    if !console.isOutputWatched { progress.start() }
    defer { progress.stop() }
    DispatchQueue.concurrentPerform(iterations: cores) { _ in
      let verifier = verifier.unshared()
      while answers.waitForRoom(), let share = queue.next() {
        var lines = BatchAnswers()
        for item in share.items { item.answer(by: verifier, into: &lines) }
        answers.add(lines, share.number)
      }
      answers.leave()
    }
    // What was read before the reading failed is answered all the same.
    try queue.finish(path)
    return answers.worst
  }
}
