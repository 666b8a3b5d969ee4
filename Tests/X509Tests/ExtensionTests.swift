import Cryptography
import Testing

@testable import X509

/// Each extension of RFC 5280 section 4.2 in the forms that the standard knows, and in many that it does not.
@Suite struct ExtensionTests {
  private static func decode(_ identifier: String, _ value: [UInt8]) throws -> Extensions {
    var raw = try RawCertificate(publicKey: TestKeys.p256[0].publicKey)
    raw.extensions = [RawExtension(identifier: identifier, value: value)]
    return try raw.certificate(signedBy: TestKeys.p256[0]).extensions
  }

  private static let uri = RawName.uri("http://crl.example/")

  /// Malformed values by the extension's number; what is wrong is said beside each.
  static let malformed: [(identifier: String, fault: String, value: [UInt8])] = [
    ("2.5.29.19", "a primitive", [2, 1, 0]),
    ("2.5.29.19", "cA FALSE written out", der(0x30, [1, 1, 0])),
    ("2.5.29.19", "cA as BER's TRUE", der(0x30, [1, 1, 1])),
    ("2.5.29.19", "path length without cA", der(0x30, [2, 1, 0])),
    ("2.5.29.19", "negative path length", der(0x30, [1, 1, 0xFF, 2, 1, 0xFF])),
    ("2.5.29.19", "path length with a needless zero", der(0x30, [1, 1, 0xFF, 2, 2, 0, 1])),
    ("2.5.29.19", "path length beyond 64 bits", der(0x30, [1, 1, 0xFF], der(2, [UInt8](repeating: 0x7F, count: 9)))),
    ("2.5.29.19", "path length before cA", der(0x30, [2, 1, 0, 1, 1, 0xFF])),
    ("2.5.29.19", "a third field", der(0x30, [1, 1, 0xFF, 2, 1, 0, 5, 0])),
    ("2.5.29.19", "bytes behind it", der(0x30) + [5, 0]),
    ("2.5.29.19", "nothing at all", []),
    ("2.5.29.15", "no bits", [3, 1, 0]),
    ("2.5.29.15", "zero bits only", [3, 2, 7, 0]),
    ("2.5.29.15", "trailing zero bits written out", [3, 2, 0, 0x06]),
    ("2.5.29.15", "a trailing zero octet", [3, 3, 7, 0x06, 0x00]),
    ("2.5.29.15", "padding that is set", [3, 2, 2, 0x06]),
    ("2.5.29.15", "padding of eight bits", [3, 2, 8, 0x80]),
    ("2.5.29.15", "a bit of no meaning", [3, 3, 6, 0x06, 0x40]),
    ("2.5.29.15", "an integer", [2, 1, 6]),
    ("2.5.29.15", "in pieces", der(0x23, [3, 2, 1, 6])),
    ("2.5.29.37", "empty", der(0x30)),
    ("2.5.29.37", "no identifier", der(0x30, [2, 1, 1])),
    ("2.5.29.37", "an empty identifier", der(0x30, [6, 0])),
    ("2.5.29.14", "no octet string", [3, 2, 0, 1]),
    ("2.5.29.14", "raw octets", [1, 2, 3]),
    ("2.5.29.35", "issuer without serial number", der(0x30, der(0xA1, uri))),
    ("2.5.29.35", "serial number without issuer", der(0x30, [0x82, 1, 1])),
    ("2.5.29.35", "an issuer without names", der(0x30, der(0xA1), [0x82, 1, 1])),
    ("2.5.29.35", "a negligent order", der(0x30, der(0xA1, uri), [0x82, 1, 1, 0x80, 1, 1])),
    ("2.5.29.35", "the identifier twice", der(0x30, [0x80, 1, 1, 0x80, 1, 1])),
    ("2.5.29.35", "an unknown field", der(0x30, [0x83, 1, 1])),
    ("2.5.29.35", "a serial number with a needless zero", der(0x30, der(0xA1, uri), [0x82, 2, 0, 1])),
    ("2.5.29.17", "empty", der(0x30)),
    ("2.5.29.17", "an unknown kind", der(0x30, [0x89, 1, 0x61])),
    ("2.5.29.17", "no context tag", der(0x30, [12, 1, 0x61])),
    ("2.5.29.17", "a DNS name beyond ASCII", der(0x30, [0x82, 2, 0xC3, 0xB6])),
    ("2.5.29.17", "a URI beyond ASCII", der(0x30, [0x86, 1, 0xFF])),
    ("2.5.29.17", "a constructed DNS name", der(0x30, der(0xA2, [22, 1, 0x61]))),
    ("2.5.29.17", "an address of five octets", der(0x30, RawName.ip([1, 2, 3, 4, 5]))),
    ("2.5.29.17", "an address with a mask", der(0x30, RawName.ip([10, 0, 0, 0, 255, 0, 0, 0]))),
    ("2.5.29.17", "an empty address", der(0x30, RawName.ip([]))),
    ("2.5.29.17", "a directory name of two names", der(0x30, der(0xA4, name("a"), name("b")))),
    ("2.5.29.17", "an empty directory tag", der(0x30, der(0xA4))),
    ("2.5.29.17", "an identifier cut off", der(0x30, [0x88, 1, 0x83])),
    ("2.5.29.18", "empty", der(0x30)),
    ("2.5.29.30", "empty", der(0x30)),
    ("2.5.29.30", "empty permitted list", der(0x30, der(0xA0))),
    ("2.5.29.30", "empty excluded list", der(0x30, der(0xA1))),
    ("2.5.29.30", "the wrong order", der(0x30, der(0xA1, der(0x30, uri)), der(0xA0, der(0x30, uri)))),
    ("2.5.29.30", "permitted twice", der(0x30, der(0xA0, der(0x30, uri)), der(0xA0, der(0x30, uri)))),
    ("2.5.29.30", "an unknown field", der(0x30, der(0xA2, der(0x30, uri)))),
    ("2.5.29.30", "minimum written out", der(0x30, der(0xA0, der(0x30, uri, [0x80, 1, 0])))),
    ("2.5.29.30", "a maximum", der(0x30, der(0xA0, der(0x30, uri, [0x81, 1, 1])))),
    ("2.5.29.30", "a subtree without a base", der(0x30, der(0xA0, der(0x30)))),
    ("2.5.29.30", "an address without a mask", der(0x30, der(0xA0, der(0x30, RawName.ip([10, 0, 0, 0]))))),
    ("2.5.29.30", "a mask with holes", der(0x30, der(0xA0, der(0x30, RawName.ip([10, 0, 0, 0, 255, 0, 255, 0]))))),
    ("2.5.29.30", "a mask with a hole", der(0x30, der(0xA0, der(0x30, RawName.ip([10, 0, 0, 0, 0xFD, 0, 0, 0]))))),
    ("2.5.29.31", "empty", der(0x30)),
    ("2.5.29.31", "an empty point", der(0x30, der(0x30))),
    ("2.5.29.31", "reasons only", der(0x30, der(0x30, [0x81, 2, 6, 0x40]))),
    ("2.5.29.31", "a name without names", der(0x30, der(0x30, der(0xA0, der(0xA0))))),
    ("2.5.29.31", "two choices of a name", der(0x30, der(0x30, der(0xA0, der(0xA0, uri), der(0xA0, uri))))),
    ("2.5.29.31", "an unknown choice", der(0x30, der(0x30, der(0xA0, der(0xA2, uri))))),
    ("2.5.29.31", "the wrong order", der(0x30, der(0x30, der(0xA2, uri), der(0xA0, der(0xA0, uri))))),
    ("2.5.29.31", "an unknown field", der(0x30, der(0x30, der(0xA3, uri)))),
    ("2.5.29.46", "empty", der(0x30)),
    ("2.5.29.32", "empty", der(0x30)),
    ("2.5.29.32", "an entry without a policy", der(0x30, der(0x30))),
    ("2.5.29.32", "a policy twice", der(0x30, der(0x30, oid("1.2.3")), der(0x30, oid("1.2.3")))),
    ("2.5.29.32", "empty qualifiers", der(0x30, der(0x30, oid("1.2.3"), der(0x30)))),
    ("2.5.29.32", "three fields", der(0x30, der(0x30, oid("1.2.3"), der(0x30, [5, 0]), [5, 0]))),
    ("2.5.29.33", "empty", der(0x30)),
    ("2.5.29.33", "one policy", der(0x30, der(0x30, oid("1.2.3")))),
    ("2.5.29.36", "empty", der(0x30)),
    ("2.5.29.36", "a negative number", der(0x30, [0x80, 1, 0xFF])),
    ("2.5.29.36", "the wrong order", der(0x30, [0x81, 1, 0, 0x80, 1, 0])),
    ("2.5.29.36", "a number twice", der(0x30, [0x80, 1, 0, 0x80, 1, 0])),
    ("2.5.29.54", "a negative number", [2, 1, 0xFF]),
    ("2.5.29.54", "no number", [5, 0]),
    ("2.5.29.9", "empty", der(0x30)),
    ("2.5.29.9", "a set", der(0x31)),
    ("1.3.6.1.5.5.7.1.1", "empty", der(0x30)),
    ("1.3.6.1.5.5.7.1.1", "a method alone", der(0x30, der(0x30, oid("1.2.3")))),
    ("1.3.6.1.5.5.7.1.11", "three parts", der(0x30, der(0x30, oid("1.2.3"), uri, uri))),
  ]

