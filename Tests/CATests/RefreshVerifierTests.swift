import Cryptography
import Diagnostics
import Federation
import SPIFFE
import Testing
import X509

@testable import CA

/// What vouches for the roots that an endpoint serves, and when it is asked again.
@Suite struct RefreshVerifierTests {
  private static let now = TestHome.start

  private static func root(_ name: String) throws -> Certificate {
    let key = try PrivateKey.generate(.p256)
    let template = CertificateTemplate(
      serialNumber: try .random(), validity: Validity(notBefore: now, notAfter: now.after(days: 100)),
      subject: try DistinguishedName(organization: "a", commonName: name), publicKey: key.publicKey.components,
      basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign])
    return try template.signed(by: key, issuer: nil)
  }

  /// What becomes of a bundle of green-mesh: `taken`, `waits`, `same` or the code of the refusal.
  private static func word(
    _ roots: [Certificate], held: [Certificate], vouching given: [Certificate], profile: BundleEndpoint.Profile = .web
  ) throws -> String {
    let domain = try TrustDomain("green-mesh.local")
    let endpoint = RemoteEndpoint(
      name: "green-mesh", trustDomain: domain, endpoint: BundleEndpoint(url: "https://localhost/b", profile: profile))
    let card = TrustCard(
      name: "green-mesh", trustDomain: domain, sequence: 5, namespace: "green-mesh-system", roots: held, gateways: [])
    let verifier = RefreshVerifier(
      offers: TrustOfferVerifier(
        meshes: [], held: [HeldRemote(card: card, form: .card, imported: now, source: [])], ownRoots: [],
        fingerprints: Set(given.map(\.fingerprint)), now: now),
      endpoint: endpoint, last: nil)
    let bundle = TrustBundle(
      trustDomain: domain, certificates: roots, sequence: Set(roots) == Set(held) ? 5 : 6)
    do throws(TrustFault) {
      switch try verifier.verify(OfferedBundle(endpoint: endpoint, bundle: bundle, document: [])) {
      case .unchanged: return "same"
      case .vouched: return "taken"
      case .unvouched: return "waits"
      }
    } catch {
      return error.diagnostic.code.rawValue
    }
  }

  @Test func `a root leaves only if the fingerprints of all that stay were given`() throws {
    let (a, b, c) = (try Self.root("a"), try Self.root("b"), try Self.root("c"))
    let cases: [(roots: [Certificate], held: [Certificate], given: [Certificate], word: String)] = [
      ([a], [a, b], [], "waits"), ([a], [a, b], [a], "taken"), ([a, b], [a, b, c], [a, b], "taken"),
      ([a, b], [a, b, c], [a], "MT-TRUST-12"), ([a, c], [a, b], [c], "MT-TRUST-12"),
      ([a, c], [a, b], [a, c], "taken"),
      ([a, c], [a, b], [a], "MT-TRUST-12"), ([c], [a], [c], "taken"),
      // What is only added needs its own fingerprint, and no other.
      ([a, b], [a], [b], "taken"), ([a, b], [a], [a], "MT-TRUST-12"), ([a, b], [a], [], "waits"),
      // A fingerprint of none of the roots is a mistake, whatever changes.
      ([a], [a, b], [c], "MT-TRUST-11"), ([a], [a, b], [b], "MT-TRUST-11"), ([a], [a], [c], "MT-TRUST-11"),
      ([a, b], [a], [b, c], "MT-TRUST-11"), ([a], [a], [a], "same"), ([a], [a], [], "same"),
    ]
    for (index, item) in cases.enumerated() {
      let found = try Self.word(item.roots, held: item.held, vouching: item.given)
      #expect(found == item.word, "\(index)")
    }
    // A server that proved with a root which stays that it speaks for the trust domain.
    let proven = try Self.word([a, c], held: [a, b], vouching: [], profile: .spiffe)
    #expect(proven == "taken")
  }

  /// A clock that was ahead once does not stop refreshing until its time comes.
  @Test(arguments: [(Int64(-301), true), (-299, false), (0, false), (1, true), (900_000_000, true)])
  func `a bundle of the future is due`(fetched: Int64, isDue: Bool) {
    let bundle = EndpointBundle(
      remote: "green-mesh", trustDomain: "green-mesh.local", url: "https://localhost/b", sequence: 1, refreshHint: nil,
      document: [], isWaiting: false, fetched: Self.now + fetched)
    #expect(bundle.isDue(at: Self.now) == isDue)
  }
}
