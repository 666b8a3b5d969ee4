import Synchronization

/// A step that costs enough to matter, and that a command takes once.
public enum ExpensiveStep: Hashable, Sendable {
  /// A text of a federation.yaml was parsed; the number identifies its content.
  case parsedDescription(Int)
  /// The authority database was opened.
  case openedStore
  /// A key was derived from a passphrase.
  case derivedKey
  /// The manifests of a mesh were rendered, with or without its private key.
  case rendered(mesh: String, withKey: Bool)
}

/// Counts expensive steps while a test asks for it; otherwise each step costs one look at a task-local value.
public final class StepCounter: Sendable {
  /// The counter of the running test.
  @TaskLocal public static var current: StepCounter?

  private let counts = Mutex<[ExpensiveStep: Int]>([:])

  public init() {}

  /// How often each step was taken.
  public var steps: [ExpensiveStep: Int] { counts.withLock { $0 } }

  /// Counts one step, if a test is counting.
  public static func count(_ step: @autoclosure () -> ExpensiveStep) {
    guard let counter = current else { return }
    let step = step()
    counter.counts.withLock { $0[step, default: 0] += 1 }
  }
}
