import Cryptography

/// A Merkle tree as RFC 6962 section 2.1 hashes it, of which only the roots of the complete subtrees are kept: enough to
/// add leaves and to tell the root.
struct MerklePeaks: Hashable, Sendable {
  static let size = 32

  private(set) var count: Int64 = 0
  /// Of the largest subtree first; their sizes are the powers of two whose sum is the count.
  private(set) var peaks: [[UInt8]] = []

  init() {}

  /// Takes stored peaks; nil if there cannot be as many.
  init?(count: Int64, octets: [UInt8]) {
    guard count >= 0, octets.count == count.nonzeroBitCount * Self.size else { return nil }
    self.count = count
    peaks = stride(from: 0, to: octets.count, by: Self.size).map { Array(octets[$0..<($0 + Self.size)]) }
  }

  /// What is stored.
  var octets: [UInt8] { Array(peaks.joined()) }

  mutating func append(_ leaf: [UInt8]) {
    var node = Digest.hash(.sha256, [0x00] + leaf)
    var rest = count
    while rest & 1 == 1, let left = peaks.popLast() {
      node = Self.parent(left, node)
      rest >>= 1
    }
    peaks.append(node)
    count += 1
  }

  /// The hash of nothing for an empty tree.
  var root: [UInt8] {
    guard var root = peaks.last else { return Digest.hash(.sha256, [UInt8]()) }
    for peak in peaks.dropLast().reversed() { root = Self.parent(peak, root) }
    return root
  }

  private static func parent(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    Digest.hash(.sha256, [0x01] + left + right)
  }
}
