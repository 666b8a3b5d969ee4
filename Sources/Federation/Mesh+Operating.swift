public import SPIFFE

/// The commands that an administrator runs on a mesh. Only this extension chooses the client and the names.
extension Mesh {
  /// The control plane's Deployment, Service and service account: `istiod-red-mesh`.
  public var istiod: String { Naming.istiod(ofControlPlane: controlPlane.name) }

  /// The host name by which the mesh's proxies call their control plane: `istiod-red-mesh.red-mesh-system.svc`.
  public var istiodHost: String { "\(istiod).\(namespace).svc" }

  /// The identity of the control plane itself.
  public func istiodIdentity() throws(SPIFFEError) -> WorkloadIdentity {
    try WorkloadIdentity(trustDomain: trustDomain, namespace: namespace, serviceAccount: istiod)
  }

  /// The client of the mesh's API server.
  public var client: String { controlPlane.flavour == .maistra ? "oc" : "kubectl" }

  public var istiodRestart: String {
    "\(client) rollout restart deployment/\(istiod) -n \(namespace)"
  }

  /// The federation gateways, each peer's ingress before its egress.
  public var gatewayNames: [String] { gateways.flatMap { [$0.ingress.name, $0.egress.name] } }
}
