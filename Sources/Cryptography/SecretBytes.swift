import COpenSSL

/// Octets that must not outlive their use: wiped when the last reference goes, equal in constant time, never printed.
///
/// `@unchecked` holds because the memory is written only inside `init`, before anybody else can see the object.
@safe public final class SecretBytes: @unchecked Sendable {
  private let storage: UnsafeMutableRawBufferPointer

  /// Takes `count` zero octets and lets `body` fill them. When `body` throws, whatever it wrote is wiped.
  @safe public init<E: Error>(
    count: Int, initializingWith body: (UnsafeMutableRawBufferPointer) throws(E) -> Void
  ) throws(E) {
    unsafe storage = .allocate(byteCount: count, alignment: 16)
    unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
    try unsafe body(storage)
  }

  /// Copies octets; wiping the originals stays with whoever has them.
  public convenience init(copying bytes: some Collection<UInt8>) {
    self.init(count: bytes.count) { buffer in unsafe buffer.copyBytes(from: bytes) }
  }

  /// How many octets there are.
  public var count: Int { unsafe storage.count }

  /// Lends the octets for the length of `body`; copies made there are not wiped.
  @safe public func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try unsafe body(UnsafeRawBufferPointer(storage))
  }

  deinit {
    unsafe OPENSSL_cleanse(storage.baseAddress, storage.count)
    unsafe storage.deallocate()
  }
}

extension SecretBytes: Equatable {
  /// Takes the same time wherever the octets differ; the lengths are not secret.
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
  /// Nothing to look into, for `dump` and failed test expectations.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
