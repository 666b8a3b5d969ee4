import Documents
import Federation
import Files
import SystemPackage
import Testing
import X509

@testable import Kubernetes

/// The objects for services between meshes of which at least one is not of Maistra.
@Suite struct ServiceBorderTests {
  private func text(policy: String = "deny-others", red: String = "istio") -> String {
    """
    apiVersion: meshtrust/v1
    kind: Federation
    spec:
      meshes:
      - name: red-mesh
        peers: [green-mesh]
        controlPlane: {flavour: \(red)}
        imports:
          green-mesh:
            rules: [{namespace: b, name: ratings, clients: [client/curl]}]
      - name: green-mesh
        controlPlane: {flavour: sail, version: v1.30.1}
        ingressAddresses: {red-mesh: [203.0.113.7]}
        exportPolicy: \(policy)
        exports:
          red-mesh: [{namespace: b, name: ratings, serviceAccounts: [ratings], ports: [{number: 9080}]}]
    """
  }

  private func object(_ mesh: Mesh, _ file: String) throws -> Node {
    try #require(ServiceBorder(mesh).objects.first { $0.file == file }).node
  }

  @Test func theImporterTrustsExactlyTheServersOfTheService() throws {
    let red = try mesh(in: text())
    #expect(
      ServiceBorder(red).objects.map(\.file) == [
        "k8sgateway-green-mesh.yaml", "serviceentry-green-mesh-b-ratings.yaml",
        "workloadentry-green-mesh-b-ratings.yaml",
      ])
    let spec = try #require(object(red, "serviceentry-green-mesh-b-ratings.yaml")["spec"])
    #expect(spec["hosts"] == .sequence([.string("ratings.b.svc.cluster.local")]))
    #expect(spec["subjectAltNames"] == .sequence([.string("spiffe://green-mesh.local/ns/b/sa/ratings")]))
    #expect(spec["location"]?.string == "MESH_INTERNAL" && spec["resolution"]?.string == "STATIC")
    #expect(spec["ports"]?.sequence?.first?["number"]?.int == 9080)
    let workload = try #require(object(red, "workloadentry-green-mesh-b-ratings.yaml")["spec"])
    #expect(workload["network"]?.string == "green-mesh-network" && workload["address"] == nil)
    #expect(workload["labels"]?["security.istio.io/tlsMode"]?.string == "istio")
    let selected = spec["workloadSelector"]?["labels"]?["meshtrust/service"]
    #expect(selected != nil && selected == workload["labels"]?["meshtrust/service"])
    let gateway = try object(red, "k8sgateway-green-mesh.yaml")
    #expect(gateway["spec"]?["gatewayClassName"]?.string == "istio-remote")
    #expect(gateway["spec"]?["addresses"]?.sequence?.first?["type"]?.string == "IPAddress")
    #expect(gateway["metadata"]?["labels"]?["topology.istio.io/network"]?.string == "green-mesh-network")
  }

  @Test func theExporterListsItsHostsAndRefusesOtherForeigners() throws {
    let green = try mesh("green-mesh", in: text())
    let hosts = try object(green, "gateway-exports.yaml")["spec"]?["servers"]?.sequence?.first?["hosts"]
    #expect(hosts == .sequence([.string("ratings.b.svc.cluster.local")]))
    let policy = try object(green, "authorizationpolicy-b-meshtrust-exports.yaml")
    #expect(policy["metadata"]?["namespace"]?.string == "b" && policy["spec"]?["action"]?.string == "DENY")
    let source = policy["spec"]?["rules"]?.sequence?.first?["from"]?.sequence?.first?["source"]
    #expect(source?["principals"] == .sequence([.string("*")]))
    #expect(
      source?["notPrincipals"]
        == .sequence([.string("green-mesh.local/*"), .string("red-mesh.local/ns/client/sa/curl")]))
  }

  /// V-06.
  @Test func onRequestTheyAreAllowed() throws {
    let policy = try object(
      mesh("green-mesh", in: text(policy: "allow-clients")), "authorizationpolicy-b-meshtrust-exports.yaml")
    #expect(
      policy["spec"]
        == .mapping([
          ("action", .string("ALLOW")),
          (
            "rules",
            .sequence([
              .mapping([
                (
                  "from",
                  .sequence([
                    .mapping([
                      (
                        "source",
                        .mapping([("principals", .sequence([.string("red-mesh.local/ns/client/sa/curl")]))])
                      )
                    ])
                  ])
                )
              ])
            ])
          ),
        ]))
  }

  @Test func maistraGetsItsOwnVersionsAndNoSets() throws {
    let red = try mesh(in: text(red: "maistra"))
    let services = ServiceManifests(red)
    #expect(services.imports.isEmpty && !services.border.objects.isEmpty)
    #expect(
      try object(red, "serviceentry-green-mesh-b-ratings.yaml")["apiVersion"]?.string == "networking.istio.io/v1beta1")
  }
}

