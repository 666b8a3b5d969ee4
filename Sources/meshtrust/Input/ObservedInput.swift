import CA
import Cluster
import Diagnostics
import Documents
import Kubernetes
import Rotation
import X509

/// What files and folders show of running meshes: ConfigMaps, webhooks, and what proxies said of themselves.
struct ObservedInput {
  private(set) var roots: [ObservedRoots] = []
  private(set) var webhooks: [ObservedWebhooks] = []
  private(set) var proxies: [ObservedProxy] = []
  /// Control planes of OpenShift Service Mesh 2.
  private(set) var controlPlanes: [ObservedControlPlane] = []
  /// By which meshes of Istio exchange services.
  private(set) var border: [Document] = []
  /// What tells the clusters apart that the files came from.
  private(set) var marks: [ClusterMark] = []

  init(_ paths: [String]) throws {
    for path in paths {
      try ManifestInput.each(path) { document in
        if let proxy = Self.proxy(document) {
          proxies.append(proxy)
        } else {
          roots += try Self.observations(document)
          let parts = document.unrolled()
          marks += parts.compactMap(Self.mark)
          border += parts.filter { BorderComparison.kinds.contains($0.root["kind"]?.string ?? "") }
          webhooks += parts.compactMap(Self.webhooks)
          controlPlanes += parts.compactMap(Self.controlPlane)
        }
      }
    }
  }

  private static func proxy(_ document: Document) -> ObservedProxy? {
    do throws(KubernetesError) {
      return try ProxyDump(document).map { ObservedProxy(dump: .success($0), file: document.source) }
    } catch {
      return ObservedProxy(dump: .failure(ObservedRoots.Unreadable(error.diagnostic)), file: document.source)
    }
  }

  private static func webhooks(_ document: Document) -> ObservedWebhooks? {
    do throws(KubernetesError) {
      guard let configuration = try WebhookConfiguration(document) else { return nil }
      let metadata = configuration.metadata
      let object = SeenObject(
        name: metadata.name, namespace: nil, uid: metadata.uid, resourceVersion: metadata.resourceVersion,
        created: metadata.created, changed: metadata.lastChange, isBeingDeleted: metadata.isBeingDeleted,
        file: document.source)
      return ObservedWebhooks(object: object, configuration: .success(configuration))
    } catch {
      let name = document.root["metadata"]?["name"]?.text ?? document.source
      let object = SeenObject(name: name, namespace: nil, uid: nil, resourceVersion: nil, file: document.source)
      let services = (document.root["webhooks"]?.sequence ?? []).compactMap { webhook -> String? in
        let service = webhook["clientConfig"]?["service"]
        guard let name = service?["name"]?.text, let namespace = service?["namespace"]?.text else { return nil }
        return "\(namespace)/\(name)"
      }
      return ObservedWebhooks(
        object: object, configuration: .failure(ObservedRoots.Unreadable(error.diagnostic)), services: Set(services))
    }
  }

  private static func controlPlane(_ document: Document) -> ObservedControlPlane? {
    let metadata = document.root["metadata"]
    func text(_ name: String) -> String? { metadata?[name]?.text.flatMap { $0.isEmpty ? nil : $0 } }
    let object = SeenObject(
      name: text("name") ?? "", namespace: document.root.objectNamespace, uid: text("uid"),
      resourceVersion: text("resourceVersion"), isBeingDeleted: text("deletionTimestamp") != nil, file: document.source)
    do throws(KubernetesError) {
      guard let (config, environment) = try MigrationPatch.configuration(of: document) else { return nil }
      return ObservedControlPlane(
        object: object, isFormer: true, content: .success(.former(config, environment)),
        unreconciled: UnreconciledPlane(document.root))
    } catch {
      return ObservedControlPlane(
        object: object, isFormer: true, content: .failure(ObservedRoots.Unreadable(error.diagnostic)))
    }
  }

  private static func mark(_ document: Document) -> ClusterMark? {
    let root = document.root
    let metadata = root["metadata"]
    guard let uid = metadata?["uid"]?.text, !uid.isEmpty, metadata?["resourceVersion"] != nil else { return nil }
    switch root["kind"]?.string {
    case "Namespace":
      return metadata?["name"]?.text.map {
        ClusterMark(
          anchor: ClusterIdentity.Anchor.namespace.rawValue, namespace: $0, uid: uid, file: document.source)
      }
    case ServiceMeshControlPlane.kind:
      return root.objectNamespace.map {
        ClusterMark(
          anchor: ClusterIdentity.Anchor.controlPlane.rawValue, namespace: $0, uid: uid, file: document.source)
      }
    default: return nil
    }
  }

  /// Those of one document, or of a list.
  ///
  /// - Parameter reading: The cluster that returned them just now.
  static func observations(_ document: Document, reading: SeenObject.Reading? = nil) throws -> [ObservedRoots] {
    try document.unrolled().filter { $0.root["kind"]?.string == ConfigMap.kind }
      .compactMap { try observation($0, reading) }
  }

  private static func observation(_ document: Document, _ reading: SeenObject.Reading?) throws -> ObservedRoots? {
    guard case .configMap(let configMap) = try Resource.read(document) else { return nil }
    let metadata = configMap.metadata
    let object = SeenObject(
      name: metadata.name, namespace: metadata.namespace, uid: metadata.uid, resourceVersion: metadata.resourceVersion,
      created: metadata.created, changed: metadata.lastChange,
      isBeingDeleted: metadata.isBeingDeleted, reading: reading, file: document.source)
    if configMap.data[IstioForm.meshKey] != nil, MeshConfig.isConfigMap(named: metadata.name) {
      let config: Result<MeshConfig, ObservedRoots.Unreadable>?
      do throws(KubernetesError) {
        config = try MeshConfig(configMap, source: document.source).map { .success($0) }
      } catch {
        config = .failure(ObservedRoots.Unreadable(error.diagnostic))
      }
      return ObservedRoots(object: object, certificates: .success([]), meshConfig: config)
    }
    do throws(KubernetesError) {
      return ObservedRoots(object: object, certificates: .success(try rootCertificates(from: configMap).certificates))
    } catch {
      return ObservedRoots(object: object, certificates: .failure(ObservedRoots.Unreadable(error.diagnostic)))
    }
  }
}
