/// What is left of one document's limits.
struct Budget {
  private let limits: ReadingLimits
  private let source: String
  /// Keys and values so far.
  private(set) var nodes = 0
  /// Bytes of keys and scalars so far.
  private(set) var bytes = 0

  /// Starts a document.
  init(_ limits: ReadingLimits, source: String) {
    self.limits = limits
    self.source = source
  }

  /// Counts nodes and the bytes of their texts, as read or once more for an alias.
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

  /// Checks the number of sequences and mappings inside each other.
  func check(depth: Int, at mark: Mark) throws(DocumentsError) {
    guard depth <= limits.maxDepth else { throw .limit(.depth, allowed: limits.maxDepth, mark.place(in: source)) }
  }
}
