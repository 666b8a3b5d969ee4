import Cryptography
import Testing

@testable import X509

/// Random heaps of authorities that certify each other, whose answer is known by construction: a path exists exactly
/// where a search over the sound certificates finds one.
@Suite struct RandomGraphTests {
  /// What can be wrong with a certificate; each alone makes it useless.
  enum Fault: CaseIterable { case none, forged, expired, noAuthority, noSigning, unknownExtension, foreignConstraint }

  private struct Edge {
    let issuer: Int
    let subject: Int
    let certificate: Certificate
    let isSound: Bool
  }

  /// Authorities are their names and keys; edges are certificates of one by another.
  private struct Graph {
    var edges: [Edge] = []
    var leaf: Certificate
    var leafIssuer: Int
    var leafIsSound: Bool
    var anchors: [Certificate] = []
    var soundAnchors: Set<Int> = []

    /// Whether sound certificates lead from the leaf's issuer to a sound anchor.
    var isValid: Bool {
      guard leafIsSound else { return false }
      var reached: Set<Int> = [leafIssuer]
      var waiting = [leafIssuer]
      while let authority = waiting.popLast() {
        if soundAnchors.contains(authority) { return true }
        for edge in edges where edge.subject == authority && edge.isSound && reached.insert(edge.issuer).inserted {
          waiting.append(edge.issuer)
        }
      }
      return false
    }
  }

  private static func edit(_ fault: Fault) -> TestPKI.Edit {
    switch fault {
    case .none, .forged: { _ in }
    case .expired: { $0.validity = der(0x30, time("250101000000Z"), time("260101000000Z")) }
    case .noAuthority: { $0.set(.basicConstraints(authority: false)) }
    case .noSigning: { $0.set(.keyUsage(0x02)) }
    case .unknownExtension: { $0.set(RawExtension(identifier: "1.2.3.4", isCritical: true, value: [5, 0])) }
    case .foreignConstraint: { $0.set(.constraints(permitted: [RawName.uri("green-mesh.local")])) }
    }
  }

  private static func graph(_ generator: inout SplitMix) throws -> Graph {
    let count = 6
    let roots = try (0..<count).map { try TestPKI.root("authority \($0)", key: TestKeys.p256[$0]) }
    let issuer = Int.random(in: 0..<count, using: &generator)
    let leafFault = generator.next() % 8 == 0 ? Fault.forged : .none
    let stranger = TestKeys.p256[7]
    var graph = Graph(
      leaf: try TestPKI.leaf(by: roots[issuer], signer: leafFault == .none ? nil : stranger), leafIssuer: issuer,
      leafIsSound: leafFault == .none)
    for number in 0..<UInt8(Int.random(in: 3...14, using: &generator)) {
      let (from, to) = (
        Int.random(in: 0..<count, using: &generator), Int.random(in: 0..<count, using: &generator)
      )
      guard from != to else { continue }
      let fault = generator.next() % 2 == 0 ? Fault.none : Fault.allCases.randomElement(using: &generator) ?? .none
      let party = try TestPKI.intermediate(
        "authority \(to)", key: TestKeys.p256[to], by: roots[from], signer: fault == .forged ? stranger : nil
      ) {
        $0.serialNumber = [2, 2, 0x20, number]
        edit(fault)(&$0)
      }
      graph.edges.append(
        Edge(issuer: from, subject: to, certificate: party.certificate, isSound: fault == .none))
    }
    for index in 0..<count where generator.next() % 4 == 0 {
      let fault = generator.next() % 3 == 0 ? Fault.allCases.randomElement(using: &generator) ?? .none : .none
      let root = try TestPKI.root(
        "authority \(index)", key: TestKeys.p256[index], signer: fault == .forged ? stranger : nil, edit(fault))
      graph.anchors.append(root.certificate)
      if fault == .none { graph.soundAnchors.insert(index) }
    }
    return graph
  }

  @Test(arguments: 0..<8)
  func `the answer is the one known by construction`(seed: Int) throws {
    var generator = SplitMix(seed: UInt64(seed))
    var (valid, missedByOpenSSL) = (0, 0)
    for _ in 0..<60 {
      let graph = try Self.graph(&generator)
      let isValid = graph.isValid
      for shift in 0..<2 {
        let certificates = graph.edges.map(\.certificate)
        let question = PathQuestion(
          leaf: graph.leaf, intermediates: shift == 0 ? certificates : certificates.reversed(),
          anchors: shift == 0 ? graph.anchors : graph.anchors.reversed())
        #expect((question.path != nil) == isValid, "\(question.verdict)")
        #expect(!question.isTooComplex)
        // RFC 5280 6.1 asks whether there is a path; OpenSSL follows one way and may miss it, but it finds no other.
        let theirs = OpenSSLVerifier.accepts(question)
        #expect(isValid || !theirs)
        missedByOpenSSL += isValid && !theirs ? 1 : 0
      }
      valid += isValid ? 1 : 0
    }
    #expect((5...55).contains(valid), "\(valid) of 60 hold")
    #expect(missedByOpenSSL > 0)
  }
}
