import CA
import Diagnostics
import Federation
import Files
import Foundation
import Kubernetes
import Rotation
import SystemPackage
import Testing
import X509

/// Whole rotations, and every wrong order.
@Suite struct RotationWalkTests {
  private static let start = RotatingHome.start
  private static let day = RotatingHome.day

  private static func owner(_ roots: RootMode) -> AuthorityOwner { roots == .shared ? .shared : .mesh("red-mesh") }

  @Test(arguments: [RootMode.perMesh, .shared])
  func `a root changes in four steps, and its key is gone at the end`(_ roots: RootMode) throws {
    try RotatingHome.with(roots) { home in
      let owner = Self.owner(roots)
      let first = try #require(try home.at(Self.start).authorities().root(of: owner))
      #expect(try home.move(owner, .start(.init()), at: Self.start) == .distributing)
      try home.seeAll(owner, at: Self.start + 60)
      #expect(try home.move(owner, .next, at: Self.start + 60 + Self.day) == .signing)
      let signing = try home.at(Self.start).authorities()
      #expect(signing.root(of: owner)?.generation == 2)
      #expect(signing.bundle(ofOwner: owner)?.generations == [1, 2])
      try home.assume("istiod restarted", owner, at: Self.start + 2 * Self.day)
      #expect(try home.move(owner, .next, at: Self.start + 3 * Self.day) == .retiring)
      #expect(try home.at(Self.start).authorities().bundle(ofOwner: owner)?.generations == [2])
      try home.seeAll(owner, at: Self.start + 4 * Self.day)
      #expect(try home.move(owner, .next, at: Self.start + 5 * Self.day) == .steady)
      #expect(throws: CAError.self) { _ = try home.at(Self.start).exportPlainKey(first.certificate.fingerprint) }
      #expect(try home.at(Self.start).authorities().all.allSatisfy { $0.hasKey })
      #expect(try home.at(Self.start + 5 * Self.day).plan().isPending == false)
      #expect(try home.at(Self.start).rotationSteps(of: owner).count == 4)
    }
  }

