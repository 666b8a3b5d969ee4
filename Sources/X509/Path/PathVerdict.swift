/// The result of path validation. Rejection is a result, not an error.
public enum PathVerdict: Hashable, Sendable {
  /// A path from the leaf to an anchor breaks no rule.
  case valid(ValidPath)
  /// No path is valid; the most informative failure comes first.
  case invalid([FailedPath])
  /// A limit was reached first, which counts as a rejection.
  case tooComplex(SearchLimit, failures: [FailedPath])
}

/// A validated path.
public struct ValidPath: Hashable, Sendable {
  /// Leaf first, anchor last.
  public let certificates: [Certificate]

  init(_ certificates: [Certificate]) {
    self.certificates = certificates
  }

  package var anchor: Certificate? { certificates.last }

  /// The certificate that expires first, which ends the path.
  package var firstToExpire: Certificate? {
    certificates.min { $0.validity.notAfter < $1.validity.notAfter }
  }
}

/// A path that is invalid at one certificate.
public struct FailedPath: Hashable, Sendable {
  /// Leaf first, as far as the path went.
  package let certificates: [Certificate]
  /// The index of the certificate that breaks a rule.
  package let index: Int
  /// The rule and the evidence.
  package let failure: PathFailure

  init(_ certificates: [Certificate], at index: Int, _ failure: PathFailure) {
    self.certificates = certificates
    self.index = index
    self.failure = failure
  }

  /// The certificate that breaks the rule.
  package var certificate: Certificate? { certificates.indices.contains(index) ? certificates[index] : nil }
}
