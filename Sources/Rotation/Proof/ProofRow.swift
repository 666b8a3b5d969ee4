import Federation
public import X509

/// One side of a handshake that a step must not break: one party presents, the other verifies.
public struct ProofRow: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// Between the gateways of two meshes. Each ordered pair represents one side in both directions.
    case federation
    /// Between two workloads of one mesh.
    case own
    /// Between a proxy and its istiod, by istiod's DNS name.
    case istiod
  }

  /// The result of one combination of states.
  public enum Verdict: Hashable, Sendable {
    case passes
    /// The chain is rejected by this rule.
    case fails(code: String, why: String)
    /// The presented chain is unknown.
    case unknown
  }

  /// One combination of states at one time.
  public struct Cell: Hashable, Sendable {
    /// The version of the presenter's signer; 0 if unknown.
    public let signer: Int
    /// The version of the bundle on the verifying side, which is its own if it has no roots of the presenter; 0 if unknown.
    public let bundle: Int
    public let time: Timestamp
    public let verdict: Verdict
    /// What is in that version, in the order of the file.
    let roots: [Certificate]
    /// Whether it fails only because the version of the verifying proxies uses the first of several roots: with all of them
    /// the same chain would pass.
    let isForOneRoot: Bool

    /// Nothing is known of what is presented.
    static func unknown(at time: Timestamp) -> Cell {
      Cell(signer: 0, bundle: 0, time: time, verdict: .unknown, roots: [], isForOneRoot: false)
    }
  }

  /// The mesh that presents.
  public let presenter: String
  /// The mesh that verifies.
  public let holder: String
  public let kind: Kind
  /// Every combination that no evidence has ruled out.
  public let cells: [Cell]

  /// The combinations that fail.
  public var failures: [Cell] {
    cells.filter { if case .fails = $0.verdict { true } else { false } }
  }

  /// Whether the presented chain is unknown.
  public var isUnknown: Bool { cells.contains { $0.verdict == .unknown } }

  /// Whether the holder refuses before a step as well, in every combination, and never gets the roots of the presenter in
  /// any of some descriptions: the step takes nothing away.
  ///
  /// The descriptions alone do not tell: the holder's own bundle may have the presenter's root.
  ///
  /// - Parameter before: The proof of the state before the step.
  func isCutOff(in federations: [ResolvedFederation], before: HandshakeProof) -> Bool {
    guard kind == .federation, federations.allSatisfy({ !$0.hasRoots(of: presenter, at: holder) }) else { return false }
    return before.rows.contains { row in
      row.kind == kind && row.presenter == presenter && row.holder == holder
        && row.failures.count == row.cells.count
    }
  }
}
