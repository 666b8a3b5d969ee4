/// What leaves a mesh for one peer, under which names and by which rules; and what stays, and why.
///
/// Follows maistra/istio 2.5, `pkg/servicemesh/federation/common/{exports,namemapping}.go`: the rules run in order, one
/// that is malformed is skipped, and the first that selects a service decides.
public struct ServiceExports: Hashable, Sendable {
  /// What the exporter calls the peer: the name of the ServiceMeshPeer and of the ExportedServiceSet.
  public let peer: String
  /// What leaves, in the order of the status: by namespace, name and exported host.
  public let exported: [ExportedService]
  /// What stays, by namespace and name.
  public let withheld: [WithheldService]
  /// The rules that are skipped.
  public let skippedRules: [SkippedRule]
  /// The rules that an earlier one covers.
  public let unreachableRules: [UnreachableRule]
  /// The rules that took no service, counted from 0; skipped ones are left out.
  public let unusedRules: [Int]

  /// The exported names that several services have.
  public var conflicts: [HostConflict] { HostConflict.all(in: exported.map { ($0.host, $0.service.name) }) }

  /// What the peer is offered, in the order of the hosts, as in the discovery protocol. One name is offered once.
  public var offered: [OfferedService] {
    var hosts: Set<String> = []
    return exported.map(\.offered).sorted { $0.host < $1.host }.filter { hosts.insert($0.host).inserted }
  }

  /// The services that rules select by full name, for when the Services themselves are not at hand: all that can be
  /// told of them is what they would be called.
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
  ///   - services: the mesh's own services, and the imported ones if they are known.
  ///   - peer: what the exporter calls the peer.
  ///   - controlPlaneNamespace: the namespace from which services must be visible.
  ///   - clusterDomain: the domain of the cluster's Services.
  ///   - members: the namespaces of the member roll; nil when they are not known, and none is then refused for that.
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
