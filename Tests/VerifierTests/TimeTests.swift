import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// V-08 and C28: every certificate counts from its first second to its last.
@Suite struct TimeTests {
  private let mesh: Mesh
  private let chain: [Certificate]

  init() throws {
    mesh = try Mesh("red-mesh")
    chain = try mesh.chain()
  }

  @Test func theLeafCountsToItsLastSecond() {
    let validity = chain[0].validity
    for time in [validity.notBefore, validity.notAfter] {
      #expect(mesh.verify(chain, at: time).isAccepted)
    }
    let early = mesh.verify(chain, at: validity.notBefore - 1)
    #expect(early.isRefused("MT-PV-04"))
    let late = mesh.verify(chain, at: validity.notAfter + 1)
    #expect(late.isRefused("MT-PV-03"))
    #expect(late.reasons.first?.what.description.contains("2026-03-02T12:00:00Z") == true)
  }

  @Test func theIntermediateCountsToItsLastSecond() throws {
    let validity = mesh.intermediate.certificate.validity
    let leaf = try mesh.intermediate.leaf(mesh.egress.uri) { $0.validity = validity }
    let chain = [leaf, mesh.intermediate.certificate]
    #expect(mesh.verify(chain, at: validity.notBefore).isAccepted)
    #expect(mesh.verify(chain, at: validity.notAfter).isAccepted)
    #expect(mesh.verify(chain, at: validity.notBefore - 1).isRefused("MT-PV-04"))
    let late = mesh.verify(chain, at: validity.notAfter + 1)
    #expect(late.isRefused("MT-PV-03"))
    #expect(late.failedPaths.first?.certificate == mesh.intermediate.certificate)
    #expect(late.reasons.first?.next.description.contains("meshtrust plan") == true)
  }

  @Test("C28: a root that has expired, or is not valid yet")
  func theRootCountsToItsLastSecond() throws {
    for (from, until, code) in [
      (now - 1000, now, nil), (now, now + 1000, nil), (now - 1000, now - 1, "MT-PV-03"),
      (now + 1, now + 1000, "MT-PV-04"),
    ] as [(Timestamp, Timestamp, String?)] {
      let root = try Authority.root("red-mesh", "root", uri: "spiffe://red-mesh.local", from: from, until: until)
      let issuer = try root.authority("red-mesh", "intermediate", uri: "spiffe://red-mesh.local") {
        $0.validity = Validity(notBefore: now - 1000, notAfter: until)
      }
      // The leaf is good for the moment whatever its issuers are, so it is signed without them being asked.
      let patient = Authority(certificate: mesh.intermediate.certificate, key: mesh.intermediate.key)
      var forge = try Forge(patient.leaf(mesh.egress.uri))
      forge.fields[3] = Array(issuer.certificate.subject.der)
      forge.remove(Forge.authorityKeyIdentifier)
      let leaf = try forge.signed(by: issuer.key)
      let bundle = TrustBundle(trustDomain: mesh.domain, certificates: [root.certificate])
      let answer = ChainVerifier(bundles: BundleSet([bundle]))
        .verify([leaf, issuer.certificate], expecting: Expectation(trustDomain: mesh.domain), at: now)
      #expect(answer.isAccepted == (code == nil))
      if let code {
        #expect(answer.isRefused(code))
        #expect(answer.failedPaths.first?.certificate == root.certificate)
        #expect(answer.warnings.contains("MT-B-08"))
      }
    }
  }

  @Test func tellsUntilWhenItHolds() {
    let answer = mesh.verify(chain)
    #expect(answer.firstToExpire == chain[0])
    let note = answer.finding("MT-V-08")
    #expect(note?.severity == .note)
    #expect(note?.what.description.contains("valid until 2026-03-02T12:00:00Z") == true)
    #expect(note?.what.description.contains("egress-service-account") == true)
    #expect(mesh.verify([chain[0]]).finding("MT-V-08") == nil)
  }

  @Test func tellsOfClocks() throws {
    let early = mesh.verify(chain, at: mesh.root.certificate.validity.notBefore - 1)
    #expect(early.isRefused("MT-PV-04"))
    #expect(early.reasons.first?.why.description.contains("the clock here is probably behind") == true)
    let late = mesh.verify(chain, at: mesh.root.certificate.validity.notAfter + 1)
    #expect(late.reasons.first?.why.description.contains("every certificate of the path has expired") == true)
    let stale = mesh.verify(chain, at: chain[0].validity.notAfter + 60)
    #expect(stale.reasons.first?.why.description.contains("did not get a new certificate in time") == true)
    let hasty = mesh.verify(chain, at: chain[0].validity.notBefore - 60)
    #expect(hasty.reasons.first?.next.description.contains("date -u") == true)
  }

  @Test func theFarEndsOfTimeAreRefused() {
    for seconds in [Int64.min / 2, 0, 253_402_300_799, Int64.max / 2] {
      #expect(!mesh.verify(chain, at: Timestamp(seconds: seconds)).isAccepted)
    }
  }
}
