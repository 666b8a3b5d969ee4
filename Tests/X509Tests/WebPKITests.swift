import Cryptography
import Diagnostics
import Testing

@testable import X509

/// What webpki refuses: vector V-05, and its reading of DNS names. `scripts/interop webpki` asks webpki itself.
@Suite struct WebPKITests {
  private static let domain = [UInt8]("red-mesh.local".utf8)

  /// A root and an intermediate with constraints, above a leaf with these names.
  private func verdict(
    _ root: NameConstraints?, _ intermediate: NameConstraints?, leaf: [GeneralName], named: Bool = true,
    _ version: WebPKI
  ) throws -> PathVerdict {
    let uri = named ? [GeneralName.uri(Array("spiffe://red-mesh.local".utf8))] : []
    func template(_ name: String, _ constraints: NameConstraints?, _ key: Int) throws -> CertificateTemplate {
      CertificateTemplate(
        serialNumber: try .random(),
        validity: Validity(notBefore: TestPKI.time - 60, notAfter: TestPKI.time + 3600),
        subject: try DistinguishedName(organization: "o", commonName: name),
        publicKey: TestKeys.p256[key].publicKey.components, subjectAlternativeNames: uri,
        basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign], nameConstraints: constraints)
    }
    let top = try template("r", root, 0).signed(by: TestKeys.p256[0])
    let middle = try template("i", intermediate, 1).signed(by: TestKeys.p256[0], issuer: top)
    var bottom = try template("l", nil, 2)
    bottom.subject = .empty
    bottom.basicConstraints = BasicConstraints(isAuthority: false)
    bottom.keyUsage = .digitalSignature
    bottom.extendedKeyUsage = ExtendedKeyUsage([.serverAuth, .clientAuth])
    bottom.subjectAlternativeNames = leaf
    let presented = try bottom.signed(by: TestKeys.p256[1], issuer: middle)
    let builder = PathBuilder(
      anchors: TrustAnchors([top], rule: .anyAuthority),
      policy: PathPolicy(time: TestPKI.time, purposes: [.serverAuth], profile: .webpki(version)))
    return builder.verdict(leaf: presented, intermediates: [middle])
  }

  private static let uri = NameConstraints(permitted: [.uri(domain)])
  private static let inside = NameConstraints(permitted: [.dns("red.svc")])
  private static let outside = NameConstraints(permitted: [.dns("green.svc")])
  private static let both: [GeneralName] = [
    .dns("istiod.red.svc"), .uri(Array("spiffe://red-mesh.local/ns/a/sa/b".utf8)),
  ]
  private static let host: [GeneralName] = [.dns("istiod.red.svc")]

  @Test(
    arguments: [
      (nil, nil, both, true, true, true), (uri, uri, both, true, true, false), (uri, nil, both, true, true, false),
      (nil, uri, both, true, true, false), (uri, uri, host, true, true, false), (uri, nil, host, true, true, false),
      (uri, uri, host, false, true, true), (nil, uri, host, true, true, true), (inside, inside, both, true, true, true),
      (outside, outside, both, true, false, false),
    ] as [(NameConstraints?, NameConstraints?, [GeneralName], Bool, Bool, Bool)])
  func constraints(
    root: NameConstraints?, intermediate: NameConstraints?, leaf: [GeneralName], named: Bool, before: Bool, since: Bool
  ) throws {
    for (version, expected) in [(WebPKI.ignoringURIConstraints, before), (.refusingURIConstraints, since)] {
      let verdict = try verdict(root, intermediate, leaf: leaf, named: named, version)
      #expect((verdict.path != nil) == expected, "\(version)")
      guard !expected, case .invalid(let failures) = verdict else { continue }
      #expect(failures.first.map { ["MT-PV-08", "MT-PV-23"].contains($0.failure.code.rawValue) } == true)
    }
  }

  @Test(arguments: [
    ("a.b.c", "b.c", true, true), ("b.c", "b.c", true, true), ("xb.c", "b.c", false, false),
    ("b.c", ".b.c", false, false),
    ("a.b.c", ".b.c", true, true), ("a.b.c", "", true, true), ("A.B.C", "b.c", true, true),
    ("*.b.c", "a.b.c", true, false), ("*.b.c", "b.c", true, true), ("c", "b.c", false, false),
  ])
  func names(name: String, base: String, expanded: Bool, literal: Bool) {
    let (name, base) = (Array(name.utf8), Array(base.utf8))
    #expect(WebPKIName.lies(name, within: base, expandingWildcards: true) == expanded)
    #expect(WebPKIName.lies(name, within: base, expandingWildcards: false) == literal)
  }

  @Test(arguments: [
    ("a", true, true), ("", false, true), ("a.", false, false), (".a", false, true), ("-a", false, false),
    ("a-.b", false, false), ("a.1", false, false), ("*.a.b", true, false), ("*.a", false, false),
    ("a..b", false, false),
    ("a_b", true, true), ("a b", false, false), (String(repeating: "a.", count: 126) + "a", true, true),
    (String(repeating: "a.", count: 126) + "aa", false, false),
  ])
  func syntax(name: String, presented: Bool, constraint: Bool) {
    #expect(WebPKIName.isValid(Array(name.utf8), as: .presented) == presented)
    #expect(WebPKIName.isValid(Array(name.utf8), as: .constraint) == constraint)
  }

  private static let net: [UInt8] = [10, 0, 0, 0, 255, 0, 0, 0]

  /// Of each row: the constraint, the name of the leaf, and whether it is taken before and since the release that refuses
  /// constraints on URIs.
  static let others: [(RawExtension, name: [UInt8], before: Bool, since: Bool)] = [
    (.constraints(permitted: [RawName.ip(net)]), RawName.ip([10, 1, 2, 3]), true, true),
    (.constraints(permitted: [RawName.ip(net)]), RawName.ip([11, 0, 0, 0]), false, false),
    (.constraints(permitted: [RawName.ip(net)]), RawName.ip([UInt8](repeating: 10, count: 16)), false, false),
    (.constraints(excluded: [RawName.ip(net)]), RawName.ip([10, 1, 2, 3]), false, false),
    (.constraints(excluded: [RawName.ip(net)]), RawName.ip([11, 0, 0, 0]), true, true),
    (.constraints(permitted: [RawName.dns("a.red.svc")]), RawName.dns("*.red.svc"), true, false),
    (.constraints(excluded: [RawName.dns("a.red.svc")]), RawName.dns("*.red.svc"), false, false),
    (.constraints(excluded: [RawName.dns("a.green.svc")]), RawName.dns("*.red.svc"), true, true),
    // Kinds that it does not know are told apart by their tags alone: otherName [0], x400Address [3].
    (.constraints(permitted: [other]), der(0xA0, [6, 2, 0x2A, 4] + der(0xA0, [5, 0])), false, false),
    (.constraints(excluded: [other]), other, false, false),
    (.constraints(permitted: [other]), der(0xA3, []), true, true),
    (.constraints(excluded: [other]), der(0xA3, []), true, true),
  ]
  private static let other = der(0xA0, [6, 2, 0x2A, 3] + der(0xA0, [5, 0]))

  @Test(arguments: others)
  func `names of other kinds`(row: (constraint: RawExtension, name: [UInt8], before: Bool, since: Bool)) throws {
    let root = try TestPKI.root { $0.set(row.constraint) }
    let leaf = try TestPKI.leaf(by: root) { $0.set(.names([row.name])) }
    var question = PathQuestion(leaf: leaf, anchors: [root.certificate], rule: .anyAuthority)
    for (version, expected) in [(WebPKI.ignoringURIConstraints, row.before), (.refusingURIConstraints, row.since)] {
      question.profile = .webpki(version)
      #expect((question.path != nil) == expected, "\(version): \(question.verdict)")
    }
  }

  @Test func `below an authority that constrains URIs every URI is refused since that release`() throws {
    for (constraints, refused) in [(Self.uri, ["MT-PV-23"]), (Self.inside, [])] as [(NameConstraints, [Code])] {
      let verdict = try verdict(constraints, nil, leaf: Self.host, named: false, .ignoringURIConstraints)
      let path = try #require(verdict.path)
      let name = Self.both[1]
      #expect(WebPKI.ignoringURIConstraints.refusal(of: name, below: path) == nil)
      #expect([WebPKI.refusingURIConstraints.refusal(of: name, below: path)?.code].compactMap { $0 } == refused)
    }
  }

  @Test(arguments: [(-1, false), (0, true), (1, true)])
  func `a certificate is valid at both ends of its time`(row: (seconds: Int64, isValid: Bool)) throws {
    let root = try TestPKI.root()
    let leaf = try TestPKI.leaf(by: root)
    var question = PathQuestion(leaf: leaf, anchors: [root.certificate], rule: .anyAuthority)
    question.profile = .webpki(.refusingURIConstraints)
    for time in [leaf.validity.notBefore + row.seconds, leaf.validity.notAfter - row.seconds] {
      question.time = time
      #expect((question.path != nil) == row.isValid, "\(question.verdict)")
    }
  }

  @Test func `an unknown critical extension of an anchor counted until that release`() throws {
    let root = try TestPKI.root { $0.set(RawExtension(identifier: "1.2.3.4", isCritical: true, value: [5, 0])) }
    let leaf = try TestPKI.leaf(by: root)
    var question = PathQuestion(leaf: leaf, anchors: [root.certificate], rule: .anyAuthority)
    for (version, isTaken) in [(WebPKI.ignoringURIConstraints, false), (.refusingURIConstraints, true)] {
      question.profile = .webpki(version)
      #expect((question.path != nil) == isTaken, "\(version): \(question.verdict)")
    }
  }
}
