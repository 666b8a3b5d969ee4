import COpenSSL
import Glibc

/// Secret octets: wiped when the last reference is released, compared in constant time, never printed.
///
/// `@unchecked` is correct because the memory is written only in `init`, before the object is shared.
@safe public final class SecretBytes: @unchecked Sendable {
  private let storage: UnsafeMutableRawBufferPointer

  /// Lets `body` fill `count` zeroed octets. If `body` throws, the octets are wiped.
  @safe public init<E: Error>(
    count: Int, initializingWith body: (UnsafeMutableRawBufferPointer) throws(E) -> Void
  ) throws(E) {
    unsafe storage = .allocate(byteCount: count, alignment: 16)
    // Where the system allows, the pages never reach the swap. They are not unlocked: other secrets may be on them.
    if let start = unsafe storage.baseAddress { _ = unsafe mlock(start, count) }
    unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
    try unsafe body(storage)
  }

  /// Copies octets; the caller remains responsible for wiping the originals.
  public convenience init(copying bytes: some Collection<UInt8>) {
    self.init(count: bytes.count) { buffer in unsafe buffer.copyBytes(from: bytes) }
  }

  public var count: Int { unsafe storage.count }

  /// Lends the octets for the duration of `body`; copies made there are not wiped.
  @safe public func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try unsafe body(UnsafeRawBufferPointer(storage))
  }

  deinit {
    unsafe OPENSSL_cleanse(storage.baseAddress, storage.count)
    unsafe storage.deallocate()
  }
}

extension SecretBytes: Equatable {
  /// Constant time; only the lengths are not secret.
  public static func == (left: SecretBytes, right: SecretBytes) -> Bool {
    left.withBytes { left in
      right.withBytes { right in unsafe constantTimeEqual(left, right) }
    }
  }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never the octets.
  public var description: String { "<secret>" }
  /// Never the octets.
  public var debugDescription: String { "<secret>" }
  /// Hides the octets from `dump` and failed test expectations.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
