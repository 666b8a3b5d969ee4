import Cryptography
import Diagnostics
import Documents
import Federation
import SPIFFE
import Testing
import X509

@testable import CA

/// Which offered trust is taken, and what each refusal is for. Every case changes one thing of an offer that is taken.
@Suite struct TrustVerifierTests {
  private static let now = TestHome.start

  /// A root of somebody else.
  private struct Root {
    let key: PrivateKey
    let certificate: Certificate

    init(_ name: String, from start: Timestamp = now, days: Int64 = 100) throws {
      key = try PrivateKey.generate(.p256)
      certificate = try authority(name, key, days: days, from: start).signed(by: key, issuer: nil)
    }
  }

  private static func authority(
    _ name: String, _ key: PrivateKey, days: Int64 = 100, from start: Timestamp = now, isAuthority: Bool = true
  ) throws -> CertificateTemplate {
    CertificateTemplate(
      serialNumber: try .random(), validity: Validity(notBefore: start, notAfter: start.after(days: days)),
      subject: try DistinguishedName(organization: "a", commonName: name), publicKey: key.publicKey.components,
      basicConstraints: BasicConstraints(isAuthority: isAuthority),
      keyUsage: isAuthority ? [.keyCertSign] : [.digitalSignature])
  }

  private static func card(
    _ roots: [Certificate], sequence: Int64? = 5, name: String = "green-mesh", domain: String = "green-mesh.local",
    namespace: String = "green-mesh-system"
  ) throws -> TrustCard {
    TrustCard(
      name: name, trustDomain: try TrustDomain(domain), sequence: sequence, namespace: namespace, roots: roots,
      gateways: [])
  }

  private static func signed(_ card: TrustCard, by roots: [Root]) throws -> TrustOffer {
    let signatures = try roots.map { try SignedTrustCard.sign(card, with: $0.key, of: $0.certificate) }
    return TrustOffer(SignedTrustCard(card, signatures: signatures), source: [])
  }

  private static func bundle(
    _ roots: [Certificate], _ form: HeldRemote.Form = .pem, name: String? = "green-mesh",
    domain: String = "green-mesh.local", sequence: Int64? = nil
  ) throws -> TrustOffer {
    TrustOffer(
      form, name: name, trustDomain: try TrustDomain(domain), roots: roots, sequence: sequence, source: [])
  }

  private static func held(_ card: TrustCard, _ form: HeldRemote.Form = .card) -> HeldRemote {
    HeldRemote(card: card, form: form, imported: now, source: [])
  }

