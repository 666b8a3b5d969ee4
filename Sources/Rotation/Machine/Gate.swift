public import Diagnostics
public import X509

/// A precondition for the next step of a rotation.
public struct Gate: Hashable, Sendable {
  /// What must be known.
  public enum Need: String, Hashable, Sendable {
    /// The folder of a mesh can be written, so that a step reaches it.
    case folderWritten = "folder-written"
    /// A holder has a bundle with the new root.
    case holdsArriving = "holds-arriving"
    /// A holder has a bundle without the old root.
    case dropsLeaving = "drops-leaving"
    /// A remote below the root publishes the bundle that the step needs: its own peers know only that one.
    case peerPublished = "peer-published"
    /// The API server trusts the webhooks of a mesh's istiod once it serves below the new root.
    case webhooksUpdated = "webhooks-updated"
    /// The owner of the new root has signed the mesh's intermediate, and it is installed.
    case answerInstalled = "answer-installed"
    /// No workload of a mesh can present a chain below the old root.
    case workloadsRenewed = "workloads-renewed"
    /// Intermediates signed for requests are replaced by intermediates below the new root.
    case requestsAnswered = "requests-answered"
    /// A mesh's istiod no longer serves with a certificate below the old root.
    case istiodRestarted = "istiod-restarted"

    /// The text for people; programs read the raw value.
    public var title: String {
      switch self {
      case .folderWritten: "its folder can be written"
      case .holdsArriving: "has the new root"
      case .dropsLeaving: "has dropped the old root"
      case .peerPublished: "publishes the roots of this step"
      case .webhooksUpdated: "its webhooks trust the new root"
      case .answerInstalled: "its new intermediate is installed"
      case .workloadsRenewed: "workloads have renewed"
      case .requestsAnswered: "requested intermediates are replaced"
      case .istiodRestarted: "istiod has restarted"
      }
    }
  }

  public let need: Need
  /// The mesh to be observed.
  public let holder: String
  /// The mesh whose roots or chains are concerned.
  public let mesh: String
  public let isOpen: Bool
  /// When it opens by itself; nil if it is open or needs evidence.
  public let opens: Timestamp?
  /// What is missing, as text.
  public let waitsFor: String
  /// The command that records the evidence.
  public let next: Message
  /// What opens it before its time, if that is true; empty if nothing does.
  public let shortcut: Message
}
