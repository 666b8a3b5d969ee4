public import CA
public import Diagnostics
public import Federation
import Kubernetes
public import SPIFFE
public import X509

/// The roots that the proxies of one mesh pool: each may issue for every trust domain, unless its name constraints say
/// otherwise.
public struct PooledRoots: Sendable {
  public let mesh: String
  /// The roots of others that may issue for a trust domain of somebody else there.
  public let unconstrained: [Certificate]
  /// The roots of others whose name constraints keep them to their own.
  public let constrained: [Certificate]
  public let trustDomain: TrustDomain

  /// Whether the proxies of a mesh trust one pool of roots for every trust domain.
  public static func arePooled(at mesh: Mesh) -> Bool {
    mesh.poolsRoots && mesh.dataPlane == .sidecar && mesh.controlPlane.multiRoot
  }

  /// - Parameter domain: The trust domain whose identities are asked about.
  /// - Returns: Nil if the mesh keeps the roots of each trust domain apart, or has those of that domain alone.
  public init?(
    _ mesh: Mesh, of domain: TrustDomain, _ federation: ResolvedFederation, _ authorities: AuthoritySet
  ) {
    guard Self.arePooled(at: mesh) else { return nil }
    let domains = [(mesh.name, mesh.trustDomain)] + mesh.peers.map { ($0.name, $0.trustDomain) }
    func roots(_ name: String) -> [Certificate] { authorities.bundle(of: name, in: federation)?.certificates ?? [] }
    let own = Set(domains.filter { $0.1 == domain }.flatMap { roots($0.0) })
    let others = domains.filter { $0.1 != domain }.flatMap { roots($0.0) }.filter { !own.contains($0) }.distinct()
    guard !others.isEmpty else { return nil }
    self.mesh = mesh.name
    trustDomain = domain
    unconstrained = others.filter { $0.permitsIdentities(of: domain) }
    constrained = others.filter { !$0.permitsIdentities(of: domain) }
  }

  /// Who could pose as the trust domain there, and what stops the others.
  public var note: Diagnostic {
    func list(_ roots: [Certificate]) -> String { roots.map { "`\($0)`" }.joined(separator: ", ") }
    guard !unconstrained.isEmpty else {
      return Diagnostic(
        "MT-RH-06", .note,
        what: "`\(mesh)` pools its roots, and only their name constraints keep others out of \(trustDomain)",
        why: "at its proxies every root may issue for every trust domain; \(list(constrained)) may not, because of the "
          + "constraints in them")
    }
    return Diagnostic(
      "MT-RH-06", .warning, what: "at `\(mesh)`, \(list(unconstrained)) could issue identities of \(trustDomain) too",
      why: "its proxies pool all roots, and no name constraint keeps these to their own trust domain",
      next: "replace them by roots with name constraints, or keep each trust domain's roots apart with SPIRE")
  }
}
