/// Limits on the work of one verification. A hostile set of certificates reaches a limit within milliseconds and is
/// rejected as too complex.
public struct PathLimits: Hashable, Sendable {
  /// Certificates between the leaf and the anchor.
  public var intermediates: Int
  /// Signature checks in total.
  public var signatureChecks: Int
  /// Attempts to extend a path by a certificate.
  public var steps: Int
  /// Comparisons of a name with a constraint; every 256 octets read count as one more.
  public var nameComparisons: Int
  /// Comparisons of a certificate with the scope of a revocation list.
  public var listComparisons: Int
  /// Failed paths kept for the explanation.
  public var explainedPaths: Int

  /// The defaults are far above what any mesh needs.
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
