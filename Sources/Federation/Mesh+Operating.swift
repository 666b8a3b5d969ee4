public import SPIFFE

/// The commands that an administrator runs on a mesh. Only this extension chooses the client and the names.
extension Mesh {
  /// The control plane's Deployment, Service and service account: `istiod-red-mesh`.
  public var istiod: String { Naming.istiod(ofControlPlane: controlPlane.name) }

  /// The host name at which the mesh's proxies reach their control plane: `istiod-red-mesh.red-mesh-system.svc`.
  public var istiodHost: String { "\(istiod).\(namespace).svc" }

  public func istiodIdentity() throws(SPIFFEError) -> WorkloadIdentity {
    try WorkloadIdentity(trustDomain: trustDomain, namespace: namespace, serviceAccount: istiod)
  }

  public var client: String { controlPlane.flavour == .maistra ? "oc" : "kubectl" }

  public var istiodRestart: String {
    clientCommands.restart(istiod, in: namespace)
  }

  /// The federation gateways, each peer's ingress before its egress.
  public var gatewayNames: [String] { gateways.flatMap { [$0.ingress.name, $0.egress.name] } }
}
