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
    let answers = Mutex<[BatchAnswer?]>(Array(repeating: nil, count: items.count))
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      let answer = items[index].answer(by: verifier)
      answers.withLock { $0[index] = answer }
    }
    let done = answers.withLock { $0 }.compactMap(\.self)
    guard !done.isEmpty else { return }
    console.print(done.map(\.line).joined(separator: "\n"))
    // Unreadable input is worse than a rejection.
    for answer in done where answer.status.rawValue > worst.rawValue { worst = answer.status }
  }
}
