import Foundation

/// Where scripts wait for their programs: on threads of their own, so that they keep none of the few threads that all
/// tests share. Two more than there are processors run at once, because scripts also wait for servers and time limits.
enum Lanes {
  private static let queue: OperationQueue = {
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = ProcessInfo.processInfo.activeProcessorCount + 2
    return queue
  }()

  static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.addOperation { continuation.resume(with: Result(catching: body)) }
    }
  }
}
