import CA
import Diagnostics
import Federation
import Rotation
import SPIFFE
import Testing
import X509

@Suite struct SeenChainTests {
  private static let red = AuthorityOwner.mesh("red-mesh")

  /// The code of what is refused; nil if nothing is.
  private static func code(_ chain: [Certificate], _ home: RotatingHome, at time: Timestamp) -> String? {
    do throws(CAError) {
      _ = try home.at(time).evidence(of: SeenChain(mesh: "red-mesh", chain: chain, place: "localhost:1"))
      return nil
    } catch {
      return error.diagnostic.code.rawValue
    }
  }

  @Test func `a leaf that the home issued shows nothing about istiod`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: RotatingHome.start)
      try home.seeAll(Self.red, at: RotatingHome.start)
      let time = RotatingHome.start + RotatingHome.day
      try home.move(Self.red, .next, at: time)
      let own = try home.at(time).issueLeaf("red-mesh", for: .gateway("ingress-green-mesh")).chain
      #expect(Self.code(own, home, at: time) == "MT-ROT-44")
      // Under its second signature it has another fingerprint, and is the same.
      let twin = try own[0].withSecondSignature()
      #expect(twin != own[0] && twin.isIssued(by: own[1]))
      let again = [twin] + own.dropFirst()
      #expect(Self.code(again, home, at: time) == "MT-ROT-44")
      _ = try home.at(time).forgetLeaf(own[0].fingerprint)
      #expect(Self.code(own, home, at: time) == "MT-ROT-44")
      #expect(Self.code(again, home, at: time) == "MT-ROT-44")

      let revoked = try home.at(time).issueLeaf("red-mesh", for: .gateway("ingress-green-mesh")).chain
      _ = try home.at(time).revokeLeaf(revoked[0].fingerprint, .keyCompromise)
      let warnings = try home.at(time).revokedCertificates().warnings(on: [revoked[0].withSecondSignature()])
      #expect(warnings.map(\.code.rawValue) == ["MT-CRL-03"])

      let mesh = try #require(try home.at(time).materials().first { $0.mesh.name == "red-mesh" }).mesh
      let istiod = try #require(try home.at(time).throwawayIssuers()["red-mesh"])
      let identity = try WorkloadIdentity(trustDomain: mesh.trustDomain, namespace: "a", serviceAccount: "b")
      let leaf = try istiod.leaf(identity, from: time, lifetime: Lifetime(seconds: 3_600))
      #expect(Self.code(leaf.chain, home, at: time) == nil)
    }
  }
}
