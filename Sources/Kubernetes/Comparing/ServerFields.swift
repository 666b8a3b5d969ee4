import Documents

/// Fields that only a server or an operator sets, and default values. The time of a deletion is none of them: such an
/// object is about to be gone, whatever its content.
enum ServerFields {
  private static let paths: Set<String> = [
    "status", "metadata.managedFields", "metadata.uid", "metadata.resourceVersion", "metadata.generation",
    "metadata.creationTimestamp", "metadata.deletionGracePeriodSeconds", "metadata.selfLink",
    "metadata.ownerReferences", "metadata.finalizers",
    "metadata.annotations.kubectl.kubernetes.io/last-applied-configuration",
  ]

  /// By kind and path, with `*` for any name or index: the value of a field that was not written.
  private static let defaults: [String: [String: Node]] = [
    ServiceMeshPeer.kind: [
      "spec.remote.discoveryPort": .int(8188), "spec.remote.servicePort": .int(15443),
      "spec.security.certificateChain.apiGroup": .string(""),
    ],
    ServiceMeshControlPlane.kind: [
      // The operator's webhook adds both to every control plane without them.
      "spec.profiles": .sequence([.string("default")]),
      "spec.policy.type": .string("Istiod"), "spec.telemetry.type": .string("Istiod"),
      "spec.proxy.networking.clusterDomain": .string("cluster.local"),
      "spec.gateways.additionalIngress.*.service.type": .string("ClusterIP"),
      "spec.gateways.additionalEgress.*.service.type": .string("ClusterIP"),
    ],
    // Of the Gateway API.
    "Gateway": ["spec.listeners.*.allowedRoutes.namespaces.from": .string("Same")],
    ConfigMap.kind: ["immutable": .bool(false)],
    Secret.kind: ["immutable": .bool(false), "type": .string("Opaque")],
  ]

  /// Whether a field that the home does not write can be ignored.
  static func isOfServer(_ path: [String], _ value: Node, kind: String) -> Bool {
    if value.isNull || paths.contains(path.joined(separator: ".")) { return true }
    // The version is written only if it is given, so that applying never upgrades a mesh.
    if kind == ServiceMeshControlPlane.kind, path == ["spec", "version"] { return true }
    if value.mapping?.entries.isEmpty ?? value.sequence?.isEmpty ?? false { return true }
    return isDefault(path, value, kind: kind)
  }

  /// Whether a value is the default.
  static func isDefault(_ path: [String], _ value: Node, kind: String) -> Bool {
    (defaults[kind] ?? [:]).contains { pattern, usual in
      let parts = pattern.split(separator: ".")
      return value == usual && parts.count == path.count && zip(parts, path).allSatisfy { $0 == "*" || $0 == $1 }
    }
  }
}
