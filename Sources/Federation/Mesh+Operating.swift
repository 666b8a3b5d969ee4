/// The commands that an administrator runs on a mesh. Only this extension chooses the client and the names.
extension Mesh {
  public var client: String { controlPlane.flavour == .maistra ? "oc" : "kubectl" }

  public var istiodRestart: String {
    "\(client) rollout restart deployment/\(Naming.istiod(ofControlPlane: controlPlane.name)) -n \(namespace)"
  }

  /// The federation gateways, each peer's ingress before its egress.
  public var gatewayNames: [String] { gateways.flatMap { [$0.ingress.name, $0.egress.name] } }
}
