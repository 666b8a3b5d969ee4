import Diagnostics
public import Documents
public import Federation

/// An object that an administrator deletes from a cluster: `oc apply -k` deletes nothing.
public struct DeletedObject: Hashable, Sendable {
  public let object: ObjectName
  public let apiVersion: String
  public let namespace: String

  public init(object: ObjectName, apiVersion: String, namespace: String) {
    self.object = object
    self.apiVersion = apiVersion
    self.namespace = namespace
  }

  /// The object of a manifest; nil without a kind and a name.
  ///
  /// - Parameter namespace: That of a manifest without one.
  public init?(_ node: Node, in namespace: String) {
    guard let kind = node["kind"]?.string, let name = node["metadata"]?["name"]?.text else { return nil }
    self.init(
      object: ObjectName(kind: kind, name: name), apiVersion: node["apiVersion"]?.string ?? "",
      namespace: node.objectNamespace ?? namespace)
  }

  /// Whether both are the same object, whatever the version of its API.
  public func isSame(as other: DeletedObject) -> Bool { object == other.object && namespace == other.namespace }

  /// As the argument of a command: `destinationrule/ratings-failover`.
  var argument: String {
    // Two groups have a kind of this name.
    let group = object.kind == "Gateway" ? ".\(apiVersion.prefix { $0 != "/" })" : ""
    return "\(object.kind.lowercased())\(group)/\(object.name)"
  }

  /// One command for each namespace, in the order of the objects.
  static func commands(deleting objects: [DeletedObject], with client: String) -> [Message] {
    var namespaces: [String] = []
    for object in objects where !namespaces.contains(object.namespace) { namespaces.append(object.namespace) }
    return namespaces.map { namespace in
      let names = objects.filter { $0.namespace == namespace }.map { ShellWord.quoted($0.argument) }
      return
        "\(client) delete -n \(ShellWord.quoted(namespace)) --ignore-not-found \(names.joined(separator: " "))"
    }
  }
}

extension ManifestSet {
  /// Every object that the home writes for a mesh, whatever is issued.
  public static func objects(of mesh: Mesh) -> [DeletedObject] {
    let roots = mesh.peers.map { peer in
      DeletedObject(
        object: ObjectName(kind: ConfigMap.kind, name: peer.rootConfigMap), apiVersion: ConfigMap.apiVersion,
        namespace: mesh.namespace)
    }
    let secret = DeletedObject(
      object: ObjectName(kind: Secret.kind, name: mesh.signingSecret), apiVersion: Secret.apiVersion,
      namespace: mesh.namespace)
    let signing = mesh.controlPlane.signer == .istioCSR ? IstioCSR.objects(mesh, []).map(\.resource) : []
    return [secret] + roots
      + (withoutCertificates(of: mesh) + signing).compactMap { resource in
        if case .other(let node) = resource { return DeletedObject(node, in: mesh.namespace) }
        guard let identity = resource.identity else { return nil }
        return DeletedObject(
          object: ObjectName(kind: identity.kind, name: identity.metadata.name), apiVersion: resource.apiVersion,
          namespace: identity.metadata.namespace ?? mesh.namespace)
      } + TrustManager.all(of: mesh).compactMap { DeletedObject($0, in: mesh.namespace) }
      + SPIREFederation.names(of: mesh)
  }
}

extension Resource {
  fileprivate var apiVersion: String {
    switch self {
    case .exportedServiceSet: ExportedServiceSet.apiVersion
    case .importedServiceSet: ImportedServiceSet.apiVersion
    case .serviceMeshPeer: ServiceMeshPeer.apiVersion
    case .serviceMeshControlPlane: ServiceMeshControlPlane.apiVersion
    case .destinationRule: DestinationRule.apiVersions.first ?? ""
    default: "v1"
    }
  }
}
