import Diagnostics
import Documents
import Federation
import Kubernetes
import Testing

@Suite struct DestinationRuleTests {
  private let text = """
    apiVersion: networking.istio.io/v1beta1
    kind: DestinationRule
    metadata:
      name: default-failover
      namespace: bookinfo
    spec:
      host: "ratings.bookinfo.svc.cluster.local"
      subsets: [{name: v1, labels: {version: v1}}]
      trafficPolicy:
        connectionPool: {tcp: {maxConnections: 5}}
        loadBalancer:
          simple: LEAST_REQUEST
          localityLbSetting:
            enabled: true
            failover:
              - from: us-east
                to: us-west
        outlierDetection:
          consecutive5xxErrors: 3
          consecutiveErrors: 7
          interval: 10s
          baseEjectionTime: 1m
          splitExternalLocalOriginErrors: true
        tls: {mode: ISTIO_MUTUAL, sni: a.example, subjectAltNames: [spiffe://a/ns/b/sa/c]}
    """

  @Test func readsAndWrites() throws {
    let rule = try #require(read(text).destinationRule)
    #expect(rule.host == "ratings.bookinfo.svc.cluster.local")
    #expect(rule.loadBalancer == "LEAST_REQUEST")
    #expect(rule.locality?.isEnabled == true)
    #expect(rule.locality?.failover == [.init(from: "us-east", to: "us-west")])
    #expect(rule.locality?.distributes == false)
    #expect(rule.outlierDetection?.consecutive5xxErrors == 3)
    #expect(rule.outlierDetection?.consecutiveErrors == 7)
    #expect(rule.outlierDetection?.interval == "10s")
    #expect(rule.tls?.mode == "ISTIO_MUTUAL")
    #expect(rule.tls?.subjectAltNames == ["spiffe://a/ns/b/sa/c"])
    #expect(try rule.node == documents(text).first?.root)
    #expect(try read(Resource.destinationRule(rule).content.text).destinationRule == rule)
  }

  @Test(arguments: ["v1alpha3", "v1beta1", "v1"])
  func everyVersionKeepsItsOwn(version: String) throws {
    let rule = try #require(
      read("{apiVersion: networking.istio.io/\(version), kind: DestinationRule, metadata: {name: a}}").destinationRule)
    #expect(rule.node["apiVersion"]?.string == "networking.istio.io/\(version)")
    #expect(rule.host == nil)
    #expect(rule.outlierDetection == nil)
    #expect(rule.tls == nil)
  }

  @Test func otherVersionsAreNotRead() throws {
    let other = try read("{apiVersion: networking.istio.io/v9, kind: DestinationRule, metadata: {name: a}}")
    #expect(other.destinationRule == nil)
  }

  @Test func distributionIsSeen() throws {
    let rule = try #require(
      read(
        """
        apiVersion: networking.istio.io/v1beta1
        kind: DestinationRule
        metadata: {name: a}
        spec: {trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: a/*, to: {b/*: 100}}]}}}}
        """
      ).destinationRule)
    #expect(rule.locality?.distributes == true)
    #expect(rule.locality?.failover == [])
  }

  private func failover(serviceAccounts: [String]) throws -> DestinationRule {
    let mesh = try mesh("green-mesh", in: colours)
    let service = ServiceName(namespace: "bookinfo", name: "ratings")
    let imports = ServiceImports.resolve(
      offered: [OfferedService(service, offeredTo: "green-mesh")],
      rules: [
        ImportRule(
          nameSelector: NameMapping(NamePattern(namespace: "bookinfo"), alias: Alias(namespace: "bookinfo")),
          importAsLocal: true)
      ],
      peer: "red-mesh", importer: .init(controlPlaneNamespace: mesh.namespace),
      locality: ImportLocality(region: "us-west"))
    let servers = try mesh.failoverServers(of: service, serviceAccounts: serviceAccounts, peer: "red-mesh")
    return DestinationRule(
      try Failover(of: #require(imports.imported.first), from: "us-east", servers: servers))
  }

  @Test func failoverAsInTheManualWithTheEgressListed() throws {
    #expect(
      Resource.destinationRule(try failover(serviceAccounts: ["bookinfo-ratings"])).content.text == """
        apiVersion: networking.istio.io/v1beta1
        kind: DestinationRule
        metadata:
          name: ratings-failover
          namespace: bookinfo
          labels:
            app.kubernetes.io/managed-by: meshtrust
        spec:
          host: ratings.bookinfo.svc.cluster.local
          trafficPolicy:
            loadBalancer:
              localityLbSetting:
                enabled: true
                failover:
                - from: us-east
                  to: us-west
            outlierDetection:
              consecutive5xxErrors: 3
              interval: 10s
              baseEjectionTime: 1m
            tls:
              mode: ISTIO_MUTUAL
              subjectAltNames:
              - spiffe://green-mesh.local/ns/bookinfo/sa/bookinfo-ratings
              - spiffe://green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account

        """)
  }

  @Test func withoutServiceAccountsThereIsNoList() throws {
    let rule = try failover(serviceAccounts: [])
    #expect(rule.tls == nil)
    #expect(rule.node["spec"]?["trafficPolicy"]?.mapping?.keys == ["loadBalancer", "outlierDetection"])
  }

  @Test(arguments: [
    ("host: 5", "`spec.host` is `5` (a whole number), but should be a string in quotes"),
    ("trafficPolicy: {outlierDetecton: {}}", "unknown field `spec.trafficPolicy.outlierDetecton`"),
    (
      "trafficPolicy: {outlierDetection: {consecutive5xxErrors: three}}",
      "`spec.trafficPolicy.outlierDetection.consecutive5xxErrors` is `three` (a string), but should be a whole number from "
        + "-2147483648 to 2147483647"
    ),
    (
      "trafficPolicy: {loadBalancer: {localityLbSettings: {}}}",
      "unknown field `spec.trafficPolicy.loadBalancer.localityLbSettings`"
    ),
    ("trafficPolicy: {tls: {subjectAltName: [a]}}", "unknown field `spec.trafficPolicy.tls.subjectAltName`"),
  ])
  func faults(spec: String, what: String) throws {
    let error = try readingError(
      "apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nmetadata: {name: a}\nspec: {\(spec)}\n")
    #expect(error.diagnostic.what.description == what)
  }
}
