import Cryptography
import Diagnostics
import Testing

@testable import X509

/// What the proxies of a mesh ask of a path, where it is not what the X509-SVID profile asks. Every row was seen in a
/// running Envoy 1.40 (BoringSSL) with the SPIFFE validator, and is its answer but for those that say so.
@Suite struct ProxyPathTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let part: PathFaultTests.Part
    /// Whether each profile accepts it.
    let spiffe: Bool
    let proxies: Bool
    let edit: @Sendable (inout RawCertificate) -> Void

    init(
      _ description: String, _ part: PathFaultTests.Part, spiffe: Bool, proxies: Bool,
      _ edit: @escaping @Sendable (inout RawCertificate) -> Void
    ) {
      (testDescription, self.part, self.spiffe, self.proxies) = ("\(part): \(description)", part, spiffe, proxies)
      self.edit = edit
    }
  }

  private static let foreignKey = RawExtension.authorityKey([UInt8](repeating: 1, count: 20))

  /// An authority key identifier by issuer and serial number.
  private static func authority(_ issuer: String, _ serial: [UInt8]) -> RawExtension {
    RawExtension(
      identifier: "2.5.29.35", value: der(0x30, der(0xA1, RawName.directory(name(issuer))), der(0x82, serial)))
  }

  private static func critical(_ item: RawExtension) -> RawExtension {
    RawExtension(identifier: item.identifier, isCritical: true, value: item.value)
  }

  /// Where they let pass what the profile refuses.
  private static let lenient: [Row] = [
    Row("a date before 2050 as GeneralizedTime", .leaf, spiffe: false, proxies: true) {
      $0.validity = der(0x30, time("20260101000000Z"), time("270101000000Z"))
    },
    Row("serial number zero", .leaf, spiffe: false, proxies: true) { $0.serialNumber = [2, 1, 0] },
    Row("serial number of 21 octets", .leaf, spiffe: false, proxies: true) {
      $0.serialNumber = der(2, [UInt8](repeating: 1, count: 21))
    },
    Row("inhibitPolicyMapping that is not critical", .intermediate, spiffe: false, proxies: true) {
      $0.set(RawExtension(identifier: "2.5.29.36", value: der(0x30, [0x81, 1, 5])))
    },
    Row("inhibitAnyPolicy that is not critical", .intermediate, spiffe: false, proxies: true) {
      $0.set(RawExtension(identifier: "2.5.29.54", value: [2, 1, 3]))
    },
    Row("a limit on names in what is no authority", .leaf, spiffe: false, proxies: true) {
      $0.set(.constraints(permitted: [RawName.uri("x.test")]))
    },
    Row("a constraint that is no name, of a kind that nobody has", .intermediate, spiffe: false, proxies: true) {
      $0.set(.constraints(permitted: [RawName.uri("red-mesh.local")], excluded: [RawName.dns("a..b")]))
    },
    Row("empty subject without critical names", .leaf, spiffe: false, proxies: true) {
      $0.set(.names([TestPKI.workload], isCritical: false))
    },
    Row("a DNS name that is none", .leaf, spiffe: false, proxies: true) {
      $0.set(.names([TestPKI.workload, RawName.dns("a b")]))
    },
    Row("another purpose only", .intermediate, spiffe: false, proxies: true) {
      $0.set(.purposes("1.3.6.1.5.5.7.3.3"))
    },
    Row("version 1", .root, spiffe: false, proxies: true) { ($0.version, $0.extensions) = ([], []) },
    Row("no basic constraints", .root, spiffe: false, proxies: true) {
      $0.remove("2.5.29.19")
      $0.remove("2.5.29.30")
    },
    Row("no intermediates allowed", .root, spiffe: false, proxies: true) {
      $0.set(.basicConstraints(pathLength: 0))
    },
  ]

  /// Where they refuse what the profile lets pass, perhaps with a warning.
  private static let strict: [Row] = [
    Row("a critical authority key identifier", .leaf, spiffe: true, proxies: false) {
      for item in $0.extensions where item.identifier == "2.5.29.35" { $0.set(critical(item)) }
    },
    Row("a critical subject key identifier", .intermediate, spiffe: true, proxies: false) {
      for item in $0.extensions where item.identifier == "2.5.29.14" { $0.set(critical(item)) }
    },
    Row("its issuer's issuer by another serial number", .leaf, spiffe: true, proxies: false) {
      $0.set(authority("root", [0x10, 0x02]))
    },
    Row("another issuer of its issuer", .leaf, spiffe: true, proxies: false) {
      $0.set(authority("nobody", [0x10, 0x01]))
    },
    Row("the key identifier of nobody", .leaf, spiffe: true, proxies: false) { $0.set(foreignKey) },
    Row("the key identifier of nobody", .intermediate, spiffe: true, proxies: false) { $0.set(foreignKey) },
  ]

  /// Where they are as strict.
  private static let alike: [Row] = [
    Row("nothing broken", .leaf, spiffe: true, proxies: true) { _ in },
    Row("its issuer's issuer and serial number", .leaf, spiffe: true, proxies: true) {
      $0.set(authority("root", [0x10, 0x01]))
    },
    Row("no authority key identifier", .leaf, spiffe: true, proxies: true) { $0.remove("2.5.29.35") },
    Row("an unknown critical extension", .leaf, spiffe: false, proxies: false) {
      $0.set(RawExtension(identifier: "1.2.3.4", isCritical: true, value: [5, 0]))
    },
    Row("a name of another domain", .leaf, spiffe: false, proxies: false) {
      $0.set(.names([RawName.uri("spiffe://green-mesh.local/a")]))
    },
    Row("limits names to another domain", .root, spiffe: false, proxies: false) {
      $0.set(.constraints(permitted: [RawName.uri("green-mesh.local")]))
    },
    Row("limits names to another domain, not critical", .intermediate, spiffe: false, proxies: false) {
      let item = RawExtension.constraints(permitted: [RawName.uri("green-mesh.local")])
      $0.set(RawExtension(identifier: item.identifier, value: item.value))
    },
    Row("no basic constraints", .intermediate, spiffe: false, proxies: false) {
      $0.remove("2.5.29.19")
      $0.remove("2.5.29.30")
    },
    Row("version 1", .intermediate, spiffe: false, proxies: false) { ($0.version, $0.extensions) = ([], []) },
    Row("may not sign certificates", .root, spiffe: false, proxies: false) { $0.set(.keyUsage(0x80)) },
    Row("maps anyPolicy", .intermediate, spiffe: false, proxies: false) {
      let pair = der(0x30, oid("2.5.29.32.0"), oid("1.2.3"))
      $0.set(RawExtension(identifier: "2.5.29.33", isCritical: true, value: der(0x30, pair)))
    },
    Row("expired", .root, spiffe: false, proxies: false) {
      $0.validity = der(0x30, time("260101000000Z"), time("260531235959Z"))
    },
    // Envoy takes these; we never trust them: the first because older releases look at a root's flag, too.
    Row("no authority", .root, spiffe: false, proxies: false) {
      $0.set(.basicConstraints(authority: false))
      $0.remove("2.5.29.30")
    },
    Row("signed with SHA-1", .intermediate, spiffe: false, proxies: false) {
      $0.set(algorithm: der(0x30, oid("1.2.840.10045.4.1")))
    },
    Row("signed with ECDSA that has a parameter", .leaf, spiffe: false, proxies: false) {
      $0.set(algorithm: der(0x30, oid("1.2.840.10045.4.3.2"), [5, 0]))
    },
  ]

  @Test(arguments: lenient + strict + alike)
  func `proxies judge as Envoy does`(row: Row) throws {
    var question = try PathFaultTests.question(breaking: row.part, row.edit)
    #expect((question.path != nil) == row.spiffe, "\(question.verdict)")
    question.profile = .proxies
    question.purposes = []
    #expect((question.path != nil) == row.proxies, "\(question.verdict)")
  }

  static let differences: [(RawExtension, says: [String], omits: [String])] = [
    (
      .authorityKey([0x0A, 0xBC, 3, 4, 5, 6, 7, 8]), ["the key identifier 0abc030405060708 instead of "],
      ["issuer `", "number"]
    ), (foreignKey, ["the key identifier 0101010101010101… instead of "], ["issuer `", "number"]),
    (authority("root", [0x10, 0x02]), ["the serial number 1002 instead of 1001"], ["key identifier 0", "issuer `"]),
    (
      authority("nobody", [0x10, 0x01]), ["the issuer `CN=nobody` instead of `CN=root`"],
      ["key identifier 0", "number"]
    ),
  ]

  @Test(arguments: differences)
  func `what differs is said, and nothing else`(row: (named: RawExtension, says: [String], omits: [String])) throws {
    var question = try PathFaultTests.question(breaking: .leaf) { $0.set(row.named) }
    question.profile = .proxies
    question.purposes = []
    guard case .badlyFormed(let detail) = question.failure?.failure else {
      Issue.record("\(question.verdict)")
      return
    }
    for text in row.says { #expect(detail.contains(text), "\(detail)") }
    for text in row.omits { #expect(!detail.contains(text), "\(detail)") }
  }

  /// A path that holds for one profile is looked at anew for the other, without its signatures.
  @Test(arguments: strict + [lenient[0], alike[0]])
  func `a known path is admitted by every rule of the other profile`(row: Row) throws {
    let question = try PathFaultTests.question(breaking: row.part, row.edit)
    guard case .valid(let path) = question.verdict else { return #expect(!row.spiffe) }
    let anchors = TrustAnchors(question.anchors)
    var policy = PathPolicy(time: question.time, profile: .proxies)
    #expect(PathBuilder(anchors: anchors, policy: policy).admits(path) == row.proxies)
    policy.revocation = RevocationLists([])
    #expect(!PathBuilder(anchors: anchors, policy: policy).admits(path))
    policy.revocation = nil
    policy.time = Timestamp(seconds: 2_000_000_000)
    #expect(!PathBuilder(anchors: anchors, policy: policy).admits(path))
  }

  /// A path that the other profile refuses is searched for again, and its signatures are known all the same.
  @Test func `a known path's signatures are not checked again`() throws {
    let question = try PathFaultTests.question(breaking: nil) { _ in }
    guard case .valid(let path) = question.verdict else {
      Issue.record("there is no path")
      return
    }
    let policy = PathPolicy(
      time: question.time, profile: .webpki(.refusingURIConstraints), limits: PathLimits(signatureChecks: 0))
    func verdict(knowing known: ValidPath?) -> PathVerdict {
      PathBuilder(anchors: TrustAnchors(question.anchors, rule: .anyAuthority), policy: policy)
        .verdict(leaf: question.leaf, intermediates: question.intermediates, knowing: known)
    }
    #expect(verdict(knowing: path).refusal?.code == "MT-PV-23")
    guard case .tooComplex(.signatureChecks, _) = verdict(knowing: nil) else {
      Issue.record("signatures are known without a path")
      return
    }
  }
}
