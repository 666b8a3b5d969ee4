import Documents
import Federation
import Files
import Kubernetes
import SystemPackage
import Testing

@Suite struct ServiceManifestsTests {
  private static let rule = "rules: [{namespace: b, name: ratings, failover: {serviceAccounts: [a]}}]"

  @Test func aMeshOfWhichNothingIsSaidHasNone() throws {
    #expect(try ServiceManifests(mesh(in: pair())).files.isEmpty)
    #expect(
      try manifests(pair()).files.map(\.path.string) == [
        "kustomization.yaml", "secret-cacerts.yaml", "configmap-green-mesh-ca-root-cert.yaml",
        "servicemeshcontrolplane.yaml", "servicemeshpeer-green-mesh.yaml",
      ])
  }

  @Test func filesAreNamedAndListed() throws {
    let red =
      "locality: {region: us-east}, exports: {green-mesh: [{name: a}]}, "
      + "imports: {green-mesh: {locality: {region: us-west}, \(Self.rule)}}"
    let set = try manifests(pair(red))
    let files = [
      "exportedserviceset-green-mesh.yaml", "importedserviceset-green-mesh.yaml",
      "destinationrule-b-ratings-failover.yaml",
    ]
    #expect(set.files.map(\.path.string).suffix(3) == files[...])
    #expect(set.kustomization.resources.suffix(3) == files[...])
    #expect(set.resources.count == set.files.count - 1)
  }

  @Test func whatIsWrittenReadsBack() throws {
    let red =
      "exports: {green-mesh: [{namespace: b, name: a, alias: {name: c}}, "
      + "{selector: {matchLabels: {x: \"true\"}, matchExpressions: [{key: k, operator: Exists}]}}]}, "
      + "imports: {green-mesh: {domainSuffix: green.example, rules: [{namespace: b, name: d}]}}"
    let mesh = try mesh(in: pair(red))
    for file in ServiceManifests(mesh).files {
      let documents = try DocumentReader.all(bytes: YAMLWriter.write([file.node]), source: file.name)
      switch try Resource.all(in: documents).first {
      case .exportedServiceSet(let set): #expect(set.rules == mesh.exports.first?.rules)
      case .importedServiceSet(let set):
        #expect(set.rules == mesh.imports.first?.rules)
        #expect(set.domainSuffix == "green.example")
      default: Issue.record("\(file.name)")
      }
    }
  }

  /// Two rules for one host would shadow each other.
  @Test func aHostThatFailsOverToTwoPeersHasOneRule() throws {
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - name: red-mesh
          peers: [green-mesh, blue-mesh]
          locality: {region: us-east}
          imports:
            green-mesh: {locality: {region: us-west}, \(Self.rule)}
            blue-mesh: {locality: {region: eu}, \(Self.rule)}
        - name: green-mesh
        - name: blue-mesh
      """
    let rules = try ServiceManifests(mesh(in: text)).failovers
    #expect(rules.count == 1)
    #expect(rules.first?.locality?.failover == [LocalityLoadBalancing.Failover(from: "us-east", to: "us-west")])
    #expect(
      rules.first?.tls?.subjectAltNames == [
        "spiffe://red-mesh.local/ns/b/sa/a",
        "spiffe://red-mesh.local/ns/red-mesh-system/sa/egress-green-mesh-service-account",
        "spiffe://red-mesh.local/ns/red-mesh-system/sa/egress-blue-mesh-service-account",
      ])
  }
}
