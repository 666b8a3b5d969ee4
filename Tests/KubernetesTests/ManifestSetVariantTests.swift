import Cryptography
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SystemPackage
import Testing
import X509

@Suite struct ManifestSetVariantTests {
  @Test func nodePorts() throws {
    let red =
      "gateways: {green-mesh: {ingress: {serviceType: NodePort, nodePorts: {service: 30510, discovery: 32359}}}}"
    let text = pair(red, "ingressAddresses: {red-mesh: [green.example.com]}")
    let ingress = try #require(manifests(text).controlPlane?.additionalIngress.first)
    #expect(ingress.service?.type == "NodePort")
    #expect(ingress.service?.ports.map(\.nodePort) == [30510, 32359])
    #expect(ingress.service?.ports.map(\.port) == [15443, 8188])
    #expect(
      try manifests(text).files.first { $0.path == "servicemeshcontrolplane.yaml" }?.content.text.contains(
        """
                  - port: 15443
                    nodePort: 30510
                    name: tls
                  - port: 8188
                    nodePort: 32359
                    name: https-discovery

        """) == true)
  }

  @Test func aPeerBehindOtherPortsIsReachedByThem() throws {
    let green =
      "ingressAddresses: {red-mesh: [green.example.com]}, "
      + "ingressPorts: {red-mesh: {service: 30510, discovery: 32359}}"
    let peer = try #require(manifests(pair("", green)).peers.first)
    #expect(peer.discoveryPort == 32359)
    #expect(peer.servicePort == 30510)
  }

  @Test func usualPortsAreLeftOut() throws {
    let peer = try #require(manifests().peers.first)
    #expect(peer.discoveryPort == nil)
    #expect(peer.servicePort == nil)
  }

  @Test func aws() throws {
    let ingress = try #require(manifests(pair("platform: aws")).controlPlane?.additionalIngress.first)
    #expect(ingress.service?.annotations == ["service.beta.kubernetes.io/aws-load-balancer-type": "nlb"])
    let egress = try #require(manifests(pair("platform: aws")).controlPlane?.additionalEgress.first)
    #expect(egress.service?.annotations == [:])
    #expect(egress.service?.type == nil)
  }

  @Test func sharedRootStillNeedsItsConfigMaps() throws {
    var shared = material()
    shared.rootsByPeer = ["green-mesh": [Certificates.redRoot], "blue-mesh": [Certificates.redRoot]]
    let set = try manifests(colours, mesh: "red-mesh", shared)
    #expect(
      set.configMaps.map(\.data) == Array(repeating: ["root-cert.pem": PEM.write([Certificates.redRoot])], count: 2))
    #expect(set.peers.map(\.certificateChain?.name) == ["green-mesh-ca-root-cert", "blue-mesh-ca-root-cert"])
  }

  @Test func twoRootsStandOneAfterTheOther() throws {
    var rotating = material()
    rotating.rootsByPeer["green-mesh"] = [Certificates.greenRoot, Certificates.blueRoot]
    rotating.generations.peerRoots["green-mesh"] = [1, 2]
    let configMap = try #require(manifests(colours, mesh: "red-mesh", rotating).configMaps.first)
    #expect(try rootCertificates(from: configMap).certificates == [Certificates.greenRoot, Certificates.blueRoot])
    #expect(configMap.metadata.annotations["meshtrust/root-generations"] == "1,2")
    let fingerprints = [Certificates.greenRoot, Certificates.blueRoot].map(\.fingerprint).joined(separator: ",")
    #expect(configMap.metadata.annotations["meshtrust/root-fingerprints"] == fingerprints)
  }

  @Test func unknownGenerationsAreLeftOut() throws {
    var remote = material()
    remote.generations.peerRoots = [:]
    let configMap = try #require(manifests(colours, mesh: "red-mesh", remote).configMaps.first)
    #expect(configMap.metadata.annotations.keys.sorted() == ["meshtrust/root-fingerprints"])
  }

  @Test func versionOnlyIfGiven() throws {
    let controlPlane = try #require(manifests(pair()).controlPlane)
    #expect(controlPlane.version == nil)
    #expect(!Resource.serviceMeshControlPlane(controlPlane).content.text.contains("version:"))
  }

  @Test func oldControlPlanesDoNotReload() throws {
    let text = pair("controlPlane: {version: v2.1}")
    #expect(try manifests(text).controlPlane?.pilotEnvironment == [:])
    #expect(try manifests(text).controlPlane?.node["spec"]?["runtime"] == nil)
  }

  @Test func clusterAndDomain() throws {
    let text = pair("cluster: {name: east, network: east-net}, clusterDomain: corp.local")
    let spec = try #require(manifests(text).controlPlane?.node["spec"])
    #expect(spec["cluster"]?["name"]?.string == "east")
    #expect(spec["cluster"]?["network"]?.string == "east-net")
    #expect(spec["cluster"]?["multiCluster"] == nil)
    #expect(spec["proxy"]?["networking"]?["clusterDomain"]?.string == "corp.local")
    #expect(try manifests().controlPlane?.node["spec"]?["proxy"] == nil)
  }

  @Test func upstreamIstioHasNoneOfMaistrasKinds() throws {
    let set = try manifests(pair("controlPlane: {flavour: istio}"))
    #expect(set.controlPlane == nil)
    #expect(set.peers.isEmpty)
    #expect(
      set.files.map(\.path.string) == [
        "kustomization.yaml", "secret-cacerts.yaml", "configmap-green-mesh-ca-root-cert.yaml", "istio/values.yaml",
        "istio/istiooperator.yaml", "istio/configmap.yaml",
      ])
    #expect(set.files.first?.content.text.contains("kubectl apply -k .") == true)
    #expect(set.files.allSatisfy { !$0.content.text.contains("maistra") })
  }

  @Test func withoutItsKeyThereIsNoSecret() throws {
    var keyless = material()
    keyless.intermediateKey = nil
    let set = try manifests(colours, mesh: "red-mesh", keyless)
    #expect(set.secret == nil)
    #expect(!set.kustomization.resources.contains("secret-cacerts.yaml"))
    #expect(set.files.allSatisfy { !$0.content.isSecret })
  }

  @Test(arguments: [
    [], [Certificates.redRoot], [Certificates.redIntermediate, Certificates.redRoot], [Certificates.blueRoot],
  ])
  func theChainHoldsTheIntermediateAndNoRoot(chain: [Certificate]) throws {
    var odd = material()
    odd.chain = chain
    let secret = try #require(manifests(colours, mesh: "red-mesh", odd).secret)
    #expect(secret.data["cert-chain.pem"]?.text == PEM.write([Certificates.redIntermediate]))
  }

  @Test(arguments: [nil, []] as [[Certificate]?])
  func aPeerWithoutRootsIsRefused(roots: [Certificate]?) throws {
    var poor = material()
    poor.rootsByPeer["blue-mesh"] = roots
    let red = try mesh(in: colours)
    let error = try #require(throws: KubernetesError.self) { try ManifestSet(mesh: red, material: poor) }
    #expect(error == .noRoots(peer: "blue-mesh", mesh: "red-mesh"))
    #expect(error.diagnostic.code == "MT-K8S-05")
    #expect(error.exitStatus == .refused)
  }

  @Test func aBundleBeyondTheLimitIsRefused() throws {
    var bloated = material()
    bloated.rootsByPeer["green-mesh"] = Array(repeating: Certificates.greenRoot, count: 2000)
    let red = try mesh(in: colours)
    let error = try #require(throws: KubernetesError.self) { try ManifestSet(mesh: red, material: bloated) }
    #expect(error.diagnostic.code == "MT-K8S-04")
  }
}
