import Synchronization

/// A value derived from a certificate's bytes, computed on first use, on any thread.
struct Derived<Value: Sendable>: ~Copyable, Sendable {
  private final class Box: Sendable {
    let value: Value

    init(_ value: Value) {
      self.value = value
    }
  }

  private let box = AtomicLazyReference<Box>()

  /// Concurrent callers may each compute the value; all of them get the same one.
  func value(_ make: () -> Value) -> Value {
    (box.load() ?? box.storeIfNil(Box(make()))).value
  }
}
