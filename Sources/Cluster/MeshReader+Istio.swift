import Documents
import Kubernetes

extension MeshReader {
  /// What configures a mesh of Istio, what it admits, and what signs and distributes for it. A kind of which the cluster has
  /// no definition is not asked for.
  mutating func readIstio() throws(ClusterError) {
    // A cluster of Maistra alone has its own kinds, of which other parts are read.
    if groups?.has(.controlPlanes) ?? false, try lacks(.istios) { return }
    for type in Self.ofCluster {
      objects.read.insert(type.kind)
      if let type = try preferredIfTold(type) { try read(type, in: nil) }
    }
    try readKinds(ResourceType.decidingAtBorder + ResourceType.ofSigners)
    try readNamespaces()
    try readWebhooks()
    try read(.deployments)
    try read(.pods)
  }

  /// Their names and labels: which revision injects where.
  private mutating func readNamespaces() throws(ClusterError) {
    objects.read.insert(ResourceType.namespaces.kind)
    try read(.namespaces, in: nil) { node in
      let metadata = node["metadata"]
      return .mapping([
        ("apiVersion", .string("v1")), ("kind", .string(ResourceType.namespaces.kind)),
        (
          "metadata",
          .mapping([("name", metadata?["name"] ?? .null), ("labels", metadata?["labels"] ?? .mapping([]))])
        ),
      ])
    }
  }

  /// The webhooks that lead to the mesh's own istiod.
  private mutating func readWebhooks() throws(ClusterError) {
    let namespace = place.namespace
    for type in Self.webhooks {
      objects.read.insert(type.kind)
      try read(type, in: nil) { node in
        (node["webhooks"]?.sequence ?? []).contains { webhook in
          webhook["clientConfig"]?["service"]?["namespace"]?.string == namespace
        } ? node : nil
      }
    }
  }

  static let webhooks = [
    ResourceType(
      group: "admissionregistration.k8s.io", version: "v1", plural: "mutatingwebhookconfigurations",
      kind: "MutatingWebhookConfiguration"),
    ResourceType(
      group: "admissionregistration.k8s.io", version: "v1", plural: "validatingwebhookconfigurations",
      kind: "ValidatingWebhookConfiguration"),
  ]

  /// What is read of the whole cluster.
  static let ofCluster =
    [ResourceType.istios, ResourceType(group: "sailoperator.io", version: "v1", plural: "ztunnels", kind: "ZTunnel")]
    + ResourceType.ofDistributors

  /// Kinds in all namespaces of the mesh.
  mutating func readKinds(_ types: [ResourceType]) throws(ClusterError) {
    for type in types {
      objects.read.insert(type.kind)
      if let type = try preferredIfTold(type) { try readEverywhere(type) }
    }
    // A group without one of its kinds, as on every OpenShift without istio-csr, has none of its objects.
    let names = Set((Self.ofCluster + types).map(\.kind))
    objects.unread.removeAll { unread in
      if case .noDefinition = unread.fault { names.contains(unread.kind) } else { false }
    }
  }
}
