/// The answer of path validation. A refusal is an answer, not an error.
public enum PathVerdict: Hashable, Sendable {
  /// A path leads from the leaf to an anchor and breaks no rule.
  case valid(ValidPath)
  /// No path does; the most telling failure comes first.
  case invalid([FailedPath])
  /// A limit was reached before an answer was found, which counts as a refusal.
  case tooComplex(SearchLimit, failures: [FailedPath])
}

/// A path that holds.
public struct ValidPath: Hashable, Sendable {
  /// Leaf first, anchor last.
  public let certificates: [Certificate]

  init(_ certificates: [Certificate]) {
    self.certificates = certificates
  }

  /// The root that the path ends in.
  public var anchor: Certificate? { certificates.last }

  /// The certificate of the path that expires first, and with it the path.
  public var firstToExpire: Certificate? {
    certificates.min { $0.validity.notAfter < $1.validity.notAfter }
  }
}

/// A path that breaks at one certificate.
public struct FailedPath: Hashable, Sendable {
  /// Leaf first, as far as the path went.
  public let certificates: [Certificate]
  /// The index of the certificate that broke a rule.
  public let index: Int
  /// The rule and the evidence.
  public let failure: PathFailure

  init(_ certificates: [Certificate], at index: Int, _ failure: PathFailure) {
    self.certificates = certificates
    self.index = index
    self.failure = failure
  }

  /// The certificate that broke a rule.
  public var certificate: Certificate? { certificates.indices.contains(index) ? certificates[index] : nil }
}
