public import CA
public import Diagnostics

/// A precondition for the next step of a migration.
public struct MigrationGate: Hashable, Sendable {
  public let need: MigrationNeed
  /// The mesh to be observed.
  public let holder: String
  public let isOpen: Bool
  /// What opened it; nil while it is shut.
  public let source: String?
  /// What is missing, as text.
  public let waitsFor: String
  /// The command that records the evidence.
  public let next: Message
}

extension MigrationNeed {
  /// The text for people; programs read the raw value.
  public var title: String {
    switch self {
    case .roots: "has the roots of every peer in its configuration"
    case .applied: "has the objects of the new way"
    case .restarted: "its proxies were restarted"
    case .verified: "its requests pass through the east-west gateways"
    case .severed: "nothing of the old way is left"
    case .installed: "its new control plane has the roots of every peer"
    case .sameRoots: "its own roots are the same"
    case .moved: "every workload has a proxy of the new control plane"
    case .removed: "the old control plane is removed"
    case .restored: "everything is as before"
    }
  }

  /// The sentence by which somebody vouches for it; nil for what only an object shows.
  func sentence(_ holder: String) -> String? {
    switch self {
    case .roots, .installed, .sameRoots: nil
    case .applied: "\(holder) applied"
    case .restarted: "all proxies restarted"
    case .verified: "\(holder) verified"
    case .severed: "\(holder) severed"
    case .moved: "all workloads moved"
    case .removed: "old control plane removed"
    case .restored: "\(holder) restored"
    }
  }
}
