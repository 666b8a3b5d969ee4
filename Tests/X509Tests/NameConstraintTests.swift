import Cryptography
import Diagnostics
import Testing

@testable import X509

/// Name constraints of RFC 5280 section 4.2.1.10, each kind of name against each form of constraint, as whole paths.
///
/// The rule behind the tables: a name that cannot be compared lies in no permitted subtree and in every excluded one.
@Suite struct NameConstraintTests {
  /// One name below one constraint. `permitted` says whether a permitted subtree lets it pass, `excluded` whether an
  /// excluded subtree stops it.
  struct Row: CustomTestStringConvertible, Sendable {
    let base: [UInt8]
    let name: [UInt8]
    let permitted: Bool
    let excluded: Bool
    let testDescription: String

    /// The two differ only where a name cannot be compared.
    static func row(
      _ kind: (String) -> [UInt8], _ base: String, _ name: String, _ isWithin: Bool, excluded: Bool? = nil
    ) -> Row {
      Row(
        base: kind(base), name: kind(name), permitted: isWithin, excluded: excluded ?? isWithin,
        testDescription: "\(base) \(name)")
    }
  }

  private static func uri(_ base: String, _ name: String, _ isWithin: Bool, excluded: Bool? = nil) -> Row {
    .row(RawName.uri, base, name, isWithin, excluded: excluded)
  }

