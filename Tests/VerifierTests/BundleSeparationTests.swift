import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// V-03 to V-05: one bundle counts, and nothing else does.
@Suite struct BundleSeparationTests {
  @Test("C29: the right chain, judged as another domain's")
  func wrongDomain() throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let answer = green.verify(try red.chain(), others: [red.bundle])
    #expect(answer.isRefused("MT-V-03"))
    #expect(answer.identity == (try red.egress))
    #expect(answer.path == nil)
  }

  @Test("C29: the right chain, and a bundle of its name that holds another mesh's root")
  func wrongBundle() throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let swapped = TrustBundle(trustDomain: red.domain, certificates: green.bundle.certificates)
    let verifier = ChainVerifier(bundles: BundleSet([swapped]))
    let answer = verifier.verify(try red.chain(), expecting: Expectation(trustDomain: red.domain), at: now)
    #expect(answer.isRefused("MT-PV-01"))
    #expect(answer.reasons.first?.why.description.contains("green-mesh root CA g1") == true)
  }

  @Test("C29: both bundles are swapped")
  func swappedBundles() throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let bundles = BundleSet([
      TrustBundle(trustDomain: red.domain, certificates: green.bundle.certificates),
      TrustBundle(trustDomain: green.domain, certificates: red.bundle.certificates),
    ])
    let answer = ChainVerifier(bundles: bundles)
      .verify(try red.chain(), expecting: Expectation(trustDomain: red.domain), at: now)
    #expect(answer.isRefused("MT-V-03"))
    #expect(answer.reasons.first?.why.description.contains("the bundle of green-mesh.local") == true)
  }

  @Test("C30: a peer forges our identity with its own root", arguments: [true, false])
  func forgedByAPeer(constrained: Bool) throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh", constrained: constrained))
    let forged = [try green.intermediate.leaf(red.egress.uri), green.intermediate.certificate]
    let answer = red.verify(forged, others: [green.bundle], identity: try red.egress, own: red.domain)
    #expect(answer.isRefused("MT-V-03"))
    #expect(answer.path == nil)
    #expect(answer.reasons.first?.next.description.contains("green-mesh.local forges") == true)
  }

  @Test func otherBundlesNeverHelp() throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let holdsAll = TrustBundle(
      trustDomain: green.domain, certificates: [red.root.certificate, red.intermediate.certificate])
    let empty = TrustBundle(trustDomain: red.domain, certificates: [])
    let verifier = ChainVerifier(bundles: BundleSet([empty, holdsAll]))
    let answer = verifier.verify(try red.chain(), expecting: Expectation(trustDomain: red.domain), at: now)
    #expect(answer.isRefused("MT-CA-13"))
  }

  @Test func otherBundlesGiveNoIntermediates() throws {
    let (red, green) = (try Mesh("red-mesh"), try Mesh("green-mesh"))
    let other = TrustBundle(trustDomain: green.domain, certificates: [red.intermediate.certificate])
    #expect(red.verify([try red.leaf()], others: [other]).isRefused("MT-PV-01"))
  }

  @Test func noBundleAndAnEmptyOneAreToldApart() throws {
    let mesh = try Mesh("red-mesh")
    let expectation = Expectation(trustDomain: mesh.domain)
    let chain = try mesh.chain()
    let none = ChainVerifier(bundles: BundleSet([])).verify(chain, expecting: expectation, at: now)
    #expect(none.errors == ["MT-V-04"])
    let empty = ChainVerifier(
      bundles: BundleSet([TrustBundle(trustDomain: mesh.domain, certificates: [])])
    ).verify(chain, expecting: expectation, at: now)
    #expect(empty.errors == ["MT-CA-13"])
    let useless = ChainVerifier(
      bundles: BundleSet([TrustBundle(trustDomain: mesh.domain, certificates: [try mesh.leaf()])])
    ).verify(chain, expecting: expectation, at: now)
    #expect(useless.errors.contains("MT-B-08"))
    #expect([none, empty, useless].allSatisfy { !$0.isAccepted && $0.path == nil })
  }

  @Test func rootsPresentedByThePeerCountForNothing() throws {
    let (red, other) = (try Mesh("red-mesh"), try Mesh("red-mesh"))
    let answer = red.verify(try other.chain() + [other.root.certificate])
    #expect(!answer.isAccepted)
    #expect(answer.isRefused("MT-PV-02"))
  }

  @Test func bundlesOfOneDomainAreOne() throws {
    let (old, new) = (try Mesh("red-mesh"), try Mesh("red-mesh", generation: 2))
    for chain in [try old.chain(), try new.chain()] {
      #expect(old.verify(chain, others: [new.bundle]).isAccepted)
    }
    let set = BundleSet([old.bundle, new.bundle, old.bundle])
    #expect(set[old.domain]?.certificates.count == 2)
    #expect(set[try TrustDomain("green-mesh.local")] == nil)
  }

  @Test func aSingleBundleKeepsItsSequence() throws {
    let mesh = try Mesh("red-mesh")
    var bundle = mesh.bundle
    bundle.sequence = 7
    #expect(BundleSet([bundle])[mesh.domain] == bundle)
  }

  @Test func `what is said of a bundle is true at the moment that is judged for`() throws {
    let red = try Mesh("red-mesh")
    let old = try Authority.root("red-mesh", "red-mesh root CA g0", uri: nil, until: now + 60)
    let bundle = TrustBundle(trustDomain: red.domain, certificates: [red.root.certificate, old.certificate])
    let verifier = ChainVerifier(bundles: BundleSet([bundle]))
    let chain = try red.chain()
    for (time, isOld) in [(now, false), (now + 61, true), (now, false), (now + 60, false), (now + 62, true)] {
      let answer = verifier.verify(chain, expecting: Expectation(trustDomain: red.domain), at: time)
      #expect(answer.isAccepted)
      #expect(answer.warnings.contains("MT-B-08") == isOld)
    }
  }

  @Test func `several bundles of one domain are one, whatever stands between them`() throws {
    let meshes = try (0..<9).map { try Mesh("mesh-\($0)") }
    let second = try Mesh("mesh-4", generation: 2)
    let bundles = BundleSet(meshes.map(\.bundle) + [second.bundle] + meshes.map(\.bundle).reversed())
    for mesh in meshes + [second] {
      let answer = ChainVerifier(bundles: bundles)
        .verify(try mesh.chain(), expecting: Expectation(trustDomain: mesh.domain), at: now)
      #expect(answer.isAccepted)
      #expect(bundles[mesh.domain]?.certificates.count == (mesh.domain == second.domain ? 2 : 1))
    }
    #expect(bundles[try TrustDomain("mesh-9.local")] == nil)
  }
}
