import Cryptography
import Testing

@testable import X509

/// Revocation lists as bytes: what is read, and what is refused.
@Suite struct RevocationListTests {
  private let root: Party
  private let leaf: Certificate

  init() throws {
    root = try TestPKI.root()
    leaf = try TestPKI.leaf(by: root)
  }

  @Test func `a list says what it says`() throws {
    let list = try RawRevocationList.list(by: root, number: 7, revoking: [.init(leaf, reason: 1)])
    #expect(list.issuer == root.certificate.subject && list.count == 1 && !list.isDelta)
    #expect(list.number?.bytes == [7])
    #expect(try list.thisUpdate == Timestamp("2026-05-01") && list.nextUpdate == Timestamp("2026-07-01"))
    let entry = list.contents.entries.entry(of: leaf)
    #expect(try entry?.reason == .keyCompromise && entry?.date == Timestamp("2026-03-01"))
    #expect(try list.contents.entries.entry(of: TestPKI.leaf(by: root) { $0.serialNumber = [2, 1, 1] }) == nil)
    #expect(try RevocationList(der: list.der) == list)
    #expect(list.description == "CRL 07 of `CN=root`")
  }

  @Test func `a list of version 1, an empty one and a delta are read`() throws {
    let old = try RawRevocationList.list(by: root) { ($0.version, $0.extensions) = ([], []) }
    #expect(old.number == nil && old.count == 0)
    let delta = try RawRevocationList.list(by: root, number: 9) { $0.set(.delta(from: 7)) }
    #expect(delta.isDelta && delta.description == "delta CRL 09 of `CN=root`")
    #expect(try RawRevocationList.list(by: root) { $0.nextUpdate = [] }.nextUpdate == nil)
  }

  @Test func `what openssl makes is read`() throws {
    let files: [String: [UInt8]] = [
      "root.pem": Array(PEM.write([root.certificate]).utf8),
      "key.pem": try PEM.write("PRIVATE KEY", secret: PrivateKeyDER.encode(root.key)).withBytes { unsafe Array($0) },
      "index.txt": [], "crlnumber": Array("1000\n".utf8),
      "openssl.cnf": Array(
        """
        [ca]
        default_ca=d
        [d]
        database=index.txt
        crlnumber=crlnumber
        default_md=sha256
        default_crl_days=30
        crl_extensions=e
        [e]
        authorityKeyIdentifier=keyid:always
        [req]
        distinguished_name=dn
        [dn]
        """.utf8),
    ]
    let text = try OpenSSLCommand.succeeding(
      ["ca", "-gencrl", "-config", "openssl.cnf", "-cert", "root.pem", "-keyfile", "key.pem"], files: files)
    let lists = try PEM.revocationLists(text).lists
    #expect(lists.first?.issuer == root.certificate.subject && lists.first?.number?.bytes == [0x10, 0])
    #expect(throws: X509Error.self) { try PEM.revocationLists(Array(PEM.write([root.certificate]).utf8)) }
    #expect(throws: X509Error.self) { try PEM.revocationLists(Array(PEM.write("X509 CRL", [0x30, 0]).utf8)) }
    #expect(throws: X509Error.self) { try PEM.revocationLists(text + Array(PEM.write("DATA", [5, 0]).utf8)) }
  }

  struct Fault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let edit: @Sendable (inout RawRevocationList) -> Void

