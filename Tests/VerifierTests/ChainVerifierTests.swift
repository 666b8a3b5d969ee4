import Cryptography
import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

@Suite struct ChainVerifierTests {
  @Test func acceptsWhatAMeshIssues() throws {
    let mesh = try Mesh("red-mesh")
    let answer = mesh.verify(try mesh.chain(), identity: try mesh.egress)
    #expect(answer.isAccepted)
    #expect(answer.isAcceptedStrictly)
    #expect(answer.reasons.isEmpty)
    #expect(answer.identity == (try mesh.egress))
    #expect(answer.path?.certificates.count == 3)
    #expect(answer.path?.anchor == mesh.root.certificate)
    #expect(answer.failedPaths.isEmpty)
  }

  @Test(arguments: [KeyAlgorithm.p256, .p384, .rsa2048])
  func acceptsTheKeysThatSidecarsTake(algorithm: KeyAlgorithm) throws {
    let mesh = try Mesh("red-mesh")
    let leaf = try mesh.intermediate.leaf(mesh.egress.uri, key: .generate(algorithm))
    #expect(mesh.verify([leaf, mesh.intermediate.certificate]).isAcceptedStrictly)
  }

  @Test(arguments: [KeyAlgorithm.p521, .ed25519])
  func warnsOfKeysThatSidecarsRefuse(algorithm: KeyAlgorithm) throws {
    let mesh = try Mesh("red-mesh")
    let leaf = try mesh.intermediate.leaf(mesh.egress.uri, key: .generate(algorithm))
    let answer = mesh.verify([leaf, mesh.intermediate.certificate])
    #expect(answer.isAccepted)
    #expect(!answer.isAcceptedStrictly)
    #expect(answer.warnings == ["MT-LF-13"])
  }

  @Test("Istio's own Makefile and istiod: no IDs and no constraints above, keyEncipherment, a root with its name alone")
  func acceptsWhatIstioIssues() throws {
    let root = try Authority.root("Istio", "Root CA", uri: nil)
    let intermediate = try root.authority("Istio", "Intermediate CA", uri: nil) {
      $0.keyUsage = [.digitalSignature, .nonRepudiation, .keyEncipherment, .keyCertSign]
    }
    let leaf = try intermediate.leaf("spiffe://red-mesh.local/ns/system/sa/egress") {
      $0.keyUsage = [.digitalSignature, .keyEncipherment]
    }
    let domain = try TrustDomain("red-mesh.local")
    let bundle = TrustBundle(trustDomain: domain, certificates: [root.certificate])
    let answer = ChainVerifier(bundles: BundleSet([bundle]))
      .verify([leaf, intermediate.certificate], expecting: Expectation(trustDomain: domain), at: now)
    #expect(answer.isAccepted)
    #expect(Set(answer.warnings) == ["MT-CA-03", "MT-CA-04"])
  }

  @Test func acceptsBothMeshesBelowASharedRoot() throws {
    let shared = try Mesh.sharedRoot()
    let (red, green) = (try Mesh("red-mesh", root: shared), try Mesh("green-mesh", root: shared))
    #expect(red.verify(try red.chain(), others: [green.bundle]).isAcceptedStrictly)
    #expect(green.verify(try green.chain(), others: [red.bundle]).isAcceptedStrictly)
  }

  @Test func refusesAnEmptyChain() throws {
    let answer = try Mesh("red-mesh").verify([])
    #expect(answer.isRefused("MT-V-07"))
    #expect(answer.identity == nil)
  }

