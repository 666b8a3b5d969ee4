import Cryptography
import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// Roots that were replaced: vectors C17 to C23, and what a refusal says of generations.
@Suite struct GenerationTests {
  private let domain: TrustDomain
  private let uri = "spiffe://red-mesh.local"
  private let id = "spiffe://red-mesh.local/ns/system/sa/egress-service-account"

  init() throws { domain = try TrustDomain("red-mesh.local") }

  private func root(_ name: String, key: PrivateKey? = nil, until: Int64 = 3285) throws -> Authority {
    try .root("red-mesh", name, uri: uri, key: key, until: now + until * Authority.day)
  }

  private func verify(_ chain: [Certificate], _ roots: [Certificate]) -> Verification {
    ChainVerifier(bundles: BundleSet([TrustBundle(trustDomain: domain, certificates: roots)]))
      .verify(chain, expecting: Expectation(trustDomain: domain), at: now)
  }

  @Test("C17: two roots of one name, told apart by key identifiers, in both orders")
  func sameSubject() throws {
    let (first, second) = (try root("root"), try root("root"))
    let intermediate = try second.authority("red-mesh", "intermediate", uri: uri)
    let chain = [try intermediate.leaf(id), intermediate.certificate]
    for roots in [[first.certificate, second.certificate], [second.certificate, first.certificate]] {
      let answer = verify(chain, roots)
      #expect(answer.isAcceptedStrictly)
      #expect(answer.finding("MT-CA-11")?.severity == .note)
    }
    #expect(verify(chain, [first.certificate]).isRefused("MT-PV-02"))
  }

  @Test("C18: the same without key identifiers")
  func sameSubjectWithoutIdentifiers() throws {
    func bare(_ authority: Authority, by signer: Authority? = nil) throws -> Authority {
      try authority.forged(by: signer) {
        $0.remove(Forge.subjectKeyIdentifier)
        $0.remove(Forge.authorityKeyIdentifier)
      }
    }
    let (first, second) = (try bare(root("root")), try bare(root("root")))
    let intermediate = try bare(second.authority("red-mesh", "intermediate", uri: uri), by: second)
    let chain = [try intermediate.leaf(id), intermediate.certificate]
    for roots in [[first.certificate, second.certificate], [second.certificate, first.certificate]] {
      let answer = verify(chain, roots)
      #expect(answer.isAccepted)
      #expect(answer.warnings.contains("MT-CA-11"))
    }
    #expect(verify(chain, [first.certificate]).isRefused("MT-PV-02"))
  }

  @Test("C20: an expired and a fresh root of one name and key, in both orders")
  func expiredAndFresh() throws {
    let key = try PrivateKey.generate(.p256)
    let (expired, fresh) = (try root("root", key: key, until: -1), try root("root", key: key))
    let intermediate = try fresh.authority("red-mesh", "intermediate", uri: uri)
    let chain = [try intermediate.leaf(id), intermediate.certificate]
    for roots in [[expired.certificate, fresh.certificate], [fresh.certificate, expired.certificate]] {
      let answer = verify(chain, roots)
      #expect(answer.isAccepted)
      #expect(answer.path?.anchor == fresh.certificate)
      #expect(answer.warnings == ["MT-B-08"])
    }
    #expect(verify(chain, [expired.certificate]).isRefused("MT-PV-03"))
  }

  @Test("C21: the bundle holds only the intermediate")
  func onlyTheIntermediate() throws {
    let mesh = try Mesh("red-mesh")
    for chain in [[try mesh.leaf()], try mesh.chain()] {
      let answer = verify(chain, [mesh.intermediate.certificate])
      #expect(answer.isRefused("MT-PV-15"))
      #expect(answer.reasons.first?.why.description.contains("contains only an intermediate") == true)
      #expect(answer.warnings.contains("MT-B-07"))
    }
    let both = verify([try mesh.leaf()], [mesh.intermediate.certificate, mesh.root.certificate])
    #expect(both.isAccepted)
  }

  @Test("C22 and C23: the new root signed by the old one, whichever of them is trusted")
  func crossSigned() throws {
    let (old, new) = (try root("root CA g1"), try root("root CA g2"))
    let cross = try old.authority("red-mesh", "root CA g2", uri: uri, pathLength: 1, key: new.key)
    let intermediate = try new.authority("red-mesh", "intermediate", uri: uri)
    let chain = [try intermediate.leaf(id), intermediate.certificate, cross.certificate]
    #expect(verify(chain, [old.certificate]).isAcceptedStrictly)
    #expect(verify(chain, [new.certificate]).isAcceptedStrictly)
    #expect(verify(chain, [old.certificate, new.certificate]).isAcceptedStrictly)
    #expect(!verify(Array(chain.prefix(2)), [old.certificate]).isAccepted)
    #expect(!verify(chain, [cross.certificate]).isAccepted)
  }

  @Test(arguments: [(1, 2, "the root was rotated"), (2, 1, "the old root was removed from the bundle too early")])
  func otherGeneration(held: Int, presented: Int, hint: String) throws {
    let (ours, theirs) = (
      try Mesh("red-mesh", generation: held), try Mesh("red-mesh", generation: presented)
    )
    let answer = ours.verify(try theirs.chain())
    #expect(answer.isRefused("MT-PV-01"))
    #expect(
      answer.reasons.first?.why.description.contains("generation \(presented) of that root") == true
        && answer.reasons.first?.why.description.contains("contains generation \(held)") == true)
    #expect(answer.reasons.first?.next.description.contains(hint) == true)
  }

  @Test func sameGenerationAndAnotherKey() throws {
    let (ours, theirs) = (try Mesh("red-mesh"), try Mesh("red-mesh"))
    let answer = ours.verify(try theirs.chain())
    #expect(answer.isRefused("MT-PV-02"))
    #expect(answer.reasons.first?.why.description.contains("has another key") == true)
  }

  @Test func aNewerRootOfTheSameName() throws {
    let old = try root("root")
    let newer = try Authority.root("red-mesh", "root", uri: uri, from: now - 60)
    let intermediate = try old.authority("red-mesh", "intermediate", uri: uri)
    let answer = verify([try intermediate.leaf(id), intermediate.certificate], [newer.certificate])
    #expect(answer.reasons.first?.why.description.contains("it is newer than the certificate") == true)
  }
}
