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

extension ArraySlice<UInt8> {
  /// A hash of all octets, seeded anew in each process.
  var octetsHash: Int {
    var hasher = Hasher()
    hasher.combine(octets: self)
    return hasher.finalize()
  }
}

extension [UInt8] {
  /// The first position of an octet in a range, by `memchr`.
  func firstIndex(of octet: UInt8, in range: Range<Int>) -> Int? {
    unsafe withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, range.lowerBound >= 0, range.upperBound <= bytes.count,
        let found = unsafe memchr(start + range.lowerBound, Int32(octet), range.count)
      else { return nil }
      return unsafe start.distance(to: UnsafeRawPointer(found))
    }
  }
}

extension Hasher {
  /// Feeds the octets in one call rather than one by one.
  mutating func combine(octets: ArraySlice<UInt8>) {
    unsafe octets.withUnsafeBytes { unsafe combine(bytes: $0) }
  }
}
