import Cryptography
import Diagnostics
import SPIFFE
import Testing
import X509

/// The rules one by one; what no template issues is tried on whole chains in the verifier's tests.
@Suite struct SVIDRulesTests {
  private let domain: TrustDomain

  init() throws { domain = try TrustDomain("red-mesh.local") }

  private func codes(_ findings: [Diagnostic], _ severity: Severity) -> [Code] {
    findings.filter { $0.severity == severity }.map(\.code)
  }

  private func authority(
    uri: String? = "spiffe://red-mesh.local", edit: (inout CertificateTemplate) -> Void = { _ in }
  ) throws -> [Diagnostic] {
    SVIDRules.authority(try Certificates.intermediate(uri: uri, edit: edit), issuesFor: domain)
  }

  @Test func aGoodLeafBreaksNoRule() throws {
    #expect(SVIDRules.leaf(try Certificates.leaf()).isEmpty)
  }

  @Test func readsTheIdentity() throws {
    let identity = try SVIDRules.identity(of: Certificates.leaf()).get()
    #expect(identity.uri == "spiffe://red-mesh.local/ns/a/sa/b")
    let beside = try Certificates.leaf { $0.subjectAlternativeNames.insert(.dns("a.svc"), at: 0) }
    #expect(try SVIDRules.identity(of: beside).get() == identity)
  }

