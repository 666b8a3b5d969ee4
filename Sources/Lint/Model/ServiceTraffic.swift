import Federation
import Kubernetes

/// A mesh's exports to one peer, resolved as far as possible.
struct ExportCase: Sendable {
  let manifest: Manifest
  let rules: [ExportRule]
  let mesh: MeshObjects
  /// The rules resolved against the mesh's Services, or against the names in the rules themselves.
  let resolved: ServiceExports
  /// Whether the mesh's Services are in the input.
  let knowsServices: Bool
  /// The other side and its name for us, if in the input.
  let other: MeshObjects?
  let reverse: PeerView?

  /// Whether all exports are known.
  var isComplete: Bool {
    knowsServices || rules.allSatisfy { $0.fault != nil || $0.nameSelector?.pattern.only != nil }
  }

  /// A rule by its index.
  func rule(_ index: Int) -> Field { manifest.spec["exportRules"].item(index) }
}

/// A mesh's imports from one peer, resolved as far as possible.
struct ImportCase: Sendable {
  let manifest: Manifest
  let set: ImportedServiceSet
  let mesh: MeshObjects
  let importer: ServiceImports.Importer
  let resolved: ServiceImports
  /// The peer's exports to us, if in the input.
  let exports: ExportCase?

  /// Whether everything that can arrive is known: the peer's exports, or the full names in the rules.
  var knowsOffer: Bool {
    exports?.isComplete ?? false || set.rules.compactMap(\.nameSelector).allSatisfy { $0.pattern.only != nil }
  }

  /// A rule by its index.
  func rule(_ index: Int) -> Field { manifest.spec["importRules"].item(index) }

  /// Resolves the set against other offers.
  func resolve(_ offered: [OfferedService]) -> ServiceImports {
    ServiceImports.resolve(
      offered: offered, rules: set.rules, peer: manifest.name, importer: importer, domainSuffix: set.domainSuffix,
      locality: set.locality)
  }
}

/// The services between the meshes.
struct ServiceTraffic: Sendable {
  private(set) var exports: [ExportCase] = []
  private(set) var imports: [ImportCase] = []
  /// The sets whose fields have the wrong types, which the type rules report.
  private(set) var unreadExports: [Manifest] = []
  private(set) var unreadImports: [Manifest] = []
  private var importsByMesh: [Int: [ImportCase]] = [:]
  private let locals: [[LocalService]]

  init(_ meshes: [MeshObjects], _ counterparts: Counterparts) {
    locals = meshes.map(Self.locals)
    for mesh in meshes {
      for manifest in mesh.exports { export(manifest, mesh, meshes, counterparts) }
    }
    // One set for each mesh and peer; a second with the same name would be a duplicate.
    let known = Dictionary(exports.map { ([$0.mesh.id, $0.other?.id ?? -1], $0) }) { first, _ in first }
    for mesh in meshes {
      for manifest in mesh.imports {
        let other = Self.other(manifest, mesh, counterparts)
        let us = other.flatMap { counterparts.peer(for: mesh, in: meshes[$0])?.name } ?? mesh.name
        importing(manifest, mesh, other.flatMap { known[[$0, mesh.id]] }, us)
      }
    }
    importsByMesh = Dictionary(grouping: imports, by: \.mesh.id)
  }

  /// A mesh's imports from all its peers.
  func imports(of mesh: MeshObjects) -> [ImportCase] { importsByMesh[mesh.id] ?? [] }

  /// The mesh on the other side of a set: the one behind the peer with its name, or else the one with its name.
  private static func other(_ set: Manifest, _ mesh: MeshObjects, _ counterparts: Counterparts) -> Int? {
    guard let peer = mesh.peer(named: set.name) else { return counterparts.mesh(named: set.name, otherThan: mesh) }
    return counterparts.mesh(of: peer, in: mesh)
  }

  private mutating func export(
    _ manifest: Manifest, _ mesh: MeshObjects, _ meshes: [MeshObjects], _ counterparts: Counterparts
  ) {
    guard case .exportedServiceSet(let set) = try? Resource.read(manifest.document) else {
      return unreadExports.append(manifest)
    }
    let other = Self.other(manifest, mesh, counterparts).map { meshes[$0] }
    let services = locals[mesh.id]
    let resolved = ServiceExports.resolve(
      services: services.isEmpty ? ServiceExports.servicesNamed(in: set.rules) : services, rules: set.rules,
      peer: manifest.name, controlPlaneNamespace: mesh.namespace, clusterDomain: mesh.clusterDomain,
      members: mesh.members)
    exports.append(
      ExportCase(
        manifest: manifest, rules: set.rules, mesh: mesh, resolved: resolved, knowsServices: !services.isEmpty,
        other: other, reverse: other.flatMap { counterparts.peer(for: mesh, in: $0) }))
  }

  private mutating func importing(_ manifest: Manifest, _ mesh: MeshObjects, _ exports: ExportCase?, _ us: String) {
    guard case .importedServiceSet(let set) = try? Resource.read(manifest.document) else {
      return unreadImports.append(manifest)
    }
    let services = locals[mesh.id]
    let importer = ServiceImports.Importer(
      controlPlaneNamespace: mesh.namespace, clusterDomain: mesh.clusterDomain,
      localServices: services.isEmpty ? nil : Set(services.map(\.name)))
    let resolved = ServiceImports.resolve(
      offered: exports?.resolved.offered ?? ServiceImports.servicesNamed(in: set.rules, offeredTo: us),
      rules: set.rules, peer: manifest.name, importer: importer, domainSuffix: set.domainSuffix,
      locality: set.locality)
    imports.append(
      ImportCase(
        manifest: manifest, set: set, mesh: mesh, importer: importer, resolved: resolved, exports: exports))
  }

  /// The mesh's Services, read only if something is exported or imported.
  private static func locals(of mesh: MeshObjects) -> [LocalService] {
    guard !mesh.exports.isEmpty || !mesh.imports.isEmpty else { return [] }
    return mesh.services.compactMap { manifest in
      guard case .service(let service) = try? Resource.read(manifest.document) else { return nil }
      return service.local
    }
  }
}

extension Field {
  /// An item of a sequence; the sequence itself if there is none.
  func item(_ index: Int) -> Field {
    item(at: index) ?? self
  }
}
