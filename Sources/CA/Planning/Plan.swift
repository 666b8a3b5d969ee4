public import Diagnostics
public import SystemPackage
public import X509

/// What `apply` would do, and why.
public struct Plan: Sendable {
  /// One authority to be issued.
  public struct Issue: Hashable, Sendable {
    /// Whose it will be.
    public let owner: AuthorityOwner
    /// Root or intermediate.
    public let role: Authority.Role
    /// Its generation.
    public let generation: Int
    /// Whether it takes the place of one that exists.
    public let isRenewal: Bool
    /// Why it is needed.
    public let reason: String

    /// The name on the command line.
    public var name: String { "\(owner)/\(role.rawValue)" }
  }

  /// One authority that stays as it is.
  public struct Keep: Hashable, Sendable {
    /// The authority.
    public let authority: Authority
    /// When `plan` will renew it; nil for a root, which is rotated instead.
    public let renewal: Timestamp?
  }

  /// The files of one mesh that would be written or removed.
  public struct Write: Hashable, Sendable {
    /// The mesh.
    public let mesh: String
    /// The paths below its folder; empty when they follow from an issue and are not known yet.
    public let paths: [FilePath]
  }

  /// In the order in which they are issued: roots first.
  public let issues: [Issue]
  /// What stays.
  public let keeps: [Keep]
  /// What is written.
  public let writes: [Write]
  /// What the administrators should know before: restarts, first bundles, waits.
  public let notes: [Diagnostic]

  /// Whether `apply` would change anything.
  public var isPending: Bool { !issues.isEmpty || !writes.isEmpty }

  /// Whether something that exists is replaced, so that people must act: nothing is replaced without being asked for.
  public var replacesSomething: Bool { issues.contains(where: \.isRenewal) }
}
