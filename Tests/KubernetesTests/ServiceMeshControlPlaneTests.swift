import Diagnostics
import Documents
import Kubernetes
import Testing

@Suite struct ServiceMeshControlPlaneTests {
  private let text = """
    apiVersion: maistra.io/v2
    kind: ServiceMeshControlPlane
    metadata:
      name: red-mesh
      namespace: red-mesh-system
    spec:
      version: v2.2
      mode: MultiTenant
      telemetry: {type: Istiod}
      cluster: {name: east, network: east-net, multiCluster: {enabled: false}}
      runtime:
        defaults:
          container:
            imagePullPolicy: Always
        components:
          pilot:
            deployment: {replicas: 2}
            container:
              env: {AUTO_RELOAD_PLUGIN_CERTS: "true"}
      gateways:
        openshiftRoute: {enabled: false}
        additionalEgress:
          egress-green-mesh:
            enabled: true
            requestedNetworkView:
            - green-network
            routerMode: sni-dnat
            volumes: []
            service:
              metadata:
                labels:
                  federation.maistra.io/egress-for: egress-green-mesh
              ports:
              - port: 15443
                name: tls
              - port: 8188
                targetPort: 8188
                name: http-discovery  #note HTTP here
        additionalIngress:
          ingress-green-mesh:
            enabled: true
            routerMode: sni-dnat
            service:
              type: NodePort
              externalTrafficPolicy: Local
              metadata:
                labels:
                  federation.maistra.io/ingress-for: ingress-green-mesh
              ports:
              - {port: 15443, nodePort: 30510, name: tls}
              - {port: 8188, nodePort: 32359, name: https-discovery}
          ingress-blue-mesh: {namespace: elsewhere}
      proxy: {networking: {clusterDomain: cluster.local, trafficControl: {}}}
      security:
        manageNetworkPolicy: true
        trust:
          domain: red-mesh.local
          additionalDomains: [old.local]
        dataPlane: {mtls: true, automtls: true}
        certificateAuthority:
          type: Istiod
          istiod:
            type: PrivateKey
            privateKey: {rootCADir: /etc/cacerts}
            selfSigned: {ttl: 87600h}
            workloadCertTTLDefault: 24h
            workloadCertTTLMax: 48h
    status: {conditions: []}
    """

  @Test func readsTheFederationPart() throws {
    let plane = try #require(read(text).controlPlane)
    #expect(plane.version == "v2.2")
    #expect(plane.clusterName == "east")
    #expect(plane.clusterNetwork == "east-net")
    #expect(plane.clusterDomain == "cluster.local")
    #expect(plane.trustDomain == "red-mesh.local")
    #expect(plane.mutualTLS == true)
    #expect(plane.pilotEnvironment == ["AUTO_RELOAD_PLUGIN_CERTS": "true"])
    #expect(plane.certificateAuthority?.type == "Istiod")
    #expect(plane.certificateAuthority?.istiodType == "PrivateKey")
    #expect(plane.certificateAuthority?.rootCADirectory == "/etc/cacerts")
    #expect(plane.certificateAuthority?.workloadLifetime == "24h")
    #expect(plane.certificateAuthority?.maxWorkloadLifetime == "48h")
  }

  @Test func readsTheGatewaysInTheirOrder() throws {
    let plane = try #require(read(text).controlPlane)
    #expect(plane.additionalEgress.map(\.name) == ["egress-green-mesh"])
    #expect(plane.additionalIngress.map(\.name) == ["ingress-green-mesh", "ingress-blue-mesh"])
    let egress = try #require(plane.additionalEgress.first)
    #expect(egress.requestedNetworkView == ["green-network"])
    #expect(egress.service?.ports.map(\.name) == ["tls", "http-discovery"])
    let ingress = try #require(plane.additionalIngress.first)
    #expect(ingress.enabled == true)
    #expect(ingress.routerMode == "sni-dnat")
    #expect(ingress.service?.type == "NodePort")
    #expect(ingress.service?.ports.map(\.nodePort) == [30510, 32359])
    #expect(ingress.service?.labels == ["federation.maistra.io/ingress-for": "ingress-green-mesh"])
    #expect(plane.additionalIngress.last?.enabled == nil)
    #expect(plane.additionalIngress.last?.namespace == "elsewhere")
    #expect(plane.additionalIngress.last?.service == nil)
  }

