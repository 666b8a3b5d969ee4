import Diagnostics
import SPIFFE
import Testing
import X509

@testable import Verifier

/// A chain that no handshake carries is refused at once, whatever its names are.
@Suite struct LongChainTests {
  @Test func aChainThatNoHandshakeCarriesIsRefused() throws {
    let mesh = try Mesh("red-mesh")
    let chain = try mesh.chain()
    let count = 102_400 / (mesh.root.certificate.der.count + 3) + 1
    let long = chain + Array(repeating: mesh.root.certificate, count: count)
    #expect(mesh.verify(long).isRefused("MT-V-09"))
    #expect(mesh.verify(long).findings.count == 1)
    let short = chain + Array(repeating: mesh.root.certificate, count: 8)
    #expect(mesh.verify(short).isAccepted)
    let domain = try TrustDomain("red-mesh.local")
    let bundles = BundleSet([TrustBundle(trustDomain: domain, certificates: [mesh.root.certificate])])
    let proxies = ProxyVerifier(bundles: bundles)
    let expectation = Verifier.Expectation(trustDomain: domain)
    #expect(proxies.verify(long, expecting: expectation, at: now).refusal?.code == "MT-V-09")
    #expect(proxies.verify(short, expecting: expectation, at: now).isAccepted)
  }

  /// Thousands of authorities that all name each other as issuers.
  @Test(.timeLimit(.minutes(30))) func manyAuthoritiesOfOneNameCostNothing() throws {
    let mesh = try Mesh("red-mesh")
    let long = try mesh.chain() + Array(repeating: mesh.root.certificate, count: 50_000)
    #expect(mesh.verify(long).isRefused("MT-V-09"))
  }
}