  @Test func refusesAnotherIdentity() throws {
    let mesh = try Mesh("red-mesh")
    let expected = try SPIFFEID("spiffe://red-mesh.local/ns/system/sa/ingress-service-account")
    let answer = mesh.verify(try mesh.chain(), identity: expected)
    #expect(answer.isRefused("MT-V-06"))
    #expect(answer.path != nil)
    #expect(
      answer.finding("MT-V-06")?.why
        == "service account egress-service-account instead of ingress-service-account")
  }

  @Test func refusesAnotherNamespace() throws {
    let mesh = try Mesh("red-mesh")
    let expected = try SPIFFEID("spiffe://red-mesh.local/ns/other/sa/egress-service-account")
    #expect(
      mesh.verify(try mesh.chain(), identity: expected).finding("MT-V-06")?.why == "namespace system instead of other")
  }

  @Test(arguments: [
    ("spiffe://red-mesh.local/ns/system/sa/Egress-service-account", "differ only in case"),
    ("spiffe://red-mesh.local/ns/system/sa/egress-service-acount", "extra"),
    ("spiffe://red-mesh.local/ns/system/sa/egress-service-accounts", "lacks the `s`"),
    ("spiffe://red-mesh.local/ns/system/sa/egress-servcie-account", "swapped"),
    ("spiffe://red-mesh.local/workload", "expected /workload"),
  ])
  func tellsNearlyEqualIdentities(expected: String, hint: String) throws {
    let mesh = try Mesh("red-mesh")
    let answer = mesh.verify(try mesh.chain(), identity: try SPIFFEID(expected))
    #expect(answer.isRefused("MT-V-06"))
    #expect(answer.finding("MT-V-06")?.why.description.contains(hint) == true)
  }

  @Test func warningsNeverChangeTheVerdict() throws {
    let mesh = try Mesh("red-mesh")
    let leaf = try mesh.leaf { $0.extendedKeyUsage = nil }
    let chain = [leaf, mesh.intermediate.certificate, mesh.intermediate.certificate]
    let answer = mesh.verify(chain)
    #expect(answer.isAccepted)
    #expect(answer.reasons.isEmpty)
    #expect(!answer.isAcceptedStrictly)
    #expect(Set(answer.warnings) == ["MT-LF-10", "MT-V-07"])
  }

  @Test func ordersFindingsByWeight() throws {
    let mesh = try Mesh("red-mesh")
    let leaf = try mesh.leaf {
      $0.extendedKeyUsage = ExtendedKeyUsage([.serverAuth])
      $0.keyUsage = [.digitalSignature, .keyAgreement]
    }
    let answer = mesh.verify([leaf, mesh.intermediate.certificate, mesh.root.certificate, mesh.root.certificate])
    let weights = answer.findings.map(\.severity)
    #expect(weights == weights.sorted(by: >))
    #expect(Set(weights) == [.error, .warning, .note])
  }

  @Test func tellsAWorkloadThatNoMeshNames() throws {
    let mesh = try Mesh("red-mesh")
    let leaf = try mesh.intermediate.leaf("spiffe://red-mesh.local/web")
    let answer = mesh.verify([leaf, mesh.intermediate.certificate])
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-ID-19"])
  }

  @Test func refusesWhatIsTooComplex() throws {
    let mesh = try Mesh("red-mesh")
    let verifier = ChainVerifier(bundles: BundleSet([mesh.bundle]), limits: PathLimits(signatureChecks: 1))
    let answer = verifier.verify(try mesh.chain(), expecting: Expectation(trustDomain: mesh.domain), at: now)
    #expect(answer.isRefused("MT-PV-14"))
  }

  @Test func followsAnIntermediateOfTheBundleOnlyWhereAsked() throws {
    let mesh = try Mesh("red-mesh")
    let bundle = TrustBundle(trustDomain: mesh.domain, certificates: [mesh.intermediate.certificate])
    let expectation = Expectation(trustDomain: mesh.domain)
    let partial = ChainVerifier(bundles: BundleSet([bundle], rule: .anyAuthority))
    #expect(partial.verify([try mesh.leaf()], expecting: expectation, at: now).isAccepted)
    let normal = ChainVerifier(bundles: BundleSet([bundle]))
    #expect(normal.verify([try mesh.leaf()], expecting: expectation, at: now).isRefused("MT-PV-15"))
  }

  @Test func neverTrustsALeafOfTheBundle() throws {
    let mesh = try Mesh("red-mesh")
    let leaf = try mesh.leaf()
    let bundle = TrustBundle(trustDomain: mesh.domain, certificates: [leaf])
    for rule in [TrustAnchors.Rule.selfSigned, .anyAuthority] {
      let verifier = ChainVerifier(bundles: BundleSet([bundle], rule: rule))
      let answer = verifier.verify([leaf], expecting: Expectation(trustDomain: mesh.domain), at: now)
      #expect(answer.isRefused("MT-B-08"))
    }
  }
}
