extension [UInt8] {
  /// Lends the octets, with typed errors.
  @safe func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try unsafe withUnsafeBufferPointer { buffer throws(E) in try unsafe body(UnsafeRawBufferPointer(buffer)) }
  }

  /// Lends the octets for writing, with typed errors.
  @safe mutating func withMutableBytes<R, E: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try unsafe withUnsafeMutableBufferPointer { buffer throws(E) in
      try unsafe body(UnsafeMutableRawBufferPointer(buffer))
    }
  }
}

/// Lends the octets of a collection as contiguous memory; arrays, slices and raw buffers are not copied.
@safe func withContiguousBytes<R>(
  of bytes: some Collection<UInt8>, _ body: (UnsafeRawBufferPointer) -> R
) -> R {
  let lent = bytes.withContiguousStorageIfAvailable { unsafe body(UnsafeRawBufferPointer($0)) }
  if let lent { return lent }
  return Array(bytes).withBytes { unsafe body($0) }
}

extension UnsafeRawBufferPointer {
  /// The start for OpenSSL to read; nil if empty.
  var octets: UnsafePointer<UInt8>? { unsafe baseAddress?.assumingMemoryBound(to: UInt8.self) }
}

extension UnsafeMutableRawBufferPointer {
  /// The start for OpenSSL to write; nil if empty.
  var octets: UnsafeMutablePointer<UInt8>? { unsafe baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
