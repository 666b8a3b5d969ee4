import Documents
import Kubernetes

/// Finds the meshes, and the manifests of each.
struct Grouping {
  /// The control planes' namespaces, one for each mesh.
  private(set) var namespaces: [String] = []
  /// The mesh of each manifest.
  private(set) var meshOfManifest: [Int?]
  /// The indices of federation objects outside the control planes' namespaces.
  private(set) var misplaced: [Int] = []

  private let manifests: [Manifest]
  private let kinds: KindIndex
  private var byNamespace: [String: [Int]] = [:]
  private var byFolder: [Substring: [Int]] = [:]
  /// The meshes in a folder and in those below it.
  private var below: [Substring: [Int]] = [:]
  private var byMember: [String: [Int]] = [:]
  /// The meshes with objects of their own in a file.
  private var byFile: [String: Set<Int>] = [:]
  private var folders: [Substring] = []
  private let home: MeshFolders

  /// - Parameter home: The folders of a home's meshes.
  init(_ manifests: [Manifest], _ kinds: KindIndex, home: MeshFolders) {
    self.manifests = manifests
    self.kinds = kinds
    self.home = home
    meshOfManifest = Array(repeating: nil, count: manifests.count)
    findControlPlanes()
    findOtherSides()
    findLonelyPeers()
    for (index, manifest) in manifests.enumerated() where meshOfManifest[index] == nil {
      meshOfManifest[index] = mesh(of: manifest)
    }
    for index in kinds.places(of: "ServiceMeshMember", ServiceMeshMemberRoll.kind) {
      noteMembers(of: manifests[index], meshOfManifest[index])
      guard let member = manifests[index].membership, let meshes = byNamespace[member.controlPlane] else { continue }
      meshOfManifest[index] = meshes.count == 1 ? meshes[0] : meshOfManifest[index]
    }
    noteFiles()
    // Members and files are known only now.
    for (index, manifest) in manifests.enumerated() where meshOfManifest[index] == nil {
      let members = manifest.namespace.flatMap { byMember[$0] } ?? []
      // Two meshes in two clusters can have namespaces of one name, and only the folder shows the cluster.
      let around = meshes(around: manifest.folder)
      let meshes = around.isEmpty ? members : members.filter(around.contains)
      meshOfManifest[index] = Set(meshes).count == 1 ? meshes[0] : onlyMesh(of: manifest)
    }
    misplaced = kinds.ofMeshes.filter { isMisplaced(manifests[$0]) }
  }

  /// Control planes, peers and sets.
  private var ofMeshes: [Manifest] { kinds.ofMeshes.map { manifests[$0] } }

  private mutating func findControlPlanes() {
    let spoken = Dictionary(
      ofMeshes.filter { $0.isPeer }.compactMap { peer in peer.namespace.map { (peer.folder, $0) } }
    ) { first, _ in first }
    for index in kinds.ofMeshes where manifests[index].isControlPlane {
      let manifest = manifests[index]
      let namespace = manifest.namespace ?? spoken[manifest.folder] ?? ""
      let known = byNamespace[namespace]?.first { folders[$0] == manifest.folder && !namespace.isEmpty }
      let mesh = known ?? addMesh(namespace, manifest.folder)
      meshOfManifest[index] = mesh
      if known == nil { byFolder[manifest.folder, default: []].append(mesh) }
    }
  }

  /// Objects of a mesh whose control plane is not in the input, beside control planes that are: their own evidence shows
  /// that they are no misplaced objects of those.
  private mutating func findOtherSides() {
    let evidence = OtherSideEvidence(ofMeshes)
    for manifest in ofMeshes where manifest.isOfFederation {
      guard let namespace = manifest.namespace, byNamespace[namespace] == nil, evidence.shows(manifest) else {
        continue
      }
      _ = addMesh(namespace, manifest.folder)
    }
  }

  /// Peers without a control plane in the input also show a mesh.
  private mutating func findLonelyPeers() {
    for manifest in ofMeshes where manifest.isOfFederation && byFolder[manifest.folder] == nil {
      guard let namespace = manifest.namespace else { continue }
      let known = byNamespace[namespace] ?? []
      // Those of several clusters are several, if their folders tell.
      let mesh = home.mesh(manifest.folder, in: namespace)
      guard !known.contains(where: { mesh == nil || home.mesh(folders[$0], in: namespace) == mesh }) else { continue }
      _ = addMesh(namespace, manifest.folder)
    }
    // The folders of the meshes found in this way are now known too, for the objects beside them.
    for mesh in namespaces.indices where byFolder[folders[mesh]]?.contains(mesh) != true {
      byFolder[folders[mesh], default: []].append(mesh)
    }
    let hasNone = namespaces.isEmpty && ofMeshes.contains { $0.isOfFederation }
    if hasNone { _ = addMesh("", manifests.first?.folder ?? "") }
    findUpstream()
  }

