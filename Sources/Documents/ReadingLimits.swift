/// Limits on one document; a file that exceeds them is refused.
public struct ReadingLimits: Hashable, Sendable {
  /// Sequences and mappings nested in each other.
  public var maxDepth: Int
  /// Keys and values of one document, aliases expanded.
  public var maxExpandedNodes: Int
  /// Bytes of one document, as written and again with aliases expanded.
  public var maxDocumentBytes: Int

  /// The defaults fit a cluster's largest objects (1.5 MB in etcd) and whole `oc get` lists.
  public init(maxDepth: Int = 64, maxExpandedNodes: Int = 1_000_000, maxDocumentBytes: Int = 64 << 20) {
    self.maxDepth = maxDepth
    self.maxExpandedNodes = maxExpandedNodes
    self.maxDocumentBytes = maxDocumentBytes
  }
}
