import Cryptography
import Testing

@testable import X509

/// What is issued here satisfies OpenSSL at its strictest and our own path builder; what would not is not issued.
@Suite struct CertificateTemplateTests {
  private static let validity = Validity(notBefore: TestPKI.time - 300, notAfter: TestPKI.time + 86_400)
  private static let constraint = NameConstraints(permitted: [.uri(Array("red-mesh.local".utf8)), .dns("red.svc")])

  static func root(_ key: PrivateKey) throws -> CertificateTemplate {
    CertificateTemplate(
      serialNumber: try .random(), validity: Validity(notBefore: validity.notBefore, notAfter: TestPKI.time + 864_000),
      subject: try DistinguishedName(organization: "red-mesh", commonName: "red-mesh root CA g1"),
      publicKey: key.publicKey.components, subjectAlternativeNames: [.uri(Array("spiffe://red-mesh.local".utf8))],
      basicConstraints: BasicConstraints(isAuthority: true, pathLength: 2), keyUsage: [.keyCertSign, .cRLSign],
      nameConstraints: constraint)
  }

  static func intermediate(_ key: PrivateKey) throws -> CertificateTemplate {
    var template = try root(key)
    template.subject = try DistinguishedName(organization: "red-mesh", commonName: "red-mesh intermediate CA g1")
    template.basicConstraints = BasicConstraints(isAuthority: true, pathLength: 0)
    template.validity = validity
    return template
  }

  static func leaf(_ key: PrivateKey) throws -> CertificateTemplate {
    CertificateTemplate(
      serialNumber: try .random(), validity: validity, subject: .empty, publicKey: key.publicKey.components,
      subjectAlternativeNames: [.uri(Array("spiffe://red-mesh.local/ns/a/sa/b".utf8)), .dns("a.red.svc")],
      basicConstraints: BasicConstraints(isAuthority: false), keyUsage: [.digitalSignature],
      extendedKeyUsage: ExtendedKeyUsage([.serverAuth, .clientAuth]))
  }

  private static func chain(_ algorithm: KeyAlgorithm) throws -> [Certificate] {
    let key = try #require(TestKeys.each[algorithm])
    let root = try root(key).signed(by: key)
    let middle = try intermediate(TestKeys.p256[1]).signed(by: key, issuer: root)
    return [try leaf(key).signed(by: TestKeys.p256[1], issuer: middle), middle, root]
  }

  private static let algorithms = TestKeys.each.keys.sorted { $0.rawValue < $1.rawValue }

  @Test(arguments: algorithms)
  func `OpenSSL and the path builder accept what is issued`(algorithm: KeyAlgorithm) throws {
    let chain = try Self.chain(algorithm)
    let files = Dictionary(
      uniqueKeysWithValues: zip(["leaf", "middle", "root"], chain).map { ("\($0).pem", Array(PEM.write([$1]).utf8)) })
    let run = try OpenSSLCommand(
      [
        "verify", "-x509_strict", "-check_ss_sig", "-purpose", "sslserver", "-attime", "\(TestPKI.time.seconds)",
        "-CAfile",
        "root.pem", "-untrusted", "middle.pem", "leaf.pem",
      ], files: files)
    #expect(run.status == 0, "\(run.complaints)\(run.text)")
    #expect(PathQuestion(leaf: chain[0], intermediates: [chain[1]], anchors: [chain[2]]).path == chain)
    for name in files.keys {
      let again = try OpenSSLCommand.succeeding(["x509", "-in", name], files: files)
      #expect(again == files[name])
    }
  }

