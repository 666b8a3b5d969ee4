public import Diagnostics

/// A federation with all names derived, and each peering seen from both sides.
public struct ResolvedFederation: Hashable, Sendable {
  /// By default `federation`.
  public let name: String
  /// How the meshes have their roots: as the file says, unless ``rooted(_:)`` knows better.
  public private(set) var roots: RootMode
  /// What the file says.
  public let describedRoots: RootMode
  /// In file order.
  public let meshes: [Mesh]
  /// The remotes whose bundles can be fetched, in file order.
  public let remoteEndpoints: [RemoteEndpoint]
  /// How the bundles of the meshes are published.
  public let publishing: Publishing
  /// What needs a second person; nil if nothing does.
  public let approval: ApprovalPolicy?
  /// The organization in the subject of a shared root.
  public let organization: String
  /// Warnings and notes, in file order, without those that the file acknowledges.
  public let findings: [Diagnostic]
  /// The codes that the file acknowledges.
  public let acknowledged: Set<Code>
  private let positions: [String: Int]

  /// Derives everything that the file leaves out, and checks the result. Throws all errors, not only the first.
  ///
  /// `roots` takes the place of what the file says. `remotes` has the known facts about remotes. A remote without facts is a warning: its peers get their gateways,
  /// but no `Peer` for it.
  public init(
    _ file: FederationFile, roots mode: RootMode? = nil, remotes: [RemoteMesh] = []
  ) throws(FederationError) {
    let file = mode.map { file.rooted($0) } ?? file
    var resolver = Resolver(file, remotes: remotes)
    let meshes = resolver.resolve()
    let publishing = resolver.publishing()
    let approval = resolver.approval()
    let findings = resolver.findings.inOrderOfFile
    if findings.contains(where: { $0.severity == .error }) { throw .findings(findings) }
    name = resolver.name
    roots = file.roots
    describedRoots = file.roots
    remoteEndpoints = file.remoteNames.compactMap { resolver.endpoints[$0] }
    self.publishing = publishing
    self.approval = approval
    organization = resolver.sharedOrganization
    self.meshes = meshes
    positions = Dictionary(meshes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    let acknowledged = Set(file.acknowledged.map { Code(rawValue: $0.value) })
    self.acknowledged = acknowledged
    self.findings = findings.filter { !acknowledged.contains($0.code) }
  }

  /// The same federation whose meshes have their roots in another way.
  public func rooted(_ roots: RootMode) -> ResolvedFederation {
    var federation = self
    federation.roots = roots
    return federation
  }

  public func mesh(named name: String) -> Mesh? { positions[name].map { meshes[$0] } }
}
