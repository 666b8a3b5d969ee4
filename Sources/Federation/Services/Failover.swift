import Diagnostics
public import SPIFFE

/// A service that fails over from the workloads of one mesh to those of a peer, by region.
public struct Failover: Hashable, Sendable {
  /// The local service, which the import joins.
  public let service: ServiceName
  /// The host name that both share.
  public let host: String
  /// The region of the local workloads.
  public let from: String
  /// The region assigned to the imported endpoints.
  public let to: String
  /// The name of its DestinationRule.
  public let ruleName: String
  /// The identities that may answer. If empty, none are listed.
  public private(set) var servers: [WorkloadIdentity]

  /// Creates the failover of an imported service.
  ///
  /// - Parameters:
  ///   - imported: the import, which must be local and have a locality; otherwise its endpoints are not merged, or none
  ///     of them is farther away.
  ///   - region: the region of the local workloads.
  ///   - servers: the identities that may answer, from ``Mesh/failoverServers(of:serviceAccounts:peer:)``.
  ///   - ruleName: the name of its DestinationRule; nil for the derived one.
  /// - Throws: ``FederationError/findings(_:)`` with the violated lint rules F-01, F-02, F-05 and F-07.
  public init(
    of imported: ImportedService, from region: String?, servers: [WorkloadIdentity], ruleName: String? = nil
  ) throws(FederationError) {
    let findings = Self.findings(imported, region)
    guard findings.isEmpty, let region, let locality = imported.locality else { throw .findings(findings) }
    service = imported.name
    host = imported.host
    from = region
    to = locality.region
    self.servers = servers
    self.ruleName = ruleName ?? Self.ruleName(of: imported.name.name)
  }

  /// The derived name of the DestinationRule for a service.
  public static func ruleName(of service: String) -> String { "\(service)-failover" }

  /// With additional identities that may answer.
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
          why: "under \(imported.host) its endpoints never join those of this mesh",
          next: "set `importAsLocal: true` and an alias with a namespace in its import rule"))
    }
    if imported.locality == nil {
      findings.append(
        Diagnostic(
          "MT-F-01", what: "`\(imported.offered.host)` cannot fail over: its locality is unknown",
          why: "without a region no endpoint is farther away than another",
          next: "set `spec.locality.region` of the import set to the peer's region"))
    }
    guard let from else {
      return findings + [
        Diagnostic(
          "MT-F-07", what: "`\(imported.host)` cannot fail over: the region of this mesh is unknown",
          why: "the entry would apply to no workload", next: "give the mesh a `locality` with a region")
      ]
    }
    return findings + Self.findings(from: from, to: imported.locality?.region)
  }

  private static func findings(from: String, to: String?) -> [Diagnostic] {
    let regions = [from, to].compactMap { $0 }
    var findings = regions.filter { $0.isEmpty || $0.contains("/") || $0.contains("*") }.map {
      Diagnostic(
        "MT-F-05", what: "`\($0)` is not a region", why: "istiod rejects a failover with zones or wildcards",
        next: "write only the region, such as `us-east`")
    }
    if from == to {
      findings.append(
        Diagnostic(
          "MT-F-05", what: "a failover from `\(from)` to itself", why: "istiod rejects it",
          next: "give the two meshes different regions"))
    }
    return findings
  }
}

extension Mesh {
  /// The identities that may answer for a service that fails over to a peer: the workloads' own, and that of the egress
  /// gateway through which the peer is reached. From Maistra 2.4 on, merged endpoints do not carry the peer's identity,
  /// so the gateway must be listed (F-12).
  ///
  /// Empty if no service account of the workloads is known: a list without them would lock them out.
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
