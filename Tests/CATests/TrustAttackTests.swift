import CA
import Cryptography
import Diagnostics
import Federation
import SPIFFE
import Testing
import X509

/// What somebody on the way, or a stranger, can try with files alone.
@Suite struct TrustAttackTests {
  private static func signed(_ bytes: [UInt8]) throws -> SignedTrustCard {
    try SignedTrustCard.read(bytes, source: "card")
  }

  /// A card with changes and the signatures it had.
  private static func changed(
    _ bytes: [UInt8], name: String? = nil, domain: String? = nil, sequence: Int64? = nil, roots: [Certificate]? = nil,
    address: String? = nil, signatures: [SignedTrustCard.Signature]? = nil
  ) throws -> [UInt8] {
    let old = try signed(bytes)
    let card = TrustCard(
      name: name ?? old.card.name, trustDomain: try domain.map { try TrustDomain($0) } ?? old.card.trustDomain,
      sequence: sequence ?? old.card.sequence, namespace: old.card.namespace, roots: roots ?? old.card.roots,
      gateways: old.card.gateways.map {
        .init(peer: $0.peer, ingress: $0.ingress, egress: $0.egress, addresses: address.map { [$0] } ?? $0.addresses)
      })
    return SignedTrustCard(card, signatures: signatures ?? old.signatures).yaml
  }

  /// The same card, signed by somebody else's root.
  private static func signed(_ bytes: [UInt8], by root: CorporateRoot) throws -> [UInt8] {
    let card = try signed(bytes).card
    return SignedTrustCard(
      card, signatures: [try SignedTrustCard.sign(card, with: root.key, of: root.certificate)]
    ).yaml
  }

  @Test func aTamperedCard() throws {
    try TrustHomes.with { homes in
      let card = try homes.greenCard()
      let root = try homes.greenRoot()
      let stranger = try CorporateRoot("Stranger").certificate
      for bad in [
        try Self.changed(card, address: "evil.example.com"), try Self.changed(card, sequence: 9),
        try Self.changed(card, roots: [root, stranger]),
      ] {
        #expect(try homes.refusal { try homes.redImports(bad, [root]) } == "MT-TRUST-06")
      }
      try homes.redImports(card, [root])
      let bad = try Self.changed(card, sequence: 2, address: "evil.example.com")
      #expect(try homes.refusal { try homes.redImports(bad) } == "MT-TRUST-06")
      #expect(try homes.refusal { try homes.redImports(bad, [root]) } == "MT-TRUST-06")
    }
  }

  @Test func anOlderCardPlayedBack() throws {
    try TrustHomes.with { homes in
      let first = try homes.greenCard()
      try homes.redImports(first, [homes.greenRoot()])
      try homes.moveGreen(to: "new.green.example.com")
      try homes.redImports(homes.greenCard())
      #expect(try homes.refusal { try homes.redImports(first) } == "MT-TRUST-07")
      #expect(try homes.refusal { try homes.redImports(first, [homes.greenRoot()]) } == "MT-TRUST-07")
    }
  }

  @Test func otherContentUnderTheSameNumber() throws {
    try TrustHomes.with { homes in
      try homes.redImports(homes.greenCard(), [homes.greenRoot()])
      // Green's home is restored from before the export, changes, and counts to the same number.
      try homes.green.signedSQL("DELETE FROM told; DELETE FROM card")
      try homes.moveGreen(to: "new.green.example.com")
      #expect(try homes.refusal { try homes.redImports(homes.greenCard()) } == "MT-TRUST-08")
    }
  }

  @Test func aCardForAnotherDomain() throws {
    try TrustHomes.with { homes in
      let stranger = try CorporateRoot("Stranger")
      let root = try homes.greenRoot()
      let card = try homes.greenCard()
      func forged(name: String, domain: String) throws -> [UInt8] {
        try Self.signed(Self.changed(card, name: name, domain: domain, roots: [stranger.certificate]), by: stranger)
      }
      func refusal(_ name: String, _ domain: String) throws -> String? {
        try homes.refusal { try homes.redImports(forged(name: name, domain: domain), [stranger.certificate]) }
      }
      #expect(try refusal("red-mesh", "stranger.local") == "MT-TRUST-03")
      #expect(try refusal("stranger", "red-mesh.local") == "MT-TRUST-04")
      try homes.redImports(card, [root])
      #expect(try refusal("stranger", "green-mesh.local") == "MT-TRUST-04")
      #expect(try refusal("green-mesh", "stranger.local") == "MT-TRUST-05")
    }
  }

