import Diagnostics
import Federation
import SPIFFE
import Testing

@Suite struct GatewayTests {
  private func text(_ gateways: String, extra: String = "") -> String {
    federation("name: a, peers: [b, c], gateways: {\(gateways)}\(extra)", "name: b", "name: c")
  }

  @Test func takesNodePorts() throws {
    let yaml = text(
      "b: {ingress: {serviceType: NodePort, nodePorts: {service: 30510, discovery: 32359}}}",
      extra: ", ingressAddresses: {b: [192.0.2.10, 192.0.2.11]}")
    let federation = try resolve(yaml)
    let gateways = try #require(federation.mesh(named: "a")?.gateways(for: "b"))
    #expect(gateways.ingress.serviceType == .nodePort)
    #expect(gateways.ingress.nodePorts?.service == 30510)
    #expect(gateways.ingress.nodePorts?.discovery == 32359)
    let reach = try #require(federation.mesh(named: "b")?.peer(named: "a")?.reach)
    #expect(reach == IngressReach(addresses: ["192.0.2.10", "192.0.2.11"], discoveryPort: 32359, servicePort: 30510))
  }

  @Test func nodePortsAloneMeanNodePort() throws {
    let yaml = text(
      "b: {ingress: {nodePorts: {service: 30000, discovery: 32767}}}", extra: ", ingressAddresses: {b: [192.0.2.10]}")
    #expect(try resolve(yaml).mesh(named: "a")?.gateways(for: "b")?.ingress.serviceType == .nodePort)
  }

  @Test func nodePortsWithoutAddressesStayInTheCluster() throws {
    let yaml = text("b: {ingress: {nodePorts: {service: 30510, discovery: 32359}}}")
    let reach = try #require(try resolve(yaml).mesh(named: "b")?.peer(named: "a")?.reach)
    #expect(reach.isAssumed)
    #expect(reach.servicePort == 15443)
    #expect(reach.discoveryPort == 8188)
    #expect(findings("MT-FED-18", in: yaml).map(\.severity) == [.warning])
  }

  @Test(arguments: [
    "serviceType: NodePort", "nodePorts: {service: 30510}", "nodePorts: {discovery: 30510}", "nodePorts: {}",
    "nodePorts: {service: 29999, discovery: 30510}", "nodePorts: {service: 30510, discovery: 32768}",
    "nodePorts: {service: 30510, discovery: 30510}",
    "serviceType: LoadBalancer, nodePorts: {service: 30510, discovery: 32359}",
    "serviceType: ClusterIP, nodePorts: {service: 30510, discovery: 32359}",
  ])
  func refusesOtherNodePorts(ingress: String) {
    let yaml = text("b: {ingress: {\(ingress)}}", extra: ", ingressAddresses: {b: [192.0.2.10]}")
    #expect(errors(in: yaml) == ["MT-FED-18"])
    #expect(findings("MT-FED-18", in: yaml).first?.place?.line == 4)
  }

  @Test(arguments: [
    ("b: {ingress: {name: x}}, c: {ingress: {name: x}}", "MT-FED-17", Severity.error),
    ("b: {egress: {name: x}}, c: {egress: {name: x}}", "MT-FED-17", .warning),
    ("b: {ingress: {name: x}, egress: {name: x}}", "MT-FED-16", .error),
    ("b: {ingress: {name: x}}, c: {egress: {name: x}}", "MT-FED-16", .error),
    ("b: {ingress: {name: istio-ingressgateway}}", "MT-FED-16", .error),
    ("b: {egress: {name: istio-egressgateway}}", "MT-FED-16", .error),
    ("b: {egress: {name: istiod-a}}", "MT-FED-16", .error),
    ("b: {egress: {name: Egress}}", "MT-FED-14", .error),
    ("b: {egress: {name: 1-egress}}", "MT-FED-14", .error),
    ("b: {egress: {name: e.gress}}", "MT-FED-14", .error),
    ("d: {}", "MT-FED-33", .error),
    ("a: {}", "MT-FED-33", .error),
  ])
  func refusesNamesThatCannotWork(gateways: String, code: Code, severity: Severity) {
    let found = findings(in: text(gateways)).filter { $0.severity != .note }
    #expect(found.map(\.code) == [code])
    #expect(found.map(\.severity) == [severity])
    #expect(found.first?.place?.line == 4)
  }

