/// What arrives in a mesh from one peer, under which names and by which rules; and what stays out, and why.
///
/// Follows maistra/istio 2.5, `pkg/servicemesh/federation/common/{imports,namemapping}.go`: rules select by the name a
/// service is exported under, in order; one that is malformed is skipped, and the first that selects a service decides.
public struct ServiceImports: Hashable, Sendable {
  /// What the importer calls the peer: the name of the ServiceMeshPeer and of the ImportedServiceSet.
  public let peer: String
  /// What arrives, in the order of the exported hosts.
  public let imported: [ImportedService]
  /// What stays out, in the order of the exported hosts.
  public let declined: [DeclinedService]
  /// The rules that are skipped.
  public let skippedRules: [SkippedRule]
  /// The rules that an earlier one covers.
  public let unreachableRules: [UnreachableRule]
  /// The rules that took no service, counted from 0; skipped ones are left out.
  public let unusedRules: [Int]
  /// Where the endpoints are said to be; nil when nothing is said, or a step is missing.
  public let locality: Locality?
  /// Whether a locality is given that the control plane drops, because a step is missing.
  public let localityIsDropped: Bool

  /// The host names under which several services arrive; the last of each wins.
  public var conflicts: [HostConflict] { HostConflict.all(in: imported.map { ($0.host, $0.offered.name) }) }

  /// The host names that arrive from several peers, each with the peers: their endpoints are taken together. With local
  /// imports and an egress gateway for each peer that is failover over several meshes; otherwise it is an accident.
  public static func hostsShared(by imports: [ServiceImports]) -> [(host: String, peers: [String])] {
    let claims = Set(imports.flatMap { from in from.imported.map { [$0.host, from.peer] } })
    return Dictionary(grouping: claims, by: { $0[0] }).filter { $0.value.count > 1 }
      .map { ($0.key, $0.value.map { $0[1] }.sorted()) }.sorted { $0.0 < $1.0 }
  }

  /// The services that rules select by full name, for when it is not known what the peer exports; `us` is what the peer
  /// calls this mesh.
  public static func servicesNamed(in rules: [ImportRule], offeredTo us: String) -> [OfferedService] {
    let names = rules.filter { $0.type == ImportRule.nameSelectorType }.compactMap { $0.nameSelector?.pattern.only }
    return Set(names).map { OfferedService($0, offeredTo: us) }.sorted { $0.host < $1.host }
  }
}

// MARK: - Resolving

extension ServiceImports {
  /// The mesh that imports.
  public struct Importer: Hashable, Sendable {
    /// The namespace of its control plane.
    public var controlPlaneNamespace: String
    /// The domain of the cluster's Services.
    public var clusterDomain: String
    /// The cluster's Services; nil when they are not known.
    public var localServices: Set<ServiceName>?

    /// Describes the mesh.
    public init(
      controlPlaneNamespace: String, clusterDomain: String = "cluster.local", localServices: Set<ServiceName>? = nil
    ) {
      self.controlPlaneNamespace = controlPlaneNamespace
      self.clusterDomain = clusterDomain
      self.localServices = localServices
    }
  }

  /// Resolves the rules of an ImportedServiceSet against what the peer offers.
  ///
  /// - Parameters:
  ///   - offered: what the peer exports to this mesh; one host name counts once.
  ///   - peer: what the importer calls the peer.
  ///   - importer: the mesh that imports.
  ///   - domainSuffix: what the set says for rules that have no suffix of their own.
  ///   - locality: what the set says of the place.
  public static func resolve(
    offered: [OfferedService], rules: [ImportRule], peer: String, importer: Importer, domainSuffix: String? = nil,
    locality: ImportLocality? = nil
  ) -> ServiceImports {
    let resolver = ImportResolver(
      rules: rules, peer: peer, importer: importer, domainSuffix: domainSuffix, locality: locality?.locality)
    var hosts: Set<String> = []
    var imported: [ImportedService] = []
    var declined: [DeclinedService] = []
    for service in offered.sorted(by: { $0.host < $1.host }) where hosts.insert(service.host).inserted {
      switch resolver.resolve(service) {
      case .imported(let service): imported.append(service)
      case .declined(let service): declined.append(service)
      }
    }
    let used = Set(imported.map(\.rule) + resolver.skipped.map(\.rule))
    return ServiceImports(
      peer: peer, imported: imported, declined: declined, skippedRules: resolver.skipped,
      unreachableRules: UnreachableRule.all(in: rules, skipped: resolver.skipped),
      unusedRules: rules.indices.filter { !used.contains($0) }, locality: locality?.locality,
      localityIsDropped: locality?.isDropped ?? false)
  }
}
