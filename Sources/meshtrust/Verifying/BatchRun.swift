import CA
import Diagnostics
import Dispatch
import Documents
import Synchronization
import X509

/// Many chains, judged on all cores, answered in their order with one JSON line each.
///
/// The input is either PEM with a line `---` between two chains, or one JSON object a line with the members `chain` (the
/// PEM text) and, if wanted, `id`, which comes back with the answer.
struct BatchRun {
  private let judge: Judge
  private let console: Console
  private var isWorst = ExitStatus.done

  /// How many chains are read before the next ones are: memory does not grow with their number.
  private static let block = 1024

  init(_ judge: Judge, _ console: Console) {
    self.judge = judge
    self.console = console
  }

  /// Judges everything; the worst answer decides how the command ends.
  mutating func run(_ path: String) throws -> ExitStatus {
    let items = try BatchItem.read(path)
    guard !items.isEmpty else {
      throw CommandLineError.wrongContent(file: path, found: "no chain at all", wanted: "chains")
    }
    for start in stride(from: 0, to: items.count, by: Self.block) {
      answer(items[start..<min(start + Self.block, items.count)])
    }
    return isWorst
  }

  private mutating func answer(_ items: ArraySlice<BatchItem>) {
    let judge = judge
    let answers = Mutex<[Int: BatchAnswer]>([:])
    let list = Array(items)
    DispatchQueue.concurrentPerform(iterations: list.count) { index in
      let answer = list[index].answer(judge)
      answers.withLock { $0[index] = answer }
    }
    let done = answers.withLock { $0 }
    for index in list.indices {
      guard let answer = done[index] else { continue }
      console.print(JSONWriter.write(answer.node))
      // What cannot be read is worse than a clear no.
      if answer.status.rawValue > isWorst.rawValue { isWorst = answer.status }
    }
  }
}

/// One answer of a batch.
struct BatchAnswer: Sendable {
  let node: Node
  let status: ExitStatus
}
