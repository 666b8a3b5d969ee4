public import Diagnostics
import Documents
public import Federation
public import Kubernetes

/// The services between the meshes in the input: every ExportedServiceSet and ImportedServiceSet resolved, and the two
/// sides joined.
public struct ServiceGuide: Sendable {
  /// The meshes in the input, without duplicates.
  public let meshes: [MeshName]
  /// The exports, in input order.
  public let exports: [ExportGuide]
  /// The imports, in input order.
  public let imports: [ImportGuide]
  /// What crosses between meshes of which at least one is not of Maistra.
  public let borders: [BorderDirection]
  /// The display names of sets outside the control planes' namespaces, which istiod ignores.
  public let misplaced: [String]
  /// The names of meshes with sets and a control plane, but without a ServiceMeshPeer that is in the input or described.
  public let withoutPeers: [String]
  /// The number of Services that belong to no known mesh and were left out.
  public let strayServices: Int

  /// The names of a mesh.
  public struct MeshName: Sendable, Hashable {
    /// The index of the mesh.
    let id: Int
    /// The name; empty if unknown.
    public let name: String
    /// The namespace of its control plane; empty if unknown.
    public let namespace: String

    /// Whether `word` is a name of this mesh.
    public func isCalled(_ word: String) -> Bool {
      name == word || namespace == word || namespace == Naming.namespace(ofMesh: word) || name.isEmpty
    }
  }

  /// Resolves every set.
  ///
  /// - Throws: the error of a set or a Service that cannot be read. The linter reports more, but here nothing may be
  /// left out silently.
  public init(_ inventory: Inventory) throws(KubernetesError) {
    let findings = Dictionary(grouping: Linter.lint(inventory, rules: Self.rules).findings, by: \.object)
    var exports: [ExportGuide] = []
    var imports: [ImportGuide] = []
    for mesh in inventory.meshes {
      for service in mesh.services { _ = try Resource.read(service.document) }
      for set in mesh.exports + mesh.imports { _ = try Resource.read(set.document) }
    }
    for set in inventory.traffic.exports {
      guard case .exportedServiceSet(let read) = try Resource.read(set.manifest.document) else { continue }
      exports.append(ExportGuide(set, live: read.exportedServices, findings[set.manifest.object] ?? []))
    }
    for set in inventory.traffic.imports {
      let region = inventory.localRegion(of: set.mesh)
      imports.append(ImportGuide(set, localRegion: region, findings[set.manifest.object] ?? []))
    }
    self.exports = exports
    self.imports = imports
    meshes = inventory.meshes.map { MeshName(id: $0.id, name: $0.name, namespace: $0.namespace) }
    borders = BorderGuide(inventory).directions
    misplaced = inventory.misplaced.filter { !$0.isPeer }.map(\.object)
    withoutPeers = inventory.meshes.filter { mesh in
      mesh.peers.isEmpty && mesh.controlPlane != nil && mesh.facts == nil && !(mesh.exports + mesh.imports).isEmpty
    }.map { $0.name.printable }
    strayServices = zip(inventory.manifests, inventory.meshOfManifest).count { $1 == nil && $0.isA("Service", of: "") }
  }

  /// The rules that affect how a single set resolves.
  private static let rules: [Rule] = {
    let codes: Set<Code> = [
      "MT-X-02", "MT-X-03", "MT-X-04", "MT-X-05", "MT-X-06", "MT-X-07", "MT-X-08", "MT-X-11", "MT-X-12", "MT-X-16",
      "MT-X-17", "MT-X-25", "MT-X-20", "MT-X-21", "MT-X-22", "MT-F-01",
    ]
    return Rule.all.filter { codes.contains($0.code) }
  }()
}

/// A mesh's exports to one peer, and the status of the live object.
public struct ExportGuide: Sendable {
  public let mesh: ServiceGuide.MeshName
  /// The mesh behind the peer, if its manifests are in the input.
  public let other: ServiceGuide.MeshName?
  /// The display name of the set.
  public let object: String
  public let place: Place
  /// The services that are exported and those that are not.
  public let resolved: ServiceExports
  /// Whether the mesh's Services are in the input. Otherwise only services that rules name in full are known.
  public let knowsServices: Bool
  /// `status.exportedServices`, if the object was read from a cluster.
  public let live: [ServiceMapping]?
  /// The linter's findings about the set.
  public let findings: [Finding]
  private let set: ExportCase

