public import Diagnostics
public import X509

/// Something that has to be known before a rotation may go on.
public struct Gate: Hashable, Sendable {
  /// What has to be known.
  public enum Need: String, Hashable, Sendable {
    /// A holder has a bundle with the root that arrives.
    case holdsArriving = "holds-arriving"
    /// A holder has a bundle without the root that leaves.
    case dropsLeaving = "drops-leaving"
    /// No workload of a mesh can present a chain below the root that leaves.
    case workloadsRenewed = "workloads-renewed"
    /// Intermediates that were signed for requests are replaced by ones below the root that arrives.
    case requestsAnswered = "requests-answered"
    /// A mesh's istiod no longer serves below the root that leaves.
    case istiodRestarted = "istiod-restarted"
  }

  /// What has to be known.
  public let need: Need
  /// The mesh that has to be seen.
  public let holder: String
  /// The mesh whose roots or chains it is about.
  public let mesh: String
  /// Whether it is known now.
  public let isOpen: Bool
  /// When it opens by itself; nil when something has to be seen first, or when it is open.
  public let opens: Timestamp?
  /// What is missing, in words.
  public let waitsFor: String
  /// What to type when something has to be seen.
  public let next: Message
}
