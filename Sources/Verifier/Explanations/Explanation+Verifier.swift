public import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  public static let inVerifier: [Explanation] = validation + chains + handshakes
}
