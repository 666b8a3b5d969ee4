package import Diagnostics

extension PathPolicy {
  /// Why a leaf would be refused below authorities, whatever its signature; nil if it would not be.
  ///
  /// - Parameter authorities: From the leaf's issuer to the anchor, on a path whose signatures are verified.
  package func refusal(of leaf: Certificate, below authorities: [Certificate]) -> Message? {
    var validator = PathValidator(policy: self, path: [leaf] + authorities)
    var budget = SearchBudget(limits)
    do throws(SearchLimit) {
      let broken = try validator.failure(within: &budget)
      return broken.flatMap { PathVerdict.invalid([$0]).refusal?.what }
    } catch {
      return PathVerdict.tooComplex(error, failures: []).refusal?.what
    }
  }
}
