public import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  public static let inFederation: [Explanation] = description + services + trustCards + removals
}
