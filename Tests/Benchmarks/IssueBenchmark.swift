import Cryptography
import X509

/// A fresh P-256 key and a gateway certificate, against "generate a P-256 key, sign 400 bytes".
enum IssueBenchmark {
  private static let rounds = 7
  private static let count = 2000

  static func run() throws {
    let issuer = try Issuer()
    var ratios: [Double] = []
    for _ in 0..<rounds {
      // The two take turns, so that a slow moment of the machine hits both.
      let bare = try Benchmarks.seconds { for _ in 0..<count { try bareLoop() } }
      let issuing = try Benchmarks.seconds { for _ in 0..<count { try issuer.issue() } }
      ratios.append(bare / issuing)
    }
    ratios.sort()
    print("issue: \(count) certificates, \(rounds) rounds, ratios \(ratios.map { ($0 * 100).rounded() / 100 })")
    Benchmarks.report("issue: rate against the bare loop, median", ratios[rounds / 2], aim: "at least 0.5")
  }

  /// The cryptography that no issuer can do without.
  static func bareLoop() throws {
    _ = try PrivateKey.generate(.p256).sign(message)
  }

  private static let message = [UInt8](repeating: 0x5A, count: 400)

  /// An intermediate that issues gateway certificates.
  private struct Issuer {
    private let key: PrivateKey
    private let certificate: Certificate
    private let validity = Validity(
      notBefore: Timestamp(seconds: 1_800_000_000), notAfter: Timestamp(seconds: 1_800_086_400))

    init() throws {
      key = try PrivateKey.generate(.p256)
      certificate = try CertificateTemplate(
        serialNumber: SerialNumber.random(),
        validity: Validity(notBefore: Timestamp(seconds: 1_700_000_000), notAfter: Timestamp(seconds: 1_900_000_000)),
        subject: DistinguishedName(organization: "red-mesh", commonName: "red-mesh intermediate CA g1"),
        publicKey: key.publicKey.components,
        subjectAlternativeNames: [.uri(Array("spiffe://red-mesh.local".utf8))],
        basicConstraints: BasicConstraints(isAuthority: true, pathLength: 0), keyUsage: [.keyCertSign, .cRLSign],
        nameConstraints: NameConstraints(permitted: [.uri(Array("red-mesh.local".utf8))])
      ).signed(by: key)
    }

    func issue() throws {
      let leafKey = try PrivateKey.generate(.p256)
      _ = try CertificateTemplate(
        serialNumber: SerialNumber.random(), validity: validity, subject: .empty,
        publicKey: leafKey.publicKey.components,
        subjectAlternativeNames: [
          .uri(Array("spiffe://red-mesh.local/ns/red-mesh-system/sa/egress-green-mesh-service-account".utf8))
        ],
        basicConstraints: BasicConstraints(isAuthority: false), keyUsage: .digitalSignature,
        extendedKeyUsage: ExtendedKeyUsage([.serverAuth, .clientAuth])
      ).signed(by: key, issuer: certificate)
    }
  }
}