  static let uris: [Row] = [
    uri("red-mesh.local", "spiffe://red-mesh.local", true),
    uri("red-mesh.local", "spiffe://red-mesh.local/ns/a", true),
    uri("red-mesh.local", "https://red-mesh.local?a", true),
    uri("red-mesh.local", "https://red-mesh.local#a", true),
    uri("red-mesh.local", "spiffe://RED-Mesh.Local/a", true),
    uri("RED-MESH.LOCAL", "spiffe://red-mesh.local/a", true),
    uri("red-mesh.local", "spiffe://red-mesh.local:8443/a", true),
    uri("red-mesh.local", "spiffe://red-mesh.local:/a", true),
    uri("red-mesh.local", "spiffe://user:secret@red-mesh.local/a", true),
    uri("red-mesh.local", "spiffe://red-mesh.local@green-mesh.local/a", false),
    uri("red-mesh.local", "spiffe://green-mesh.local/red-mesh.local", false),
    uri("red-mesh.local", "spiffe://green-mesh.local?@red-mesh.local", false),
    uri("red-mesh.local", "spiffe://green-mesh.local#@red-mesh.local", false),
    uri("red-mesh.local", "spiffe://a.red-mesh.local/a", false),
    uri("red-mesh.local", "spiffe://evil-red-mesh.local/a", false),
    uri("red-mesh.local", "spiffe://red-mesh.local.evil/a", false),
    uri("red-mesh.local", "spiffe://red-mesh.locaL.", false, excluded: true),
    uri("red-mesh.local.", "spiffe://red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local.", "spiffe://red-mesh.local./a", true),
    uri(".red-mesh.local", "spiffe://a.red-mesh.local/a", true),
    uri(".red-mesh.local", "spiffe://a.b.red-mesh.local/a", true),
    uri(".red-mesh.local", "spiffe://red-mesh.local/a", false),
    uri(".red-mesh.local", "spiffe://evilred-mesh.local/a", false),
    uri(".red-mesh.local", "spiffe://evil.com/x.red-mesh.local:1", false),
    uri(".red-mesh.local", "spiffe://a.red-mesh.local./a", false, excluded: true),
    uri("red-mesh.local", "spiffe://evil.com:1.red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://red-mesh.local:a/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://green-mesh.local\\@red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://red-mesh.local\\.green-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://red-mesh.local\u{0}.green/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://red-mesh.local green/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://red%2Dmesh.local/a", false, excluded: true),
    uri("red-mesh.local", "spiffe:red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "spiffe:/red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "urn:uuid:1", false, excluded: true),
    uri("red-mesh.local", "//red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "red-mesh.local", false, excluded: true),
    uri("red-mesh.local", "a/b://red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "1a://red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "://red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "", false, excluded: true),
    uri("red-mesh.local", "spiffe://", false, excluded: true),
    uri("red-mesh.local", "spiffe:///a", false, excluded: true),
    uri("red-mesh.local", "spiffe://@red-mesh.local", true),
    uri("red-mesh.local", "spiffe://red-mesh.local@/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://*.local/a", false, excluded: true),
    uri("*.local", "spiffe://red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://red-mesh..local/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://.red-mesh.local/a", false, excluded: true),
    uri("10.0.0.1", "https://10.0.0.1/a", false, excluded: true),
    uri("10.0.0.1.", "https://10.0.0.1./a", false, excluded: true),
    uri("red-mesh.local", "https://[fd00::1]/a", false, excluded: true),
    uri("red-mesh.local", "https://[::red-mesh.local]/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://" + String(repeating: "a", count: 64) + "/a", false, excluded: true),
    uri("red-mesh.local", "spiffe://" + String(repeating: "u", count: 2000) + "@red-mesh.local", false, excluded: true),
    uri("spiffe://red-mesh.local", "spiffe://red-mesh.local/a", false, excluded: true),
    uri("red-mesh.local/ns", "spiffe://red-mesh.local/ns/a", false, excluded: true),
    uri("red-mesh.local:443", "spiffe://red-mesh.local:443/a", false, excluded: true),
    uri(".", "spiffe://red-mesh.local/a", false, excluded: true),
    uri("", "spiffe://red-mesh.local/a", false, excluded: true),
    uri("..local", "spiffe://red-mesh.local/a", false, excluded: true),
    uri("local", "spiffe://red-mesh.local/a", false),
    uri("mesh_1", "spiffe://mesh_1/a", true),
  ]

  private static func dns(_ base: String, _ name: String, _ isWithin: Bool, excluded: Bool? = nil) -> Row {
    .row(RawName.dns, base, name, isWithin, excluded: excluded)
  }

  static let hosts: [Row] = [
    dns("red.svc", "red.svc", true), dns("red.svc", "a.red.svc", true), dns("red.svc", "A.Red.SVC", true),
    dns("red.svc", "a.b.red.svc", true), dns("red.svc", "evilred.svc", false), dns("red.svc", "svc", false),
    dns("red.svc", "red.svc.evil", false), dns("red.svc", "*.red.svc", true), dns("", "anything.at.all", true),
    dns("a.svc", "*.svc", false, excluded: true), dns("b.a.svc", "*.svc", false),
    dns("red.svc", "red.svc.", false, excluded: true), dns("red.svc.", "red.svc", false, excluded: true),
    dns("red.svc.", "a.red.svc.", false, excluded: true), dns(".red.svc", "a.red.svc", false, excluded: true),
    dns("red.svc", "", false, excluded: true), dns("red.svc", " ", false, excluded: true),
    dns("red.svc", "a..red.svc", false, excluded: true), dns("red.svc", "a.*.red.svc", false, excluded: true),
    dns("red.svc", "f*.red.svc", false, excluded: true), dns("red.svc", "evil\u{0}.red.svc", false, excluded: true),
    dns("red.svc", "a/red.svc", false, excluded: true), dns("red.svc", "evil.com:1.red.svc", false, excluded: true),
    dns("red svc", "red.svc", false, excluded: true),
    dns("red.svc", String(repeating: "a.", count: 130) + "red.svc", false, excluded: true),
  ]

  private static func mail(_ base: String, _ name: String, _ isWithin: Bool, excluded: Bool? = nil) -> Row {
    .row(RawName.email, base, name, isWithin, excluded: excluded)
  }

  static let mailboxes: [Row] = [
    mail("a@red.local", "a@red.local", true), mail("a@red.local", "a@RED.local", true),
    mail("a@red.local", "A@red.local", false), mail("a@red.local", "b@red.local", false),
    mail("red.local", "a@red.local", true), mail("red.local", "a@x.red.local", false),
    mail(".red.local", "a@x.red.local", true), mail(".red.local", "a@red.local", false),
    mail("red.local", "a@evilred.local", false), mail("red.local", "red.local", false, excluded: true),
    mail("red.local", "@red.local", false, excluded: true), mail("red.local", "a@", false, excluded: true),
    mail("red.local", "a@red.local.", false, excluded: true),
    mail("a@red.local", "\"a\"@red.local", false, excluded: true),
    mail("red.local", "x@red.local@evil.local", false, excluded: true), mail("red.local", "", false, excluded: true),
    mail("", "a@red.local", false, excluded: true), mail("a@", "a@red.local", false, excluded: true),
    mail("red.local", "a@[10.0.0.1]", false, excluded: true),
  ]

  private static func ip(_ base: [UInt8], _ address: [UInt8], _ isWithin: Bool) -> Row {
    Row(
      base: RawName.ip(base), name: RawName.ip(address), permitted: isWithin, excluded: isWithin,
      testDescription: "\(base) \(address)")
  }

  static let addresses: [Row] = [
    ip([10, 0, 0, 0, 255, 0, 0, 0], [10, 1, 2, 3], true), ip([10, 0, 0, 0, 255, 0, 0, 0], [11, 0, 0, 0], false),
    ip([10, 9, 9, 9, 255, 0, 0, 0], [10, 1, 2, 3], true), ip([0, 0, 0, 0, 0, 0, 0, 0], [1, 2, 3, 4], true),
    ip([10, 0, 0, 1, 255, 255, 255, 255], [10, 0, 0, 2], false),
    ip([10, 0, 0, 0, 255, 128, 0, 0], [10, 128, 0, 0], false),
    ip([0, 0, 0, 0, 0, 0, 0, 0], [UInt8](repeating: 0, count: 16), false),
    ip([UInt8](repeating: 0, count: 32), [10, 0, 0, 1], false),
    ip(
      [0xFD] + [UInt8](repeating: 0, count: 15) + [0xFF] + [UInt8](repeating: 0, count: 15),
      [0xFD] + [UInt8](repeating: 7, count: 15), true),
  ]

  /// A base in UTF-8 and a name in another string type, which lies in no permitted subtree.
  private static func string(_ base: [UInt8], _ name: [UInt8], _ tag: UInt8, excluded: Bool) -> Row {
    Row(
      base: RawName.directory(der(0x30, attribute("2.5.4.10", base))),
      name: RawName.directory(der(0x30, attribute("2.5.4.10", name, tag: tag))), permitted: false, excluded: excluded,
      testDescription: "\(base) and \(name) of type \(tag)")
  }

  private static func directory(_ base: [String], _ name: [String], _ isWithin: Bool) -> Row {
    func of(_ values: [String]) -> [UInt8] {
      RawName.directory(der(0x30, values.map { attribute("2.5.4.11", Array($0.utf8)) }.reduce([], +)))
    }
    return Row(
      base: of(base), name: of(name), permitted: isWithin, excluded: isWithin, testDescription: "\(base) \(name)")
  }

  static let directories: [Row] = [
    string([0x65, 0x76, 0x69, 0x6C], [0, 0x45, 0, 0x76, 0, 0x69, 0, 0x6C], 0x1E, excluded: true),
    string([0x65, 0x76, 0x69, 0x6C], [0, 0x45, 0, 0x76, 0, 0x69, 0, 0x6D], 0x1E, excluded: false),
    string([0x65, 0x76], [0, 0, 0, 0x45, 0, 0, 0, 0x76], 0x1C, excluded: true),
    string([0xC3, 0xA9], [0xC9], 0x14, excluded: true), string([0x65], [0xC9], 0x14, excluded: false),
    string([0x65], [0x45], 0x1A, excluded: true), string([0x65], [0x45], 0x1B, excluded: true),
    // An odd number of octets, a surrogate, a string built of parts, and what is no string cannot be compared.
    string([0x65], [0, 0x45, 0], 0x1E, excluded: true), string([0x65], [0xD8, 0], 0x1E, excluded: true),
    string([0x65], [0x1E, 2, 0, 0x41], 0x3E, excluded: true), string([0x65], [0x41], 0x04, excluded: true),
    // A soft hyphen is not seen (RFC 4518 section 2.2).
    string([0x65, 0x76], [0x65, 0xC2, 0xAD, 0x76], 0x0C, excluded: true),
    directory(["red"], ["red", "web"], true), directory(["Red "], ["RED"], true), directory([], ["red"], true),
    directory(["red", "web"], ["red"], false), directory(["red"], ["green"], false),
    directory(["red"], ["web", "red"], false), directory(["red"], ["reddish"], false),
  ]

  static func question(_ constraints: RawExtension, _ names: [[UInt8]], _ edit: TestPKI.Edit = { _ in })
    throws -> PathQuestion
  {
    let root = try TestPKI.root { $0.set(constraints) }
    let leaf = try TestPKI.leaf(by: root) {
      $0.set(.names(names))
      edit(&$0)
    }
    return PathQuestion(leaf: leaf, anchors: [root.certificate])
  }

  @Test(arguments: uris + hosts + mailboxes + addresses + directories)
  func `a permitted subtree lets pass what lies in it`(row: Row) throws {
    let question = try Self.question(.constraints(permitted: [row.base]), [row.name])
    #expect((question.path != nil) == row.permitted)
    if !row.permitted { #expect(Self.codes.contains(question.failure?.failure.code)) }
  }

  @Test(arguments: uris + hosts + mailboxes + addresses + directories)
  func `an excluded subtree stops what may lie in it`(row: Row) throws {
    let question = try Self.question(.constraints(excluded: [row.base]), [row.name])
    #expect((question.path == nil) == row.excluded)
    if row.excluded { #expect(Self.codes.contains(question.failure?.failure.code)) }
  }

  /// A constraint or a name that is none of its kind is refused as such, which comes to the same.
  private static let codes: [Code?] = ["MT-PV-08", "MT-PV-13"]

  @Test func `the authority that excludes a name is told`() throws {
    let question = try Self.question(
      .constraints(excluded: [RawName.uri("red-mesh.local")]), [RawName.uri("spiffe://red-mesh.local/a")])
    guard case .nameExcluded(_, _, let authority)? = question.failure?.failure else { return #expect(Bool(false)) }
    #expect(authority == "root")
  }

  private static let kinds = [
    RawName.uri("spiffe://red-mesh.local/a"), RawName.dns("red.svc"), RawName.email("a@red.local"),
    RawName.ip([10, 0, 0, 1]), RawName.directory(name("red")),
  ]

  @Test func `a constraint of one kind says nothing of the others`() throws {
    let bases = [
      RawName.uri("x.local"), RawName.dns("x.local"), RawName.email("x.local"), RawName.ip([9, 0, 0, 0, 255, 0, 0, 0]),
      RawName.directory(name("x")),
    ]
    for (index, base) in bases.enumerated() {
      for (position, name) in Self.kinds.enumerated() {
        let question = try Self.question(.constraints(permitted: [base]), [name])
        #expect((question.path != nil) == (index != position))
        #expect(try Self.question(.constraints(excluded: [base]), [name]).path != nil)
      }
    }
  }

  @Test func `kinds that are not understood are never within and always excluded`() throws {
    let names = [
      der(0xA0, oid("1.2.3"), der(0xA0, [12, 1, 65])), der(0x88, [0x2A, 3]), der(0xA3, [5, 0]), der(0xA5, [5, 0]),
    ]
    for name in names {
      #expect(try Self.question(.constraints(permitted: [name]), [name]).path == nil)
      #expect(try Self.question(.constraints(excluded: [name]), [name]).path == nil)
      #expect(try Self.question(.constraints(permitted: [RawName.uri("red-mesh.local")]), [name]).path != nil)
    }
  }

  @Test func `every name must keep to the constraint, and excluding wins`() throws {
    let permitted = [RawName.uri("red-mesh.local"), RawName.uri("blue-mesh.local")]
    let (red, blue) = (RawName.uri("spiffe://red-mesh.local/a"), RawName.uri("spiffe://blue-mesh.local/a"))
    #expect(try Self.question(.constraints(permitted: permitted), [red, blue]).path != nil)
    let both = RawExtension.constraints(permitted: permitted, excluded: [permitted[1]])
    #expect(try Self.question(both, [red]).path != nil)
    #expect(try Self.question(both, [red, blue]).path == nil)
  }

  @Test func `the subject is a name too, and so is the mailbox in it`() throws {
    let onDirectory = RawExtension.constraints(permitted: [RawName.directory(name("red"))])
    #expect(try Self.question(onDirectory, [TestPKI.workload]).path != nil)
    #expect(try Self.question(onDirectory, [TestPKI.workload]) { $0.subject = name("red", "web") }.path != nil)
    #expect(try Self.question(onDirectory, [TestPKI.workload]) { $0.subject = name("green") }.path == nil)
    for tag: UInt8 in [0x16, 0x0C, 0x1E] {
      let mailbox = der(0x30, attribute("1.2.840.113549.1.9.1", Array("a@green.local".utf8), tag: tag))
      let onMail = RawExtension.constraints(permitted: [RawName.email("red.local")])
      #expect(try Self.question(onMail, [TestPKI.workload]) { $0.subject = mailbox }.path == nil)
    }
  }

  @Test func `constraints of several authorities all hold`() throws {
    func path(_ first: [[UInt8]], _ second: [[UInt8]]) throws -> [Certificate]? {
      let root = try TestPKI.root { $0.set(.constraints(permitted: first)) }
      let middle = try TestPKI.intermediate(by: root) { $0.set(.constraints(permitted: second)) }
      return PathQuestion(
        leaf: try TestPKI.leaf(by: middle), intermediates: [middle.certificate], anchors: [root.certificate]
      ).path
    }
    let (red, green) = (RawName.uri("red-mesh.local"), RawName.uri("green-mesh.local"))
    #expect(try path([red], [red]) != nil)
    #expect(try path([red, green], [red]) != nil)
    #expect(try path([red], [red, green]) != nil)
    #expect(try path([red], [green]) == nil)
    #expect(try path([green], [red]) == nil)
    #expect(try path([green], [red, green]) == nil)
  }

  @Test func `self-issued authorities are exempt, self-issued leaves are not`() throws {
    let root = try TestPKI.root { $0.set(.constraints(permitted: [RawName.uri("red-mesh.local")])) }
    let foreign = RawExtension.names([RawName.uri("spiffe://green-mesh.local/a")])
    let again = try TestPKI.intermediate("root", by: root) { $0.set(foreign) }
    let leaf = try TestPKI.leaf(by: again)
    #expect(PathQuestion(leaf: leaf, intermediates: [again.certificate], anchors: [root.certificate]).path != nil)
    let selfIssuedLeaf = try TestPKI.leaf(by: root) {
      $0.subject = name("root")
      $0.set(foreign)
    }
    #expect(PathQuestion(leaf: selfIssuedLeaf, anchors: [root.certificate]).path == nil)
  }

  /// Asked of an authority before it signs. No rule for the form of names stands in front of it, as proxies have none.
  @Test func `an authority knows which names it may give`() throws {
    let limited = try TestPKI.root { $0.set(.constraints(permitted: [RawName.uri("red-mesh.local")])) }.certificate
    #expect(limited.permits(.uri(Array("spiffe://red-mesh.local/a".utf8))))
    #expect(!limited.permits(.uri(Array("spiffe://green-mesh.local/a".utf8))))
    #expect(limited.permits(.dns("a.svc")))
    #expect(try TestPKI.root().certificate.permits(.uri(Array("spiffe://green-mesh.local/a".utf8))))
    let excluding = try TestPKI.root { $0.set(.constraints(excluded: [RawName.email("red.local")])) }.certificate
    for mailbox in ["a@red.local", "a@red.local."] { #expect(!excluding.permits(.email(mailbox)), "\(mailbox)") }
    #expect(excluding.permits(.email("a@green.local.")))
  }
}
