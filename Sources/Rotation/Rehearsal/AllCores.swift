import Dispatch
import Synchronization

/// Reports progress.
public typealias WorkWatch = @Sendable (_ done: Int, _ total: Int) -> Void

/// Runs independent work on all cores, with results in order.
enum AllCores {
  /// If several items fail, the error of the first is thrown.
  static func map<Item: Sendable, Value: Sendable, Failure: Error>(
    _ items: [Item], watch: WorkWatch? = nil, _ body: @Sendable (Item) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let answers = Mutex<[Int: Result<Value, Failure>]>([:])
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      let answer = Result { () throws(Failure) in try body(items[index]) }
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
