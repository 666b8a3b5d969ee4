public import Diagnostics
import Documents
public import Federation
public import Kubernetes

/// What goes from mesh to mesh, as far as the manifests at hand tell: every ExportedServiceSet and ImportedServiceSet
/// resolved, and the two sides joined.
public struct ServiceGuide: Sendable {
  /// The meshes at hand, each once.
  public let meshes: [MeshName]
  /// What leaves, in the order of the manifests.
  public let exports: [ExportGuide]
  /// What arrives, in the order of the manifests.
  public let imports: [ImportGuide]
  /// Sets that are in no namespace of a control plane at hand, as people call them: nobody reads those.
  public let misplaced: [String]
  /// How many Services are of no mesh that can be told, and so were left out.
  public let strayServices: Int

  /// What a mesh can be called by.
  public struct MeshName: Sendable, Hashable {
    /// The number of the mesh among all.
    let id: Int
    /// What it is called; empty if nothing tells it.
    public let name: String
    /// The namespace of its control plane; empty if nothing tells it.
    public let namespace: String

    /// Whether somebody who says `word` means this mesh.
    public func isCalled(_ word: String) -> Bool {
      name == word || namespace == word || namespace == Naming.namespace(ofMesh: word) || name.isEmpty
    }
  }

  /// Resolves every set.
  ///
  /// - Throws: what is wrong with a set or a Service that cannot be read: the linter tells more, but here nothing may be
  ///   left out in silence.
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
      imports.append(ImportGuide(set, findings[set.manifest.object] ?? []))
    }
    self.exports = exports
    self.imports = imports
    meshes = inventory.meshes.map { MeshName(id: $0.id, name: $0.name, namespace: $0.namespace) }
    misplaced = inventory.misplaced.filter { !$0.isPeer }.map(\.object)
    strayServices = zip(inventory.manifests, inventory.meshOfManifest).count { $1 == nil && $0.isA("Service", of: "") }
  }

  /// The rules about single sets that say something of how they resolve.
  private static let rules: [Rule] = {
    let codes: Set<Code> = [
      "MT-X-02", "MT-X-03", "MT-X-04", "MT-X-05", "MT-X-06", "MT-X-07", "MT-X-08", "MT-X-11", "MT-X-12", "MT-X-16",
      "MT-X-17", "MT-X-20", "MT-X-21", "MT-X-22", "MT-F-01",
    ]
    return Rule.all.filter { codes.contains($0.code) }
  }()
}

/// What leaves a mesh for one peer, and what the live object says of it.
public struct ExportGuide: Sendable {
  /// The mesh that exports.
  public let mesh: ServiceGuide.MeshName
  /// The mesh that the peer stands for, if its manifests are at hand.
  public let other: ServiceGuide.MeshName?
  /// The set, as people call it.
  public let object: String
  /// Where it stands.
  public let place: Place
  /// What leaves and what stays.
  public let resolved: ServiceExports
  /// Whether the mesh's Services are at hand. Without them only services that rules name in full are known.
  public let knowsServices: Bool
  /// `status.exportedServices`, if the object was read from a cluster.
  public let live: [ServiceMapping]?
  /// What the linter says of the set.
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

  /// Whether everything that leaves is known.
  public var isComplete: Bool { self.set.isComplete }

  /// Whether a rule selects by labels, which only the Services themselves tell.
  public var needsLabels: Bool {
    !knowsServices && set.rules.contains { $0.fault == nil && !($0.labelSelector?.selector.isEmpty ?? true) }
  }

  /// What leaves if the services that a live status names are there as well; for when the Services are not at hand.
  public func resolved(with live: [ServiceMapping]) -> ServiceExports {
    guard !isComplete else { return resolved }
    let named = ServiceExports.servicesNamed(in: set.rules).map(\.name)
    let names = Set(named + live.map(\.local)).sorted()
    return ServiceExports.resolve(
      services: names.map { LocalService($0) }, rules: set.rules, peer: resolved.peer,
      controlPlaneNamespace: set.mesh.namespace, clusterDomain: set.mesh.clusterDomain, members: set.mesh.members)
  }
}

/// What arrives in a mesh from one peer, and what the live object says of it.
public struct ImportGuide: Sendable {
  /// The mesh that imports.
  public let mesh: ServiceGuide.MeshName
  /// The mesh that the peer stands for, if it is known what that exports.
  public let other: ServiceGuide.MeshName?
  /// The set, as people call it.
  public let object: String
  /// Where it stands.
  public let place: Place
  /// What arrives and what stays out.
  public let resolved: ServiceImports
  /// Whether it is known what the peer exports. Otherwise only services that rules name in full are known.
  public let knowsOffer: Bool
  /// `status.importedServices`, if the object was read from a cluster.
  public let live: [ServiceMapping]?
  /// What the linter says of the set.
  public let findings: [Finding]
  private let set: ImportCase

  init(_ set: ImportCase, _ findings: [Finding]) {
    self.set = set
    mesh = ServiceGuide.MeshName(set.mesh)
    other = set.exports.map { ServiceGuide.MeshName($0.mesh) }
    object = set.manifest.object
    place = set.manifest.document.place
    resolved = set.resolved
    knowsOffer = set.exports?.isComplete ?? false
    live = set.set.importedServices
    self.findings = findings
  }

  /// What arrives if the peer offers what a live status names; for when the peer's exports are not at hand. What the
  /// peer really offers stands in every status, imported or not.
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
