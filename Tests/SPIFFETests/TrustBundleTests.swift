import Cryptography
import Diagnostics
import SPIFFE
import Testing
import X509

@Suite struct TrustBundleTests {
  private let domain: TrustDomain

  init() throws { domain = try TrustDomain("red-mesh.local") }

  private func bundle(_ certificates: [Certificate], sequence: UInt64? = nil) -> TrustBundle {
    TrustBundle(trustDomain: domain, certificates: certificates, sequence: sequence)
  }

  @Test func aGoodRootSaysNothing() throws {
    #expect(bundle([try Certificates.root()]).findings(at: now).isEmpty)
  }

  @Test func keepsACertificateOnceAndInOrder() throws {
    let (first, second) = (try Certificates.root(), try Certificates.root("green"))
    #expect(bundle([first, second, first]).certificates == [first, second])
  }

  @Test func bundlesOfTwoDomainsDiffer() throws {
    let root = try Certificates.root()
    let other = TrustBundle(trustDomain: try TrustDomain("green-mesh.local"), certificates: [root])
    #expect(bundle([root]) != other)
  }

  @Test func anEmptyBundleIsAnError() {
    let findings = bundle([]).findings(at: now)
    #expect(findings.map(\.code) == ["MT-CA-13"])
    #expect(findings.first?.severity == .error)
    #expect(findings.first?.what.description.contains("red-mesh.local") == true)
  }

  @Test func anIntermediateIsAWarning() throws {
    let findings = bundle([try Certificates.intermediate()]).findings(at: now)
    #expect(findings.map(\.code) == ["MT-B-07"])
    #expect(findings.map(\.severity) == [.warning])
  }

  @Test func aLeafIsAWarningBesideARootAndAnErrorAlone() throws {
    let leaf = try Certificates.leaf()
    let beside = bundle([try Certificates.root(), leaf]).findings(at: now)
    #expect(beside.map(\.code) == ["MT-B-08"])
    #expect(beside.map(\.severity) == [.warning])
    let alone = bundle([leaf]).findings(at: now)
    #expect(alone.map(\.severity) == [.warning, .error])
    #expect(Set(alone.map(\.code)) == ["MT-B-08"])
  }

  @Test func datesCountToTheLastSecond() throws {
    let root = try Certificates.root()
    let bundle = bundle([root])
    #expect(bundle.findings(at: root.validity.notBefore).isEmpty)
    #expect(bundle.findings(at: root.validity.notAfter).isEmpty)
    let late = bundle.findings(at: root.validity.notAfter + 1)
    #expect(late.map(\.code) == ["MT-B-08"])
    #expect(late.first?.what.description.contains("expired on") == true)
    let early = bundle.findings(at: root.validity.notBefore - 1)
    #expect(early.first?.what.description.contains("is valid only from") == true)
  }

  @Test func keysOfOneSubjectAreNoted() throws {
    let twins = [try Certificates.root(), try Certificates.root()]
    let findings = bundle(twins).findings(at: now)
    #expect(findings.map(\.code) == ["MT-CA-11"])
    #expect(findings.map(\.severity) == [.note])
  }

  @Test func aRootIssuedAgainWithItsKeyIsFine() throws {
    let key = try PrivateKey.generate(.p256)
    #expect(bundle([try Certificates.root(key: key), try Certificates.root(key: key)]).findings(at: now).isEmpty)
  }

  @Test("B-02: what replaces what")
  func sequences() throws {
    let (root, other) = (try Certificates.root(), try Certificates.root("green"))
    let old = bundle([root], sequence: 5)
    #expect(bundle([root, other], sequence: 6).findings(replacing: old).isEmpty)
    #expect(bundle([root], sequence: 5).findings(replacing: old).isEmpty)
    #expect(bundle([other], sequence: nil).findings(replacing: old).isEmpty)
    #expect(bundle([other], sequence: 4).findings(replacing: bundle([root])).isEmpty)
    let rollback = bundle([other], sequence: 4).findings(replacing: old)
    #expect(rollback.map(\.code) == ["MT-B-02"])
    #expect(rollback.map(\.severity) == [.warning])
    let forged = bundle([other], sequence: 5).findings(replacing: old)
    #expect(forged.map(\.code) == ["MT-B-02"])
    #expect(forged.map(\.severity) == [.error])
  }

  @Test func orderIsNoChange() throws {
    let (root, other) = (try Certificates.root(), try Certificates.root("green"))
    #expect(bundle([root, other], sequence: 5).findings(replacing: bundle([other, root], sequence: 5)).isEmpty)
  }
}
