/// How a kind of OpenSSL object is given back; the kinds are told apart at compile time by this type alone.
package protocol OpenSSLResource {
  /// Frees one object, and wipes what it holds if that is secret.
  static func release(_ raw: OpaquePointer)
}

/// Sole ownership of one OpenSSL object.
///
/// OpenSSL's structures all arrive in Swift as `OpaquePointer`; the type parameter is what tells a key from a context.
@safe package struct Owned<Resource: OpenSSLResource>: ~Copyable {
  private let raw: OpaquePointer

  /// Takes what `make` returns; nothing returned is a failure, told with OpenSSL's reasons.
  @safe package init(_ operation: StaticString, _ make: () -> OpaquePointer?) throws(CryptographyError) {
    OpenSSLError.dropOldEntries()
    guard let made = unsafe make() else { throw .openSSL(.draining(operation)) }
    unsafe raw = made
  }

  /// Lends the pointer for the length of `body`.
  ///
  /// There is no other way to it: Swift ends the life of a temporary before the call its pointer is an argument of.
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

/// An OpenSSL object that is complete when it comes here, and shared from then on.
///
/// `@unchecked` holds because only objects that nobody changes any more are shared, and OpenSSL lets any number of
/// threads read those: fetched algorithms, and keys used as templates.
@safe final class Shared<Resource: OpenSSLResource>: @unchecked Sendable {
  private let owned: Owned<Resource>

  init(_ owned: consuming Owned<Resource>) {
    self.owned = owned
  }

  /// Lends the pointer for the length of `body`.
  @safe func withRaw<R: ~Copyable, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
    try owned.withRaw(body)
  }
}