  init(_ set: ExportCase, live: [ServiceMapping]?, _ findings: [Finding]) {
    self.set = set
    mesh = ServiceGuide.MeshName(set.mesh)
    other = set.other.map { ServiceGuide.MeshName($0) }
    object = set.manifest.object
    place = set.manifest.document.place
    resolved = set.resolved
    knowsServices = set.knowsServices
    self.live = live
    self.findings = findings
  }

  /// The identity under which calls from the peer reach the services: our own ingress gateway for it. Nil if the control
  /// plane is unknown.
  public var callerIdentity: String? {
    let mesh = self.set.mesh
    guard let domain = mesh.trustDomain, !mesh.namespace.isEmpty else { return nil }
    let ingress = mesh.peer(named: self.set.manifest.name)?.ingress.string
    let account = Naming.serviceAccount(ofGateway: ingress ?? Naming.ingress(forPeer: self.set.manifest.name))
    return "\(domain)/ns/\(mesh.namespace)/sa/\(account)"
  }

  /// Whether all exports are known.
  public var isComplete: Bool { self.set.isComplete }

  /// Whether a rule selects by labels, so that the Services are needed.
  public var needsLabels: Bool {
    !knowsServices && set.rules.contains { $0.fault == nil && !($0.labelSelector?.selector.isEmpty ?? true) }
  }

  /// The exports if the services in a live status exist too, for use without the Services.
  public func resolved(with live: [ServiceMapping]) -> ServiceExports {
    guard !isComplete else { return resolved }
    let named = ServiceExports.servicesNamed(in: set.rules).map(\.name)
    let names = Set(named + live.map(\.local)).sorted()
    return ServiceExports.resolve(
      services: names.map { LocalService($0) }, rules: set.rules, peer: resolved.peer,
      controlPlaneNamespace: set.mesh.namespace, clusterDomain: set.mesh.clusterDomain, members: set.mesh.members)
  }
}

/// A mesh's imports from one peer, and the status of the live object.
public struct ImportGuide: Sendable {
  public let mesh: ServiceGuide.MeshName
  /// The mesh behind the peer, if its exports are known.
  public let other: ServiceGuide.MeshName?
  /// The display name of the set.
  public let object: String
  public let place: Place
  /// The services that are imported and those that are not.
  public let resolved: ServiceImports
  /// Whether the peer's exports are known. Otherwise only services that rules name in full are known.
  public let knowsOffer: Bool
  /// `status.importedServices`, if the object was read from a cluster.
  public let live: [ServiceMapping]?
  /// The linter's findings about the set.
  public let findings: [Finding]
  /// The DestinationRules that are missing: those for local imports that join a Service, without which nothing fails
  /// over.
  public let missingFailovers: [DestinationRule]
  private let set: ImportCase

  init(_ set: ImportCase, localRegion: String?, _ findings: [Finding]) {
    self.set = set
    mesh = ServiceGuide.MeshName(set.mesh)
    other = set.exports.map { ServiceGuide.MeshName($0.mesh) }
    object = set.manifest.object
    place = set.manifest.document.place
    resolved = set.resolved
    knowsOffer = set.exports?.isComplete ?? false
    live = set.set.importedServices
    self.findings = findings
    missingFailovers = set.missingFailovers(from: localRegion)
  }

  /// The imports if the peer offers the services in a live status, for use without the peer's exports. Every status
  /// lists all offered services, imported or not.
  public func resolved(with live: [ServiceMapping]) -> ServiceImports {
    guard !knowsOffer else { return resolved }
    let offered = live.compactMap { OfferedService(host: $0.exportedName) } + (set.exports?.resolved.offered ?? [])
    return set.resolve(offered)
  }
}

extension ServiceGuide.MeshName {
  init(_ mesh: MeshObjects) {
    self.init(id: mesh.id, name: mesh.name, namespace: mesh.namespace)
  }
}

extension ImportCase {
  /// With `REGION` where a region is unknown, for people to fill in.
  fileprivate func missingFailovers(from region: String?) -> [DestinationRule] {
    resolved.imported.filter { $0.isLocal && $0.meetsLocalService == true && !mesh.hasFailover(for: $0.host) }
      .map { service in
        let local = region.flatMap { $0.isEmpty ? nil : $0 } ?? "OUR-REGION"
        var rule = DestinationRule(
          metadata: ObjectMetadata(
            name: Failover.ruleName(of: service.name.name), namespace: service.name.namespace),
          host: service.host)
        rule.locality = LocalityLoadBalancing(
          failover: [
            LocalityLoadBalancing.Failover(from: local, to: service.locality?.region ?? "REGION-OF-THE-PEER")
          ])
        rule.outlierDetection = OutlierDetection()
        return rule
      }
  }
}
