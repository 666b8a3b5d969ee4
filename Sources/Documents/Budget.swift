/// How much of one document's limits is left.
struct Budget {
  private let limits: ReadingLimits
  private let source: String
  /// Keys and values read so far.
  private(set) var nodes = 0
  /// Bytes of keys and scalars read so far.
  private(set) var bytes = 0

  init(_ limits: ReadingLimits, source: String) {
    self.limits = limits
    self.source = source
  }

  /// Charges nodes and the bytes of their text: once when read, and again for each alias.
  mutating func spend(nodes more: Int, bytes moreBytes: Int, at mark: Mark) throws(DocumentsError) {
    nodes += more
    bytes += moreBytes
    guard nodes <= limits.maxExpandedNodes else {
      throw .limit(.nodes, allowed: limits.maxExpandedNodes, mark.place(in: source))
    }
    guard bytes <= limits.maxDocumentBytes else {
      throw .limit(.bytes, allowed: limits.maxDocumentBytes, mark.place(in: source))
    }
  }

  /// `depth` is the number of sequences and mappings inside each other.
  func check(depth: Int, at mark: Mark) throws(DocumentsError) {
    guard depth <= limits.maxDepth else { throw .limit(.depth, allowed: limits.maxDepth, mark.place(in: source)) }
  }
}
