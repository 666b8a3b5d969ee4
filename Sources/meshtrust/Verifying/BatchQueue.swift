import Synchronization

/// The chains that no core has taken yet.
final class BatchQueue: Sendable {
  private struct State: ~Copyable {
    var reader: BatchReader
    var shares = 0
    var failure: (any Error)?
    var isAtEnd = false
  }

  /// How many chains a core takes at once, and how many of their bytes.
  private static let share = (items: 32, octets: 1 << 20)
  private let state: Mutex<State>

  init(_ reader: consuming sending BatchReader) {
    state = Mutex(State(reader: reader))
  }

  /// The next chains in input order, and the number of the share; nil at the end and after a failure.
  func next() -> (items: [BatchItem], number: Int)? {
    state.withLock { state in
      var items: [BatchItem] = []
      var octets = 0
      do {
        while !state.isAtEnd, items.count < Self.share.items, octets < Self.share.octets {
          guard let item = try state.reader.next() else {
            state.isAtEnd = true
            break
          }
          items.append(item)
          octets += item.size
        }
      } catch {
        (state.failure, state.isAtEnd) = (error, true)
      }
      guard !items.isEmpty else { return nil }
      defer { state.shares += 1 }
      return (items, state.shares)
    }
  }

  /// Throws what ended the reading, if it was not the end of the input.
  func finish(_ path: String) throws {
    let (failure, shares) = state.withLock { ($0.failure, $0.shares) }
    if let failure { throw failure }
    guard shares > 0 else { throw CommandLineError.wrongContent(file: path, found: "no chain", wanted: "chains") }
  }
}
