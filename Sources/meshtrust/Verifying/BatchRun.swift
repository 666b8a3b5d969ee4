import CA
import Diagnostics
import Dispatch
import Synchronization

/// Verifies many chains on all cores, and answers in input order with one JSON line each.
///
/// The input is either PEM with a line `---` between two chains, or one JSON object per line with the members `chain`
/// (the PEM text) and optionally `id`, which the answer repeats. It is read, verified and answered in blocks, so that
/// memory does not grow with the number of chains.
struct BatchRun {
  private let verifier: ProfileVerifier
  private let console: Console
  private var worst = ExitStatus.done

  /// The number of chains and of their bytes that are read before they are verified.
  private static let block = (items: 1024, octets: 1 << 23)
  /// How many of them a core takes at once.
  private static let share = 32

  init(_ verifier: ProfileVerifier, _ console: Console) {
    self.verifier = verifier
    self.console = console
  }

  /// The worst answer decides the exit status.
  mutating func run(_ path: String) throws -> ExitStatus {
    var reader = try BatchReader(path)
    var isEmpty = true
    var items: [BatchItem] = []
    var octets = 0
    do {
      while let item = try reader.next() {
        isEmpty = false
        items.append(item)
        octets += item.size
        guard items.count >= Self.block.items || octets >= Self.block.octets else { continue }
        answer(items)
        (items, octets) = ([], 0)
      }
    } catch {
      // What was read before the reading failed is answered all the same.
      answer(items)
      throw error
    }
    guard !isEmpty else {
      throw CommandLineError.wrongContent(file: path, found: "no chain", wanted: "chains")
    }
    answer(items)
    return worst
  }

  private mutating func answer(_ items: [BatchItem]) {
    let verifier = verifier
    let starts = Array(stride(from: 0, to: items.count, by: Self.share))
    let shares = Mutex<[BatchAnswers]>(Array(repeating: BatchAnswers(), count: starts.count))
    DispatchQueue.concurrentPerform(iterations: starts.count) { index in
      var answers = BatchAnswers()
      for item in items[starts[index]..<min(starts[index] + Self.share, items.count)] {
        item.answer(by: verifier, into: &answers)
      }
      shares.withLock { $0[index] = answers }
    }
    for answers in shares.withLock({ $0 }) {
      console.print(bytes: answers.lines)
      if answers.worst.rawValue > worst.rawValue { worst = answers.worst }
    }
  }
}
