import Cryptography
import Dispatch
import X509

/// Judging a chain of P-256, leaf below intermediate below root, decoded from DER each time, against the bare check of a
/// signature in the same run.
enum VerifyBenchmark {
  private static let rounds = 9
  private static let count = 1000

  static func run() throws {
    let mesh = try BenchmarkMesh(leaves: count, intermediates: count)
    let bundle = mesh.anchors
    let large = try BenchmarkMesh.strangers(999) + [mesh.root]
    let largeBundle = TrustAnchors(large)
    let first = mesh.chains[0]
    let key = try mesh.key(first)
    var ratios: [String: [Double]] = [:]
    for _ in 0..<rounds {
      // The parts take turns, so that a slow moment of the machine hits all of them.
      let bare = Benchmarks.seconds { for _ in 0..<count { precondition(first.certificate.isSigned(by: key)) } }
      let repeated = try Benchmarks.seconds { for chain in mesh.chains { try judge(chain, bundle) } }
      let largeTime = try Benchmarks.seconds { for chain in mesh.chains { try judge(chain, largeBundle) } }
      // A bundle of its own remembers nothing of the rounds before.
      let fresh = mesh.anchors
      let single = try Benchmarks.seconds { for chain in mesh.singles { try judge(chain, fresh) } }
      let twice = Benchmarks.seconds {
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
          for chain in mesh.chains { try? judge(chain, bundle) }
        }
      }
      ratios["repeated", default: []].append(bare / repeated)
      ratios["fresh", default: []].append(2 * bare / single)
      ratios["large", default: []].append(largeTime / repeated)
      ratios["threads", default: []].append(2 * repeated / twice)
    }
    let medians = ratios.mapValues { $0.sorted()[rounds / 2] }
    Benchmarks.report(
      "verify: intermediates repeat, against the bare check", medians["repeated"] ?? 0, aim: "at least 0.68")
    Benchmarks.report(
      "verify: nothing repeats, against half the bare rate", medians["fresh"] ?? 0, aim: "at least 0.72, Go 0.81")
    Benchmarks.report(
      "verify: time with 1,000 roots against one", medians["large"] ?? 0, aim: "at most 1.2")
    Benchmarks.report("verify: two threads against one", medians["threads"] ?? 0, aim: "at least 1.8")
    let web = try BenchmarkMesh.web(12)
    let hostile = Benchmarks.seconds {
      let policy = PathPolicy(time: Timestamp(seconds: 1_800_000_100))
      let builder = PathBuilder(anchors: mesh.anchors, policy: policy)
      guard case .tooComplex = builder.verdict(leaf: web.leaf, intermediates: web.authorities) else {
        preconditionFailure("a hostile graph was judged")
      }
    }
    Benchmarks.report("verify: milliseconds for a web of authorities without a root", hostile * 1000, aim: "at most 50")
  }

  private static func judge(_ chain: BenchmarkMesh.Chain, _ anchors: TrustAnchors) throws {
    let leaf = try Certificate(der: chain.leaf)
    // Bytes that differ in one bit are decoded and checked anew.
    let intermediate = try anchors.certificate(der: chain.intermediate)
    let policy = PathPolicy(time: Timestamp(seconds: 1_800_000_100), purposes: [.serverAuth, .clientAuth])
    guard case .valid = PathBuilder(anchors: anchors, policy: policy).verdict(leaf: leaf, intermediates: [intermediate])
    else { preconditionFailure("a good chain was refused") }
  }
}

/// Chains of one mesh: many leaves below one intermediate, and as many below an intermediate each.
struct BenchmarkMesh {
  /// What is presented, as bytes.
  struct Chain: Sendable {
    let leaf: [UInt8]
    let intermediate: [UInt8]
    let certificate: Certificate
  }

  let root: Certificate
  let chains: [Chain]
  let singles: [Chain]

  init(leaves: Int, intermediates: Int) throws {
    let rootKey = try PrivateKey.generate(.p256)
    let root = try Self.authority("root CA", rootKey).signed(by: rootKey)
    self.root = root
    func chain(_ number: Int, _ key: PrivateKey, _ authority: Certificate) throws -> Chain {
      let leaf = try Self.leaf(number, PrivateKey.generate(.p256)).signed(by: key, issuer: authority)
      return Chain(leaf: leaf.der, intermediate: authority.der, certificate: leaf)
    }
    func intermediate(_ number: Int, _ key: PrivateKey) throws -> Certificate {
      try Self.authority("intermediate CA g\(number)", key, pathLength: 0).signed(by: rootKey, issuer: root)
    }
    let key = try PrivateKey.generate(.p256)
    let shared = try intermediate(0, key)
    chains = try (0..<leaves).map { try chain($0, key, shared) }
    singles = try (0..<intermediates).map { number in
      let key = try PrivateKey.generate(.p256)
      return try chain(number, key, try intermediate(number, key))
    }
  }

  /// A bundle of the root.
  var anchors: TrustAnchors { TrustAnchors([root]) }

  /// The key that signed a leaf.
  func key(_ chain: Chain) throws -> PublicKey {
    try Certificate(der: chain.intermediate).publicKeyInfo.publicKey()
  }

  /// Authorities that all certify each other, and a leaf below one of them.
  static func web(_ count: Int) throws -> (leaf: Certificate, authorities: [Certificate]) {
    let keys = try (0..<count).map { _ in try PrivateKey.generate(.p256) }
    let roots = try keys.enumerated().map { number, key in
      try authority("web \(number)", key, pathLength: count).signed(by: key)
    }
    let authorities = try roots.indices.flatMap { issuer in
      try roots.indices.filter { $0 != issuer }.map { subject in
        try authority("web \(subject)", keys[subject], pathLength: count).signed(
          by: keys[issuer], issuer: roots[issuer])
      }
    }
    return (try leaf(0, PrivateKey.generate(.p256)).signed(by: keys[0], issuer: roots[0]), authorities)
  }

  /// Roots that have nothing to do with it.
  static func strangers(_ count: Int) throws -> [Certificate] {
    let key = try PrivateKey.generate(.p256)
    return try (0..<count).map { try authority("stranger \($0)", key).signed(by: key) }
  }

  private static let validity = Validity(
    notBefore: Timestamp(seconds: 1_700_000_000), notAfter: Timestamp(seconds: 1_900_000_000))

  private static func authority(
    _ commonName: String, _ key: PrivateKey, pathLength: Int = 2
  ) throws -> CertificateTemplate {
    CertificateTemplate(
      serialNumber: try SerialNumber.random(), validity: validity,
      subject: try DistinguishedName(organization: "red-mesh", commonName: commonName),
      publicKey: key.publicKey.components, subjectAlternativeNames: [.uri(Array("spiffe://red-mesh.local".utf8))],
      basicConstraints: BasicConstraints(isAuthority: true, pathLength: pathLength),
      keyUsage: [.keyCertSign, .cRLSign],
      nameConstraints: NameConstraints(permitted: [.uri(Array("red-mesh.local".utf8))]))
  }

  private static func leaf(_ number: Int, _ key: PrivateKey) throws -> CertificateTemplate {
    CertificateTemplate(
      serialNumber: try SerialNumber.random(), validity: validity, subject: .empty,
      publicKey: key.publicKey.components,
      subjectAlternativeNames: [.uri(Array("spiffe://red-mesh.local/ns/default/sa/web-\(number)".utf8))],
      basicConstraints: BasicConstraints(isAuthority: false), keyUsage: .digitalSignature,
      extendedKeyUsage: ExtendedKeyUsage([.serverAuth, .clientAuth]))
  }
}
