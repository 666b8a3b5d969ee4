public import Diagnostics
public import SPIFFE

/// The commands that an administrator runs on a mesh. Only this extension chooses the client and the names.
extension Mesh {
  /// The control plane's Deployment, Service and service account: `istiod-red-mesh`.
  public var istiod: String {
    // The default revision of Istio has no name.
    controlPlane.flavour != .maistra && controlPlane.name == "default"
      ? "istiod" : Naming.istiod(ofControlPlane: controlPlane.name)
  }

  /// The host name at which the mesh's proxies reach their control plane: `istiod-red-mesh.red-mesh-system.svc`.
  public var istiodHost: String { "\(istiod).\(namespace).svc" }

  public func istiodIdentity() throws(SPIFFEError) -> WorkloadIdentity {
    try WorkloadIdentity(trustDomain: trustDomain, namespace: namespace, serviceAccount: istiod)
  }

  public var client: String { controlPlane.flavour == .istio ? "kubectl" : "oc" }

  /// The network that Istio assigns to the mesh's workloads: as given, or derived where peers reach services through it.
  public var network: String? { cluster.network ?? (sharesServices ? Naming.network(ofMesh: name) : nil) }

  /// Whether services cross the border of the mesh, in either direction.
  public var sharesServices: Bool { !offeredServices.isEmpty || !usedServices.isEmpty }

  /// Changes our fields of a Sail resource, and no others.
  public func sailPatch(file: Message) -> Message {
    "\(client) patch istio \(controlPlane.name) --type merge --patch-file \(file)"
  }

  public var istiodRestart: String {
    clientCommands.restart(istiod, in: namespace)
  }

  /// The federation gateways, each peer's ingress before its egress.
  public var gatewayNames: [String] { gateways.flatMap { [$0.ingress.name, $0.egress.name] } }
}
