import COpenSSL

/// Whether two byte strings are equal, in a time that depends on their lengths only.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.withBytes { left in
    right.withBytes { right in unsafe constantTimeEqual(left, right) }
  }
}

func constantTimeEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  guard left.count == right.count else { return false }
  guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
  return unsafe CRYPTO_memcmp(leftStart, rightStart, left.count) == 0
}
