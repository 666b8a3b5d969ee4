public import Documents
public import Files

/// One manifest: a resource with a type here, or any other as read.
public enum Resource: Sendable, Equatable {
  case configMap(ConfigMap)
  case secret(Secret)
  /// API version `maistra.io/v2`.
  case serviceMeshControlPlane(ServiceMeshControlPlane)
  case serviceMeshPeer(ServiceMeshPeer)
  case exportedServiceSet(ExportedServiceSet)
  case importedServiceSet(ImportedServiceSet)
  /// Any API version.
  case destinationRule(DestinationRule)
  case serviceMeshMemberRoll(ServiceMeshMemberRoll)
  case service(Service)
  case kustomization(Kustomization)
  /// Everything else, including other versions of the kinds above.
  case other(Node)

  /// The kinds that the home writes and that belong to no namespace.
  public static let kindsOfCluster: Set<String> = [
    IstioForm.sailKind, "Bundle", "ClusterBundle", "ClusterFederatedTrustDomain",
  ]

  /// Reads one document, which must not be a list: ``all(in:)`` unrolls lists.
  public static func read(_ document: Document) throws(KubernetesError) -> Resource {
    let (apiVersion, kind) = try identify(document)
    do throws(DocumentsError) {
      switch (apiVersion, kind) {
      case (ConfigMap.apiVersion, ConfigMap.kind): return .configMap(try ConfigMap(document))
      case (Secret.apiVersion, Secret.kind): return .secret(try Secret(document))
      case (ServiceMeshControlPlane.apiVersion, ServiceMeshControlPlane.kind):
        return .serviceMeshControlPlane(try ServiceMeshControlPlane(document))
      case (ServiceMeshPeer.apiVersion, ServiceMeshPeer.kind): return .serviceMeshPeer(try ServiceMeshPeer(document))
      case (ExportedServiceSet.apiVersion, ExportedServiceSet.kind):
        return .exportedServiceSet(try ExportedServiceSet(document))
      case (ImportedServiceSet.apiVersion, ImportedServiceSet.kind):
        return .importedServiceSet(try ImportedServiceSet(document))
      case (let version, DestinationRule.kind) where DestinationRule.apiVersions.contains(version):
        return .destinationRule(try DestinationRule(document))
      case (ServiceMeshMemberRoll.apiVersion, ServiceMeshMemberRoll.kind):
        return .serviceMeshMemberRoll(try ServiceMeshMemberRoll(document))
      case (Service.apiVersion, Service.kind): return .service(try Service(document))
      case (Kustomization.apiVersion, Kustomization.kind): return .kustomization(try Kustomization(document))
      default: return .other(document.root)
      }
    } catch {
      throw .document(error)
    }
  }

  /// Reads every manifest: lists are unrolled, and empty documents are skipped.
  public static func all(in documents: [Document]) throws(KubernetesError) -> [Resource] {
    var resources: [Resource] = []
    for document in documents {
      for manifest in document.unrolled() { resources.append(try read(manifest)) }
    }
    return resources
  }

  public var content: FileContent {
    switch self {
    case .secret(let secret): .secret(secret.yaml)
    case .configMap(let configMap): .plain(YAMLWriter.write([configMap.node]))
    case .serviceMeshControlPlane(let controlPlane): .plain(YAMLWriter.write([controlPlane.node]))
    case .serviceMeshPeer(let peer): .plain(YAMLWriter.write([peer.node]))
    case .exportedServiceSet(let set): .plain(YAMLWriter.write([set.node]))
    case .importedServiceSet(let set): .plain(YAMLWriter.write([set.node]))
    case .destinationRule(let rule): .plain(YAMLWriter.write([rule.node]))
    case .serviceMeshMemberRoll(let roll): .plain(YAMLWriter.write([roll.node]))
    case .service(let service): .plain(YAMLWriter.write([service.node]))
    case .kustomization(let kustomization): .plain(YAMLWriter.write([kustomization.node]))
    case .other(let node): .plain(YAMLWriter.write([node]))
    }
  }

  private static func identify(_ document: Document) throws(KubernetesError) -> (apiVersion: String, kind: String) {
    guard let mapping = document.root.mapping else {
      throw .document(.invalid(document.root, at: "", expected: "a manifest", source: document.source))
    }
    let missing = ["apiVersion", "kind"].filter { mapping[$0]?.isNull ?? true }
    guard missing.isEmpty else { throw .noManifest(missing: missing, found: mapping.keys, document.place) }
    do throws(DocumentsError) {
      var reader = try MappingReader(document.root, at: "", source: document.source)
      return (try reader.requiredString("apiVersion"), try reader.requiredString("kind"))
    } catch {
      throw .document(error)
    }
  }
}