  /// Only Secrets and ConfigMaps, as for a mesh of upstream Istio. Beside other meshes it needs its own folder and
  /// ConfigMaps in its namespace; otherwise such a Secret is one in the wrong namespace. In a namespace that meshes of a home
  /// share, it needs the folder of another one.
  private mutating func findUpstream() {
    let isAlone = namespaces.isEmpty
    for manifest in kinds.places(of: Secret.kind).map({ manifests[$0] }) where manifest.isSigning {
      let namespace = manifest.namespace ?? ""
      let known = byNamespace[namespace] ?? []
      let told = home.mesh(manifest.folder, in: namespace)
      let isNew = known.isEmpty ? isAlone || isWhole(manifest) : isAlone && told != nil
      guard isNew, !known.contains(where: { home.mesh(folders[$0], in: namespace) == told }) else { continue }
      let mesh = addMesh(namespace, manifest.folder)
      if !isAlone || told != nil { byFolder[manifest.folder, default: []].append(mesh) }
    }
  }

  private func isWhole(_ secret: Manifest) -> Bool {
    guard let namespace = secret.namespace, byFolder[secret.folder] == nil else { return false }
    return kinds.places(of: ConfigMap.kind).map { manifests[$0] }.contains {
      $0.isA(ConfigMap.kind, of: "") && $0.namespace == namespace && $0.folder == secret.folder
        && $0.name.hasSuffix("-ca-root-cert")
    }
  }

  private mutating func addMesh(_ namespace: String, _ folder: Substring) -> Int {
    namespaces.append(namespace)
    folders.append(folder)
    let mesh = namespaces.count - 1
    byNamespace[namespace, default: []].append(mesh)
    var above = folder
    while !above.isEmpty {
      below[above, default: []].append(mesh)
      above = above.utf8.lastIndex(of: UInt8(ascii: "/")).map { above[..<$0] } ?? ""
    }
    below["", default: []].append(mesh)
    return mesh
  }

  /// The mesh by namespace, or by folder if several share a namespace.
  private func mesh(of manifest: Manifest) -> Int? {
    guard let namespace = manifest.namespace else { return onlyMesh(of: manifest) }
    guard let meshes = byNamespace[namespace] else { return nil }
    if meshes.count == 1 { return meshes[0] }
    if let beside = meshes.first(where: { folders[$0] == manifest.folder }) { return beside }
    let near = meshes.filter(self.meshes(around: manifest.folder).contains)
    return near.count == 1 ? near[0] : nil
  }

  /// The only mesh of the folder, of the file, or at all.
  private func onlyMesh(of manifest: Manifest) -> Int? {
    let meshes = meshes(around: manifest.folder)
    if !meshes.isEmpty {
      if meshes.count == 1 { return meshes[0] }
      let spoken = byFile[manifest.document.source] ?? []
      return spoken.count == 1 ? spoken.first : nil
    }
    return namespaces.count == 1 ? 0 : nil
  }

  /// The meshes in the nearest folder, of that of an object and those above it, that has any, in it or below it.
  private func meshes(around folder: Substring) -> [Int] {
    var folder = folder
    while true {
      if let found = below[folder] { return found }
      guard let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) else { return below[""] ?? [] }
      folder = folder[..<slash]
    }
  }

  /// The meshes of the folder of an object, or all if none is in it: of Nodes, which every mesh of their cluster has.
  func meshes(beside manifest: Manifest) -> [Int] {
    byFolder[manifest.folder] ?? (namespaces.count == 1 ? [0] : [])
  }

  private mutating func noteFiles() {
    for index in kinds.ofMeshes where manifests[index].isOfFederation || manifests[index].isControlPlane {
      if let mesh = meshOfManifest[index] { byFile[manifests[index].document.source, default: []].insert(mesh) }
    }
  }

  private mutating func noteMembers(of manifest: Manifest, _ mesh: Int?) {
    if let member = manifest.membership, let meshes = byNamespace[member.controlPlane], meshes.count == 1 {
      byMember[member.namespace, default: []].append(meshes[0])
    }
    guard let mesh, manifest.isMemberRoll else { return }
    for member in manifest.spec["members"].strings { byMember[member, default: []].append(mesh) }
  }

  private func isMisplaced(_ manifest: Manifest) -> Bool {
    guard manifest.isOfFederation, let namespace = manifest.namespace else { return false }
    return byNamespace[namespace] == nil
  }
}

extension Manifest {
  /// Whether it is one of the three federation kinds, which have an effect only in the control plane's namespace.
  var isOfFederation: Bool {
    switch kind {
    case "ServiceMeshPeer", "ExportedServiceSet", "ImportedServiceSet": group == "federation.maistra.io"
    default: false
    }
  }
}

extension Manifest {
  /// Whether it is a Secret by which istiod signs.
  var isSigning: Bool {
    isA(Secret.kind, of: "") && [CACerts.secretName, CACerts.selfSignedName].contains(name)
  }

  /// Of a ServiceMeshMember: its namespace, and the namespace of the control plane to which it adds itself.
  var membership: (namespace: String, controlPlane: String)? {
    guard isA("ServiceMeshMember", of: "maistra.io"), let namespace,
      let controlPlane = spec["controlPlaneRef"]["namespace"].string
    else { return nil }
    return (namespace, controlPlane)
  }
}
