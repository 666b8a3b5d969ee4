import Glibc

extension ArraySlice<UInt8> {
  /// Whether the octets are the same, compared at once; `==` goes one by one.
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
  /// Takes in octets at once; a collection of them would go in one by one.
  mutating func combine(octets: ArraySlice<UInt8>) {
    unsafe octets.withUnsafeBytes { unsafe combine(bytes: $0) }
  }
}
