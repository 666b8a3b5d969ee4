public import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  public static let inSPIFFE: [Explanation] = identities + leaves + authorities + bundles
}