  @Test func `fields are those that were asked for`() throws {
    let chain = try Self.chain(.p256)
    let (leaf, middle, root) = (chain[0], chain[1], chain[2])
    #expect(chain.allSatisfy { $0.version == 3 && $0.serialNumber.isProper && $0.serialNumber.bytes.count == 20 })
    #expect(root.isSelfSigned && !middle.isSelfSigned && middle.issuer == root.subject)
    #expect(leaf.subject.isEmpty && leaf.extensions.subjectAlternativeNamesAreCritical)
    #expect(!middle.extensions.subjectAlternativeNamesAreCritical)
    #expect(leaf.extensions.extendedKeyUsage?.purposes == [.serverAuth, .clientAuth])
    #expect(middle.extensions.extendedKeyUsage == nil && root.extensions.extendedKeyUsage == nil)
    #expect(!leaf.isAuthority && leaf.extensions.keyUsage == [.digitalSignature])
    #expect(root.extensions.basicConstraints?.pathLength == 2 && middle.extensions.basicConstraints?.pathLength == 0)
    #expect(middle.extensions.nameConstraints == Self.constraint && leaf.extensions.nameConstraints == nil)
    #expect(leaf.extensions.authorityKeyIdentifier?.keyIdentifier == middle.extensions.subjectKeyIdentifier)
    #expect(middle.extensions.authorityKeyIdentifier?.keyIdentifier == root.extensions.subjectKeyIdentifier)
    #expect(leaf.extensions.subjectKeyIdentifier == leaf.publicKeyInfo.derivedKeyIdentifier)
    #expect(leaf.extensions.authorityKeyIdentifier?.issuer == nil)
    #expect(root.extensions.authorityKeyIdentifier == nil && root.extensions.subjectKeyIdentifier != nil)
    for certificate in chain {
      let extensions = certificate.extensions
      #expect(extensions.basicConstraintsAreCritical && extensions.keyUsageIsCritical)
      #expect(extensions.nameConstraints == nil || extensions.nameConstraintsAreCritical)
      #expect(certificate.validity.usesProperForms)
    }
    #expect(leaf.validity.notBefore == Self.validity.notBefore && leaf.validity.notAfter == Self.validity.notAfter)
    #expect(leaf.description == "spiffe://red-mesh.local/ns/a/sa/b")
  }

  @Test(arguments: ["2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1950-01-01T00:00:01Z"])
  func `each date is written in the form of its year`(end: String) throws {
    var template = try Self.root(TestKeys.p256[0])
    template.validity = Validity(notBefore: try Timestamp("1950-01-01"), notAfter: try Timestamp(end))
    let certificate = try template.signed(by: TestKeys.p256[0])
    #expect(certificate.validity == template.validity && certificate.validity.usesProperForms)
  }

  struct Wish: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let change: @Sendable (inout CertificateTemplate) throws -> Void

