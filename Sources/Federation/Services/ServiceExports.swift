/// The services that a mesh exports to one peer, with their names and rules; and those that it does not, with the
/// reasons.
///
/// Follows maistra/istio 2.5, `pkg/servicemesh/federation/common/{exports,namemapping}.go`: the rules run in order,
/// malformed rules are skipped, and the first that selects a service decides.
public struct ServiceExports: Hashable, Sendable {
  /// The exporter's name for the peer: the name of the ServiceMeshPeer and of the ExportedServiceSet.
  public let peer: String
  /// In the order of the status: by namespace, name and exported host.
  public let exported: [ExportedService]
  /// By namespace and name.
  public let withheld: [WithheldService]
  public let skippedRules: [SkippedRule]
  /// The rules that an earlier rule covers.
  public let unreachableRules: [UnreachableRule]
  /// The rules that select no service, counted from 0, without the skipped ones.
  public let unusedRules: [Int]

  /// The exported names that several services share.
  public var conflicts: [HostConflict] { HostConflict.all(in: exported.map { ($0.host, $0.service.name) }) }

  /// The services offered to the peer, in host order, as in the discovery protocol, without duplicates.
  public var offered: [OfferedService] {
    var hosts: Set<String> = []
    return exported.map(\.offered).sorted { $0.host < $1.host }.filter { hosts.insert($0.host).inserted }
  }

  /// The services that rules select by full name, for use without the Services themselves: only their names are known.
  public static func servicesNamed(in rules: [ExportRule]) -> [LocalService] {
    let names = rules.filter { $0.fault == nil }.compactMap { $0.certain?.only }
    return Set(names).sorted().map { LocalService($0) }
  }
}

// MARK: - Resolving

extension ServiceExports {
  /// Resolves the rules of an ExportedServiceSet against the services of the mesh.
  ///
  /// - Parameters:
  ///   - services: the mesh's own services, and the imported ones if known.
  ///   - peer: the exporter's name for the peer.
  ///   - controlPlaneNamespace: the namespace from which services must be visible.
  ///   - clusterDomain: the domain of the cluster's Services.
  ///   - members: the namespaces of the member roll; nil if unknown, which skips that check.
  public static func resolve(
    services: [LocalService], rules: [ExportRule], peer: String, controlPlaneNamespace: String,
    clusterDomain: String = "cluster.local", members: Set<String>? = nil
  ) -> ServiceExports {
    let skipped = rules.enumerated().compactMap { index, rule in
      rule.fault.map { SkippedRule(rule: index, fault: $0) }
    }
    let resolver = ExportResolver(
      rules: rules, skipped: skipped, suffix: Naming.exportSuffix(toPeer: peer),
      localSuffix: Naming.localSuffix(clusterDomain: clusterDomain), controlPlaneNamespace: controlPlaneNamespace,
      members: members)
    var exported: [ExportedService] = []
    var withheld: [WithheldService] = []
    for service in services {
      switch resolver.resolve(service) {
      case .exported(let service): exported.append(service)
      case .withheld(let service): withheld.append(service)
      }
    }
    let used = Set(exported.map(\.rule) + skipped.map(\.rule))
    return ServiceExports(
      peer: peer, exported: exported.sorted { ($0.service.name, $0.host) < ($1.service.name, $1.host) },
      withheld: withheld.sorted { $0.service.name < $1.service.name }, skippedRules: skipped,
      unreachableRules: UnreachableRule.all(in: rules, skipped: skipped),
      unusedRules: rules.indices.filter { !used.contains($0) })
  }
}
