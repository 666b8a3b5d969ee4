import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// What a refusal says of its likely cause.
@Suite struct LikelyCauseTests {
  @Test func aMissingIntermediate() throws {
    let mesh = try Mesh("red-mesh")
    let answer = mesh.verify([try mesh.leaf()])
    #expect(answer.isRefused("MT-PV-01"))
    #expect(
      answer.reasons.first?.why.description.contains("only the leaf was presented, so an intermediate is missing")
        == true)
    #expect(answer.reasons.first?.next.description.contains("cert-chain.pem") == true)
  }

  @Test func anotherIntermediateInItsPlace() throws {
    let (mesh, other) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let answer = mesh.verify([try mesh.leaf(), other.intermediate.certificate])
    #expect(answer.isRefused("MT-PV-01"))
    #expect(answer.reasons.first?.why.description.contains("none of the presented certificates is its issuer") == true)
  }

  @Test func theRootOfAnotherDomainsBundle() throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let swapped = TrustBundle(trustDomain: green.domain, certificates: [red.root.certificate])
    let wrong = TrustBundle(trustDomain: red.domain, certificates: [green.root.certificate])
    let answer = ChainVerifier(bundles: BundleSet([swapped, wrong]))
      .verify(try red.chain(), expecting: Expectation(trustDomain: red.domain), at: now)
    #expect(answer.isRefused("MT-V-03"))
    #expect(answer.reasons.first?.next.description.contains("contains the other mesh's root") == true)
  }

  @Test func aRootOfTheSameNameElsewhereIsNoCause() throws {
    let (red, twin, green) = (try Mesh("red-mesh"), try Mesh("red-mesh"), try Mesh("green-mesh"))
    let misleading = TrustBundle(trustDomain: green.domain, certificates: [twin.root.certificate])
    let wrong = TrustBundle(trustDomain: red.domain, certificates: [green.root.certificate])
    let answer = ChainVerifier(bundles: BundleSet([misleading, wrong]))
      .verify(try red.chain(), expecting: Expectation(trustDomain: red.domain), at: now)
    #expect(answer.isRefused("MT-PV-01"))
    #expect(!answer.errors.contains("MT-V-03"))
  }

  @Test func anExpiredChainStillLeadsElsewhere() throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let swapped = TrustBundle(trustDomain: green.domain, certificates: [red.root.certificate])
    let wrong = TrustBundle(trustDomain: red.domain, certificates: [green.root.certificate])
    let answer = ChainVerifier(bundles: BundleSet([swapped, wrong]))
      .verify(try red.chain(), expecting: Expectation(trustDomain: red.domain), at: now + 2 * Authority.day)
    #expect(answer.isRefused("MT-V-03"))
  }

  @Test(arguments: [true, false])
  func ourOwnRootInThePeersBundle(knowsOurBundle: Bool) throws {
    let (own, peer) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let wrong = TrustBundle(trustDomain: peer.domain, certificates: [own.root.certificate])
    let bundles = BundleSet(knowsOurBundle ? [own.bundle, wrong] : [wrong])
    let expectation = Expectation(trustDomain: peer.domain)
    let answer = ChainVerifier(bundles: bundles, ownTrustDomain: own.domain)
      .verify(try peer.chain(), expecting: expectation, at: now)
    #expect(answer.isRefused("MT-PV-01"))
    #expect(answer.reasons.first?.why.description.contains("the root of our own trust domain, red-mesh.local") == true)
    let unasked = ChainVerifier(bundles: bundles).verify(try peer.chain(), expecting: expectation, at: now)
    #expect(unasked.reasons.first?.why.description.contains("our own") == false)
  }

  @Test func theBundleOfAnotherMesh() throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let wrong = TrustBundle(trustDomain: red.domain, certificates: [green.root.certificate])
    let answer = ChainVerifier(bundles: BundleSet([wrong]))
      .verify(try red.chain(), expecting: Expectation(trustDomain: red.domain), at: now)
    #expect(answer.reasons.first?.why.description.contains("contains `green-mesh root CA g1`") == true)
  }

  @Test func explainingNeverAccepts() throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    for own in [nil, red.domain, green.domain] {
      let answer = red.verify(try green.chain(), others: [green.bundle], own: own)
      #expect(!answer.isAccepted)
    }
  }

  @Test func aChangedCertificate() throws {
    let mesh = try Mesh("red-mesh")
    let intermediate = mesh.intermediate.certificate
    var der = intermediate.der
    der[der.count - 1] ^= 1
    let answer = mesh.verify([try mesh.leaf(), try Certificate(der: der)])
    #expect(answer.isRefused("MT-PV-02"))
    #expect(answer.reasons.first?.why.description.contains("modified after it was signed") == true)
    #expect(answer.reasons.first?.next.description.contains(mesh.root.certificate.fingerprint) == true)
  }
}
