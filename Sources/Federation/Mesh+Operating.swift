/// What an administrator types on a mesh. The one place that knows which client and which names are meant.
extension Mesh {
  /// The client of the mesh's API server.
  public var client: String { controlPlane.flavour == .maistra ? "oc" : "kubectl" }

  /// Restarts istiod.
  public var istiodRestart: String {
    "\(client) rollout restart deployment/\(Naming.istiod(ofControlPlane: controlPlane.name)) -n \(namespace)"
  }

  /// The federation gateways, each peer's ingress before its egress.
  public var gatewayNames: [String] { gateways.flatMap { [$0.ingress.name, $0.egress.name] } }
}
