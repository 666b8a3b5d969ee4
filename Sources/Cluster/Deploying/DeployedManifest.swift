public import Cryptography
public import Documents
import Files
public import Kubernetes
import SystemPackage

/// One object as the home writes it.
public struct DeployedManifest: Sendable {
  /// How it is written to a cluster.
  public enum Method: Hashable, Sendable {
    /// It is ours as a whole: server-side apply.
    case apply
    /// Others write it too: only our own fields are sent, as a merge patch.
    case merge
  }

  public let type: ResourceType
  public let reference: ObjectReference
  public let method: Method
  /// Of Secrets without the values.
  public let node: Node
  /// Those of a Secret.
  public let values: [String: SecretBytes]
  /// The file in the mesh's folder.
  public let file: String
  public let content: ObjectContent
  /// The Secret itself, which alone is written with its values.
  let secret: Secret?

  /// Nil for a kind that is never deployed.
  ///
  /// - Parameter namespace: That of the control plane, for a manifest without one.
  public init?(_ resource: Resource, file: String, in namespace: String) {
    let values: [String: SecretBytes]
    switch resource {
    case .configMap(let object): (node, values, secret) = (object.node, [:], nil)
    case .secret(let object): (node, values, secret) = (object.head, object.values, object)
    case .serviceMeshControlPlane(let object): (node, values, secret) = (object.node, [:], nil)
    case .serviceMeshPeer(let object): (node, values, secret) = (object.node, [:], nil)
    case .exportedServiceSet(let object): (node, values, secret) = (object.node, [:], nil)
    case .importedServiceSet(let object): (node, values, secret) = (object.node, [:], nil)
    case .destinationRule(let object): (node, values, secret) = (object.node, [:], nil)
    case .other(let object): (node, values, secret) = (object, [:], nil)
    case .serviceMeshMemberRoll, .service, .kustomization: return nil
    }
    guard let type = ResourceType.deployed(node), let name = node["metadata"]?["name"]?.text else { return nil }
    self.type = type
    self.values = values
    self.file = file
    method = type == .controlPlanes || type.isIstio ? .merge : .apply
    reference = ObjectReference(
      namespace: type.isOfCluster ? "" : node["metadata"]?["namespace"]?.text ?? namespace, kind: type.kind, name: name)
    content = ObjectContent(node, values: values)
  }
}

extension ManifestSet {
  /// Everything that is deployed, in the order in which it has to be.
  public func deployed(in namespace: String) -> [DeployedManifest] {
    // A list of nothing is not written.
    let files = kustomization.resources.isEmpty ? files[...] : files.dropFirst()
    let own = zip(resources, files).compactMap { resource, file in
      DeployedManifest(resource, file: file.path.string, in: namespace)
    }
    // What signs and the roots come before the control plane that reads them.
    let material = own.prefix { $0.type == .secrets || $0.type == .configMaps }
    let shared = shared.compactMap { DeployedManifest(.other($0.node), file: $0.file, in: namespace) }
    return material + shared + own.dropFirst(material.count)
  }
}

extension ResourceType {
  private static let kinds: [ResourceType] =
    [.configMaps, .secrets, .controlPlanes, .peers, .exports, .imports, .destinationRules, .istios]
    + ofBorder + ofSigners + ofDistributors

  /// The kind of an object that is deployed, in the version of its manifest; nil for any other.
  public static func deployed(_ node: Node) -> ResourceType? {
    guard let apiVersion = node["apiVersion"]?.string, let kind = node["kind"]?.string else { return nil }
    return deployed(kind, apiVersion: apiVersion)
  }

  public static func deployed(_ kind: String, apiVersion: String) -> ResourceType? {
    let parts = apiVersion.split(separator: "/")
    let group = parts.count > 1 ? String(parts[0]) : ""
    guard let known = kinds.first(where: { $0.kind == kind && $0.group == group }), let version = parts.last else {
      return nil
    }
    return known.inVersion(String(version))
  }
}
