import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// Texts that try to pass for `red-mesh.local`, signed by its own authority without constraints: none reaches a bundle.
@Suite struct TrustDomainTrickTests {
  private func verify(_ uri: String, identity: SPIFFEID? = nil) throws -> Verification {
    let mesh = try Mesh("red-mesh", constrained: false)
    return mesh.verify([try mesh.intermediate.leaf(uri), mesh.intermediate.certificate], identity: identity)
  }

  @Test(arguments: [
    ("spiffe://RED-mesh.local/ns/a/sa/b", "MT-ID-05"), ("spiffe://red-mesh.local:443/ns/a/sa/b", "MT-ID-04"),
    ("spiffe://red-mesh.local:/ns/a/sa/b", "MT-ID-04"), ("spiffe://evil.org@red-mesh.local/ns/a/sa/b", "MT-ID-04"),
    ("spiffe://red-mesh.local@evil.org/ns/a/sa/b", "MT-ID-04"), ("spiffe://red%2Dmesh.local/ns/a/sa/b", "MT-ID-06"),
    ("spiffe://red-mesh.local%00.evil.org/ns/a/sa/b", "MT-ID-06"), ("spiffe:///ns/a/sa/b", "MT-ID-03"),
    ("spiffe://red-mesh.local\u{0}/ns/a/sa/b", "MT-ID-05"), ("spiffe://red-mesh.local\u{0}.evil.org/x", "MT-ID-05"),
    ("spiffe://red-mesh.local\\@evil.org/x", "MT-ID-04"), ("spiffe://red-mesh.local\\.evil.org/x", "MT-ID-05"),
    ("spiffe:// red-mesh.local/ns/a/sa/b", "MT-ID-05"), ("spiffe://red-mesh.local\n/ns/a/sa/b", "MT-ID-05"),
    ("spiffe://[::1]/ns/a/sa/b", "MT-ID-05"), ("spiffe://red-mesh.local,evil/x", "MT-ID-05"),
    ("spiffe://red-mesh.local?/ns/a/sa/b", "MT-ID-02"), ("spiffe://red-mesh.local#/ns/a/sa/b", "MT-ID-02"),
    ("spiffe://red-mesh.local/ns/a/sa/b?x", "MT-ID-02"), ("spiffe://red-mesh.local/ns/a/sa/b#", "MT-ID-02"),
    ("spiffe://red-mesh.local/ns/a/sa/b/", "MT-ID-14"), ("spiffe://red-mesh.local//ns/a/sa/b", "MT-ID-12"),
    ("spiffe://red-mesh.local/ns/../sa/b", "MT-ID-13"), ("spiffe://red-mesh.local/ns/%61/sa/b", "MT-ID-11"),
    ("spiffe://red-mesh.local/ns/a/sa/b\u{0}c", "MT-ID-15"), ("spiffe://red-mesh.local/ns/a:1/sa/b", "MT-ID-15"),
    ("SPIFFE://red-mesh.local/ns/a/sa/b", "MT-ID-01"), ("spiffe:/red-mesh.local/ns/a/sa/b", "MT-ID-01"),
    ("spiffes://red-mesh.local/ns/a/sa/b", "MT-ID-01"), ("https://red-mesh.local/ns/a/sa/b", "MT-ID-01"),
    (" spiffe://red-mesh.local/ns/a/sa/b", "MT-ID-01"), ("red-mesh.local/ns/a/sa/b", "MT-ID-01"),
    ("spiffe:red-mesh.local/ns/a/sa/b", "MT-ID-01"), ("//red-mesh.local/ns/a/sa/b", "MT-ID-01"), ("", "MT-ID-01"),
  ])
  func isRefusedBeforeAnyBundleIsPicked(uri: String, code: String) throws {
    let answer = try verify(uri)
    #expect(answer.isRefused(code))
    #expect(answer.errors == [code])
    #expect(answer.identity == nil)
    #expect(answer.path == nil)
    #expect(answer.failedPaths.isEmpty)
  }

  @Test(arguments: [
    "red-mesh.local.evil.org", "evil-red-mesh.local", "xred-mesh.local", "sub.red-mesh.local", "red-mesh.loca",
    "red-mesh.locall", "ed-mesh.local", "local", "red-mesh.local.", ".red-mesh.local", "red-mesh..local",
    "red_mesh.local", "red-rnesh.local", "red-mesh", "10.0.0.1", "..", "-",
  ])
  func isAnotherDomain(name: String) throws {
    let answer = try verify("spiffe://\(name)/ns/a/sa/b")
    #expect(answer.isRefused("MT-V-03"))
    #expect(answer.errors == ["MT-V-03"])
    #expect(answer.path == nil)
    #expect(answer.failedPaths.isEmpty)
  }

  @Test func anotherDomainHasNoBundle() throws {
    let mesh = try Mesh("red-mesh", constrained: false)
    let leaf = try mesh.intermediate.leaf("spiffe://sub.red-mesh.local/ns/a/sa/b")
    let answer = ChainVerifier(bundles: BundleSet([mesh.bundle])).verify(
      [leaf, mesh.intermediate.certificate],
      expecting: Expectation(trustDomain: try TrustDomain("sub.red-mesh.local")), at: now)
    #expect(answer.isRefused("MT-V-04"))
    #expect(answer.path == nil)
  }

  @Test func bytesBeyondASCIIAreNoCertificate() throws {
    let mesh = try Mesh("red-mesh")
    #expect(throws: X509Error.self) { try mesh.intermediate.leaf("spiffe://r\u{435}d-mesh.local/ns/a/sa/b") }
  }

  @Test(arguments: [
    ("spiffe://red-mesh.local/ns/system/sa/egress-service-account/", "extra slash"),
    ("SPIFFE://red-mesh.local/ns/system/sa/egress-service-account", "differ only in case"),
    ("spiffe://Red-Mesh.local/ns/system/sa/egress-service-account", "differ only in case"),
    ("red-mesh.local/ns/system/sa/egress-service-account", "only the scheme is missing"),
  ])
  func tellsWhatWasNearlyRight(uri: String, hint: String) throws {
    let expected = try SPIFFEID("spiffe://red-mesh.local/ns/system/sa/egress-service-account")
    let answer = try verify(uri, identity: expected)
    #expect(!answer.isAccepted)
    #expect(answer.reasons.first?.why.description.contains(hint) == true)
  }

  @Test func tellsADomainThatDiffersByOneLetter() throws {
    #expect(
      try verify("spiffe://red-nesh.local/ns/a/sa/b").finding("MT-V-03")?.why.description.contains("one character")
        == true)
    #expect(
      try verify("spiffe://blue-mesh.local/ns/a/sa/b").finding("MT-V-03")?.why.description.contains("another mesh")
        == true)
    #expect(
      try verify("spiffe://sub.red-mesh.local/ns/a/sa/b").finding("MT-V-03")?.why.description.contains(
        "a trust domain of its own")
        == true)
  }
}
