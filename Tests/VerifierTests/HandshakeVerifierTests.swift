import Cryptography
import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// What each end of a mesh's handshakes accepts, and the one point in which the ends differ.
@Suite struct HandshakeVerifierTests {
  private let red: Mesh
  private let green: Mesh

  init() throws {
    red = try Mesh("red-mesh")
    green = try Mesh("green-mesh")
  }

  private func verifier(_ bundles: [TrustBundle]? = nil) -> HandshakeVerifier {
    HandshakeVerifier(bundles: BundleSet(bundles ?? [red.bundle, green.bundle]), ownTrustDomain: red.domain)
  }

  /// istiod's own certificate, with these DNS names.
  private func serving(_ names: String..., purposes: [ExtendedKeyUsage.Purpose] = [.serverAuth]) throws -> [Certificate]
  {
    let leaf = try red.leaf {
      $0.subjectAlternativeNames += names.map { .dns($0) }
      $0.extendedKeyUsage = ExtendedKeyUsage(purposes)
    }
    return [leaf, red.intermediate.certificate]
  }

  @Test func `a workload is anybody of the domain it claims, unless somebody is expected`() throws {
    let chain = try green.chain()
    #expect(verifier().refusal(of: chain, from: .workload(nil), at: now) == nil)
    let expected = Expectation(trustDomain: green.domain, identity: try green.egress)
    #expect(verifier().refusal(of: chain, from: .workload(expected), at: now) == nil)
    let other = Expectation(trustDomain: green.domain, identity: try SPIFFEID("spiffe://green-mesh.local/ns/a/sa/b"))
    #expect(verifier().refusal(of: chain, from: .workload(other), at: now)?.code == "MT-V-06")
    #expect(verifier([red.bundle]).refusal(of: chain, from: .workload(nil), at: now)?.code == "MT-V-04")
    #expect(verifier().refusal(of: [], from: .workload(nil), at: now)?.code == "MT-V-07")
  }

  @Test func `a proxy lets more through than the standard`() throws {
    let expected = Expectation(trustDomain: red.domain, identity: try red.egress)
    let chain = try red.chain { $0.remove(Forge.keyUsage) }
    let clean = try red.chain()
    #expect(verifier().refusal(of: clean, from: .workloadBeforeProxy(expected), at: now) == nil)
    // extendedKeyUsage is not looked at by Envoy; an absent keyUsage reads as every usage.
    #expect(verifier().refusal(of: chain, from: .workloadBeforeProxy(expected), at: now)?.code == "MT-C-27")
    let serverOnly = try serving("istiod.red.svc")
    #expect(verifier().refusal(of: serverOnly, from: .workload(expected), at: now)?.code == "MT-LF-11")
    #expect(verifier().refusal(of: serverOnly, from: .workloadBeforeProxy(expected), at: now) == nil)
    let other = Expectation(trustDomain: red.domain, identity: try SPIFFEID("spiffe://red-mesh.local/ns/a/sa/b"))
    #expect(verifier().refusal(of: clean, from: .workloadBeforeProxy(other), at: now)?.code == "MT-V-06")
  }

  @Test(
    "the name of a control plane is compared without regard to case",
    arguments: [
      ("istiod-red-mesh.red-mesh-system.svc", true), ("ISTIOD-red-mesh.Red-Mesh-System.SVC", true),
      ("*.red-mesh-system.svc", true), ("*.svc", false), ("istiod-blue-mesh.red-mesh-system.svc", false),
    ])
  func hostName(name: String, isMatch: Bool) throws {
    let chain = try serving("other.example.com", name)
    let refusal = verifier().refusal(
      of: chain, from: .controlPlane(host: "istiod-red-mesh.red-mesh-system.svc"), at: now)
    #expect((refusal == nil) == isMatch)
    if let refusal { #expect(refusal.code == "MT-RH-05" && refusal.why.description.contains(name)) }
  }

  @Test func `a control plane needs a server's certificate below the mesh's own roots`() throws {
    let host = "istiod-red-mesh.red-mesh-system.svc"
    #expect(verifier().refusal(of: try serving(host), from: .controlPlane(host: host), at: now) == nil)
    let client = try serving(host, purposes: [.clientAuth])
    #expect(verifier().refusal(of: client, from: .controlPlane(host: host), at: now)?.code == "MT-PV-10")
    #expect(verifier().refusal(of: client, from: .clientOfControlPlane, at: now) == nil)
    #expect(verifier().refusal(of: try serving(), from: .controlPlane(host: host), at: now)?.code == "MT-RH-05")
    #expect(verifier().refusal(of: try green.chain(), from: .clientOfControlPlane, at: now)?.code == "MT-PV-01")
  }

  @Test func `authorities are looked at for their path alone`() throws {
    let chain = [green.intermediate.certificate]
    #expect(verifier().refusal(of: chain, from: .authorities(of: green.domain), at: now) == nil)
    #expect(verifier().refusal(of: chain, from: .authorities(of: red.domain), at: now)?.code == "MT-PV-01")
    let end = green.intermediate.certificate.validity.notAfter
    #expect(verifier().refusal(of: chain, from: .authorities(of: green.domain), at: end + 1)?.code == "MT-PV-03")
  }

  @Test func `policies look at every URI and name of the leaf`() throws {
    let expected = try red.egress
    for place in 0...2 {
      let leaf = try red.intermediate.leaf("spiffe://red-mesh.local/ns/a/sa/other") { template in
        let name = Array(expected.uri.utf8)
        switch place {
        case 0: template.subjectAlternativeNames.append(.uri(name))
        case 1: template.subjectAlternativeNames.insert(.uri(name), at: 0)
        default: template.subjectAlternativeNames.append(.dns("a.example.com"))
        }
      }
      let chain = [leaf, red.intermediate.certificate]
      let isNamed = place < 2
      #expect((HandshakeVerifier.identityRefusal(of: chain, expecting: expected) == nil) == isNamed)
      let proxy = ProxyVerifier(bundles: BundleSet([red.bundle]))
        .verify(chain, expecting: Expectation(trustDomain: red.domain, identity: expected), at: now)
      #expect(proxy.isAccepted == isNamed, "\(proxy)")
    }
  }

  @Test func `policies compare principals octet for octet`() throws {
    let chain = try red.chain()
    #expect(HandshakeVerifier.identityRefusal(of: chain, expecting: try red.egress) == nil)
    let other = try SPIFFEID("spiffe://red-mesh.local/ns/System/sa/egress-service-account")
    #expect(HandshakeVerifier.identityRefusal(of: chain, expecting: other)?.code == "MT-V-06")
    #expect(HandshakeVerifier.identityRefusal(of: [], expecting: other)?.code == "MT-V-06")
    #expect(HandshakeVerifier.claimedDomain(of: chain) == red.domain)
    #expect(HandshakeVerifier.claimedDomain(of: []) == nil)
  }
}
