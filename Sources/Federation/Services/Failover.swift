import Diagnostics
public import SPIFFE

/// A service that fails over from the workloads of one mesh to those of a peer, region by region.
public struct Failover: Hashable, Sendable {
  /// The service at home, which the import joins.
  public let service: ServiceName
  /// The host name that both share.
  public let host: String
  /// The region of the local workloads.
  public let from: String
  /// The region that the imported endpoints are said to be in.
  public let to: String
  /// The identities that may answer. Without any, none are listed.
  public private(set) var servers: [WorkloadIdentity]

  /// Makes an imported service fail over.
  ///
  /// - Parameters:
  ///   - imported: the import; it must be local, and have a locality, for otherwise the endpoints are not taken
  ///     together, or none of them counts as farther away.
  ///   - region: the region of the local workloads.
  ///   - servers: the identities that may answer, as ``Mesh/failoverServers(of:serviceAccounts:peer:)`` lists them.
  /// - Throws: ``FederationError/findings(_:)`` with the broken lint rules F-01, F-02, F-05 and F-07.
  public init(
    of imported: ImportedService, from region: String?, servers: [WorkloadIdentity]
  ) throws(FederationError) {
    let findings = Self.findings(imported, region)
    guard findings.isEmpty, let region, let locality = imported.locality else { throw .findings(findings) }
    service = imported.name
    host = imported.host
    from = region
    to = locality.region
    self.servers = servers
  }

  /// The same with more identities that may answer.
  public func adding(_ servers: [WorkloadIdentity]) -> Failover {
    var copy = self
    copy.servers += servers.filter { !copy.servers.contains($0) }
    return copy
  }

  private static func findings(_ imported: ImportedService, _ from: String?) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if !imported.isLocal {
      findings.append(
        Diagnostic(
          "MT-F-02", what: "`\(imported.offered.host)` cannot fail over: it is not imported as a local service",
          why: "under \(imported.host) its endpoints never stand beside those of this mesh",
          next: "set `importAsLocal: true` and an alias with a namespace in its import rule"))
    }
    if imported.locality == nil {
      findings.append(
        Diagnostic(
          "MT-F-01", what: "`\(imported.offered.host)` cannot fail over: its locality is not known",
          why: "without a region no endpoint counts as farther away than another",
          next: "set `spec.locality.region` of the import set to the peer's region"))
    }
    guard let from else {
      return findings + [
        Diagnostic(
          "MT-F-07", what: "`\(imported.host)` cannot fail over: the region of this mesh is not known",
          why: "the entry would apply to no workload", next: "give the mesh a `locality` with a region")
      ]
    }
    return findings + Self.findings(from: from, to: imported.locality?.region)
  }

  private static func findings(from: String, to: String?) -> [Diagnostic] {
    let regions = [from, to].compactMap { $0 }
    var findings = regions.filter { $0.isEmpty || $0.contains("/") || $0.contains("*") }.map {
      Diagnostic(
        "MT-F-05", what: "`\($0)` is no region", why: "istiod refuses a failover with zones or wildcards",
        next: "name the region alone, such as `us-east`")
    }
    if from == to {
      findings.append(
        Diagnostic(
          "MT-F-05", what: "a failover from `\(from)` to itself", why: "istiod refuses it",
          next: "give the two meshes different regions"))
    }
    return findings
  }
}

extension Mesh {
  /// The identities that may answer for a service which fails over to a peer: the workloads' own, and the egress gateway
  /// that the peer is reached through. From Maistra 2.4 on, merged endpoints carry no identity of the peer's, so that
  /// the gateway must be listed (F-12).
  ///
  /// None when no service account of the workloads is known: a list without them would shut them out.
  public func failoverServers(
    of service: ServiceName, serviceAccounts: [String], peer: String
  ) throws(SPIFFEError) -> [WorkloadIdentity] {
    guard !serviceAccounts.isEmpty, let gateways = gateways(for: peer) else { return [] }
    var servers: [WorkloadIdentity] = []
    for account in Set(serviceAccounts).sorted() {
      servers.append(
        try WorkloadIdentity(trustDomain: trustDomain, namespace: service.namespace, serviceAccount: account))
    }
    return servers + [try identity(ofGateway: gateways.egress.name)]
  }
}
