public import X509

/// One handshake side that a step must not break: somebody presents, somebody judges.
public struct ProofRow: Hashable, Sendable {
  /// Which kind of handshake it is.
  public enum Kind: String, Hashable, Sendable {
    /// Between the gateways of two meshes; each ordered pair stands for one side of both directions.
    case federation
    /// Between two workloads of one mesh.
    case own
    /// Between a proxy and its istiod, by istiod's DNS name.
    case istiod
  }

  /// What one combination of states came to.
  public enum Verdict: Hashable, Sendable {
    /// The chain is accepted.
    case passes
    /// The chain is refused, by this rule.
    case fails(code: String, why: String)
    /// Nobody here knows what is presented.
    case unknown
  }

  /// One combination of states at one moment.
  public struct Cell: Hashable, Sendable {
    /// The version of the presenter's signer; 0 when it is not known.
    public let signer: Int
    /// The version of the presenter's bundle that the judging side holds; 0 when it is not known.
    public let bundle: Int
    /// The moment.
    public let time: Timestamp
    /// What it came to.
    public let verdict: Verdict
  }

  /// Who presents a certificate.
  public let presenter: String
  /// Who judges it.
  public let holder: String
  /// Which kind of handshake it is.
  public let kind: Kind
  /// Every combination that no evidence has closed.
  public let cells: [Cell]

  /// The combinations that break.
  public var failures: [Cell] {
    cells.filter { if case .fails = $0.verdict { true } else { false } }
  }

  /// Whether it is not known what is presented.
  public var isUnknown: Bool { cells.contains { $0.verdict == .unknown } }
}
