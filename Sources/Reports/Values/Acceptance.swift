public import Diagnostics

/// Whether one mesh accepts what another presents, as far as the home can tell.
public struct Acceptance: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    case accepts
    /// The holder rejects the presenter's chain.
    case rejects(Diagnostic)
    /// It cannot be verified here. Unknown is never a pass.
    case unknown(String)
  }

  /// The mesh that verifies.
  public let holder: String
  /// The mesh that presents.
  public let presenter: String
  public let state: State
  /// Whether a rotation waits for evidence of what the holder has, or of what the presenter presents.
  public let isAwaited: Bool

  public var isAccepted: Bool { state == .accepts }

  /// The state in one word.
  public var word: String {
    switch state {
    case .accepts: "accepts"
    case .rejects: "rejects"
    case .unknown: "unknown"
    }
  }
}