  @Test(arguments: [(0, true), (1, false)])
  func limitsNameAndNamespaceTogether(extra: Int, fits: Bool) {
    // The label is `ingress-b.` and the namespace.
    let namespace = String(repeating: "n", count: 63 - "ingress-b.".count + extra)
    let yaml = federation("name: a, namespace: \(namespace), peers: [b]", "name: b")
    #expect(errors(in: yaml) == (fits ? [] : ["MT-FED-15"]))
    let upstream = federation("name: a, namespace: \(namespace), controlPlane: {flavour: istio}, peers: [b]", "name: b")
    #expect(errors(in: upstream).isEmpty)
  }

  @Test func longMeshNamesWorkWithNamesOfTheirOwn() throws {
    let (left, right) = (String(repeating: "l", count: 30), String(repeating: "r", count: 30))
    #expect(Set(errors(in: federation("name: \(left), peers: [\(right)]", "name: \(right)"))) == ["MT-FED-15"])
    let yaml = federation(
      "name: \(left), namespace: left, peers: [\(right)]", "name: \(right), namespace: right")
    let client = try #require(try resolve(yaml).mesh(named: left)?.peer(named: right)?.client)
    #expect(client.clientID == "\(right).local/ns/right/sa/egress-\(left)-service-account")
  }

  @Test func annotationsAreKeptAndAWSGetsItsOwn() throws {
    let yaml = federation(
      "name: a, platform: aws, peers: [b], gateways: {b: {ingress: {annotations: {team: net}}}}",
      "name: b, platform: aws")
    let gateways = try #require(try resolve(yaml).mesh(named: "a")?.gateways(for: "b"))
    #expect(
      gateways.ingress.annotations == ["team": "net", "service.beta.kubernetes.io/aws-load-balancer-type": "nlb"])
    #expect(errors(in: yaml).isEmpty)
  }

  @Test func warnsOfAnotherLoadBalancerOnAWS() {
    let annotation = "service.beta.kubernetes.io/aws-load-balancer-type: classic"
    let yaml = federation(
      "name: a, platform: aws, peers: [b], gateways: {b: {ingress: {annotations: {\(annotation)}}}}", "name: b")
    #expect(findings("MT-FED-21", in: yaml).map(\.severity) == [.warning])
  }

  @Test func portNamesFitContainers() {
    for port in FederationPort.allCases {
      #expect(port.ingressName.utf8.count <= 15)
      #expect(port.egressName.utf8.count <= 15)
    }
    #expect(FederationPort.discovery.ingressName == "https-discovery")
    #expect(FederationPort.discovery.egressName == "http-discovery")
    #expect(FederationPort.service.ingressName == "tls")
  }

  @Test func everyParameterOfAGatewayCanBeSet() throws {
    let federation = try resolve(
      text(
        "b: {ingress: {enabled: false, labels: {team: edge}}, "
          + "egress: {enabled: false, requestedNetworkView: [net-1, net-2], labels: {team: core}}}"))
    let gateways = try #require(federation.mesh(named: "a")?.gateways(for: "b"))
    #expect(!gateways.ingress.isEnabled && gateways.ingress.labels == ["team": "edge"])
    #expect(!gateways.egress.isEnabled && gateways.egress.labels == ["team": "core"])
    #expect(gateways.egress.requestedNetworkViews == ["net-1", "net-2"])
    let usual = try #require(federation.mesh(named: "b")?.gateways(for: "a"))
    #expect(usual.ingress.isEnabled && usual.egress.requestedNetworkViews == ["network-a"])
  }
}