  @Test(arguments: malformed)
  func `a malformed extension makes the certificate malformed`(
    identifier: String, fault: String, value: [UInt8]
  ) throws {
    let error = #expect(throws: X509Error.self) { try Self.decode(identifier, value) }
    guard case .malformed = error else {
      Issue.record("\(fault): \(String(describing: error))")
      return
    }
  }

  @Test func `an unknown extension may hold anything`() throws {
    let extensions = try Self.decode("1.2.3.4", [0xFF, 0xFF])
    #expect(extensions.all.first?.identifier == "1.2.3.4")
    #expect(extensions.all.first?.value.elementsEqual([0xFF, 0xFF]) == true)
  }

  @Test(
    arguments: [
      (0x80, ["digitalSignature"]), (0x06, ["keyCertSign", "cRLSign"]),
      (0xFF, KeyUsage(rawValue: 0xFF).names),
    ] as [(UInt8, [String])])
  func `key usage has the bits of the standard`(bits: UInt8, names: [String]) throws {
    #expect(try Self.decode("2.5.29.15", RawExtension.keyUsage(bits).value).keyUsage?.names == names)
  }

  @Test func `the ninth bit of key usage stands in a second octet`() throws {
    let usage = try Self.decode("2.5.29.15", [3, 3, 7, 0x08, 0x80]).keyUsage
    #expect(usage == [.keyAgreement, .decipherOnly])
    #expect(KeyUsage(rawValue: 0x1FF).names.count == 9)
  }

