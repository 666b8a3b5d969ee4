import Diagnostics
import Dispatch
import Synchronization

/// Reports progress.
public typealias WorkWatch = @Sendable (_ done: Int, _ total: Int) -> Void

/// Runs independent work on all cores, with results in order.
public enum AllCores {
  /// If several items fail, the error of the first is thrown.
  ///
  /// - Parameter watch: Called after each item, on whatever thread did it.
  public static func map<Item: Sendable, Value: Sendable, Failure: Error>(
    _ items: [Item], watch: WorkWatch? = nil, _ body: @Sendable (Item) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let answers = Mutex<[Int: Result<Value, Failure>]>([:])
    // A task-local value does not reach other threads by itself.
    let counter = StepCounter.current
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      let answer = StepCounter.$current.withValue(counter) {
        Result { () throws(Failure) in try body(items[index]) }
      }
      let done = answers.withLock { answers in
        answers[index] = answer
        return answers.count
      }
      watch?(done, items.count)
    }
    let found = answers.withLock { $0 }
    var values: [Value] = []
    for index in items.indices {
      if let answer = found[index] { values.append(try answer.get()) }
    }
    return values
  }
}
