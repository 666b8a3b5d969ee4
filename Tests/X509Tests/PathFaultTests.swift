import Cryptography
import Diagnostics
import Testing

@testable import X509

/// A good chain of three, in which each rule of RFC 5280 section 6.1 is broken once.
@Suite struct PathFaultTests {
  /// Where the fault lies; the raw value is the index in the path.
  enum Part: Int, Sendable { case leaf, intermediate, root }

  struct Fault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let part: Part
    let code: Code
    /// Where the failure is seen, when it is not where it was made.
    let seenAt: Int
    let edit: @Sendable (inout RawCertificate) -> Void

    init(
      _ description: String, _ part: Part, _ code: Code, seenAt: Int? = nil,
      _ edit: @escaping @Sendable (inout RawCertificate) -> Void
    ) {
      testDescription = "\(part): \(description)"
      (self.part, self.code, self.seenAt, self.edit) = (part, code, seenAt ?? part.rawValue, edit)
    }
  }

  static func question(breaking part: Part?, _ edit: (inout RawCertificate) -> Void) throws -> PathQuestion {
    let constraint = RawExtension.constraints(permitted: [RawName.uri("red-mesh.local")])
    let root = try TestPKI.root {
      $0.set(.basicConstraints(pathLength: 1))
      $0.set(constraint)
      if part == .root { edit(&$0) }
    }
    let intermediate = try TestPKI.intermediate(by: root) {
      $0.set(.basicConstraints(pathLength: 0))
      $0.set(constraint)
      $0.set(.names([RawName.uri("spiffe://red-mesh.local")], isCritical: false))
      if part == .intermediate { edit(&$0) }
    }
    let leaf = try TestPKI.leaf(by: intermediate) {
      $0.issuer = name("intermediate")
      if part == .leaf { edit(&$0) }
    }
    return PathQuestion(leaf: leaf, intermediates: [intermediate.certificate], anchors: [root.certificate])
  }

  private static let late = der(0x30, time("260101000000Z"), time("260531235959Z"))
  private static let early = der(0x30, time("260601000001Z"), time("270101000000Z"))
  private static let unknown = RawExtension(identifier: "1.2.3.4", isCritical: true, value: [5, 0])
  private static let explicitPolicy = RawExtension(
    identifier: "2.5.29.36", isCritical: true, value: der(0x30, [0x80, 1, 0]))
  private static let sha1 = der(0x30, oid("1.2.840.10045.4.1"))

  /// Faults that every certificate of a path can have.
  private static func common(_ part: Part) -> [Fault] {
    [
      Fault("expired a second ago", part, "MT-PV-03") { $0.validity = late },
      Fault("valid in a second", part, "MT-PV-04") { $0.validity = early },
      Fault("an unknown critical extension", part, "MT-PV-09") { $0.set(unknown) },
      Fault("limits on policies that are not critical", part, "MT-PV-13") {
        $0.set(RawExtension(identifier: "2.5.29.36", value: der(0x30, [0x80, 1, 0])))
      },
      Fault("inhibitAnyPolicy that is not critical", part, "MT-PV-13") {
        $0.set(RawExtension(identifier: "2.5.29.54", value: [2, 1, 0]))
      },
      Fault("another purpose only", part, "MT-PV-10") { $0.set(.purposes("1.3.6.1.5.5.7.3.4")) },
      Fault("one purpose of two", part, "MT-PV-10") { $0.set(.purposes("1.3.6.1.5.5.7.3.1")) },
      Fault("signed with SHA-1", part, "MT-PV-12") { $0.set(algorithm: sha1) },
      Fault("signed with MD5", part, "MT-PV-12") { $0.set(algorithm: der(0x30, oid("1.2.840.113549.1.1.4"), [5, 0])) },
      Fault("signed with ECDSA that has a parameter", part, "MT-PV-12") {
        $0.set(algorithm: der(0x30, oid("1.2.840.10045.4.3.2"), [5, 0]))
      },
      Fault("a date before 2050 as GeneralizedTime", part, "MT-PV-13") {
        $0.validity = der(0x30, time("20260101000000Z"), time("270101000000Z"))
      },
      Fault("version 1", part, "MT-PV-13") { ($0.version, $0.extensions) = ([], []) },
      Fault("a limit on names in what is no authority", part, "MT-PV-13") {
        $0.set(.basicConstraints(authority: false))
        $0.set(.constraints(permitted: [RawName.uri("red-mesh.local")]))
      },
    ]
  }

  /// Faults of certificates that issue others.
  private static func authority(_ part: Part) -> [Fault] {
    [
      Fault("no authority", part, "MT-PV-05") {
        $0.set(.basicConstraints(authority: false))
        $0.remove("2.5.29.30")
      },
      Fault("no basic constraints", part, "MT-PV-05") {
        $0.remove("2.5.29.19")
        $0.remove("2.5.29.30")
      },
      Fault("may not sign certificates", part, "MT-PV-06") { $0.set(.keyUsage(0x82)) },
      Fault("may sign revocation lists only", part, "MT-PV-06") { $0.set(.keyUsage(0x02)) },
      Fault("limits names to another domain", part, "MT-PV-08", seenAt: part == .root ? 1 : 0) {
        $0.set(.constraints(permitted: [RawName.uri("green-mesh.local")]))
      },
      Fault("excludes the domain", part, "MT-PV-08", seenAt: part == .root ? 1 : 0) {
        $0.set(.constraints(excluded: [RawName.uri("red-mesh.local")]))
      },
      Fault("the key is another one", part, "MT-PV-02", seenAt: part.rawValue - 1) {
        $0.publicKey = Array((try? SubjectPublicKeyInfo(TestKeys.p256[5].publicKey.components).der) ?? [])
      },
      Fault("the key is of no known kind", part, "MT-PV-11") {
        $0.publicKey = der(0x30, der(0x30, oid("1.2.840.10045.2.1"), oid("1.3.132.0.10")), [3, 2, 0, 4])
      },
    ]
  }

  private static let single: [Fault] = [
    Fault("another issuer", .leaf, "MT-PV-01") { $0.issuer = name("nobody") },
    Fault("an empty issuer", .leaf, "MT-PV-01") { $0.issuer = name() },
    Fault("another issuer", .intermediate, "MT-PV-01") { $0.issuer = name("nobody") },
    Fault("asks for an explicit policy", .leaf, "MT-PV-16") { $0.set(explicitPolicy) },
    Fault("asks for an explicit policy", .intermediate, "MT-PV-16", seenAt: 0) { $0.set(explicitPolicy) },
    Fault("maps anyPolicy", .intermediate, "MT-PV-17") {
      let pair = der(0x30, oid("2.5.29.32.0"), oid("1.2.3"))
      $0.set(RawExtension(identifier: "2.5.29.33", isCritical: true, value: der(0x30, pair)))
    },
    Fault("another issuer", .root, "MT-PV-15") { $0.issuer = name("nobody") },
    Fault("no intermediates allowed", .root, "MT-PV-07") { $0.set(.basicConstraints(pathLength: 0)) },
    Fault("an identity of another domain", .leaf, "MT-PV-08") {
      $0.set(.names([RawName.uri("spiffe://green-mesh.local/a")]))
    },
    Fault("a second identity of another domain", .leaf, "MT-PV-08") {
      $0.set(.names([TestPKI.workload, RawName.uri("spiffe://green-mesh.local/a")]))
    },
    Fault("a name of another domain", .intermediate, "MT-PV-08") {
      $0.set(.names([RawName.uri("spiffe://green-mesh.local")], isCritical: false))
    },
    Fault("serial number zero", .leaf, "MT-PV-13") { $0.serialNumber = [2, 1, 0] },
    Fault("serial number of 21 octets", .leaf, "MT-PV-13") {
      $0.serialNumber = der(2, [UInt8](repeating: 1, count: 21))
    },
    Fault("negative serial number of 21 octets", .intermediate, "MT-PV-13") {
      $0.serialNumber = der(2, [0x80] + [UInt8](repeating: 1, count: 20))
    },
    Fault("empty subject without critical names", .leaf, "MT-PV-13") {
      $0.set(.names([TestPKI.workload], isCritical: false))
    },
    Fault("no name at all", .leaf, "MT-PV-13") { $0.remove("2.5.29.17") },
    Fault("a point that is not on the curve", .leaf, "MT-PV-11") { $0.publicKey[$0.publicKey.count - 1] ^= 1 },
    Fault("a compressed point", .leaf, "MT-PV-11") {
      let curve = der(0x30, oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7"))
      $0.publicKey = der(0x30, curve, der(3, [0, 2], Array($0.publicKey.suffix(64).prefix(32))))
    },
    Fault("a curve given by its parameters", .leaf, "MT-PV-11") {
      $0.publicKey = der(0x30, der(0x30, oid("1.2.840.10045.2.1"), der(0x30, [2, 1, 1])), [3, 2, 0, 4])
    },
    Fault("RSA of exponent 1", .leaf, "MT-PV-11") { $0.publicKey = rsa([UInt8](repeating: 0xFF, count: 256), [1]) },
    Fault("an even RSA modulus", .leaf, "MT-PV-11") { $0.publicKey = rsa([UInt8](repeating: 0xFE, count: 256), [3]) },
    Fault("RSA of 1024 bits", .leaf, "MT-PV-11") { $0.publicKey = rsa([UInt8](repeating: 0xFF, count: 128), [3]) },
    Fault("RSA of 2040 bits", .leaf, "MT-PV-11") { $0.publicKey = rsa([UInt8](repeating: 0xFF, count: 255), [3]) },
    Fault("RSA without NULL", .leaf, "MT-PV-11") {
      $0.publicKey = der(0x30, der(0x30, oid("1.2.840.113549.1.1.1")), [3, 2, 0, 4])
    },
  ]

  private static func rsa(_ modulus: [UInt8], _ exponent: [UInt8]) -> [UInt8] {
    let key = der(0x30, der(2, [0], modulus), der(2, exponent))
    return der(0x30, der(0x30, oid("1.2.840.113549.1.1.1"), [5, 0]), der(3, [0], key))
  }

  static let faults =
    [Part.leaf, .intermediate, .root].flatMap(common) + [Part.intermediate, .root].flatMap(authority) + single

  @Test func `the chain holds while nothing is broken`() throws {
    let question = try Self.question(breaking: nil) { _ in }
    #expect(question.path == [question.leaf] + question.intermediates + question.anchors)
  }

  @Test(arguments: faults)
  func `each fault is refused, and named where it lies`(fault: Fault) throws {
    let question = try Self.question(breaking: fault.part, fault.edit)
    let failure = try #require(question.failure, "\(question.verdict)")
    #expect(failure.failure.code == fault.code, "\(failure.failure)")
    #expect(failure.index == fault.seenAt, "\(failure.failure)")
    #expect(!failure.failure.description.isEmpty)
  }

  @Test(arguments: [Part.leaf, .intermediate, .root])
  func `the first and the last second are valid`(part: Part) throws {
    for validity in [(time("260601000000Z"), time("270101000000Z")), (time("250101000000Z"), time("260601000000Z"))] {
      let question = try Self.question(breaking: part) { $0.validity = der(0x30, validity.0, validity.1) }
      #expect(question.path != nil)
    }
  }

  @Test func `a fault is refused whichever key made the signature`() throws {
    for algorithm in TestKeys.each.keys {
      let root = try TestPKI.root(key: #require(TestKeys.each[algorithm]))
      #expect(try PathQuestion(leaf: TestPKI.leaf(by: root), anchors: [root.certificate]).path != nil)
      let forged = try TestPKI.leaf(by: root, signer: TestKeys.p256[7])
      let failure = PathQuestion(leaf: forged, anchors: [root.certificate]).failure?.failure
      #expect(failure == .signatureInvalid(issuer: "root"))
    }
  }
}
