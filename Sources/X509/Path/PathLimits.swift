/// How much work a verification may take. A hostile set of certificates runs into a limit within milliseconds and is
/// then refused as too complex, never accepted.
public struct PathLimits: Hashable, Sendable {
  /// Certificates between the leaf and the anchor.
  public var intermediates: Int
  /// Signature checks in all.
  public var signatureChecks: Int
  /// Times a certificate is tried as the next one of a path.
  public var steps: Int
  /// Comparisons of a name with a constraint; 256 octets read for them count as one more.
  public var nameComparisons: Int
  /// Comparisons of a certificate with the scope of a revocation list.
  public var listComparisons: Int
  /// Failed paths that are remembered for the explanation.
  public var explainedPaths: Int

  /// Limits far above what any mesh needs.
  public init(
    intermediates: Int = 8, signatureChecks: Int = 128, steps: Int = 2048, nameComparisons: Int = 65_536,
    listComparisons: Int = 16_384, explainedPaths: Int = 16
  ) {
    self.intermediates = intermediates
    self.signatureChecks = signatureChecks
    self.steps = steps
    self.nameComparisons = nameComparisons
    self.listComparisons = listComparisons
    self.explainedPaths = explainedPaths
  }
}
