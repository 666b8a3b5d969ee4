import CA
import Cryptography
import Diagnostics
import Federation
import SPIFFE
import Testing
import X509

@Suite struct TrustExportTests {
  @Test func theSameFactsAreTheSameBytes() throws {
    try TrustHomes.with { homes in
      let first = try homes.green.home().exportCard("green-mesh", for: nil)
      let files = try homes.green.files()
      let second = try homes.green.home().exportCard("green-mesh", for: nil)
      #expect(first.isNew && !second.isNew && first.yaml == second.yaml && first.card.sequence == 1)
      #expect(try homes.green.files() == files)
      #expect(try homes.green.home().verifyLog().count { $0.action == "exported-trust" } == 1)
    }
  }

  @Test func theNumberRisesWithEveryChangeAndOnlyThen() throws {
    try TrustHomes.with { homes in
      func number(_ peer: String? = nil) throws -> Int64? {
        try homes.green.home().exportCard("green-mesh", for: peer).card.sequence
      }
      #expect(try (number(), number("red-mesh"), number()) == (1, 1, 1))
      #expect(try homes.green.home().exportBundle("green-mesh").sequence == 1)
      try homes.moveGreen(to: "b.example.com")
      #expect(try homes.green.home().exportBundle("green-mesh").sequence == 2)
      #expect(try (number("red-mesh"), number()) == (2, 2))
      try homes.moveGreen(to: "in.green.example.com")
      // Back to the first content is a change too.
      #expect(try (number(), number("red-mesh")) == (3, 3))
    }
  }

  @Test func cardsForDifferentPeersGoTogether() throws {
    try TrustHomes.with { homes in
      try homes.redImports(homes.greenCard(for: "red-mesh"), [homes.greenRoot()])
      #expect(try homes.redImports(homes.greenCard()).remote.card.audience == nil)
      #expect(failure { try homes.green.home().exportCard("green-mesh", for: "blue-mesh") } != nil)
    }
  }

  @Test func everyRootWithAKeySigns() throws {
    try TrustHomes.with { homes in
      let exported = try homes.green.home().exportCard("green-mesh", for: nil)
      let signed = try SignedTrustCard.read(exported.yaml, source: "card")
      let root = try homes.greenRoot()
      #expect(signed.signatures.map(\.root) == [root.fingerprint] && exported.signers == [root.fingerprint])
      #expect(signed.signatures.allSatisfy { $0.isValid(for: signed.card, by: root) })
    }
  }

  /// A rotation as the holder of the old root sees it: old, then both signed by both, then the new one alone.
  @Test func aRotationIsFollowedWithoutAFingerprint() throws {
    try TrustHomes.with { homes in
      let old = try homes.greenRoot()
      try homes.redImports(homes.greenCard(), [old])
      let first = try SignedTrustCard.read(homes.greenCard(), source: "card").card
      let next = try CorporateRoot("Next")
      let both = first.replacing(roots: [old, next.certificate], sequence: 2)
      let pem = try homes.green.home().exportPlainKey("green-mesh/root")
      let (label, der) = try PEM.privateKey(pem)
      let key = try PrivateKeyDER.decode(der, label: label)
      let signed = SignedTrustCard(
        both,
        signatures: [
          try SignedTrustCard.sign(both, with: key, of: old),
          try SignedTrustCard.sign(both, with: next.key, of: next.certificate),
        ])
      #expect(try homes.redImports(signed.yaml).remote.card.roots.count == 2)
      _ = try homes.red.home().apply()
      #expect(try homes.red.home().expectation(of: "green-mesh", for: "red-mesh").bundle.certificates.count == 2)
      let last = first.replacing(roots: [next.certificate], sequence: 3)
      let retired = SignedTrustCard(
        last, signatures: [try SignedTrustCard.sign(last, with: next.key, of: next.certificate)])
      #expect(try homes.redImports(retired.yaml).remote.card.roots == [next.certificate])
    }
  }

  @Test func aCardBelowACorporateRootIsNotSigned() throws {
    let corporate = try CorporateRoot()
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().install("red-mesh", chain: corporate.chain(test.home().requestIntermediate("red-mesh")))
      let exported = try test.home().exportCard("red-mesh", for: nil)
      #expect(exported.signers.isEmpty && exported.warnings.map(\.code) == ["MT-TRUST-17"])
      try TrustHomes.with { homes in
        try homes.green.loseDatabase()
        for path in ["home.pub", "log.checkpoint", "out"] { try homes.green.remove(path) }
        let signed = try SignedTrustCard.read(exported.yaml, source: "card")
        let offer = TrustOffer(signed, source: exported.yaml)
        let print = try #require(RootFingerprint(corporate.certificate.fingerprint))
        #expect(
          failure { try homes.green.home().importTrust(offer, fingerprints: []) { _ in } }?.diagnostic.code
            == "MT-TRUST-09")
        let change = try homes.green.home().importTrust(offer, fingerprints: [print]) { _ in }
        #expect(change.warnings.contains { $0.code == "MT-TRUST-17" })
      }
    }
  }

  @Test func afterAnOldBackupTheNumberCanBeRaised() throws {
    try TrustHomes.with { homes in
      #expect(try homes.green.home().exportCard("green-mesh", for: nil).card.sequence == 1)
      #expect(try homes.green.home().exportCard("green-mesh", for: nil, least: 40).card.sequence == 40)
      #expect(try homes.green.home().exportCard("green-mesh", for: nil).card.sequence == 40)
      // Never lower, whatever is asked for.
      #expect(try homes.green.home().exportCard("green-mesh", for: nil, least: 7).card.sequence == 40)
      try homes.moveGreen(to: "new.green.example.com")
      #expect(try homes.green.home().exportCard("green-mesh", for: nil, least: 7).card.sequence == 41)
    }
  }
}