  @Test func keepsEveryOtherField() throws {
    let plane = try #require(read(text).controlPlane)
    #expect(try plane.node == documents(text).first?.root)
    #expect(try read(Resource.serviceMeshControlPlane(plane).content.text).controlPlane == plane)
  }

  @Test func changesLeaveTheRestAlone() throws {
    var plane = try #require(read(text).controlPlane)
    plane.trustDomain = "crimson.local"
    plane.pilotEnvironment = [:]
    plane.additionalIngress[0].service?.ports[0].nodePort = nil
    plane.additionalIngress.removeLast()
    let spec = plane.node["spec"]
    #expect(spec?["security"]?["trust"]?["domain"]?.string == "crimson.local")
    #expect(spec?["security"]?["trust"]?["additionalDomains"]?.sequence?.count == 1)
    #expect(spec?["runtime"]?["components"]?["pilot"]?["deployment"]?["replicas"]?.int == 2)
    #expect(spec?["runtime"]?["components"]?["pilot"]?["container"]?["env"] == nil)
    let ingress = spec?["gateways"]?["additionalIngress"]
    #expect(ingress?.mapping?.keys == ["ingress-green-mesh"])
    #expect(ingress?["ingress-green-mesh"]?["service"]?["externalTrafficPolicy"]?.string == "Local")
    #expect(ingress?["ingress-green-mesh"]?["service"]?["ports"]?.sequence?.first?.mapping?.keys == ["port", "name"])
  }

  @Test(arguments: [
    ("{version: 2.5}", "`spec.version` is `2.5` (a number), but should be a string in quotes", 8),
    ("{gateways: {additionalIgress: {}}}", "unknown field `spec.gateways.additionalIgress`", 8),
    (
      "{gateways: {additionalIngress: {a: {enable: true}}}}",
      "unknown field `spec.gateways.additionalIngress.a.enable`", 40
    ),
    (
      "{gateways: {additionalIngress: {a: {enabled: 'yes'}}}}",
      "`spec.gateways.additionalIngress.a.enabled` is `yes` (a string), but should be `true` or `false`", 40
    ),
    (
      "{gateways: {additionalEgress: [a]}}",
      "`spec.gateways.additionalEgress` is a sequence, but should be a mapping", 8
    ),
    (
      "{gateways: {additionalEgress: {a: {service: {ports: [{prot: 8188}]}}}}}",
      "unknown field `spec.gateways.additionalEgress.a.service.ports[0].prot`", 8
    ),
    ("{security: {trust: {domains: a}}}", "unknown field `spec.security.trust.domains`", 8),
    (
      "{runtime: {components: {pilot: {container: {env: {AUTO_RELOAD_PLUGIN_CERTS: true}}}}}}",
      "`spec.runtime.components.pilot.container.env.AUTO_RELOAD_PLUGIN_CERTS` is `true` (a boolean), "
        + "but should be a string", 8
    ),
    (
      "{security: {certificateAuthority: {istiod: {workloadCertTtlMax: 24h}}}}",
      "unknown field `spec.security.certificateAuthority.istiod.workloadCertTtlMax`", 8
    ),
  ])
  func faults(spec: String, what: String, column: Int) throws {
    let error = try readingError(
      "apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: red-mesh}\nspec: \(spec)\n")
    #expect(error.diagnostic.what.description == what)
    #expect(error.diagnostic.place?.line == 4)
    #expect((error.diagnostic.place?.column ?? 0) >= column)
  }
}