    init(_ description: String, _ change: @escaping @Sendable (inout CertificateTemplate) throws -> Void) {
      (testDescription, self.change) = (description, change)
    }
  }

  static let badWishes: [Wish] = [
    Wish("ends before it begins") {
      $0.validity = Validity(notBefore: validity.notAfter, notAfter: validity.notBefore)
    },
    Wish("ends as it begins") { $0.validity = Validity(notBefore: TestPKI.time, notAfter: TestPKI.time) },
    Wish("begins before 1950") {
      $0.validity = Validity(notBefore: try Timestamp("1949-12-31"), notAfter: validity.notAfter)
    },
    Wish("outlives its issuer by a second") {
      $0.validity = Validity(notBefore: validity.notBefore, notAfter: validity.notAfter + 1)
    },
    Wish("no name") { $0.subjectAlternativeNames = [] },
    Wish("authority without a subject") {
      $0.basicConstraints = BasicConstraints(isAuthority: true)
      $0.keyUsage = [.keyCertSign]
    },
    Wish("path length of no authority") { $0.basicConstraints = BasicConstraints(isAuthority: false, pathLength: 0) },
    Wish("constraints of no authority") { $0.nameConstraints = constraint },
    Wish("keyCertSign of no authority") { $0.keyUsage = [.digitalSignature, .keyCertSign] },
    Wish("no key usage") { $0.keyUsage = [] },
    Wish("no purposes") { $0.extendedKeyUsage = ExtendedKeyUsage([]) },
    Wish("a purpose that is no number") { $0.extendedKeyUsage = ExtendedKeyUsage([.other("web")]) },
    Wish("a DNS name beyond ASCII") { $0.subjectAlternativeNames = [.dns("röd.svc")] },
    Wish("a URI beyond ASCII") { $0.subjectAlternativeNames = [.uri([0xFF])] },
    Wish("an address of five octets") { $0.subjectAlternativeNames = [.ip([1, 2, 3, 4, 5])] },
    Wish("a registered number that is none") { $0.subjectAlternativeNames = [.registeredID("web")] },
    Wish("a point that is not on the curve") {
      $0.publicKey = .ec(.p256, point: [4] + [UInt8](repeating: 1, count: 64))
    },
    Wish("a short Ed25519 key") { $0.publicKey = .ed25519([1]) },
    Wish("an RSA key of 512 bits") { $0.publicKey = .rsa(modulus: [UInt8](repeating: 0xFF, count: 64), exponent: [3]) },
    Wish("a negative serial number") {
      var raw = try RawCertificate(publicKey: TestKeys.p256[0].publicKey)
      raw.serialNumber = [2, 1, 0x80]
      $0.serialNumber = try raw.certificate(signedBy: TestKeys.p256[0]).serialNumber
    },
  ]

  @Test(arguments: badWishes)
  func `an ill-formed wish is refused`(wish: Wish) throws {
    let chain = try Self.chain(.p256)
    var template = try Self.leaf(TestKeys.p256[3])
    #expect(throws: Never.self) { try template.signed(by: TestKeys.p256[1], issuer: chain[1]) }
    try wish.change(&template)
    Self.expectRefusal { try template.signed(by: TestKeys.p256[1], issuer: chain[1]) }
  }

  static let badAuthorities: [Wish] = [
    Wish("no keyCertSign") { $0.keyUsage = [.cRLSign] },
    Wish("negative path length") { $0.basicConstraints = BasicConstraints(isAuthority: true, pathLength: -1) },
    Wish("empty constraints") { $0.nameConstraints = NameConstraints(permitted: []) },
    Wish("a constraint with an address without mask") {
      $0.nameConstraints = NameConstraints(permitted: [.ip([10, 0, 0, 1])])
    },
    Wish("another key than its own") { $0.publicKey = TestKeys.p256[5].publicKey.components },
    Wish("ends after the year 9999") {
      $0.validity = Validity(notBefore: validity.notBefore, notAfter: try Timestamp("9999-12-31T23:59:59Z") + 1)
    },
  ]

  @Test(arguments: badAuthorities)
  func `an ill-formed root is refused`(wish: Wish) throws {
    var template = try Self.root(TestKeys.p256[0])
    try wish.change(&template)
    Self.expectRefusal { try template.signed(by: TestKeys.p256[0]) }
  }

  @Test func `nobody signs who may not`() throws {
    let chain = try Self.chain(.p256)
    let template = try Self.leaf(TestKeys.p256[3])
    Self.expectRefusal { try template.signed(by: TestKeys.p256[2], issuer: chain[1]) }
    Self.expectRefusal { try template.signed(by: TestKeys.p256[0], issuer: chain[0]) }
    let faults: [TestPKI.Edit] = [
      { $0.set(.keyUsage(0x80)) }, { $0.set(.basicConstraints(authority: false)) }, { $0.subject = name() },
    ]
    for fault in faults {
      let root = try TestPKI.root("root", fault)
      Self.expectRefusal { try template.signed(by: root.key, issuer: root.certificate) }
    }
  }

  private static func expectRefusal(_ body: () throws -> Certificate) {
    let error = #expect(throws: X509Error.self) { _ = try body() }
    guard case .unissuable(let detail) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!detail.isEmpty)
  }
}
