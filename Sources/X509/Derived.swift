import Synchronization

/// An object derived from a certificate's bytes, made on first use, on any thread.
///
/// Its class is no generic one: looking up the type of a generic class takes longer than the rest.
struct Derived<Object: AnyObject & Sendable>: ~Copyable, Sendable {
  private let known = AtomicLazyReference<Object>()

  /// Concurrent callers may each make the object; all of them get the same one.
  func object(_ make: () -> Object) -> Object { known.load() ?? known.storeIfNil(make()) }
}

/// A text derived from a certificate.
final class DerivedText: Sendable {
  let text: String

  init(_ text: String) {
    self.text = text
  }
}
