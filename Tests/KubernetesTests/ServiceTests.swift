import Diagnostics
import Documents
import Federation
import Kubernetes
import Testing

@Suite struct ServiceTests {
  private let text = """
    apiVersion: v1
    kind: Service
    metadata:
      name: ratings
      namespace: bookinfo
      labels: {export-service: "true"}
      annotations: {networking.istio.io/exportTo: "., red-mesh-system"}
    spec:
      type: LoadBalancer
      clusterIP: 10.0.0.1
      clusterIPs: [10.0.0.1]
      externalTrafficPolicy: Cluster
      ports:
      - {name: http, port: 9080, targetPort: web, nodePort: 30001, protocol: TCP, appProtocol: http}
      - {name: dns, port: 53, protocol: UDP}
      selector: {app: ratings}
    status:
      loadBalancer:
        ingress:
        - {hostname: a.elb.amazonaws.com}
        - {ip: 192.0.2.1, ipMode: VIP}
    """

  @Test func reads() throws {
    let service = try #require(read(text).service)
    #expect(service.type == "LoadBalancer")
    #expect(service.clusterIP == "10.0.0.1")
    #expect(service.ports.map(\.port) == [9080, 53])
    #expect(service.ports.map(\.nodePort) == [30001, nil])
    #expect(service.ports.map(\.transport) == ["TCP", "UDP"])
    #expect(service.ports.map(\.appProtocol) == ["http", nil])
    #expect(service.ingress.map(\.hostname) == ["a.elb.amazonaws.com", nil])
    #expect(service.ingress.map(\.ip) == [nil, "192.0.2.1"])
    #expect(try service.node == documents(text).first?.root)
    #expect(try read(Resource.service(service).content.text).service == service)
  }

  @Test func asFederationSeesIt() throws {
    let local = try #require(read(text).service).local
    #expect(local.name == ServiceName(namespace: "bookinfo", name: "ratings"))
    #expect(local.labels == ["export-service": "true"])
    #expect(local.exportTo == [".", "red-mesh-system"])
    #expect(local.ports?.map(\.number) == [9080, 53])
    #expect(local.ports?.map(\.transport) == ["TCP", "UDP"])
    #expect(local.kind == .regular)
    #expect(local.isVisible(fromControlPlane: "red-mesh-system"))
    #expect(!local.isVisible(fromControlPlane: "green-mesh-system"))
  }

  @Test(arguments: [
    ("{clusterIP: None}", LocalService.Kind.headless), ("{clusterIP: 10.0.0.1}", .regular), ("{}", .regular),
    ("{type: ExternalName, externalName: a.example.com}", .external),
  ])
  func kinds(spec: String, kind: LocalService.Kind) throws {
    let service = try #require(
      read("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: \(spec)}").service)
    #expect(service.local.kind == kind)
    #expect(service.local.exportTo == [])
    #expect(service.name == ServiceName(namespace: "default", name: "a"))
  }

  @Test func whatOtherVersionsAndFieldsHaveIsKept() throws {
    let text = """
      {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {clusterIPs: [10.0.0.1], externalIPs: [192.0.2.1],
       ipFamilies: [IPv4], ipFamilyPolicy: SingleStack, sessionAffinity: None, internalTrafficPolicy: Cluster,
       publishNotReadyAddresses: true, loadBalancerIP: 192.0.2.2, healthCheckNodePort: 1, topologyKeys: [a]},
       status: {conditions: []}}
      """
    #expect(try read(text).service?.node == documents(text).first?.root)
  }

  @Test(arguments: [
    ("spec: {ports: {}}", "`spec.ports` is a mapping, but should be a sequence"),
    ("spec: {port: []}", "unknown field `spec.port`"),
    ("spec: {ports: [{port: http}]}", "`spec.ports[0].port` is `http` (a string), but should be a whole number"),
    ("spec: {type: [a]}", "`spec.type` is a sequence, but should be a string"),
    (
      "status: {loadBalancer: {ingress: [a]}}",
      "`status.loadBalancer.ingress[0]` is `a` (a string), but should be a mapping"
    ),
  ])
  func faults(field: String, what: String) throws {
    let error = try readingError("{apiVersion: v1, kind: Service, metadata: {name: a}, \(field)}")
    #expect(error.diagnostic.what.description.hasPrefix(what))
  }
}
