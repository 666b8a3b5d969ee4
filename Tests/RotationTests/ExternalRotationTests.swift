import CA
import Cryptography
import Diagnostics
import Federation
import Rotation
import Testing
import X509

/// Rotations to the root of another authority, between two of them, and back.
@Suite struct ExternalRotationTests {
  private static let start = RotatingHome.start
  private static let day = RotatingHome.day
  private static let red = AuthorityOwner.mesh("red-mesh")

  private static func to(_ authority: OtherAuthority?) -> RotationMachine.Options {
    var options = RotationMachine.Options()
    options.newRoot = authority.map { .external($0.certificate, fingerprint: nil) } ?? .own
    return options
  }

  @Test func `from a root of the home to one of another authority, to a second one, and back`() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      var time = Self.start
      for authority in [try OtherAuthority("Acme"), try OtherAuthority("Globex"), nil] {
        #expect(try home.move(Self.red, .start(Self.to(authority)), at: time) == .distributing)
        #expect(home.refusal(Self.red, .start(Self.to(authority)), at: time)?.contains("already being rotated") == true)
        try home.seeAll(Self.red, at: time + 60)
        let open = time + 60 + Self.day
        if let authority {
          #expect(home.refusal(Self.red, .next, at: open)?.contains("nobody has asked yet") == true)
          let before = try home.at(open).authorities().signingChain(of: "red-mesh")
          let pending = try home.at(time + 120).intermediateRequest(of: "red-mesh")
          #expect(pending.purpose == .arrive)
          #expect(home.refusal(Self.red, .next, at: open)?.contains("is not installed") == true)
          let chain = try authority.chain(pending.request, at: time + 180)
          #expect(try home.at(time + 180).install("red-mesh", chain: chain).isWaiting)
          #expect(try home.at(open).authorities().signingChain(of: "red-mesh") == before)
          #expect(try home.at(open).plan().isPending == false)
        }
        #expect(try home.move(Self.red, .next, at: open) == .signing)
        let signing = try home.at(open).authorities()
        #expect(signing.root(of: Self.red)?.hasKey == (authority == nil))
        #expect(signing.intermediate(of: "red-mesh")?.hasKey == true)
        try home.assume("istiod restarted", Self.red, at: time + 2 * Self.day)
        #expect(try home.move(Self.red, .next, at: time + 3 * Self.day) == .retiring)
        try home.seeAll(Self.red, at: time + 4 * Self.day)
        #expect(try home.move(Self.red, .next, at: time + 5 * Self.day) == .steady)
        let steady = try home.at(time + 5 * Self.day).authorities()
        #expect(steady.all.filter { $0.owner == Self.red }.count == 2)
        if let authority { #expect(steady.root(of: Self.red)?.certificate == authority.certificate) }
        time = time + 10 * Self.day
      }
      #expect(try home.at(time).plan().isPending == false)
    }
  }

  @Test func `a new certificate of the same key needs no new intermediate`() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      let old = try OtherAuthority("Acme")
      try home.move(Self.red, .start(Self.to(old)), at: Self.start)
      try home.seeAll(Self.red, at: Self.start)
      try home.answer("red-mesh", by: old, at: Self.start)
      try home.move(Self.red, .next, at: Self.start + Self.day)
      try home.assume("istiod restarted", Self.red, at: Self.start + Self.day)
      try home.move(Self.red, .next, at: Self.start + 2 * Self.day)
      try home.seeAll(Self.red, at: Self.start + 2 * Self.day)
      try home.move(Self.red, .next, at: Self.start + 3 * Self.day)
      let intermediate = try home.at(Self.start).authorities().intermediate(of: "red-mesh")
      let new = try OtherAuthority("Acme", key: old.key, from: Self.start + 3 * Self.day)
      #expect(try home.move(Self.red, .start(Self.to(new)), at: Self.start + 4 * Self.day) == .distributing)
      try home.seeAll(Self.red, at: Self.start + 4 * Self.day)
      #expect(try home.move(Self.red, .next, at: Self.start + 5 * Self.day) == .retiring)
      try home.seeAll(Self.red, at: Self.start + 5 * Self.day)
      #expect(try home.move(Self.red, .next, at: Self.start + 6 * Self.day) == .steady)
      let after = try home.at(Self.start).authorities()
      #expect(after.intermediate(of: "red-mesh") == intermediate && after.intermediate(of: "red-mesh")?.hasKey == true)
      #expect(after.bundle(ofOwner: Self.red)?.certificates == [new.certificate])
    }
  }

  @Test func `what was asked for and what waits goes with an abort`() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      let acme = try OtherAuthority("Acme")
      let first = try home.at(Self.start).authorities().intermediate(of: "red-mesh")
      for isAnswered in [false, true] {
        let time = Self.start + (isAnswered ? 10 : 0) * Self.day
        try home.move(Self.red, .start(Self.to(acme)), at: time)
        let pending = try home.at(time).intermediateRequest(of: "red-mesh")
        let chain = try acme.chain(pending.request, at: time)
        if isAnswered { _ = try home.at(time).install("red-mesh", chain: chain) }
        #expect(try home.move(Self.red, .abort, at: time) == .retiring)
        #expect(throws: CAError.self) { try home.at(time).install("red-mesh", chain: chain) }
        try home.seeAll(Self.red, at: time + 60)
        #expect(try home.move(Self.red, .next, at: time + Self.day + 60) == .steady)
        let after = try home.at(time).authorities()
        #expect(after.intermediate(of: "red-mesh") == first)
        #expect(after.waiting(of: "red-mesh", below: acme.certificate) == nil)
        #expect(try home.at(time + 2 * Self.day).plan().isPending == false)
      }
    }
  }

  @Test func `what is no root for the mesh is refused with nothing changed`() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      let acme = try OtherAuthority("Acme")
      let green = try #require(try home.at(Self.start).authorities().root(of: .mesh("green-mesh"))).certificate
      let pending = try CertificateRequest(
        subject: DistinguishedName(organization: "a", commonName: "b"), key: PrivateKey.generate(.p256),
        subjectAlternativeNames: [], basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign])
      let issuing = try acme.chain(pending, at: Self.start)[0]
      let own = try #require(try home.at(Self.start).authorities().root(of: Self.red)).certificate
      let wrong: [(Certificate, String)] = [
        (issuing, "MT-ROOT-02"), (own, "MT-ROOT-01"), (green, "MT-ROOT-05"),
        (try OtherAuthority("Acme", from: Self.start + Self.day).certificate, "MT-ROOT-07"),
        (try OtherAuthority("Acme", from: Self.start - 700 * Self.day, days: 720).certificate, "MT-ROOT-08"),
        // Its answer may come in 30 days, and by then it is due itself.
        (try OtherAuthority("Acme", from: Self.start, days: 1).certificate, "MT-ROOT-08"),
        (try OtherAuthority("Acme", from: Self.start, days: 45).certificate, "MT-ROOT-08"),
      ]
      for (certificate, code) in wrong {
        var options = Self.to(nil)
        options.newRoot = .external(certificate, fingerprint: nil)
        #expect(Self.code(home, .start(options)) == code)
      }
      var pinned = Self.to(nil)
      pinned.newRoot = .external(acme.certificate, fingerprint: own.fingerprint)
      #expect(Self.code(home, .start(pinned)) == "MT-ROOT-12")
      var urgent = Self.to(acme)
      urgent.isCompromised = true
      #expect(Self.code(home, .start(urgent)) == "MT-ROT-47")
      #expect(try home.at(Self.start).rotationLedger(withKeys: false).rotations.isEmpty)
      #expect(try home.at(Self.start).authorities().all.count == 4)
    }
  }

  private static func code(_ home: RotatingHome, _ move: RotationMove) -> String? {
    do throws(RotationError) {
      _ = try home.at(start).rotate(red, move)
      return nil
    } catch {
      return error.diagnostic.code.description
    }
  }

  @Test func `below a root that another mesh trusts, an intermediate is confined or the danger accepted`() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      let acme = try OtherAuthority("Acme")
      let green = AuthorityOwner.mesh("green-mesh")
      try home.move(Self.red, .start(Self.to(acme)), at: Self.start)
      let pending = try home.at(Self.start).intermediateRequest(of: "red-mesh")
      // Alone below it, the mesh endangers nobody.
      let loose = try acme.chain(pending.request, at: Self.start, isConfined: false)
      let installed = try home.at(Self.start).install("red-mesh", chain: loose)
      #expect(!installed.review.isDangerous && installed.review.rows.contains { $0.verdict == .warning })
      try home.seeAll(Self.red, at: Self.start)
      try home.move(Self.red, .next, at: Self.start + Self.day)
      // The second one would share the root with it.
      #expect(
        home.refusal(green, .start(Self.to(acme)), at: Self.start + Self.day)?.contains("could issue for") == true)
      var accepted = Self.to(acme)
      accepted.acceptUnconfined = "until May"
      try home.move(green, .start(accepted), at: Self.start + Self.day)
      let second = try home.at(Self.start + Self.day).intermediateRequest(of: "green-mesh")
      let other = try acme.chain(second.request, at: Self.start + Self.day, isConfined: false)
      #expect(throws: CAError.self) { try home.at(Self.start + Self.day).install("green-mesh", chain: other) }
      var options = InstallOptions()
      options.acceptUnconfined = "until May"
      #expect(try home.at(Self.start + Self.day).install("green-mesh", chain: other, options).review.isDangerous)
      #expect(try home.at(Self.start + Self.day).log().contains { $0.action == "accepted-danger" })
    }
  }
}
