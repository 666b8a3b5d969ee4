public import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  public static let inX509: [Explanation] = encodings + paths
}
