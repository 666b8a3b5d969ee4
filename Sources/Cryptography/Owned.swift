/// How to free a kind of OpenSSL object. The type also distinguishes the kinds at compile time.
package protocol OpenSSLResource {
  /// Frees one object, and wipes what it holds if that is secret.
  static func release(_ raw: OpaquePointer)
}

/// Sole ownership of one OpenSSL object.
///
/// All OpenSSL structures are `OpaquePointer` in Swift; the type parameter distinguishes a key from a context.
@safe package struct Owned<Resource: OpenSSLResource>: ~Copyable {
  private let raw: OpaquePointer

  /// Takes ownership of the result of `make`; nil is a failure, reported with OpenSSL's reasons.
  @safe package init(_ operation: StaticString, _ make: () -> OpaquePointer?) throws(CryptographyError) {
    OpenSSLError.dropOldEntries()
    guard let made = unsafe make() else { throw .openSSL(.draining(operation)) }
    unsafe raw = made
  }

  /// Lends the pointer for the duration of `body`.
  ///
  /// It is never returned, because Swift may destroy a temporary before the call that uses its pointer.
  @safe package borrowing func withRaw<R: ~Copyable, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
    try unsafe body(raw)
  }

  /// Lends the pointer to a call that returns 1 for success.
  @safe package borrowing func check(
    _ operation: StaticString, _ body: (OpaquePointer) -> Int32
  ) throws(CryptographyError) {
    try OpenSSLError.check(operation) { unsafe body(raw) }
  }

  deinit { unsafe Resource.release(raw) }
}

/// An OpenSSL object that is complete, and shared from then on.
///
/// `@unchecked` is correct because shared objects are never modified, and OpenSSL allows concurrent reads of them:
/// fetched algorithms, groups, and keys used as templates.
@safe final class Shared<Resource: OpenSSLResource>: @unchecked Sendable {
  private let owned: Owned<Resource>

  init(_ owned: consuming Owned<Resource>) {
    self.owned = owned
  }

  /// Lends the pointer for the duration of `body`.
  @safe func withRaw<R: ~Copyable, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
    try owned.withRaw(body)
  }
}
