public import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  public static let inCA: [Explanation] =
    adoption + approvals + binding + checkpoints + deployments + externalRoots + home + keys + refusals + revocation
    + rotationRefusals + migrations + secretSealing + store + trust + publishing
}