  @Test(arguments: [
    ("spiffe://Red/x", "MT-ID-05"), ("https://red/x", "MT-ID-01"), ("spiffe://red/x/", "MT-ID-14"), ("", "MT-ID-01"),
  ])
  func refusesABrokenIdentity(uri: String, code: Code) throws {
    let error = #expect(throws: SVIDRules.IdentityRefusal.self) {
      try SVIDRules.identity(of: Certificates.leaf(uri)).get()
    }
    #expect(error?.diagnostic.code == code)
  }

  @Test func refusesNoURIAndTwo() throws {
    let uri = GeneralName.uri(Array("spiffe://red/x".utf8))
    for names in [[.dns("red")], [uri, uri], [uri, .uri(Array("urn:x".utf8))]] as [[GeneralName]] {
      let leaf = try Certificates.leaf { $0.subjectAlternativeNames = names }
      let error = #expect(throws: SVIDRules.IdentityRefusal.self) { try SVIDRules.identity(of: leaf).get() }
      #expect(error?.diagnostic.code == "MT-LF-01")
    }
  }

  /// What a leaf without an identity is, and how it is named: an ordinary certificate comes from a load balancer.
  static let strangers: [(names: [GeneralName], hasSubject: Bool, isOrdinary: Bool, says: String)] = [
    ([.dns("a.example"), .ip([192, 0, 2, 1])], false, true, "for DNS:a.example, IP:192.0.2.1"),
    ([], true, true, "for O=o, CN=b"), ([.dns("a.example")], true, true, "for DNS:a.example"),
    ([uri, uri], false, false, "the leaf has 2 URIs among its alternative names"),
    ([uri, uri, .dns("a.example")], true, false, "the leaf has 2 URIs among its alternative names"),
  ]
  private static let uri = GeneralName.uri(Array("spiffe://red/x".utf8))

  @Test(arguments: strangers)
  func whatHasNoIdentityIsSaid(row: (names: [GeneralName], hasSubject: Bool, isOrdinary: Bool, says: String)) throws {
    let subject = try DistinguishedName(organization: "o", commonName: "b")
    let leaf = try Certificates.leaf {
      $0.subjectAlternativeNames = row.names
      $0.subject = row.hasSubject ? subject : .empty
    }
    #expect(SVIDRules.isOrdinary(leaf) == row.isOrdinary)
    let error = #expect(throws: SVIDRules.IdentityRefusal.self) { try SVIDRules.identity(of: leaf).get() }
    let what = error?.diagnostic.what.description ?? ""
    #expect(what.hasSuffix(row.says), "\(what)")
  }

  @Test(arguments: [("spiffe://red-mesh.local/", "ends in a slash"), ("spiffe://red-mesh.local/a", "has a path")])
  func theIDOfAnAuthorityHasNoPath(uri: String, says: String) throws {
    let findings = try authority(uri: uri).filter { $0.code == "MT-CA-05" }
    #expect(findings.count == 1 && findings[0].what.description.contains(says), "\(findings)")
  }

  @Test func namesBesideTheIdentityAreListed() throws {
    let findings = SVIDRules.leaf(try Certificates.leaf { $0.subjectAlternativeNames.append(.dns("a.svc")) })
    #expect(findings.map(\.code) == ["MT-LF-02"])
    #expect(findings.first?.why == "DNS:a.svc")
    #expect(findings.first?.severity == .note)
  }

  @Test func anAuthorityIsNoLeaf() throws {
    let findings = SVIDRules.leaf(try Certificates.root())
    #expect(codes(findings, .error) == ["MT-LF-05", "MT-LF-07", "MT-LF-08"])
    #expect(codes(findings, .warning) == ["MT-LF-10", "MT-CA-10"])
  }

  @Test(
    arguments: [
      ([.digitalSignature], [], []), ([.digitalSignature, .keyAgreement], [], ["MT-LF-09"]),
      ([.keyEncipherment], ["MT-LF-07"], ["MT-LF-09"]), ([.digitalSignature, .cRLSign], ["MT-LF-08"], []),
    ] as [(KeyUsage, [Code], [Code])])
  func usage(usage: KeyUsage, errors: [Code], notes: [Code]) throws {
    let findings = SVIDRules.leaf(try Certificates.leaf { $0.keyUsage = usage })
    #expect(codes(findings, .error) == errors)
    #expect(codes(findings, .note) == notes)
  }

  @Test(
    arguments: [
      ([.serverAuth, .clientAuth], nil), ([.clientAuth, .serverAuth, .any], nil), ([.serverAuth], "MT-LF-11"),
      ([.any], "MT-LF-11"),
    ] as [([ExtendedKeyUsage.Purpose], Code?)])
  func purposes(purposes: [ExtendedKeyUsage.Purpose], code: Code?) throws {
    let findings = SVIDRules.leaf(try Certificates.leaf { $0.extendedKeyUsage = ExtendedKeyUsage(purposes) })
    #expect(findings.map(\.code) == (code.map { [$0] } ?? []))
  }

  @Test(arguments: KeyAlgorithm.allCases.filter { $0 != .rsa4096 && $0 != .rsa3072 })
  func keys(algorithm: KeyAlgorithm) throws {
    let findings = SVIDRules.leaf(try Certificates.leaf(algorithm: algorithm))
    #expect(findings.map(\.code) == (algorithm.sidecarsAccept ? [] : ["MT-LF-13"]))
    #expect(codes(findings, .error).isEmpty)
  }

  @Test func aGoodAuthorityIsOnlyNoted() throws {
    #expect(try authority().map(\.severity) == [.note])
    #expect(SVIDRules.authority(try Certificates.root(), issuesFor: domain).isEmpty)
    let confined = try authority {
      $0.nameConstraints = NameConstraints(permitted: [.uri(Array("red-mesh.local".utf8))])
    }
    #expect(confined.isEmpty)
  }

  @Test func aLeafIsNoAuthority() throws {
    let findings = SVIDRules.authority(try Certificates.leaf(), issuesFor: domain)
    #expect(codes(findings, .error) == ["MT-CA-01", "MT-CA-05"])
  }

  @Test(
    arguments: [
      ("spiffe://red-mesh.local", [], []), ("spiffe://red-mesh.local/", [], ["MT-CA-05"]),
      ("spiffe://red-mesh.local/ca", ["MT-CA-05"], []), ("spiffe://RED", ["MT-CA-05"], []),
      ("spiffe://", ["MT-CA-05"], []),
      ("spiffe://green-mesh.local", [], ["MT-CA-06"]), ("spiffe://sub.red-mesh.local", [], ["MT-CA-06"]),
      ("spiffe://green-mesh.local/", [], ["MT-CA-05", "MT-CA-06"]), ("https://red-mesh.local", [], ["MT-CA-04"]),
      (nil, [], ["MT-CA-04"]),
    ] as [(String?, [Code], [Code])])
  func authorityIdentity(uri: String?, errors: [Code], warnings: [Code]) throws {
    let findings = try authority(uri: uri)
    #expect(codes(findings, .error) == errors)
    #expect(codes(findings, .warning) == warnings)
  }

  @Test func aSharedRootNeedsNoID() throws {
    let findings = SVIDRules.authority(try Certificates.root(uri: nil), issuesFor: domain)
    #expect(findings.map(\.code) == ["MT-CA-04"])
    #expect(findings.map(\.severity) == [.note])
  }

  @Test func twoIDs() throws {
    let findings = try authority { $0.subjectAlternativeNames.append(.uri(Array("https://x".utf8))) }
    #expect(codes(findings, .error) == ["MT-CA-05"])
  }

  @Test(
    arguments: [
      ([.serverAuth, .clientAuth], []), ([.any], []), ([.serverAuth], ["MT-CA-09"]), ([.clientAuth], ["MT-CA-09"]),
    ] as [([ExtendedKeyUsage.Purpose], [Code])])
  func authorityPurposes(purposes: [ExtendedKeyUsage.Purpose], errors: [Code]) throws {
    #expect(codes(try authority { $0.extendedKeyUsage = ExtendedKeyUsage(purposes) }, .error) == errors)
  }

  @Test func authorityUsage() throws {
    #expect(codes(try authority { $0.keyUsage = [.keyCertSign, .digitalSignature] }, .warning) == ["MT-CA-03"])
    #expect(codes(try authority { $0.keyUsage = [.keyCertSign] }, .warning).isEmpty)
  }

  @Test(arguments: [("red-mesh.local", [], 0), (".local", ["MT-CA-08"], 0)] as [(String, [Code], Int)])
  func constraints(text: String, warnings: [Code], errors: Int) throws {
    let findings = try authority { $0.nameConstraints = NameConstraints(permitted: [.uri(Array(text.utf8))]) }
    #expect(codes(findings, .warning) == warnings)
    #expect(codes(findings, .error).count == errors)
  }

  @Test func everyErrorSaysWhyAndWhatToDo() throws {
    let broken =
      SVIDRules.leaf(try Certificates.root()) + SVIDRules.authority(try Certificates.leaf(), issuesFor: domain)
      + (try authority(uri: "spiffe://red-mesh.local/ca"))
    for finding in broken where finding.severity == .error {
      #expect(!finding.what.isEmpty && !finding.why.isEmpty && !finding.next.isEmpty)
    }
  }
}
