public import Diagnostics
public import Documents
public import Federation

/// An object of a mesh that the input has in several versions, of which only one can run.
public struct RepeatedObject: Sendable {
  public let object: ObjectName
  public let namespace: String
  /// Where each version is, in input order.
  public let places: [Place]

  /// The repeated objects among those of a mesh, from ``RunningObjects/objects(of:)``. Two copies of one version are one,
  /// and one without a namespace is in the control plane's.
  public static func all(in running: [Document], of mesh: Mesh) -> [RepeatedObject] {
    var versions: [ObjectKey: [Document]] = [:]
    var order: [ObjectKey] = []
    for document in running where kinds.contains(document.root["kind"]?.string ?? "") {
      let key = ObjectKey(document.root, in: mesh.namespace)
      let known = versions[key] ?? []
      if known.isEmpty { order.append(key) }
      guard !known.contains(where: { stated($0) == stated(document) }) else { continue }
      versions[key] = known + [document]
    }
    return order.compactMap { key in
      guard let found = versions[key], found.count > 1 else { return nil }
      return RepeatedObject(
        object: ObjectName(kind: key.kind, name: key.name), namespace: key.namespace, places: found.map(\.place))
    }
  }

  private static let kinds = BorderComparison.kinds.union(Resource.kindsOfCluster).union([
    ServiceMeshControlPlane.kind, ServiceMeshPeer.kind, ExportedServiceSet.kind, ImportedServiceSet.kind,
    DestinationRule.kind, ConfigMap.kind, Secret.kind, "IstioCSR", "Issuer",
  ])

  /// What its writer stated, without what a server adds; and whether it is being deleted.
  private static func stated(_ document: Document) -> Mapping? {
    guard var root = document.root.mapping else { return nil }
    root.remove("status")
    let metadata = document.root["metadata"]
    root.set(
      "metadata",
      to: .mapping([
        ("labels", metadata?["labels"] ?? .null), ("deletionTimestamp", metadata?["deletionTimestamp"] ?? .null),
      ]))
    return root
  }
}
