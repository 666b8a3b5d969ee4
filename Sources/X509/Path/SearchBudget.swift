/// A limit of ``PathLimits`` that a search reached, with its value. The chain is then rejected as too complex.
public enum SearchLimit: Error, Hashable, Sendable {
  /// ``PathLimits/signatureChecks``
  case signatureChecks(Int)
  /// ``PathLimits/steps``
  case steps(Int)
  /// ``PathLimits/nameComparisons``
  case nameComparisons(Int)
  /// ``PathLimits/listComparisons``
  case listComparisons(Int)
}

extension SearchLimit: CustomStringConvertible {
  /// "128 signature checks"
  public var description: String {
    switch self {
    case .signatureChecks(let count): "\(count) signature checks"
    case .steps(let count): "\(count) steps"
    case .nameComparisons(let count): "\(count) comparisons of names with constraints"
    case .listComparisons(let count): "\(count) comparisons with revocation lists"
    }
  }
}

/// The work that one search may still do, shared by all its parts, including searches for the signers of revocation
/// lists.
struct SearchBudget {
  private let limits: PathLimits
  private(set) var signatureChecks: Int
  private(set) var steps: Int
  private(set) var nameComparisons: Int
  private(set) var listComparisons: Int

  init(_ limits: PathLimits) {
    self.limits = limits
    signatureChecks = limits.signatureChecks
    steps = limits.steps
    nameComparisons = limits.nameComparisons
    listComparisons = limits.listComparisons
  }

  /// One signature over this many octets; every 64 KiB count as another check.
  mutating func spendSignatureCheck(octets: Int) throws(SearchLimit) {
    signatureChecks -= 1 + octets >> 16
    guard signatureChecks >= 0 else { throw .signatureChecks(limits.signatureChecks) }
  }

  /// One attempt to extend a path by a certificate.
  mutating func spendStep() throws(SearchLimit) {
    steps -= 1
    guard steps >= 0 else { throw .steps(limits.steps) }
  }

  mutating func spendNameComparisons(_ count: Int) throws(SearchLimit) {
    nameComparisons -= count
    guard nameComparisons >= 0 else { throw .nameComparisons(limits.nameComparisons) }
  }

  mutating func spendListComparisons(_ count: Int) throws(SearchLimit) {
    listComparisons -= count
    guard listComparisons >= 0 else { throw .listComparisons(limits.listComparisons) }
  }

  /// After it is known that there is no path, explaining why may take as many steps again.
  mutating func renewSteps() { steps = limits.steps }
}
