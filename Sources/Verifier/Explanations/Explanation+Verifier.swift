package import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  package static let inVerifier: [Explanation] = validation + chains + handshakes
}
