import Dispatch
import Synchronization

/// Does work on another core while the caller goes on, with results in order.
public final class Lane<Item: Sendable, Value: Sendable>: Sendable {
  private let queue = DispatchQueue(label: "meshtrust.lane")
  private let places: DispatchSemaphore
  private let values = Mutex<[Value]>([])
  private let body: @Sendable (Item) -> Value

  /// - Parameter waiting: How many items may wait at a time. Whoever adds another one waits too, so that memory stays
  ///   bounded.
  public init(waiting: Int, _ body: @escaping @Sendable (Item) -> Value) {
    places = DispatchSemaphore(value: waiting)
    self.body = body
  }

  public func add(_ item: Item) {
    places.wait()
    queue.async { [self] in
      let value = body(item)
      values.withLock { $0.append(value) }
      places.signal()
    }
  }

  /// The results, once everything that was added is done.
  public func finish() -> [Value] {
    queue.sync {}
    return values.withLock { $0 }
  }
}
