public import Diagnostics
public import SystemPackage
public import X509

/// What `apply` would do, and why.
public struct Plan: Sendable {
  /// An authority to be issued.
  public struct Issue: Hashable, Sendable {
    public let owner: AuthorityOwner
    public let role: Authority.Role
    public let generation: Int
    /// Whether it replaces an existing one.
    public let isRenewal: Bool
    /// Why it is needed.
    public let reason: String

    /// The name on the command line.
    public var name: String { "\(owner)/\(role.rawValue)" }
  }

  /// An intermediate that another authority is to sign, and that nobody has asked for yet.
  public struct Unasked: Hashable, Sendable {
    public let mesh: String
    /// Why it is needed.
    public let reason: String
  }

  /// An authority that stays unchanged.
  public struct Keep: Hashable, Sendable {
    public let authority: Authority
    /// When `plan` will renew it; nil for a root, which is rotated instead.
    public let renewal: Timestamp?
  }

  /// The files of one mesh that would be written or removed.
  public struct Write: Hashable, Sendable {
    public let mesh: String
    /// The paths below its folder that are written; empty if they follow from an issue and are not known yet.
    public let paths: [FilePath]
    /// The paths that are deleted. The home wrote them.
    public let deletes: [FilePath]
    /// The deleted ones that contain a private key.
    public let keys: [FilePath]
  }

  /// In the order of issuance: roots first.
  public let issues: [Issue]
  public let keeps: [Keep]
  /// What `apply` cannot do, because the key of the root is elsewhere.
  public let unasked: [Unasked]
  public let writes: [Write]
  /// The folders that cannot be written before a peer has a root.
  public let blocked: [BlockedFolder]
  /// The bundles for web servers that are written.
  public let publications: [PublishedBundle]
  /// The meshes and remotes whose removal was stopped; `apply` finishes it.
  public let removals: [String]
  /// What administrators should know beforehand: restarts, first bundles, waiting times.
  public let notes: [Diagnostic]
  /// What the administrators do on the clusters besides applying, mesh by mesh.
  public let changes: [ClusterChange]

  /// Whether `apply` would change anything.
  public var isPending: Bool { !issues.isEmpty || !writes.isEmpty || !removals.isEmpty || !publications.isEmpty }

  /// Whether something existing is replaced, so that administrators have to act. That needs a confirmation.
  public var replacesSomething: Bool { issues.contains(where: \.isRenewal) }

  /// Whether plain keys that were written earlier are deleted. That needs a confirmation, too.
  public var deletesKeys: Bool { writes.contains { !$0.keys.isEmpty } }
}