    init(_ description: String, _ edit: @escaping @Sendable (inout RawRevocationList) -> Void) {
      (testDescription, self.edit) = (description, edit)
    }
  }

  private static func entry(_ extensions: [UInt8]) -> [UInt8] {
    der(0x30, der(0x30, [2, 1, 5], time("260301000000Z"), extensions))
  }

  static let faults: [Fault] = [
    Fault("a version that does not exist") { $0.version = [2, 1, 0] },
    Fault("another algorithm inside") { $0.innerAlgorithm = der(0x30, oid("1.2.840.10045.4.3.3")) },
    Fault("an empty list of entries") { $0.entryField = [0x30, 0] },
    Fault("an entry without a date") { $0.entryField = der(0x30, der(0x30, [2, 1, 5])) },
    Fault("an entry with a padded number") {
      $0.entryField = der(0x30, der(0x30, [2, 2, 0, 5], time("260301000000Z")))
    },
    Fault("an entry with an empty list of extensions") { $0.entryField = entry([0x30, 0]) },
    Fault("an entry with a reason that does not exist") {
      $0.entryField = entry(der(0x30, RawExtension(identifier: "2.5.29.21", value: [0x0A, 1, 7]).bytes))
    },
    Fault("an entry with a reason that is an INTEGER") {
      $0.entryField = entry(der(0x30, RawExtension(identifier: "2.5.29.21", value: [2, 1, 1]).bytes))
    },
    Fault("an entry with the same extension twice") {
      let reason = RawExtension(identifier: "2.5.29.21", value: [0x0A, 1, 1]).bytes
      $0.entryField = entry(der(0x30, reason, reason))
    },
    Fault("an entry of an issuer without a directory name") {
      let issuer = RawExtension(identifier: "2.5.29.29", isCritical: true, value: der(0x30, RawName.uri("a:b")))
      $0.entryField = entry(der(0x30, issuer.bytes))
    },
    Fault("extensions in version 1") { $0.version = [] },
    Fault("extensions of entries in version 1") {
      $0.version = []
      $0.extensions = []
      $0.entryField = entry(der(0x30, RawExtension(identifier: "2.5.29.21", value: [0x0A, 1, 1]).bytes))
    },
    Fault("an empty list of extensions") { $0.extensionField = der(0xA0, [0x30, 0]) },
    Fault("an extension twice") { $0.extensions.append($0.extensions[0]) },
    Fault("a negative number") { $0.set(RawExtension(identifier: "2.5.29.20", value: [2, 1, 0x80])) },
    Fault("a number of 21 octets") {
      $0.set(RawExtension(identifier: "2.5.29.20", value: der(2, [UInt8](repeating: 1, count: 21))))
    },
    Fault("an empty scope") { $0.set(.scope()) },
    Fault("a scope of users and authorities") { $0.set(.scope([0x81, 1, 0xFF], [0x82, 1, 0xFF])) },
    Fault("a scope with FALSE written out") { $0.set(.scope([0x81, 1, 0])) },
    Fault("a scope in the wrong order") { $0.set(.scope([0x84, 1, 0xFF], [0x81, 1, 0xFF])) },
    Fault("a scope with an unknown field") { $0.set(.scope([0x86, 1, 0xFF])) },
    Fault("a field that is not known") { $0.extensionField = der(0xA1, [0x30, 0]) },
    Fault("a date that is none") { $0.thisUpdate = time("261301000000Z") },
  ]

  @Test(arguments: faults)
  func `what is malformed is refused`(fault: Fault) throws {
    #expect(throws: X509Error.self) { try RawRevocationList.list(by: root) { fault.edit(&$0) } }
  }

  @Test func `every cut is refused, and so is a byte too many`() throws {
    let list = try RawRevocationList.list(by: root, revoking: [.init(leaf, reason: 1)])
    for count in 0..<list.der.count {
      #expect(throws: X509Error.self) { try RevocationList(der: Array(list.der.prefix(count))) }
    }
    #expect(throws: X509Error.self) { try RevocationList(der: list.der + [0]) }
  }

  @Test func `numbers are compared as numbers`() throws {
    func number(_ bytes: [UInt8]) throws -> SerialNumber {
      let list = try RawRevocationList.list(by: root) {
        $0.set(RawExtension(identifier: "2.5.29.20", value: der(2, bytes)))
      }
      return try #require(list.number)
    }
    let ordered = try [[0], [1], [0x7F], [0, 0x80], [1, 0], [1, 1], [2, 0]].map(number)
    for (index, lower) in ordered.enumerated() {
      #expect(lower.isAtMost(lower))
      for higher in ordered[(index + 1)...] { #expect(lower.isAtMost(higher) && !higher.isAtMost(lower)) }
    }
  }
}
