public import Documents
public import Federation
import SystemPackage

/// The objects of one or several clusters, sorted by mesh.
///
/// An object in a control plane's namespace belongs to that mesh. One in another namespace, such as a DestinationRule
/// beside the workloads, belongs to the mesh that has the namespace as a member or writes into it. If several do, the
/// file and its folder decide.
public struct RunningObjects: Sendable {
  private let meshes: [Mesh]
  private let documents: [Document]
  /// The namespaces of each mesh, by its name.
  private let namespaces: [String: Set<String>]
  /// What each mesh writes into other namespaces than its control plane's, by the mesh's name.
  private let written: [String: Set<ObjectKey>]
  /// The folders in which objects of each mesh's control plane are, by the mesh's name.
  private let folders: [String: Set<String>]

  /// - Parameter meshes: Every mesh of the federation.
  public init(_ documents: [Document], of meshes: [Mesh]) {
    let documents = documents.flatMap { $0.unrolled() }
    self.meshes = meshes
    self.documents = documents
    let written = Dictionary(meshes.map { ($0.name, Self.written(by: $0)) }) { first, _ in first }
    self.written = written
    namespaces = Dictionary(
      meshes.map { mesh in
        let others = (written[mesh.name] ?? []).map(\.namespace)
        return (mesh.name, Set([mesh.namespace] + others + Self.members(of: mesh, documents)))
      }
    ) { first, _ in first }
    folders = Dictionary(
      meshes.map { mesh in
        (mesh.name, Set(documents.filter { $0.namespace == mesh.namespace }.map(\.folder)))
      }
    ) { first, _ in first }
  }

  /// The objects of a mesh. Those without a namespace may belong to any.
  public func objects(of mesh: Mesh) -> [Document] {
    documents.filter { document in
      guard let namespace = document.namespace else {
        return !Resource.kindsOfCluster.contains(document.root["kind"]?.string ?? "")
          || ownersInCluster(of: document).contains(mesh.name)
      }
      return owners(document, namespace).contains(mesh.name)
    }
  }

  private func owners(_ document: Document, _ namespace: String) -> [String] {
    let planes = meshes.filter { $0.namespace == namespace }
    guard planes.isEmpty else { return planes.map(\.name) }
    let claimants = meshes.filter { namespaces[$0.name]?.contains(namespace) ?? false }
    let near = claimants.filter { folders[$0.name]?.contains(document.folder) ?? false }
    if near.count == 1 { return near.map(\.name) }
    let key = ObjectKey(document.root)
    let writers = claimants.filter { mesh in
      (written[mesh.name] ?? []).contains { $0.kind == key.kind && $0.namespace == namespace && $0.name == key.name }
    }
    return (writers.isEmpty ? Array(claimants.prefix(1)) : writers).map(\.name)
  }

  /// The meshes to which an object without a namespace may belong: an Istio says whose it is, and of anything else the
  /// folder does.
  private func ownersInCluster(of document: Document) -> [String] {
    if document.root["kind"]?.string == IstioForm.sailKind, let namespace = document.root["spec"]?["namespace"]?.string
    {
      return meshes.filter { $0.namespace == namespace }.map(\.name)
    }
    let near = meshes.filter { mesh in
      (folders[mesh.name] ?? []).contains { $0 == document.folder || document.folder.hasPrefix("\($0)/") }
    }
    return (near.isEmpty ? meshes : near).map(\.name)
  }

  private static func written(by mesh: Mesh) -> Set<ObjectKey> {
    var keys = Set(ServiceManifests(mesh).files.map { ObjectKey($0.node, in: mesh.namespace) })
    if mesh.controlPlane.signer == .istioCSR {
      keys.insert(
        ObjectKey(
          kind: ConfigMap.kind, group: "", name: IstioCSR.rootConfigMap(of: mesh), namespace: IstioCSR.namespace))
    }
    return keys
  }

  /// The member namespaces that the objects of the cluster name.
  private static func members(of mesh: Mesh, _ documents: [Document]) -> [String] {
    documents.flatMap { document -> [String] in
      switch document.root["kind"]?.string {
      case ServiceMeshMemberRoll.kind
      where document.namespace == mesh.namespace
        && document.root["metadata"]?["name"]?.text == ServiceMeshMemberRoll.name:
        (document.root["spec"]?["members"]?.sequence ?? []).compactMap(\.text).filter { !$0.contains("*") }
      case "ServiceMeshMember"
      where document.root["spec"]?["controlPlaneRef"]?["namespace"]?.text == mesh.namespace:
        document.namespace.map { [$0] } ?? []
      default: []
      }
    }
  }
}

extension Document {
  fileprivate var namespace: String? { root.objectNamespace }

  /// The folder of its file, or the stream itself.
  fileprivate var folder: String { FilePath(source).removingLastComponent().string }
}
