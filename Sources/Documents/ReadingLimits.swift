/// How much one document may ask for; a file that asks for more is refused instead of read.
public struct ReadingLimits: Hashable, Sendable {
  /// Sequences and mappings inside each other.
  public var maxDepth: Int
  /// Keys and values of one document, each alias counted as what it stands for.
  public var maxExpandedNodes: Int
  /// Bytes of one document, as it is written and again with each alias counted as what it stands for.
  public var maxDocumentBytes: Int

  /// Sets limits; a cluster's largest objects (1.5 MB in etcd) and whole `oc get` lists fit the defaults.
  public init(maxDepth: Int = 64, maxExpandedNodes: Int = 1_000_000, maxDocumentBytes: Int = 64 << 20) {
    self.maxDepth = maxDepth
    self.maxExpandedNodes = maxExpandedNodes
    self.maxDocumentBytes = maxDocumentBytes
  }
}
