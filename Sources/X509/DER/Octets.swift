import Glibc

extension ArraySlice<UInt8> {
  /// Compares with `memcmp`; `==` on slices compares octet by octet.
  func isIdentical(to other: ArraySlice<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return unsafe withUnsafeBytes { ours in
      unsafe other.withUnsafeBytes { theirs in
        guard let start = ours.baseAddress, let otherStart = theirs.baseAddress else { return true }
        return unsafe memcmp(start, otherStart, ours.count) == 0
      }
    }
  }
}

extension Hasher {
  /// Feeds the octets in one call rather than one by one.
  mutating func combine(octets: ArraySlice<UInt8>) {
    unsafe octets.withUnsafeBytes { unsafe combine(bytes: $0) }
  }
}
