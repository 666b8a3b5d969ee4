import Cryptography
import Diagnostics
import Testing

@testable import X509

/// The form of certificates (RFC 5280 section 4) where the profiles differ, and where OpenSSL asks for less.
@Suite struct CertificateFormTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let part: PathFaultTests.Part
    /// Whether each profile refuses it.
    let spiffe: Bool
    let rfc5280: Bool
    let edit: @Sendable (inout RawCertificate) -> Void

    init(
      _ description: String, _ part: PathFaultTests.Part, spiffe: Bool, rfc5280: Bool,
      _ edit: @escaping @Sendable (inout RawCertificate) -> Void
    ) {
      (testDescription, self.part, self.spiffe, self.rfc5280) = ("\(part): \(description)", part, spiffe, rfc5280)
      self.edit = edit
    }
  }

  private static func critical(_ item: RawExtension) -> RawExtension {
    RawExtension(identifier: item.identifier, isCritical: true, value: item.value)
  }

  private static let byName = RawExtension(
    identifier: "2.5.29.35", value: der(0x30, der(0xA1, RawName.directory(name("root"))), [0x82, 1, 1]))

  static let rows: [Row] = [
    Row("no authority key identifier", .leaf, spiffe: false, rfc5280: true) { $0.remove("2.5.29.35") },
    Row("no authority key identifier", .intermediate, spiffe: false, rfc5280: true) { $0.remove("2.5.29.35") },
    Row("no authority key identifier", .root, spiffe: false, rfc5280: false) { $0.remove("2.5.29.35") },
    Row("its own key identifier", .root, spiffe: false, rfc5280: false) { $0.set(.authorityKey([1])) },
    Row("an issuer instead of a key identifier", .leaf, spiffe: false, rfc5280: true) { $0.set(byName) },
    Row("an issuer instead of a key identifier", .root, spiffe: false, rfc5280: true) { $0.set(byName) },
    Row("a critical authority key identifier", .leaf, spiffe: false, rfc5280: true) {
      $0.set(critical(.authorityKey([1])))
    },
    Row("a critical subject key identifier", .intermediate, spiffe: false, rfc5280: true) {
      $0.set(critical(.subjectKey([1])))
    },
    Row("no subject key identifier", .intermediate, spiffe: false, rfc5280: true) { $0.remove("2.5.29.14") },
    Row("no subject key identifier", .leaf, spiffe: false, rfc5280: false) { $0.remove("2.5.29.14") },
    Row("name constraints that are not critical", .intermediate, spiffe: false, rfc5280: true) {
      let item = RawExtension.constraints(permitted: [RawName.uri("red-mesh.local")])
      $0.set(RawExtension(identifier: item.identifier, value: item.value))
    },
    Row("a leaf that may sign certificates", .leaf, spiffe: false, rfc5280: true) { $0.set(.keyUsage(0x84)) },
    Row("a leaf that is an authority", .leaf, spiffe: false, rfc5280: false) {
      $0.set(.basicConstraints())
      $0.set(.keyUsage(0x84))
      $0.subject = name("leaf")
      $0.set(.subjectKey([1]))
    },
    Row("version 1", .root, spiffe: true, rfc5280: false) { ($0.version, $0.extensions) = ([], []) },
    Row("version 1", .leaf, spiffe: true, rfc5280: true) { ($0.version, $0.extensions) = ([], []) },
    Row("version 1", .intermediate, spiffe: true, rfc5280: true) { ($0.version, $0.extensions) = ([], []) },
    Row("a date before 2050 as GeneralizedTime", .leaf, spiffe: true, rfc5280: false) {
      $0.validity = der(0x30, time("20260101000000Z"), time("270101000000Z"))
    },
    Row("a DNS name with an underscore", .leaf, spiffe: true, rfc5280: true) {
      $0.set(.names([TestPKI.workload, RawName.dns("a_b.svc")]))
    },
    Row("a DNS constraint with a dot in front", .intermediate, spiffe: true, rfc5280: true) {
      $0.set(.constraints(permitted: [RawName.uri("red-mesh.local"), RawName.dns(".svc")]))
    },
    Row("a constraint that is no name", .root, spiffe: true, rfc5280: true) {
      $0.set(.constraints(excluded: [RawName.dns("a..b")]))
    },
    Row("a URI that is none in an authority", .root, spiffe: true, rfc5280: true) {
      $0.set(.names([RawName.uri("urn:")], isCritical: false))
    },
    Row("serial number zero", .leaf, spiffe: true, rfc5280: true) { $0.serialNumber = [2, 1, 0] },
    Row("serial number zero", .root, spiffe: false, rfc5280: false) { $0.serialNumber = [2, 1, 0] },
    // RFC 3280 let authorities choose, and NIST's PKITS holds such certificates; the limit holds either way.
    Row("inhibitPolicyMapping that is not critical", .intermediate, spiffe: true, rfc5280: false) {
      $0.set(RawExtension(identifier: "2.5.29.36", value: der(0x30, [0x81, 1, 0])))
    },
    Row("inhibitAnyPolicy that is not critical", .intermediate, spiffe: true, rfc5280: true) {
      $0.set(RawExtension(identifier: "2.5.29.54", value: [2, 1, 0]))
    },
  ]

  /// Go refuses it, which is told beside the verdict; in an anchor, an intermediate or a leaf it is read.
  @Test(arguments: [PathFaultTests.Part.root, .intermediate, .leaf], [PathPolicy.Profile.spiffe, .rfc5280, .proxies])
  func `a negative serial number is read everywhere`(part: PathFaultTests.Part, profile: PathPolicy.Profile) throws {
    var question = try PathFaultTests.question(breaking: part) { $0.serialNumber = [2, 1, 0x80] }
    question.profile = profile
    #expect(question.path != nil, "\(question.verdict)")
  }

  /// The sign bit counts: 20 octets are the limit of both signs.
  @Test(arguments: [(20, true), (21, false)], [PathPolicy.Profile.spiffe, .rfc5280])
  func `a negative serial number has at most twenty octets`(
    row: (octets: Int, isRead: Bool), profile: PathPolicy.Profile
  ) throws {
    var question = try PathFaultTests.question(breaking: .leaf) {
      $0.serialNumber = der(2, [0x80] + [UInt8](repeating: 1, count: row.octets - 1))
    }
    question.profile = profile
    #expect((question.path != nil) == row.isRead, "\(question.verdict)")
  }

  @Test(arguments: rows)
  func `each profile asks for its form`(row: Row) throws {
    for (profile, isRefused) in [(PathPolicy.Profile.spiffe, row.spiffe), (.rfc5280, row.rfc5280)] {
      var question = try PathFaultTests.question(breaking: row.part, row.edit)
      question.profile = profile
      #expect((question.path == nil) == isRefused, "\(profile) \(question.verdict)")
      if isRefused {
        #expect(question.failure?.failure.code == "MT-PV-13", "\(profile)")
        #expect(question.failure?.index == row.part.rawValue, "\(profile)")
      }
    }
  }

  static let names: [(GeneralName, isName: Bool, isConstraint: Bool)] = [
    (.dns("a.svc"), true, true), (.dns("*.svc"), true, false), (.dns("a.*.svc"), false, false),
    (.dns("*"), false, false), (.dns(""), false, true), (.dns(" "), false, false), (.dns(".svc"), false, false),
    (.dns("svc."), false, false), (.dns("a..svc"), false, false), (.dns("-a.svc"), false, false),
    (.dns("a-.svc"), false, false), (.dns("a--b.svc"), true, true), (.dns("1.2"), true, true),
    (.dns("a_b"), false, false), (.dns(String(repeating: "a", count: 63)), true, true),
    (.dns(String(repeating: "a", count: 64)), false, false),
    (.dns(String(repeating: "a.", count: 126) + "a"), true, true),
    (.dns(String(repeating: "a.", count: 127) + "a"), false, false),
    (.email("a@svc"), true, true), (.email("a.b+c@x.svc"), true, true), (.email("\"a b\"@x.svc"), true, true),
    (.email("a b@x.svc"), false, false), (.email("a@b@x.svc"), false, false), (.email("@svc"), false, false),
    (.email("a@"), false, false), (.email("a@*.svc"), false, false), (.email("a@[10.0.0.1]"), true, true),
    (.email("svc"), false, true), (.email(".svc"), false, true), (.email("*.svc"), false, false),
    (.email("10.0.0.1"), false, false), (.email(""), false, false),
    (.uri(Array("spiffe://a.local/b".utf8)), true, false), (.uri(Array("urn:a:b".utf8)), true, false),
    (.uri(Array("spiffe:".utf8)), false, false), (.uri(Array("a/b".utf8)), false, false),
    (.uri(Array("https://[fd00::1]:80/a".utf8)), true, false), (.uri(Array("https://10.0.0.1/a".utf8)), true, false),
    (.uri(Array("https://[fd00::1".utf8)), false, false), (.uri(Array("https:///a".utf8)), false, false),
    (.uri(Array("https://a b/".utf8)), false, false), (.uri(Array("https://a:b/".utf8)), false, false),
    (.uri(Array("a.local".utf8)), false, true), (.uri(Array(".a.local".utf8)), false, true),
    (.uri(Array("10.0.0.1".utf8)), false, false), (.uri(Array("a.local/b".utf8)), false, false),
    (.uri(Array("1234".utf8)), false, true), (.uri(Array("127.1".utf8)), false, true),
    (.uri(Array("010.256.0.1".utf8)), false, false), (.uri(Array("spiffe://1234/b".utf8)), true, false),
    (.uri([]), false, false), (.directory(.empty), false, true), (.ip([10, 0, 0, 1]), true, true),
    (.registeredID("1.2.3"), true, true),
  ]

  @Test(arguments: names)
  func `names and constraints have the form of their kind`(name: GeneralName, isName: Bool, isConstraint: Bool) {
    #expect((name.flaw == nil) == isName, "\(name.flaw ?? "")")
    #expect((name.flawAsConstraint == nil) == isConstraint, "\(name.flawAsConstraint ?? "")")
  }
}
