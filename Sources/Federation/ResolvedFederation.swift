public import Diagnostics

/// A federation with every name derived and every peering seen from both sides.
public struct ResolvedFederation: Hashable, Sendable {
  /// Its name, `federation` unless said otherwise.
  public let name: String
  /// Whether the meshes share a root.
  public let roots: RootMode
  /// The meshes, in the order of the file.
  public let meshes: [Mesh]
  /// The organization in the subject of a shared root.
  public let organization: String
  /// Warnings and notes, in the order of the file.
  public let findings: [Diagnostic]

  /// Derives what the file leaves out and checks that the whole can work; throws every fault, not only the first.
  ///
  /// `remotes` holds what is known of the meshes that other people run. A remote of whom nothing is known is a warning,
  /// and its peers get their gateways but no view of it.
  public init(_ file: FederationFile, remotes: [RemoteMesh] = []) throws(FederationError) {
    var resolver = Resolver(file, remotes: remotes)
    let meshes = resolver.resolve()
    let findings = resolver.findings.inOrderOfFile
    if findings.contains(where: { $0.severity == .error }) { throw .findings(findings) }
    name = resolver.name
    roots = file.roots
    organization = resolver.sharedOrganization
    self.meshes = meshes
    self.findings = findings
  }

  /// The mesh of that name.
  public func mesh(named name: String) -> Mesh? { meshes.first { $0.name == name } }
}
