/// The services that a mesh imports from one peer, with their names and rules; and those that it does not, with the
/// reasons.
///
/// Follows maistra/istio 2.5, `pkg/servicemesh/federation/common/{imports,namemapping}.go`: rules select by exported
/// name, in order; malformed rules are skipped, and the first that selects a service decides.
public struct ServiceImports: Hashable, Sendable {
  /// The importer's name for the peer: the name of the ServiceMeshPeer and of the ImportedServiceSet.
  public let peer: String
  /// In the order of the exported hosts.
  public let imported: [ImportedService]
  /// In the order of the exported hosts.
  public let declined: [DeclinedService]
  public let skippedRules: [SkippedRule]
  /// The rules that an earlier rule covers.
  public let unreachableRules: [UnreachableRule]
  /// The rules that select no service, counted from 0, without the skipped ones.
  public let unusedRules: [Int]
  /// The locality assigned to the endpoints; nil if none is given, or if a level is missing.
  public let locality: Locality?
  /// Whether the control plane drops the given locality, because a level is missing.
  public let localityIsDropped: Bool

  /// The host names under which several services are imported; the last of each wins.
  public var conflicts: [HostConflict] { HostConflict.all(in: imported.map { ($0.host, $0.offered.name) }) }

  /// The host names that are imported from several peers, each with its peers. Their endpoints are merged. With local
  /// imports and an egress gateway for each peer that is failover over several meshes; otherwise it is an accident.
  public static func hostsShared(by imports: [ServiceImports]) -> [(host: String, peers: [String])] {
    let claims = Set(imports.flatMap { from in from.imported.map { [$0.host, from.peer] } })
    return Dictionary(grouping: claims, by: { $0[0] }).filter { $0.value.count > 1 }
      .map { ($0.key, $0.value.map { $0[1] }.sorted()) }.sorted { $0.0 < $1.0 }
  }

  /// The services that rules select by full name, for use without the peer's exports; `us` is the peer's name for this
  /// mesh.
  public static func servicesNamed(in rules: [ImportRule], offeredTo us: String) -> [OfferedService] {
    let names = rules.filter { $0.type == ImportRule.nameSelectorType }.compactMap { $0.nameSelector?.pattern.only }
    return Set(names).map { OfferedService($0, offeredTo: us) }.sorted { $0.host < $1.host }
  }
}

// MARK: - Resolving

extension ServiceImports {
  public struct Importer: Hashable, Sendable {
    public var controlPlaneNamespace: String
    /// The domain of the cluster's Services.
    public var clusterDomain: String
    /// The cluster's Services; nil if unknown.
    public var localServices: Set<ServiceName>?

    public init(
      controlPlaneNamespace: String, clusterDomain: String = "cluster.local", localServices: Set<ServiceName>? = nil
    ) {
      self.controlPlaneNamespace = controlPlaneNamespace
      self.clusterDomain = clusterDomain
      self.localServices = localServices
    }
  }

  /// Resolves the rules of an ImportedServiceSet against the services that the peer offers.
  ///
  /// - Parameters:
  ///   - offered: the peer's exports to this mesh; repeated host names are used once.
  ///   - peer: the importer's name for the peer.
  ///   - importer: the mesh that imports.
  ///   - domainSuffix: the set's suffix, for rules without one.
  ///   - locality: the set's locality.
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
