import Documents
import Federation
import Kubernetes

/// Which namespaces the istiods of a mesh look at, by their labels.
struct DiscoverySelectors {
  /// One of them is enough; empty for all namespaces.
  private let selectors: [[String: String]]

  /// Why the namespaces are not known.
  struct Lack: Error {
    let text: String
  }

  /// By the configurations of the mesh. Each of its istiods reads one, so that what any of them looks at counts; those
  /// of another control plane in the same namespace say nothing.
  static func read(_ documents: [Document], at place: MeshPlace) -> Result<DiscoverySelectors, Lack> {
    var selectors: [[String: String]] = []
    for document in documents where isConfiguration(document.root, at: place) {
      guard let text = document.root["data"]?[IstioForm.meshKey]?.string else { return .success(Self(selectors: [])) }
      guard let root = try? MeshConfig.node(text, source: document.source) else {
        return .failure(Lack(text: "the configuration of the mesh cannot be read"))
      }
      let own = root["discoverySelectors"]?.sequence ?? []
      guard !own.isEmpty else { return .success(Self(selectors: [])) }
      guard own.allSatisfy({ $0["matchExpressions"] == nil }) else {
        return .failure(Lack(text: "its discoverySelectors have expressions, which are not evaluated here"))
      }
      selectors += own.map { PodState.texts($0["matchLabels"]) }
    }
    return .success(Self(selectors: selectors))
  }

  private static func isConfiguration(_ root: Node, at place: MeshPlace) -> Bool {
    let metadata = root["metadata"]
    guard root["kind"]?.string == ResourceType.configMaps.kind, let name = metadata?["name"]?.string,
      metadata?["namespace"]?.string == place.namespace
    else { return false }
    if let plane = place.controlPlane { return plane.isMeshConfig(name) }
    return root["data"]?[IstioForm.meshKey] != nil && MeshConfig.isConfigMap(named: name)
  }

  /// Whether they look at a namespace with some labels.
  func select(_ labels: [String: String]) -> Bool {
    selectors.isEmpty || selectors.contains { $0.allSatisfy { labels[$0.key] == $0.value } }
  }
}