  @Test func aSwappedSignature() throws {
    try TrustHomes.with { homes in
      let first = try homes.greenCard()
      try homes.redImports(first, [homes.greenRoot()])
      try homes.moveGreen(to: "new.green.example.com")
      let swapped = try Self.changed(homes.greenCard(), signatures: Self.signed(first).signatures)
      #expect(try homes.refusal { try homes.redImports(swapped) } == "MT-TRUST-06")
      #expect(
        try homes.refusal { try homes.redImports(Self.changed(homes.greenCard(), signatures: [])) } == "MT-TRUST-10")
    }
  }

  @Test func aSignatureByARootThatIsNotHeld() throws {
    try TrustHomes.with { homes in
      let stranger = try CorporateRoot("Stranger")
      let root = try homes.greenRoot()
      try homes.redImports(homes.greenCard(), [root])
      let replaced = try Self.signed(
        Self.changed(homes.greenCard(), sequence: 2, roots: [stranger.certificate]), by: stranger)
      #expect(try homes.refusal { try homes.redImports(replaced) } == "MT-TRUST-10")
      // The known root beside the stranger's, signed by the stranger: its fingerprint must not vouch for both.
      let mixed = try Self.signed(
        Self.changed(homes.greenCard(), sequence: 2, roots: [root, stranger.certificate]), by: stranger)
      #expect(try homes.refusal { try homes.redImports(mixed) } == "MT-TRUST-10")
      #expect(try homes.refusal { try homes.redImports(mixed, [root]) } == "MT-TRUST-12")
      #expect(try homes.refusal { try homes.redImports(homes.greenCard(), [stranger.certificate]) } == "MT-TRUST-11")
    }
  }

  @Test func firstContactWithoutAFingerprint() throws {
    try TrustHomes.with { homes in
      #expect(try homes.refusal { try homes.redImports(homes.greenCard()) } == "MT-TRUST-09")
      let other = try CorporateRoot("Other").certificate
      #expect(try homes.refusal { try homes.redImports(homes.greenCard(), [other]) } == "MT-TRUST-11")
    }
  }

  @Test func aNumberThatEndsAllUpdates() throws {
    try TrustHomes.with { homes in
      let root = try homes.greenRoot()
      let highest = SignedTrustCard.highestSequence
      let ending = try Self.changed(homes.greenCard(), sequence: highest + 1)
      #expect(throws: TrustCardError.self) { try homes.redImports(ending, [root]) }
      let bundle = TrustOffer(
        .spiffe, name: "green-mesh",
        trustDomain: try SignedTrustCard.read(homes.greenCard(), source: "c").card.trustDomain,
        roots: [root], sequence: highest + 1, source: [])
      #expect(failure { try homes.redImports(bundle, [root]) }?.diagnostic.code == "MT-TRUST-19")
    }
  }

  @Test func aHeldRootBeforeItsTimeVouchesForNothing() throws {
    try TrustHomes.with { homes in
      let root = try homes.greenRoot()
      try homes.redImports(homes.greenCard(), [root])
      try homes.moveGreen(to: "new.green.example.com")
      let card = try homes.greenCard()
      let offer = TrustOffer(try SignedTrustCard.read(card, source: "card"), source: card)
      // The clock is set back to before the root begins.
      let early = homes.red.home(at: root.validity.notBefore + -1)
      #expect(failure { try early.importTrust(offer, fingerprints: []) { _ in } }?.diagnostic.code == "MT-TRUST-10")
      try homes.redImports(card)
    }
  }

  @Test func aRootThatIsTooWeakIsNotImported() throws {
    try TrustHomes.with { homes in
      let key = try PrivateKey.generate(.rsa2048)
      guard case .rsa(let modulus, let exponent) = key.publicKey.components else { return }
      // The first half of the modulus with another end is a key of 1024 bits.
      let weak = try #require(
        stride(from: UInt8(1), through: 253, by: 2).lazy
          .map { PublicKeyComponents.rsa(modulus: Array(modulus.prefix(127)) + [$0], exponent: exponent) }
          .first { (try? $0.validate()) != nil })
      let template = CertificateTemplate(
        serialNumber: try .random(), validity: Validity(notBefore: TestHome.start, notAfter: TestHome.start + 86_400),
        subject: try DistinguishedName(organization: "w", commonName: "weak"), publicKey: weak,
        basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign])
      let stranger = try CorporateRoot("Stranger")
      let root = try template.signed(by: stranger.key, issuer: stranger.certificate)
      let offer = TrustOffer(
        .pem, name: "green-mesh",
        trustDomain: try SignedTrustCard.read(homes.greenCard(), source: "c").card.trustDomain,
        roots: [root], sequence: nil, source: [])
      #expect(failure { try homes.redImports(offer, [root]) }?.diagnostic.code == "MT-TRUST-19")
    }
  }

  @Test func aRootThatDidNotSignItselfIsNoRoot() throws {
    try TrustHomes.with { homes in
      var der = try homes.greenRoot().der
      der[der.count - 1] ^= 1
      let root = try Certificate(der: der)
      #expect(root.isSelfIssued && !root.isSelfSigned)
      let offer = TrustOffer(
        .pem, name: "green-mesh",
        trustDomain: try SignedTrustCard.read(homes.greenCard(), source: "c").card.trustDomain,
        roots: [root], sequence: nil, source: [])
      #expect(failure { try homes.redImports(offer, [root]) }?.diagnostic.code == "MT-TRUST-19")
    }
  }
}
