import Federation
import SPIFFE

extension ServiceMeshControlPlane {
  /// The settings of a mesh's control plane for federation and trust. The version is written only if it is given, so
  /// that applying never upgrades a mesh.
  init(mesh: Mesh) {
    self.init(
      metadata: ObjectMetadata(
        name: mesh.controlPlane.name, namespace: mesh.namespace, labels: ManifestSet.managedBy))
    version = mesh.controlPlane.version?.description
    clusterName = mesh.cluster.name
    clusterNetwork = mesh.cluster.network
    if mesh.controlPlane.autoReload { pilotEnvironment = ["AUTO_RELOAD_PLUGIN_CERTS": "true"] }
    additionalEgress = mesh.gateways.map { ControlPlaneGateway($0.egress) }
    additionalIngress = mesh.gateways.map { ControlPlaneGateway($0.ingress) }
    clusterDomain = mesh.cluster.domain == "cluster.local" ? nil : mesh.cluster.domain
    trustDomain = mesh.trustDomain.name
    mutualTLS = true
    certificateAuthority = CertificateAuthority(
      workloadLifetime: mesh.profile.workloadLifetime.goText,
      maxWorkloadLifetime: mesh.profile.maxWorkloadLifetime.goText)
  }
}

extension ControlPlaneGateway {
  /// The label keeps federation traffic away from the cluster's default gateways.
  fileprivate init(_ gateway: EgressGateway) {
    self.init(
      name: gateway.name, requestedNetworkView: gateway.requestedNetworkViews,
      service: GatewayService(
        labels: gateway.labels.merging(["federation.maistra.io/egress-for": gateway.name]) { given, _ in given },
        ports: [FederationPort.service, .discovery].map { GatewayService.Port($0.rawValue, name: $0.egressName) }))
    enabled = gateway.isEnabled
  }

  fileprivate init(_ gateway: IngressGateway) {
    let ports = [
      GatewayService.Port(
        FederationPort.service.rawValue, nodePort: gateway.nodePorts?.service,
        name: FederationPort.service.ingressName),
      GatewayService.Port(
        FederationPort.discovery.rawValue, nodePort: gateway.nodePorts?.discovery,
        name: FederationPort.discovery.ingressName),
    ]
    self.init(
      name: gateway.name,
      service: GatewayService(
        type: gateway.serviceType.rawValue,
        labels: gateway.labels.merging(["federation.maistra.io/ingress-for": gateway.name]) { given, _ in given },
        annotations: gateway.annotations, ports: ports))
    enabled = gateway.isEnabled
  }
}