  @Test(
    arguments: [
      ([10, 0, 0, 0, 255, 0, 0, 0], "IP:10.0.0.0/255.0.0.0"), ([0, 0, 0, 0, 0, 0, 0, 0], "IP:0.0.0.0/0.0.0.0"),
      ([10, 0, 0, 1, 255, 255, 255, 255], "IP:10.0.0.1/255.255.255.255"),
      ([10, 0, 0, 0, 255, 254, 0, 0], "IP:10.0.0.0/255.254.0.0"),
    ] as [([UInt8], String)])
  func `address ranges have masks without holes`(bytes: [UInt8], shown: String) throws {
    let constraints = try Self.decode("2.5.29.30", RawExtension.constraints(permitted: [RawName.ip(bytes)]).value)
    #expect(constraints.nameConstraints?.permitted.map(\.description) == [shown])
  }

  @Test func `a point may name the list by its issuer alone`() throws {
    let points = try Self.decode("2.5.29.31", der(0x30, der(0x30, der(0xA2, RawName.directory(name("a"))))))
    #expect(points.distributionPoints.complete.first?.issuer.count == 1)
    let relative = try Self.decode(
      "2.5.29.31", der(0x30, der(0x30, der(0xA0, der(0xA1, der(0x30, oid("2.5.4.3"), [12, 1, 65]))))))
    #expect(relative.distributionPoints.complete.first?.name != nil)
    #expect(relative.distributionPoints.complete.first?.fullName == [])
  }

  @Test func `what is critical is known to be`() throws {
    var raw = try RawCertificate(publicKey: TestKeys.p256[0].publicKey)
    raw.extensions = [.basicConstraints(), .keyUsage(0x06), .names([Self.uri]), .constraints(permitted: [Self.uri])]
    let critical = try raw.certificate(signedBy: TestKeys.p256[0]).extensions
    #expect(critical.basicConstraintsAreCritical && critical.keyUsageIsCritical)
    #expect(critical.subjectAlternativeNamesAreCritical && critical.nameConstraintsAreCritical)
    for index in raw.extensions.indices { raw.extensions[index].isCritical = false }
    let others = try raw.certificate(signedBy: TestKeys.p256[0]).extensions
    #expect(!others.basicConstraintsAreCritical && !others.keyUsageIsCritical)
    #expect(!others.subjectAlternativeNamesAreCritical && !others.nameConstraintsAreCritical)
  }

  @Test func `purposes are allowed by name or by any`() {
    #expect(ExtendedKeyUsage([.serverAuth]).allows(.serverAuth))
    #expect(!ExtendedKeyUsage([.serverAuth]).allows(.clientAuth))
    #expect(ExtendedKeyUsage([.any]).allows(.clientAuth))
    #expect(!ExtendedKeyUsage([.other("1.2.3")]).allows(.other("1.2.4")))
  }
}
