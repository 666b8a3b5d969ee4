import CA
import Diagnostics
import Federation
import SPIFFE
import Testing
import X509

@Suite struct TrustImportTests {
  @Test func firstContactThenApplyThenVerify() throws {
    try TrustHomes.with { homes in
      let unknown = try homes.red.home().federation().findings.map(\.code)
      #expect(unknown.contains("MT-FED-31") && !homes.red.has("out/red-mesh/servicemeshpeer-green-mesh.yaml"))
      let change = try homes.redImports(homes.greenCard(), [homes.greenRoot()])
      #expect(change.isFirst && change.warnings.isEmpty && change.remote.card.sequence == 1)
      // Only the database is changed until `apply`.
      #expect(!homes.red.has("out/red-mesh/servicemeshpeer-green-mesh.yaml"))
      #expect(try homes.red.home().plan().isPending)
      let applied = try homes.red.home().apply()
      #expect(applied.issued.isEmpty && applied.written == ["red-mesh"])
      #expect(try !homes.red.home().plan().isPending)
      let (peer, bundle) = try homes.red.home().expectation(of: "green-mesh", for: "red-mesh")
      #expect(peer.isRemote && peer.reach.addresses == ["in.green.example.com"])
      #expect(peer.client.clientID == "green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account")
      #expect(bundle.certificates == [try homes.greenRoot()])
      #expect(try homes.red.home().bundles().map(\.trustDomain.name) == ["red-mesh.local", "green-mesh.local"])
      #expect(try homes.red.home().status().entries.contains { $0.name == "green-mesh/root (remote)" })
      let log = try homes.red.home().verifyLog()
      #expect(log.contains { $0.action == "imported-trust" && $0.subject == "green-mesh" })
    }
  }

  @Test func theSameAgainChangesNothing() throws {
    try TrustHomes.with { homes in
      try homes.redImports(homes.greenCard(), [homes.greenRoot()])
      let before = try homes.red.files()
      #expect(try homes.redImports(homes.greenCard()).isEmpty)
      #expect(try homes.red.files() == before)
    }
  }

  @Test func aLaterCardNeedsNoFingerprint() throws {
    try TrustHomes.with { homes in
      try homes.redImports(homes.greenCard(), [homes.greenRoot()])
      try homes.moveGreen(to: "new.green.example.com")
      let change = try homes.redImports(homes.greenCard())
      #expect(!change.isFirst && change.remote.card.sequence == 2)
      #expect(change.differences.map(\.sign) == ["~", "~"])
      let (peer, _) = try homes.red.home().expectation(of: "green-mesh", for: "red-mesh")
      #expect(peer.reach.addresses == ["new.green.example.com"])
    }
  }

  @Test func aRootThatHasEndedVouchesForNothing() throws {
    try TrustHomes.with { homes in
      try homes.redImports(homes.greenCard(), [homes.greenRoot()])
      try homes.moveGreen(to: "new.green.example.com")
      let card = try homes.greenCard()
      let late = try homes.greenRoot().validity.notAfter + 1
      let offer = TrustOffer(try SignedTrustCard.read(card, source: "card"), source: card)
      let error = failure { try homes.red.home(at: late).importTrust(offer, fingerprints: []) { _ in } }
      #expect(error?.diagnostic.code == "MT-TRUST-10")
      let change = try homes.red.home(at: late - 1).importTrust(offer, fingerprints: []) { _ in }
      #expect(change.remote.card.sequence == 2)
    }
  }

  @Test func whoSaysNoChangesNothing() throws {
    try TrustHomes.with { homes in
      let bytes = try homes.greenCard()
      let print = try #require(RootFingerprint(homes.greenRoot().fingerprint))
      let refused = try homes.refusal {
        try homes.red.home().importTrust(
          TrustOffer(SignedTrustCard.read(bytes, source: "card"), source: bytes), fingerprints: [print]
        ) { change throws(CAError) in throw .notConfirmed(NotConfirmed("\(change.remote.name)", why: "", next: "")) }
      }
      #expect(refused == "MT-CLI-80")
      #expect(try homes.red.home().remotes().isEmpty)
    }
  }

