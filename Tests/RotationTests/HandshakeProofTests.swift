import CA
import Diagnostics
import Federation
import Rotation
import Testing
import X509

/// Wrong steps, each of which the proof has to catch by itself, without any gate.
@Suite struct HandshakeProofTests {
  private static let start = RotatingHome.start
  private static let red = AuthorityOwner.mesh("red-mesh")

  private static func rotation(_ phase: RotationPhase) -> RootRotation {
    RootRotation(owner: red, leaving: 1, arriving: 2, phase: phase, started: start, since: start)
  }

  private static func proof(_ home: RotatingHome, _ actions: [RotationAction]) throws -> HandshakeProof {
    let ledger = try home.at(start).rehearsing { _ throws(CAError) in actions }
    return try HandshakeProof(ledger, until: start + 86_460)
  }

  @Test func `signing with a root that nobody has been seen to hold breaks every side that judges it`() throws {
    try RotatingHome.with { home in
      let proof = try Self.proof(
        home,
        [
          .set(Self.rotation(.signing)), .issueRoot(Self.red, generation: 2, nil), .issueIntermediate(mesh: "red-mesh"),
        ])
      #expect(!proof.holds)
      let broken = proof.failing.map { "\($0.presenter) \($0.holder) \($0.kind.rawValue)" }
      #expect(
        broken == [
          "red-mesh red-mesh own", "red-mesh red-mesh istiod", "red-mesh green-mesh federation",
          "red-mesh blue-mesh federation",
        ])
      let cell = try #require(proof.failing.first { $0.holder == "green-mesh" }?.failures.first)
      #expect(cell.signer == 2 && cell.bundle == 1)
    }
  }

  @Test func `taking the old root out while its leaves are valid breaks them`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let proof = try Self.proof(home, [.set(Self.rotation(.retiring)), .issueIntermediate(mesh: "red-mesh")])
      // Nobody was seen: who holds the first bundle refuses the new chain, who holds the third the old one.
      let green = try #require(proof.rows.first { $0.presenter == "red-mesh" && $0.holder == "green-mesh" })
      #expect(Set(green.failures.map { [$0.signer, $0.bundle] }) == [[1, 3], [2, 1]])
    }
  }

  @Test func `an intermediate that ends before the step does is seen`() throws {
    try RotatingHome.with { home in
      let end = Self.start + 366 * 86_400
      let ledger = try home.at(Self.start).rehearsing { _ throws(CAError) in [] }
      #expect(try HandshakeProof(ledger, until: end).holds == false)
      #expect(try HandshakeProof(ledger, until: Self.start + 300 * 86_400).holds)
    }
  }

  @Test func `what a proof finds stops the step even when every gate is open`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      try home.seeAll(Self.red, at: Self.start)
      // Green's intermediate ends within the step: not red's doing, and yet a handshake would be lost.
      let late = Self.start + 365 * 86_400 - 3_600
      let refusal = home.refusal(Self.red, .next, at: late)
      #expect(refusal != nil)
    }
  }

  @Test(arguments: [false, true]) func `cross-certificates make laggards believe`(_ crosses: Bool) throws {
    try RotatingHome.with { home in
      var actions: [RotationAction] = [
        .set(Self.rotation(.signing)), .issueRoot(Self.red, generation: 2, nil), .issueIntermediate(mesh: "red-mesh"),
      ]
      if crosses { actions.insert(.crossSign(Self.red), at: 2) }
      let proof = try Self.proof(home, actions)
      #expect(proof.holds == crosses)
    }
  }
}
