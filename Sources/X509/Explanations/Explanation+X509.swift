package import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  package static let inX509: [Explanation] = encodings + paths
}