  @Test func aCardComesBeforeTheFirstApply() throws {
    try TrustHomes.with { homes in
      try homes.red.loseDatabase()
      for path in ["sealing.key", "home.pub", "log.checkpoint", "out"] { try homes.red.remove(path) }
      try homes.redImports(homes.greenCard(), [homes.greenRoot()])
      let applied = try homes.red.home().apply()
      #expect(applied.issued.count == 2 && homes.red.has("out/red-mesh/servicemeshpeer-green-mesh.yaml"))
    }
  }

  @Test func aLostDatabaseIsNotCoveredUp() throws {
    try TrustHomes.with { homes in
      try homes.red.loseDatabase()
      #expect(failure { try homes.redImports(homes.greenCard(), [homes.greenRoot()]) }?.exitStatus == .refused)
      #expect(try homes.red.files()["authority.db"] == nil)
    }
  }

  @Test func removingIsAFirstContactAgain() throws {
    try TrustHomes.with { homes in
      try homes.redImports(homes.greenCard(), [homes.greenRoot()])
      _ = try homes.red.home().apply()
      _ = try homes.red.home().removeRemote("green-mesh") { _ in }
      _ = try homes.red.home().apply()
      #expect(!homes.red.has("out/red-mesh/servicemeshpeer-green-mesh.yaml"))
      #expect(try homes.refusal { try homes.redImports(homes.greenCard()) } == "MT-TRUST-09")
      #expect(
        failure { try homes.red.home().removeRemote("gren-mesh") { _ in } }?.diagnostic.code == "MT-TRUST-13")
    }
  }

  @Test func aRemoteDoesNotTurnIntoAMeshOnTheSide() throws {
    try TrustHomes.with { homes in
      try homes.redImports(homes.greenCard(), [homes.greenRoot()])
      try homes.red.describe(
        Colours(meshes: [.init(name: "red-mesh", peers: ["green-mesh"]), .init(name: "green-mesh", peers: [])]))
      #expect(failure { try homes.red.home().apply() }?.exitStatus == .refused)
    }
  }

  @Test func otherFormsReplaceTheRootsAndKeepTheFacts() throws {
    try TrustHomes.with { homes in
      try homes.redImports(homes.greenCard(), [homes.greenRoot()])
      let other = try CorporateRoot("Other").certificate
      let domain = try TrustDomain("green-mesh.local")
      let offer = TrustOffer(
        .pem, name: nil, trustDomain: domain, roots: [try homes.greenRoot(), other], sequence: nil, source: [1])
      #expect(try homes.refusal { try homes.redImports(offer) } == "MT-TRUST-10")
      #expect(try homes.refusal { try homes.redImports(offer, [homes.greenRoot()]) } == "MT-TRUST-12")
      let change = try homes.redImports(offer, [homes.greenRoot(), other])
      #expect(change.remote.card.roots.count == 2 && change.remote.card.sequence == 1)
      #expect(change.remote.card.gateways.first?.addresses == ["in.green.example.com"])
      _ = try homes.red.home().apply()
      let path = "out/red-mesh/configmap-green-mesh-ca-root-cert.yaml"
      let text = String(decoding: try homes.red.bytes(path), as: UTF8.self)
      #expect(text.split(separator: "BEGIN CERTIFICATE").count == 3)
    }
  }

  @Test func aSharedRootOfOursUnderARemoteIsSaid() throws {
    try TrustHomes.with { homes in
      let ours = try homes.red.home().authorities().named("red-mesh/root").certificate
      let offer = TrustOffer(
        .pem, name: "green-mesh", trustDomain: try TrustDomain("green-mesh.local"), roots: [ours], sequence: nil,
        source: [1])
      let change = try homes.redImports(offer, [ours])
      #expect(change.warnings.contains { $0.code == "MT-TRUST-16" })
    }
  }
}