  private static func verify(
    _ offer: TrustOffer, _ held: [HeldRemote] = [], vouching roots: [Certificate] = [], at time: Timestamp = now
  ) throws -> Result<TrustChange, TrustFault> {
    let text = TrustHomes.yaml("red-mesh", remote: "green-mesh", address: "in.example.com")
    let document = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "federation.yaml").first)
    let verifier = TrustOfferVerifier(
      meshes: try ResolvedFederation(FederationFile(document)).meshes, held: held, ownRoots: [],
      fingerprints: Set(roots.map(\.fingerprint)), now: time)
    return Result { () throws(TrustFault) in try verifier.verify(offer) }
  }

  /// The code of the refusal; `taken` if there is none.
  private static func word(
    _ offer: TrustOffer, _ held: [HeldRemote] = [], vouching roots: [Certificate] = [], at time: Timestamp = now
  ) throws -> String {
    switch try verify(offer, held, vouching: roots, at: time) {
    case .success: "taken"
    case .failure(let fault): fault.diagnostic.code.rawValue
    }
  }

  @Test func `something must vouch for every root`() throws {
    let (green, second, stranger) = (try Root("green"), try Root("second"), try Root("stranger"))
    let (g, s, x) = (green.certificate, second.certificate, stranger.certificate)
    let known = [Self.held(try Self.card([g]))]
    let next = try Self.card([g, s], sequence: 6)
    let cases: [(offer: TrustOffer, held: [HeldRemote], vouching: [Certificate], word: String)] = [
      // A first contact needs a fingerprint: of a root that signed, or of all of them.
      (try Self.signed(Self.card([g]), by: [green]), [], [], "MT-TRUST-09"),
      (try Self.signed(Self.card([g]), by: [green]), [], [g], "taken"),
      (try Self.signed(Self.card([g]), by: []), [], [g], "taken"),
      (try Self.signed(Self.card([g, s]), by: [green]), [], [g], "taken"),
      (try Self.signed(Self.card([g, s]), by: [green]), [], [s], "MT-TRUST-12"),
      (try Self.bundle([g, s]), [], [g], "MT-TRUST-12"), (try Self.bundle([g, s]), [], [g, s], "taken"),
      // A fingerprint of none of the roots is a mistake, whatever else was given.
      (try Self.signed(Self.card([g]), by: [green]), [], [x], "MT-TRUST-11"),
      (try Self.signed(Self.card([g]), by: [green]), known, [g, x], "MT-TRUST-11"),
      // What is known vouches for what comes after it.
      (try Self.signed(next, by: [green]), known, [], "taken"),
      (try Self.signed(next, by: [green, second]), known, [], "taken"),
      (try Self.signed(next, by: [second]), known, [], "MT-TRUST-10"),
      (try Self.signed(next, by: [second]), known, [s], "taken"),
      (try Self.signed(next, by: [second]), known, [g], "MT-TRUST-12"),
      (try Self.signed(next, by: []), known, [], "MT-TRUST-10"), (try Self.bundle([g]), known, [], "MT-TRUST-10"),
      (try Self.bundle([g]), known, [g], "taken"),
      // A root that is known and not on the card any more may sign for its successor.
      (try Self.signed(Self.card([s], sequence: 6), by: [green]), known, [], "taken"),
      // Signatures of strangers say nothing.
      (try Self.signed(next, by: [stranger]), known, [], "MT-TRUST-10"),
      (try Self.signed(next, by: [stranger, green]), known, [], "taken"),
    ]
    for (index, item) in cases.enumerated() {
      let found = try Self.word(item.offer, item.held, vouching: item.vouching)
      #expect(found == item.word, "\(index)")
    }
    // A signature of another card is one that does not match.
    let other = try SignedTrustCard.sign(Self.card([g]), with: green.key, of: g)
    let forged = TrustOffer(SignedTrustCard(next, signatures: [other]), source: [])
    let found = try Self.word(forged, known, vouching: [g, s])
    #expect(found == "MT-TRUST-06")
  }

  @Test func `a root vouches only while it is valid`() throws {
    let green = try Root("green")
    let known = [Self.held(try Self.card([green.certificate]))]
    let next = try Self.signed(Self.card([green.certificate], sequence: 6), by: [green])
    let end = green.certificate.validity.notAfter
    for (time, word) in [(Self.now + -1, "MT-TRUST-10"), (Self.now, "taken"), (end, "taken"), (end + 1, "MT-TRUST-10")]
    {
      let found = try Self.word(next, known, at: time)
      #expect(found == word)
    }
    // Of several known roots one that is valid is enough.
    let late = try Root("late", days: 200)
    let both = [green.certificate, late.certificate]
    let found = try Self.word(
      Self.signed(Self.card(both, sequence: 6), by: [green, late]), [Self.held(Self.card(both))], at: end + 1)
    #expect(found == "taken")
  }

  @Test func `a number never falls, and stands for one content`() throws {
    let (green, second) = (try Root("green"), try Root("second"))
    let (g, s) = (green.certificate, second.certificate)
    let highest = SignedTrustCard.highestSequence
    let known = [Self.held(try Self.card([g]))]
    let renamed = try Self.card([g], namespace: "elsewhere")
    let cases: [(offer: TrustOffer, held: [HeldRemote], word: String)] = [
      (try Self.signed(Self.card([g], sequence: 4), by: [green]), known, "MT-TRUST-07"),
      (try Self.signed(Self.card([g]), by: [green]), known, "taken"),
      (try Self.signed(renamed, by: [green]), known, "MT-TRUST-08"),
      (try Self.signed(Self.card([g, s]), by: [green]), known, "MT-TRUST-08"),
      (try Self.signed(Self.card([g, s], sequence: 6), by: [green]), known, "taken"),
      // A bundle's number is one of its roots only.
      (try Self.signed(renamed, by: [green]), [Self.held(try Self.card([g]), .spiffe)], "taken"),
      (try Self.signed(Self.card([s, g]), by: [green]), [Self.held(try Self.card([g]), .spiffe)], "MT-TRUST-08"),
      (try Self.signed(Self.card([s, g]), by: [green]), [Self.held(try Self.card([g, s]), .spiffe)], "taken"),
      (
        try Self.signed(Self.card([g], sequence: 1), by: [green]), [Self.held(try Self.card([g], sequence: nil))],
        "taken"
      ),
    ]
    for (index, item) in cases.enumerated() {
      let found = try Self.word(item.offer, item.held)
      #expect(found == item.word, "\(index)")
    }
    // A number that no root has signed may be a lie of whoever served it: what changes no root sets it back, and so do
    // the fingerprints of all roots. One that was signed stays.
    let served = [Self.held(try Self.card([g], sequence: highest), .spiffe)]
    let signed = [Self.held(try Self.card([g], sequence: highest))]
    let more = try Self.signed(Self.card([g, s], sequence: 4), by: [green])
    let setBack: [(offer: TrustOffer, held: [HeldRemote], vouching: [Certificate], word: String)] = [
      (try Self.signed(Self.card([g], sequence: 4), by: [green]), served, [], "taken"),
      (try Self.signed(Self.card([g], sequence: 4), by: []), served, [], "MT-TRUST-10"),
      (more, served, [], "MT-TRUST-07"), (more, served, [g], "MT-TRUST-07"), (more, served, [g, s], "taken"),
      (try Self.bundle([g], .spiffe, sequence: 4), served, [g], "taken"),
      (try Self.bundle([g], .spiffe, sequence: 4), signed, [g], "MT-TRUST-07"),
      (more, signed, [g, s], "MT-TRUST-07"),
    ]
    for (index, item) in setBack.enumerated() {
      let found = try Self.word(item.offer, item.held, vouching: item.vouching)
      #expect(found == item.word, "set back \(index)")
    }
    for (sequence, word) in [(highest, "taken"), (highest + 1, "MT-TRUST-19")] {
      let found = try Self.word(Self.bundle([g], .spiffe, sequence: sequence), vouching: [g])
      #expect(found == word)
    }
  }

  @Test func `a name and a trust domain belong to one mesh`() throws {
    let green = try Root("green")
    let g = green.certificate
    let known = Self.held(try Self.card([g]))
    func word(_ name: String?, _ domain: String, _ held: [HeldRemote] = []) throws -> String {
      try Self.word(Self.bundle([g], name: name, domain: domain), held, vouching: [g])
    }
    let cases: [(name: String?, domain: String, held: [HeldRemote], word: String)] = [
      ("green-mesh", "green-mesh.local", [], "taken"), ("green-mesh", "green-mesh.local", [known], "taken"),
      ("red-mesh", "other.local", [], "MT-TRUST-03"), ("green-mesh", "red-mesh.local", [], "MT-TRUST-04"),
      ("blue-mesh", "green-mesh.local", [known], "MT-TRUST-04"), ("green-mesh", "other.local", [known], "MT-TRUST-05"),
      ("blue-mesh", "other.local", [known], "taken"),
      // Without a name it is the mesh that is known by the trust domain.
      (nil, "green-mesh.local", [known], "taken"), (nil, "other.local", [known], "MT-TRUST-20"),
      (nil, "green-mesh.local", [], "MT-TRUST-20"),
    ]
    for (index, item) in cases.enumerated() {
      let found = try word(item.name, item.domain, item.held)
      #expect(found == item.word, "\(index)")
    }
    // What was known of one mesh is not taken for what was known of another.
    let other = Self.held(try Self.card([g], sequence: 9, name: "blue-mesh", domain: "blue-mesh.local"))
    for held in [[other, known], [known, other]] {
      let change = try Self.verify(try Self.signed(Self.card([g], sequence: 6), by: [green]), held).get()
      #expect(!change.isFirst && change.remote.name == "green-mesh")
      let unnamed = try Self.verify(try Self.bundle([g], name: nil), held, vouching: [g]).get()
      #expect(unnamed.remote.card.sequence == 5)
    }
    let verifier = TrustOfferVerifier(meshes: [], held: [other, known], ownRoots: [], fingerprints: [], now: Self.now)
    #expect(try verifier.remote(Self.bundle([g])).card.sequence == 5)
  }

  @Test func `what is no set of roots is refused`() throws {
    let green = try Root("green")
    let many = try (0..<17).map { number in
      try Self.authority("\(number)", green.key).signed(by: green.key, issuer: nil)
    }
    let key = try PrivateKey.generate(.p256)
    let leaf = try Self.authority("leaf", key, isAuthority: false).signed(by: key, issuer: nil)
    let below = try Self.authority("below", key, days: 50).signed(by: green.key, issuer: green.certificate)
    var broken = green.certificate.der
    broken[broken.count - 1] ^= 1
    let forged = try Certificate(der: broken)
    let cases: [(roots: [Certificate], word: String)] = [
      ([], "MT-TRUST-19"), (Array(many.prefix(16)), "taken"), (many, "MT-TRUST-19"), ([green.certificate], "taken"),
      ([green.certificate, leaf], "MT-TRUST-19"),
      // An authority that another one signed may be pinned; one that claims to have signed itself must have.
      ([below], "taken"), ([forged], "MT-TRUST-19"),
    ]
    for (index, item) in cases.enumerated() {
      let found = try Self.word(Self.bundle(item.roots), vouching: item.roots)
      #expect(found == item.word, "\(index)")
    }
  }

  @Test func `a card that no root of it has signed is said to be that`() throws {
    let green = try Root("green")
    for signers in [[green], []] {
      let change = try Self.verify(
        try Self.signed(Self.card([green.certificate]), by: signers), vouching: [green.certificate]
      ).get()
      #expect(change.warnings.contains { $0.code == "MT-TRUST-17" } == signers.isEmpty)
    }
  }
}
