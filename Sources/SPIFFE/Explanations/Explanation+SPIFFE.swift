package import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  package static let inSPIFFE: [Explanation] = identities + leaves + authorities + bundles
}
