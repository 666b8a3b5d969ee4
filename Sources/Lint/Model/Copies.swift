package import Documents

/// Finds manifests that state an object of a control plane's namespace a second time, such as a sample that is in two
/// files, or a folder and its backup. Two copies of one object are one object.
struct Copies {
  private let manifests: [Manifest]
  /// By the names of the object, the indices of its manifests.
  private var sameName: [Identity: [Int]] = [:]
  /// The pairs of folders with different objects of one name in a namespace: two clusters, in which equal objects are two.
  private var apart: Set<FolderPair> = []
  private let home: MeshFolders

  /// - Parameter home: The folders of a home's meshes.
  init(_ manifests: [Manifest], _ kinds: KindIndex, home: MeshFolders) {
    self.manifests = manifests
    self.home = home
    let owners = kinds.ofMeshes.map { manifests[$0] }.filter { $0.isOfFederation || $0.isControlPlane }
    let namespaces = Set(owners.compactMap(\.namespace))
    for (index, manifest) in manifests.enumerated() {
      guard manifest.namespace.map(namespaces.contains) ?? false || manifest.isBundle,
        let identity = Identity(manifest)
      else { continue }
      sameName[identity, default: []].append(index)
    }
    for (identity, indices) in sameName where indices.count > 1 {
      for (position, index) in indices.enumerated() {
        for other in indices[..<position] where !manifests[index].isCopy(of: manifests[other]) {
          apart.insert(FolderPair(identity.namespace, manifests[index].folder, manifests[other].folder))
        }
      }
    }
  }

  /// The manifests, each object once: the first in input order.
  var distinct: [Manifest] {
    var dropped: Set<Int> = []
    for (identity, indices) in sameName where indices.count > 1 {
      for (position, index) in indices.enumerated() {
        let isCopy = indices[..<position].contains { other in
          !dropped.contains(other) && manifests[index].isCopy(of: manifests[other])
            && isOneCluster(identity, index, other)
        }
        if isCopy { dropped.insert(index) }
      }
    }
    guard !dropped.isEmpty else { return manifests }
    return manifests.indices.filter { !dropped.contains($0) }.map { manifests[$0] }
  }

  private func isOneCluster(_ identity: Identity, _ index: Int, _ other: Int) -> Bool {
    let folders = (manifests[index].folder, manifests[other].folder)
    guard folders.0 != folders.1 else { return true }
    let meshes = (home.mesh(folders.0, in: identity.namespace), home.mesh(folders.1, in: identity.namespace))
    if meshes.0 != nil, meshes.1 != nil, meshes.0 != meshes.1 { return false }
    return !apart.contains(FolderPair(identity.namespace, folders.0, folders.1))
  }

  /// The names of an object in one cluster.
  private struct Identity: Hashable {
    let kind: String
    let group: Substring
    let namespace: String
    let name: String

    /// Nil for an object without a name or a namespace.
    init?(_ manifest: Manifest) {
      guard let namespace = manifest.namespace, !manifest.name.isEmpty else { return nil }
      self.namespace = namespace
      kind = manifest.kind
      group = manifest.group
      name = manifest.name
    }
  }

  private struct FolderPair: Hashable {
    let namespace: String
    let folders: Set<Substring>

    init(_ namespace: String, _ first: Substring, _ second: Substring) {
      self.namespace = namespace
      folders = [first, second]
    }
  }
}

extension Manifest {
  /// Whether both state the same, regardless of what the API server adds. Sets of services with different statuses are of
  /// two clusters: the control plane of each writes what it shares.
  fileprivate func isCopy(of other: Manifest) -> Bool {
    guard document.stated == other.document.stated else { return false }
    guard ["ExportedServiceSet", "ImportedServiceSet"].contains(kind), let status = document.root["status"],
      let its = other.document.root["status"]
    else { return true }
    return status == its
  }
}

extension Document {
  /// What it states: without what the API server adds, and without its names. Nil for what is no mapping.
  package var stated: Mapping? {
    guard var mapping = root.mapping else { return nil }
    mapping.remove("status")
    mapping.set("metadata", to: root["metadata"]?["labels"] ?? .null)
    return mapping
  }
}
