import Documents
import Testing

@testable import Kubernetes

/// istiod reads the configuration of a mesh as JSON of protobuf, with the names of fields in both spellings.
@Suite struct MeshConfigReadingTests {
  private func node(_ text: String) throws -> Node { try #require(try MeshConfig.node(text, source: "mesh")) }

  @Test func namesOfProtoAreThoseOfJSON() throws {
    let node = try node("trust_domain: a\nca_certificates:\n- {trust_domains: [b], spiffe_bundle_url: c}\n")
    let same = try self.node("trustDomain: a\ncaCertificates:\n- {trustDomains: [b], spiffeBundleUrl: c}\n")
    #expect(node == same)
  }

  @Test(arguments: ["trust_domain: b\ntrustDomain: a\n", "trustDomain: a\ntrust_domain: b\n"])
  func theNameOfJSONCounts(text: String) throws {
    #expect(try node(text)["trustDomain"]?.string == "a")
  }

  /// Labels and variables are the user's own names.
  @Test func namesOfUsersStay() throws {
    let text = """
      defaultConfig: {proxyMetadata: {some_name: x}}
      discovery_selectors:
      - matchLabels: {some_label: y}
      """
    let node = try node(text)
    #expect(node["defaultConfig"]?["proxyMetadata"]?["some_name"]?.string == "x")
    #expect(node["discoverySelectors"]?.sequence?.first?["matchLabels"]?["some_label"]?.string == "y")
  }

  @Test(arguments: [
    "caCertificates: {}", "caCertificates: [x]", "caCertificates: [{trustDomains: a}]",
    "caCertificates: [{trustDomains: [1]}]", "caCertificates: [{pem: 1}]", "trustDomainAliases: a",
  ])
  func whatIstiodRefusesIsNoConfiguration(text: String) throws {
    let root = try node(text)
    #expect(throws: KubernetesError.self) {
      try MeshConfig(root, of: ObjectName(kind: "ConfigMap", name: "istio"), in: "mesh")
    }
  }

  @Test func nullIsNothing() throws {
    let root = try node("caCertificates: null\ntrustDomainAliases:\n")
    let config = try MeshConfig(root, of: ObjectName(kind: "ConfigMap", name: "istio"), in: "mesh")
    #expect(config.authorities.isEmpty && config.trustDomainAliases.isEmpty)
  }
}
