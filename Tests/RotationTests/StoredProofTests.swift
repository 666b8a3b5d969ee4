import CA
import Rotation
import Testing
import X509

@Suite struct StoredProofTests {
  @Test func whatAProofStoresIsReadBack() throws {
    try Stage.with { home in
      let ledger = try home.rotationLedger()
      let proof = try HandshakeProof(ledger, until: ledger.now + 86_400)
      let stored = try #require(StoredProof(proof.text))
      #expect(stored.rows.count == proof.rows.count && stored.head.hasPrefix("\(proof.rows.count) sides, "))
      for (row, original) in zip(stored.rows, proof.rows) {
        #expect(row.presenter == original.presenter && row.holder == original.holder && row.kind == original.kind)
        #expect(row.signers == original.signers && row.bundles == original.bundles && row.result == original.result)
        #expect(row.verdict == .holds)
      }
    }
  }

  @Test func whatBreaksOrIsUnknownIsToldApart() throws {
    let text = """
      3 sides, 4 verifications, at 2026-01-01T00:00:00Z
      red -> green federation signer 1-2 bundle 1: 1 of 4 BREAK: MT-PV-01, signer 2 against bundle 1: no root
      far -> red federation signer ? bundle ?: unknown: its chain is not known here
      red -> red istiod signer 1 bundle 1: 2 of 2 hold
      """
    let proof = try #require(StoredProof(text))
    #expect(proof.rows.map(\.verdict) == [.breaks, .unknown, .holds])
    #expect(proof.rows[0].signers == "1-2" && proof.rows[2].kind == .istiod)
    #expect(StoredProof("3 sides\nred green federation") == nil)
  }
}
