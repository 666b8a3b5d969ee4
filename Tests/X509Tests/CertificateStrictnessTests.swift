import Cryptography
import Testing

@testable import X509

/// Each rule of X.690 and of RFC 5280 section 4.1 broken once, in a certificate that is otherwise whole and signed.
@Suite struct CertificateStrictnessTests {
  struct Fault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let breakIt: @Sendable (inout RawCertificate) -> Void

    init(_ description: String, _ breakIt: @escaping @Sendable (inout RawCertificate) -> Void) {
      testDescription = description
      self.breakIt = breakIt
    }
  }

  private static func raw() throws -> RawCertificate {
    var raw = try RawCertificate(publicKey: TestKeys.p256[0].publicKey)
    raw.extensions = [.basicConstraints(), .keyUsage(0x06)]
    return raw
  }

  @Test func `the certificate is read while nothing is broken`() throws {
    let certificate = try Self.raw().certificate(signedBy: TestKeys.p256[0])
    #expect(certificate.isSigned(by: TestKeys.p256[0].publicKey))
    #expect(certificate.version == 3 && certificate.isAuthority && !certificate.contents.hasUniqueIdentifiers)
  }

  @Test func `unique identifiers are read and passed over`() throws {
    var raw = try Self.raw()
    raw.uniqueIdentifiers = [0x81, 2, 0, 0xAA, 0x82, 3, 4, 0xBB, 0xC0]
    #expect(try raw.certificate(signedBy: TestKeys.p256[0]).contents.hasUniqueIdentifiers)
    raw.version = [0xA0, 3, 2, 1, 1]
    raw.extensions = []
    #expect(try raw.certificate(signedBy: TestKeys.p256[0]).version == 2)
  }

  static let faults: [Fault] = [
    Fault("version 1 written out") { $0.version = [0xA0, 3, 2, 1, 0] },
    Fault("version 4") { $0.version = [0xA0, 3, 2, 1, 3] },
    Fault("version of two octets") { $0.version = [0xA0, 4, 2, 2, 0, 2] },
    Fault("negative version") { $0.version = [0xA0, 3, 2, 1, 0xFF] },
    Fault("two versions in one tag") { $0.version = [0xA0, 6, 2, 1, 2, 2, 1, 2] },
    Fault("empty version") { $0.version = [0xA0, 0] },
    Fault("version not tagged") { $0.version = [2, 1, 2] },
    Fault("version as a primitive") { $0.version = [0x80, 3, 2, 1, 2] },
    Fault("extensions in version 1") { $0.version = [] },
    Fault("extensions in version 2") { $0.version = [0xA0, 3, 2, 1, 1] },
    Fault("unique identifier in version 1") {
      ($0.version, $0.extensions, $0.uniqueIdentifiers) = ([], [], [0x81, 2, 0, 0xAA])
    },
    Fault("unique identifiers in the wrong order") { $0.uniqueIdentifiers = [0x82, 2, 0, 0xBB, 0x81, 2, 0, 0xAA] },
    Fault("a unique identifier twice") { $0.uniqueIdentifiers = [0x81, 2, 0, 0xAA, 0x81, 2, 0, 0xAA] },
    Fault("a unique identifier with padding that is set") { $0.uniqueIdentifiers = [0x81, 2, 4, 0xAA] },
    Fault("an unknown field [4]") { $0.uniqueIdentifiers = [0x84, 0] },
    Fault("a field of another class") { $0.uniqueIdentifiers = [0x41, 2, 0, 0xAA] },
    Fault("empty serial number") { $0.serialNumber = [2, 0] },
    Fault("serial number with a needless zero") { $0.serialNumber = [2, 2, 0, 0x7F] },
    Fault("serial number with needless ones") { $0.serialNumber = [2, 2, 0xFF, 0x80] },
    Fault("serial number with a needless length octet") { $0.serialNumber = [2, 0x81, 1, 5] },
    Fault("serial number of another type") { $0.serialNumber = [4, 1, 5] },
    Fault("no serial number") { $0.serialNumber = [] },
    Fault("algorithm differs outside") { $0.outerAlgorithm = der(0x30, oid("1.2.840.10045.4.3.3")) },
    Fault("algorithm differs inside") { $0.innerAlgorithm = der(0x30, oid("1.2.840.10045.4.3.3")) },
    Fault("parameter inside only") { $0.innerAlgorithm = der(0x30, oid("1.2.840.10045.4.3.2"), [5, 0]) },
    Fault("algorithm without a number") { ($0.innerAlgorithm, $0.outerAlgorithm) = (der(0x30), der(0x30)) },
    Fault("algorithm with two parameters") {
      $0.innerAlgorithm = der(0x30, oid("1.2.840.10045.4.3.2"), [5, 0, 5, 0])
      $0.outerAlgorithm = $0.innerAlgorithm
    },
    Fault("issuer as a set") { $0.issuer = der(0x31) },
    Fault("empty attribute set") { $0.issuer = der(0x30, der(0x31)) },
    Fault("attribute without a value") { $0.subject = der(0x30, der(0x31, der(0x30, oid("2.5.4.3")))) },
    Fault("attribute with two values") {
      $0.subject = der(0x30, der(0x31, der(0x30, oid("2.5.4.3"), [12, 1, 0x61], [12, 1, 0x62])))
    },
    Fault("attribute type with a needless octet") {
      $0.subject = der(0x30, der(0x31, der(0x30, [6, 4, 0x55, 4, 0x80, 3], [12, 1, 0x61])))
    },
    Fault("attribute type cut off") {
      $0.subject = der(0x30, der(0x31, der(0x30, [6, 3, 0x55, 4, 0x83], [12, 1, 0x61])))
    },
    Fault("unsorted attribute set") {
      $0.subject = der(
        0x30, der(0x31, der(0x30, oid("2.5.4.10"), [12, 1, 0x61]), der(0x30, oid("2.5.4.3"), [12, 1, 0x61])))
    },
    Fault("UTF8String that is none") { $0.subject = der(0x30, attribute("2.5.4.3", [0xC3, 0x28])) },
    Fault("UTF8String of a surrogate") { $0.subject = der(0x30, attribute("2.5.4.3", [0xED, 0xA0, 0x80])) },
    Fault("PrintableString with @") { $0.subject = der(0x30, attribute("2.5.4.3", [0x40], tag: 0x13)) },
    Fault("IA5String beyond ASCII") { $0.subject = der(0x30, attribute("2.5.4.3", [0xE9], tag: 0x16)) },
    Fault("string in pieces") { $0.subject = der(0x30, attribute("2.5.4.3", [12, 1, 0x61], tag: 0x2C)) },
    Fault("one date") { $0.validity = der(0x30, time("260101000000Z")) },
    Fault("three dates") { $0.validity = der(0x30, $0.validity.dropFirst(2) + time("280101000000Z")) },
    Fault("UTCTime without seconds") {
      $0.validity = der(0x30, der(0x17, Array("2601010000Z".utf8)), time("270101000000Z"))
    },
    Fault("UTCTime with an offset") {
      $0.validity = der(0x30, der(0x17, Array("260101000000+0000".utf8)), time("270101000000Z"))
    },
    Fault("UTCTime on 30 February") { $0.validity = der(0x30, time("260230000000Z"), time("270101000000Z")) },
    Fault("UTCTime at hour 24") { $0.validity = der(0x30, time("260101240000Z"), time("270101000000Z")) },
    Fault("UTCTime at second 60") { $0.validity = der(0x30, time("260101000000Z"), time("270101000060Z")) },
    Fault("UTCTime with letters") { $0.validity = der(0x30, time("26o101000000Z"), time("270101000000Z")) },
    Fault("UTCTime with a sign") { $0.validity = der(0x30, time("+6010100000Z "), time("270101000000Z")) },
    Fault("GeneralizedTime with fractions") {
      $0.validity = der(0x30, time("260101000000Z"), time("20600101000000.5Z"))
    },
    Fault("GeneralizedTime with a zero fraction") {
      $0.validity = der(0x30, time("260101000000Z"), time("20600101000000.0Z"))
    },
    Fault("GeneralizedTime in local time") { $0.validity = der(0x30, time("260101000000Z"), time("20600101000000")) },
    Fault("GeneralizedTime at second 60") { $0.validity = der(0x30, time("260101000000Z"), time("20600101000060Z")) },
    Fault("a date of another type") { $0.validity = der(0x30, time("260101000000Z"), der(0x13, Array("x".utf8))) },
    Fault("public key without a bit string") { $0.publicKey = der(0x30, der(0x30, oid("1.3.101.112"))) },
    Fault("public key that is no whole octets") {
      $0.publicKey = der(0x30, der(0x30, oid("1.3.101.112")), [3, 2, 1, 0xFE])
    },
    Fault("empty extensions field") { $0.extensionField = der(0xA3) },
    Fault("empty list of extensions") { $0.extensionField = der(0xA3, der(0x30)) },
    Fault("two lists of extensions") {
      $0.extensionField = der(
        0xA3, der(0x30, RawExtension.keyUsage(6).bytes), der(0x30, RawExtension.subjectKey([1]).bytes))
    },
    Fault("extensions twice") {
      $0.extensionField =
        der(0xA3, der(0x30, RawExtension.keyUsage(6).bytes)) + der(0xA3, der(0x30, RawExtension.subjectKey([1]).bytes))
    },
    Fault("extensions as a set") { $0.extensionField = der(0xA3, der(0x31, RawExtension.keyUsage(6).bytes)) },
    Fault("an extension twice") { $0.extensions.append(.keyUsage(0x06)) },
    Fault("an unknown extension twice") {
      $0.extensions += Array(repeating: RawExtension(identifier: "1.2.3.4", value: [5, 0]), count: 2)
    },
    Fault("critical FALSE written out") {
      $0.extensionField = der(0xA3, der(0x30, der(0x30, oid("1.2.3.4"), [1, 1, 0], der(4, [5, 0]))))
    },
    Fault("critical as BER's TRUE") {
      $0.extensionField = der(0xA3, der(0x30, der(0x30, oid("1.2.3.4"), [1, 1, 1], der(4, [5, 0]))))
    },
    Fault("critical behind the value") {
      $0.extensionField = der(0xA3, der(0x30, der(0x30, oid("1.2.3.4"), der(4, [5, 0]), [1, 1, 0xFF])))
    },
    Fault("extension without a value") { $0.extensionField = der(0xA3, der(0x30, der(0x30, oid("1.2.3.4")))) },
    Fault("extension value in pieces") {
      $0.extensionField = der(0xA3, der(0x30, der(0x30, oid("1.2.3.4"), der(0x24, der(4, [5, 0])))))
    },
    Fault("a fourth part in an extension") {
      $0.extensionField = der(0xA3, der(0x30, der(0x30, oid("1.2.3.4"), der(4, [5, 0]), [5, 0])))
    },
    Fault("signature with padding bits") { $0.signatureField = [3, 2, 1, 0xFE] },
    Fault("signature without its padding octet") { $0.signatureField = [3, 0] },
    Fault("signature as an octet string") { $0.signatureField = [4, 2, 0, 0] },
    Fault("signature in pieces") { $0.signatureField = der(0x23, [3, 2, 0, 0]) },
    Fault("a fourth part behind the signature") { $0.signatureField = [3, 2, 0, 0, 5, 0] },
    Fault("no signature") { $0.signatureField = [] },
  ]

  @Test(arguments: faults)
  func `what breaks a rule is no certificate`(fault: Fault) throws {
    var raw = try Self.raw()
    fault.breakIt(&raw)
    let bytes = try raw.bytes(signedBy: TestKeys.p256[0])
    let error = #expect(throws: X509Error.self) { try Certificate(der: bytes) }
    guard case .malformed(_, let detail) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!detail.isEmpty && !detail.contains(".swift"))
  }

  /// The outermost length written in the forms that BER allows and DER does not.
  @Test func `lengths have one form`() throws {
    let good = try Self.raw().bytes(signedBy: TestKeys.p256[0])
    try #require(good[1] == 0x82)
    let content = Array(good.dropFirst(4))
    #expect(try Certificate(der: good).der == good)
    for head: [UInt8] in [[0x30, 0x83, 0, good[2], good[3]], [0x30, 0x84, 0, 0, good[2], good[3]], [0x30, 0x80]] {
      #expect(throws: X509Error.self) { try Certificate(der: head + content) }
      #expect(throws: X509Error.self) { try Certificate(der: head + content + [0, 0]) }
    }
    #expect(throws: X509Error.self) { try Certificate(der: [0x30, 0x88] + [UInt8](repeating: 0xFF, count: 8)) }
    #expect(throws: X509Error.self) { try Certificate(der: [0x10] + good.dropFirst()) }
  }

  @Test func `nesting without end is refused`() {
    let deep = (0..<10_000).reduce(into: [UInt8]()) { bytes, _ in bytes += [0x30, 0x80] }
    #expect(throws: X509Error.self) { try Certificate(der: deep) }
    var nested: [UInt8] = [5, 0]
    for _ in 0..<200 { nested = der(0x30, nested) }
    #expect(throws: X509Error.self) { try Certificate(der: nested) }
  }

  @Test(
    arguments: [
      [2, 1, 0x85], [2, 1, 0], [2, 21, 0, 0x80] + [UInt8](repeating: 7, count: 19),
      [2, 21, 1] + [UInt8](repeating: 7, count: 20),
    ] as [[UInt8]])
  func `serial numbers that are not proper are read, and known for it`(field: [UInt8]) throws {
    var raw = try Self.raw()
    raw.serialNumber = field
    let certificate = try raw.certificate(signedBy: TestKeys.p256[0])
    #expect(!certificate.serialNumber.isProper)
    #expect(certificate.serialNumber.bytes == Array(field.dropFirst(2)))
  }

  @Test func `serial numbers made here are proper, long and different`() throws {
    let numbers = try (0..<64).map { _ in try SerialNumber.random() }
    #expect(Set(numbers).count == 64)
    #expect(numbers.allSatisfy { $0.isProper && $0.bytes.count == 20 && $0.description.count == 40 })
  }

  @Test func `a date before 2050 as GeneralizedTime is read, and known to be improper`() throws {
    var raw = try Self.raw()
    raw.validity = der(0x30, time("260101000000Z"), time("20490101000000Z"))
    #expect(try !raw.certificate(signedBy: TestKeys.p256[0]).validity.usesProperForms)
    raw.validity = der(0x30, time("500101000000Z"), time("20500101000000Z"))
    let validity = try raw.certificate(signedBy: TestKeys.p256[0]).validity
    #expect(validity.notBefore.day == "1950-01-01" && validity.notAfter.day == "2050-01-01")
    #expect(validity.usesProperForms)
  }
}
