import Cluster
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM during work on clusters: the first one lets the request that was begun come to its end, the second
/// one ends the process at once. Both times the same command goes on where it stopped.
enum Interrupt {
  private static let count = Atomic<Int>(0)
  private static let isListening = Atomic<Bool>(false)

  /// Whether the user wants the work to end.
  static var isWanted: Bool { count.load(ordering: .relaxed) > 0 }

  /// The same, for work in other modules.
  static let interruption = Interruption { isWanted }

  /// From now on a signal only asks for the end.
  static func listen() {
    count.store(0, ordering: .relaxed)
    isListening.store(true, ordering: .relaxed)
    catchSignals()
  }

  /// Asks the user something: nothing is being written meanwhile, so that a signal ends the process as usual.
  static func whileAsking<Value>(_ ask: () -> Value) -> Value {
    guard isListening.load(ordering: .relaxed) else { return ask() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    defer { catchSignals() }
    return ask()
  }

  private static func catchSignals() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        // Nothing but what a handler may call.
        if Interrupt.count.wrappingAdd(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
      }
    }
  }
}
