import Cryptography
import Testing

@testable import X509

/// What a bundle remembers of authorities never changes an answer.
@Suite struct AuthorityMemoryTests {
  private let root: Party
  private let middle: Party
  private let leaf: Certificate

  init() throws {
    root = try TestPKI.root()
    middle = try TestPKI.intermediate(by: root)
    leaf = try TestPKI.leaf(by: middle)
  }

  private func isValid(
    _ anchors: TrustAnchors, _ leaf: Certificate, _ intermediates: [Certificate], at time: Timestamp = TestPKI.time
  ) -> Bool {
    let builder = PathBuilder(anchors: anchors, policy: PathPolicy(time: time))
    if case .valid = builder.verdict(leaf: leaf, intermediates: intermediates) { return true }
    return false
  }

  @Test func `an authority is remembered, a leaf is not`() throws {
    let anchors = TrustAnchors([root.certificate])
    #expect(!anchors.memory.holds(middle.certificate, by: root.certificate.publicKeyInfo.der))
    #expect(isValid(anchors, leaf, [middle.certificate]))
    #expect(anchors.memory.holds(middle.certificate, by: root.certificate.publicKeyInfo.der))
    #expect(anchors.memory.holds(root.certificate, by: root.certificate.publicKeyInfo.der))
    #expect(!anchors.memory.holds(leaf, by: middle.certificate.publicKeyInfo.der))
    #expect(!TrustAnchors([root.certificate]).memory.holds(middle.certificate, by: root.certificate.publicKeyInfo.der))
    let policy = PathPolicy(time: TestPKI.time)
    var search = PathSearch(anchors, policy, leaf: leaf, intermediates: [middle.certificate])
    #expect(try search.path() != nil)
    #expect(search.budget.signatureChecks == policy.limits.signatureChecks - 1)
  }

  @Test func `a remembered authority still expires, and every bit of it counts`() throws {
    let anchors = TrustAnchors([root.certificate])
    #expect(isValid(anchors, leaf, [middle.certificate]))
    #expect(!isValid(anchors, leaf, [middle.certificate], at: try Timestamp("2027-06-01")))
    #expect(!isValid(anchors, leaf, [middle.certificate], at: try Timestamp("2025-06-01")))
    for index in middle.certificate.der.indices {
      var bytes = middle.certificate.der
      bytes[index] ^= 1
      guard let changed = try? Certificate(der: bytes) else { continue }
      #expect(!isValid(anchors, leaf, [changed]), "bit of octet \(index)")
    }
    #expect(isValid(anchors, leaf, [middle.certificate]))
  }

  @Test func `a remembered authority is decoded once, and only its exact bytes`() throws {
    let anchors = TrustAnchors([root.certificate])
    #expect(anchors.memory.certificate(middle.certificate.der) == nil)
    #expect(try anchors.certificate(der: middle.certificate.der) == middle.certificate)
    #expect(isValid(anchors, leaf, [middle.certificate]))
    #expect(anchors.memory.certificate(middle.certificate.der) == middle.certificate)
    #expect(anchors.memory.certificate(leaf.der) == nil)
    var changed = middle.certificate.der
    changed[40] ^= 1
    #expect(anchors.memory.certificate(changed) == nil)
    #expect(throws: X509Error.self) { try anchors.certificate(der: middle.certificate.der + [0]) }
  }

  @Test func `a forged authority is not remembered`() throws {
    let anchors = TrustAnchors([root.certificate])
    let forged = try TestPKI.intermediate(by: root, signer: TestKeys.p256[6])
    for _ in 0..<2 { #expect(!isValid(anchors, leaf, [forged.certificate])) }
    #expect(!anchors.memory.holds(forged.certificate, by: root.certificate.publicKeyInfo.der))
  }

  @Test func `validated authorities judge each leaf, time and policy anew`() throws {
    let middle = try TestPKI.intermediate(by: root) { raw in
      raw.set(.constraints(permitted: [RawName.uri("red-mesh.local")]))
      raw.set(.purposes("1.3.6.1.5.5.7.3.1"))
    }
    let stranger = try TestPKI.leaf(by: middle) { raw in
      raw.set(.names([RawName.uri("spiffe://green-mesh.local/ns/default/sa/web")]))
    }
    let client = try TestPKI.leaf(by: middle) { raw in raw.set(.purposes("1.3.6.1.5.5.7.3.2")) }
    let leaves = [try TestPKI.leaf(by: middle), stranger, client]
    var policies = [try Timestamp("2025-06-01"), TestPKI.time, try Timestamp("2027-06-01")].map { PathPolicy(time: $0) }
    policies.append(PathPolicy(time: TestPKI.time, purposes: [.serverAuth]))
    policies.append(PathPolicy(time: TestPKI.time, purposes: [.clientAuth]))
    policies.append(PathPolicy(time: TestPKI.time, profile: .proxies))
    policies.append(PathPolicy(time: TestPKI.time, profile: .rfc5280))
    policies.append(
      PathPolicy(time: TestPKI.time, certificatePolicies: PolicyInputs(requiresExplicitPolicy: true)))
    policies.append(PathPolicy(time: TestPKI.time, revocation: RevocationLists([])))
    policies.append(PathPolicy(time: TestPKI.time, limits: PathLimits(intermediates: 0)))
    let anchors = TrustAnchors([root.certificate])
    var answers: Set<Bool> = []
    for policy in policies + policies.reversed() {
      for leaf in leaves {
        let known = PathBuilder(anchors: anchors, policy: policy)
        let fresh = PathBuilder(anchors: TrustAnchors([root.certificate]), policy: policy)
        let verdict = fresh.verdict(leaf: leaf, intermediates: [middle.certificate])
        #expect(known.verdict(leaf: leaf, intermediates: [middle.certificate]) == verdict)
        #expect(known.verdict(leaf: leaf, intermediates: [middle.certificate]) == verdict)
        if case .valid = verdict { answers.insert(true) } else { answers.insert(false) }
      }
    }
    #expect(answers == [true, false])
  }

  @Test func `many threads may ask at once`() async throws {
    let anchors = TrustAnchors([root.certificate])
    let (leaf, middle) = (leaf, middle.certificate)
    let stranger = try TestPKI.leaf(by: Party(key: TestKeys.p256[6], certificate: middle))
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        group.addTask {
          isValid(anchors, index.isMultiple(of: 2) ? leaf : stranger, [middle]) == index.isMultiple(of: 2)
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