/// Other signers than istiod, and trust-manager.
@Suite struct SignerManifestTests {
  /// What is not known by name is taken for gone, and its administrator is told to delete it.
  @Test(arguments: [
    "", "controlPlane: {flavour: sail, version: v1.30.1}", "controlPlane: {flavour: istio, signer: istio-csr}",
    "controlPlane: {flavour: istio, signer: istio-csr}, trustManager: bundle", "trustManager: cluster-bundle",
    "controlPlane: {flavour: istio, signer: spire}, spireClass: spire-spire",
  ])
  func everyObjectThatIsWrittenIsKnownByName(plane: String) throws {
    let services =
      "exports: {green-mesh: [{namespace: b, name: reviews, serviceAccounts: [r], ports: [{number: 80}]}]}, "
      + "imports: {green-mesh: {rules: [{namespace: b, name: ratings, clients: [b/r]}]}}"
    let text = pair(
      plane.contains("flavour") ? "\(plane), \(services)" : plane,
      "controlPlane: {flavour: istio}, bundleURL: \"https://bundles.example.org/green-mesh.json\", "
        + "exports: {red-mesh: [{namespace: b, name: ratings, serviceAccounts: [r], ports: [{number: 80}]}]}, "
        + "imports: {red-mesh: {rules: [{namespace: b, name: reviews, clients: [b/r]}]}}")
    let red = try mesh(in: text)
    let known = ManifestSet.objects(of: red)
    let written = try manifests(text).files.filter { file in
      file.path.components.count == 1 && file.path.extension == "yaml" && file.path != "kustomization.yaml"
    }
    #expect(!written.isEmpty)
    for file in written {
      let object = try #require(DeletedObject(onlyRoot(file.content.text), in: red.namespace))
      #expect(known.contains { $0.isSame(as: object) }, "\(file.path)")
    }
  }

  @Test func istioCSRGetsAnIssuerAFileOfRootsAndItsValues() throws {
    let set = try manifests(
      pair(
        "controlPlane: {flavour: istio, signer: istio-csr}, cluster: {name: red-cluster}",
        "controlPlane: {flavour: istio}"))
    let files = Dictionary(uniqueKeysWithValues: set.files.map { ($0.path.string, $0.content.text) })
    #expect(files["secret-cacerts.yaml"] == nil)
    let secret = try #require(set.secret)
    #expect(secret.type == "kubernetes.io/tls" && secret.metadata.name == "istio-csr-issuer")
    #expect(Set(secret.values.keys) == ["tls.crt", "tls.key", "ca.crt"])
    #expect(!set.kustomization.resources.contains("secret-istio-csr-issuer.yaml"))
    #expect(files["configmap-red-mesh-roots.yaml"]?.contains("namespace: cert-manager") == true)
    let values = try onlyRoot(files["istio-csr/values.yaml"])
    #expect(values["app"]?["tls"]?["trustDomain"]?.string == "red-mesh.local")
    #expect(values["app"]?["tls"]?["rootCAFile"]?.string == "/var/run/secrets/istio-csr/root-cert.pem")
    #expect(values["app"]?["server"]?["clusterID"]?.string == "red-cluster")
    #expect(values["volumes"]?.sequence?.first?["configMap"]?["name"]?.string == "red-mesh-roots")
    let istio = try onlyRoot(files["istio/values.yaml"])
    #expect(istio["global"]?["caAddress"]?.string == "cert-manager-istio-csr.cert-manager.svc:443")
    #expect(istio["pilot"]?["env"]?["ENABLE_CA_SERVER"]?.string == "false")
  }

  @Test(arguments: ["bundle", "cluster-bundle"])
  func trustManagerCarriesPeersAndNeverIstiodsOwn(form: String) throws {
    let set = try manifests(pair("trustManager: \(form)"))
    #expect(set.configMaps.isEmpty)
    let bundles = set.resources.compactMap { resource in
      if case .other(let node) = resource { node } else { nil }
    }
    #expect(bundles.map { $0["metadata"]?["name"]?.string } == ["green-mesh-ca-root-cert", "red-mesh-roots"])
    let green = try #require(bundles.first?["spec"])
    let selector = green["target"]?["namespaceSelector"]?["matchLabels"]?["kubernetes.io/metadata.name"]
    #expect(selector?.string == "red-mesh-system")
    if form == "bundle" {
      #expect(green["sources"]?.sequence?.first?["inLine"]?.string == PEM.write([Certificates.greenRoot]))
    } else {
      #expect(green["inLineCAs"]?.string == PEM.write([Certificates.greenRoot]))
      #expect(green["defaultCAs"]?["provider"]?.string == "Disabled")
    }
  }

  @Test func spireLearnsOfPeersAndIstioOfNames() throws {
    let set = try manifests(
      pair(
        "controlPlane: {flavour: istio, signer: spire}, spireClass: spire-spire",
        "controlPlane: {flavour: istio}, bundleURL: \"https://bundles.example.org/green-mesh.json\""))
    let files = Dictionary(uniqueKeysWithValues: set.files.map { ($0.path.string, $0.content.text) })
    #expect(set.secret == nil)
    let object = try onlyRoot(files["clusterfederatedtrustdomain-green-mesh.yaml"])
    #expect(object["spec"]?["trustDomain"]?.string == "green-mesh.local")
    #expect(object["spec"]?["className"]?.string == "spire-spire")
    #expect(files["spire/green-mesh.bundle.json"] == object["spec"]?["trustDomainBundle"]?.string.map { $0 + "\n" })
    #expect(
      files["spire/commands.sh"]?.contains(
        "spire-server bundle set -format spiffe -id spiffe://green-mesh.local -path green-mesh.bundle.json") == true)
    let config = try onlyRoot(files["istio/values.yaml"])["meshConfig"]
    #expect(
      config?["caCertificates"]
        == .sequence([.mapping([("trustDomains", .sequence([.string("green-mesh.local")]))])]))
    #expect(config?["defaultConfig"] == nil)
  }
}