  @Test func `the file of roots is the same, byte for byte, from distributing to signing`() throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      func roots() throws -> [UInt8] { try FileSystem.read(home.folder + "/out/red-mesh/pem/root-cert.pem") }
      try home.move(owner, .start(.init()), at: Self.start)
      let distributing = try roots()
      try home.seeAll(owner, at: Self.start)
      try home.move(owner, .next, at: Self.start + Self.day)
      #expect(try roots() == distributing)
      try home.move(owner, .abort, at: Self.start + Self.day + 1)
      #expect(try roots() == distributing)
    }
  }

  @Test func `Istio with several roots renews because the new root is repeated, in signing only`() throws {
    try RotatingHome.with(controlPlane: "{flavour: istio, multiRoot: true}") { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      func own() throws -> [Certificate] {
        try PEM.certificates(FileSystem.read(home.folder + "/out/red-mesh/pem/root-cert.pem")).certificates
      }
      try home.move(owner, .start(.init()), at: Self.start)
      #expect(try own().count == 2)
      try home.seeAll(owner, at: Self.start)
      try home.move(owner, .next, at: Self.start + Self.day)
      let repeated = try own()
      #expect(repeated.count == 3 && Set(repeated).count == 2)
      #expect(repeated[1] == repeated[2])
    }
  }

  @Test func `no step is skipped, and none is taken too early`() throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      #expect(home.refusal(owner, .next, at: Self.start)?.contains("is not being rotated") == true)
      #expect(home.refusal(owner, .abort, at: Self.start)?.contains("is not being rotated") == true)
      try home.move(owner, .start(.init()), at: Self.start)
      #expect(home.refusal(owner, .start(.init()), at: Self.start)?.contains("is already being rotated") == true)
      let late = Self.start + 400 * Self.day
      // However late: time alone opens nothing that has not been seen.
      #expect(home.refusal(owner, .next, at: Self.start + 100 * Self.day)?.contains("no evidence yet") == true)
      try home.see("green-mesh", "red-mesh", at: Self.start)
      try home.see("blue-mesh", "red-mesh", at: Self.start)
      let own = home.refusal(owner, .next, at: Self.start + 100 * Self.day)
      #expect(own?.contains("no evidence yet that `red-mesh` has its own bundle") == true)
      try home.see("red-mesh", "red-mesh", at: Self.start)
      #expect(home.refusal(owner, .next, at: Self.start + Self.day - 1)?.contains("renewed") == true)
      #expect(home.refusal(owner, .next, at: Self.start - Self.day) != nil)
      try home.move(owner, .next, at: Self.start + Self.day)
      #expect(
        home.refusal(owner, .next, at: Self.start + 100 * Self.day)?.contains("no evidence yet that istiod") == true)
      try home.assume("istiod restarted", owner, at: Self.start + 2 * Self.day)
      #expect(home.refusal(owner, .next, at: Self.start + 3 * Self.day - 1)?.contains("may still be valid") == true)
      try home.move(owner, .next, at: Self.start + 3 * Self.day)
      #expect(home.refusal(owner, .abort, at: Self.start + 3 * Self.day)?.contains("no longer be aborted") == true)
      #expect(
        home.refusal(owner, .next, at: Self.start + 100 * Self.day)?.contains("without root generation 1") == true)
      _ = late
    }
  }

  @Test func `a lifetime that is written shorter on the way shortens no wait`() throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      try home.move(owner, .start(.init()), at: Self.start)
      try home.seeAll(owner, at: Self.start)
      let path = home.folder + "/federation.yaml"
      let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
      let profile = "spec:\n  profiles:\n    default: {workloadLifetime: 1h, maxWorkloadLifetime: 1h}\n"
      try FileSystem.write(
        Array(text.replacingOccurrences(of: "spec:\n", with: profile).utf8), to: path, permissions: .shared)
      _ = try home.at(Self.start + 60).apply()
      #expect(home.refusal(owner, .next, at: Self.start + 3_700) != nil)
      #expect(try home.move(owner, .next, at: Self.start + Self.day) == .signing)
    }
  }

  @Test func `a root that was replaced at once is steady when nothing of the old one is left`() throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      var options = RotationMachine.Options()
      options.isCompromised = true
      let taken = try home.at(Self.start).rotate(owner, .start(options))
      #expect(!taken.proof.holds)
      #expect(taken.proof.failing.allSatisfy { $0.presenter == "red-mesh" })
      #expect(taken.outcome.ledger.authorities.bundle(ofOwner: owner)?.generations == [2])
      try home.seeAll(owner, at: Self.start)
      #expect(home.refusal(owner, .next, at: Self.start + Self.day)?.contains("no evidence yet that istiod") == true)
      try home.assume("istiod restarted", owner, at: Self.start)
      #expect(try home.move(owner, .next, at: Self.start + Self.day) == .steady)
    }
  }

  @Test(arguments: [false, true])
  func `a key that is stolen while its root leaves makes the rest an emergency`(_ isSigning: Bool) throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      try home.move(owner, .start(.init()), at: Self.start)
      try home.seeAll(owner, at: Self.start)
      if isSigning { try home.move(owner, .next, at: Self.start + Self.day) }
      var options = RotationMachine.Options()
      options.isCompromised = true
      let time = Self.start + Self.day + 60
      let ledger = try home.at(time).rotate(owner, .start(options)).outcome.ledger
      #expect(ledger.authorities.bundle(ofOwner: owner)?.generations == [2])
      #expect(ledger.authorities.intermediate(of: "red-mesh")?.generation == 2)
      #expect(ledger.rotation(of: owner)?.isCompromised == true)
      // What follows is the end of it, not another one.
      #expect(home.refusal(owner, .start(options), at: time) != nil)
    }
  }

  @Test func `restarted proxies need not wait for their renewal`() throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      try home.move(owner, .start(.init()), at: Self.start)
      try home.assume("all proxies restarted", owner, at: Self.start + 1)
      try home.seeAll(owner, at: Self.start + 2)
      // They were restarted before the mesh was seen with the new bundle, so that says nothing.
      #expect(home.refusal(owner, .next, at: Self.start + 120) != nil)
      try home.assume("all proxies restarted", owner, at: Self.start + 120)
      #expect(try home.move(owner, .next, at: Self.start + 120) == .signing)
    }
  }

  @Test func `a leaf that was issued by hand below the old root holds the retirement up`() throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      _ = try home.at(Self.start).issueLeaf(
        "red-mesh", for: .gateway("egress-green-mesh"), lifetime: Lifetime(seconds: 30 * Self.day), forcing: true)
      try home.move(owner, .start(.init()), at: Self.start)
      try home.seeAll(owner, at: Self.start)
      try home.move(owner, .next, at: Self.start + Self.day)
      try home.assume("istiod restarted", owner, at: Self.start + Self.day)
      let told = home.refusal(owner, .next, at: Self.start + 29 * Self.day)
      #expect(told?.contains("which this home issued below root generation 1, is valid until") == true)
      #expect(try home.move(owner, .next, at: Self.start + 30 * Self.day) == .retiring)
    }
  }

  @Test func `an abort from signing goes backwards through the same gates`() throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      try home.move(owner, .start(.init()), at: Self.start)
      try home.seeAll(owner, at: Self.start)
      try home.move(owner, .next, at: Self.start + Self.day)
      #expect(try home.move(owner, .abort, at: Self.start + Self.day + 60) == .signing)
      // The same once more, as after a kill, does not turn it forward again.
      let again = home.refusal(owner, .abort, at: Self.start + Self.day + 120)
      #expect(again?.contains("on its way back already") == true)
      let back = try home.at(Self.start).authorities()
      #expect(back.root(of: owner)?.generation == 1)
      #expect(back.intermediate(of: "red-mesh")?.generation == 1)
      #expect(home.refusal(owner, .next, at: Self.start + 3 * Self.day) != nil)
      try home.assume("istiod restarted", owner, at: Self.start + 2 * Self.day)
      #expect(try home.move(owner, .next, at: Self.start + 3 * Self.day) == .retiring)
      try home.seeAll(owner, at: Self.start + 3 * Self.day)
      #expect(try home.move(owner, .next, at: Self.start + 4 * Self.day) == .steady)
      #expect(try home.at(Self.start).authorities().root(of: owner)?.generation == 1)
      // A generation is never used twice, or two roots would have one subject.
      try home.move(owner, .start(.init()), at: Self.start + 5 * Self.day)
      #expect(try home.at(Self.start).authorities().rotation(of: owner)?.arriving == 3)
    }
  }

  @Test func `a key that is stolen while its root comes back makes the rotation go forward again`() throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      try home.move(owner, .start(.init()), at: Self.start)
      try home.seeAll(owner, at: Self.start)
      try home.move(owner, .next, at: Self.start + Self.day)
      let time = Self.start + Self.day + 60
      try home.move(owner, .abort, at: time)
      var options = RotationMachine.Options()
      // Nothing else turns it around.
      #expect(home.refusal(owner, .start(options), at: time + 60)?.contains("is already being rotated") == true)
      options.isCompromised = true
      let ledger = try home.at(time + 60).rotate(owner, .start(options)).outcome.ledger
      let rotation = try #require(ledger.rotation(of: owner))
      #expect(rotation.leaving == 1 && rotation.arriving == 2)
      #expect(rotation.phase == .retiring && rotation.isCompromised)
      #expect(ledger.authorities.bundle(ofOwner: owner)?.generations == [2])
      #expect(ledger.authorities.intermediate(of: "red-mesh")?.generation == 2)
      // Neither the same once more nor an abort brings the stolen root back.
      #expect(home.refusal(owner, .start(options), at: time + 120)?.contains("is already being rotated") == true)
      #expect(home.refusal(owner, .abort, at: time + 120)?.contains("no longer be aborted") == true)
      try home.seeAll(owner, at: time + 120)
      try home.assume("istiod restarted", owner, at: time + 120)
      #expect(try home.move(owner, .next, at: time + 2 * Self.day) == .steady)
      #expect(try home.at(Self.start).authorities().root(of: owner)?.generation == 2)
    }
  }

  @Test func `an abort from distributing drops the new root`() throws {
    try RotatingHome.with { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      try home.move(owner, .start(.init()), at: Self.start)
      #expect(try home.move(owner, .abort, at: Self.start + 1) == .retiring)
      #expect(home.refusal(owner, .abort, at: Self.start + 2)?.contains("on its way back already") == true)
      // The new root has left: an emergency would have nothing to go forward to.
      var options = RotationMachine.Options()
      options.isCompromised = true
      let stolen = home.refusal(owner, .start(options), at: Self.start + 2)
      #expect(stolen?.contains("is the old root, to which a rotation returns") == true)
      #expect(home.refusal(owner, .next, at: Self.start + 2) != nil)
      try home.seeAll(owner, at: Self.start + 2)
      #expect(try home.move(owner, .next, at: Self.start + 2 * Self.day) == .steady)
      #expect(try home.at(Self.start).authorities().bundle(ofOwner: owner)?.generations == [1])
    }
  }
}
