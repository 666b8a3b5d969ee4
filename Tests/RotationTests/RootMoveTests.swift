import CA
import Federation
import Files
import Foundation
import Rotation
import Testing
import X509

/// All meshes move to one shared root, and back to one for each.
@Suite struct RootMoveTests {
  private static let start = RotatingHome.start
  private static let day = RotatingHome.day
  private static let names = ["red-mesh", "green-mesh"]

  private static func move(_ home: RotatingHome, to mode: RootMode, at time: Timestamp) throws -> [RotationPhase] {
    let taken = try home.at(time).moveRoots(to: mode, RotationMachine.Options())
    #expect(taken.proof.holds)
    return taken.outcome.ledger.rotations.map(\.phase)
  }

  /// One mesh after the other goes all the way.
  private static func finish(
    _ home: RotatingHome, from time: Timestamp, answering authority: OtherAuthority? = nil
  ) throws -> Timestamp {
    var time = time
    for name in names {
      let owner = AuthorityOwner.mesh(name)
      #expect(home.refusal(owner, .next, at: time) != nil)
      try home.seeAll(owner, at: time)
      if let authority { try home.answer(name, by: authority, at: time) }
      #expect(try home.move(owner, .next, at: time + day) == .signing)
      try home.assume("\(name): istiod restarted", owner, at: time + day)
      #expect(try home.move(owner, .next, at: time + 2 * day) == .retiring)
      try home.seeAll(owner, at: time + 2 * day)
      #expect(try home.move(owner, .next, at: time + 3 * day) == .steady)
      time = time + 4 * day
      #expect(try home.at(time).plan().isPending == false)
    }
    return time
  }

  private static func described(_ home: RotatingHome) throws -> String {
    let text = String(decoding: try FileSystem.read(home.folder + "/federation.yaml"), as: UTF8.self)
    return text.split(separator: "\n").first { $0.contains("roots:") }.map { String($0.drop { $0 == " " }) } ?? ""
  }

  @Test func `from one root for each to one for all, and back`() throws {
    try RotatingHome.with(meshes: Self.names) { home in
      #expect(try Self.move(home, to: .shared, at: Self.start) == [.distributing, .distributing])
      #expect(throws: RotationError.self) { try Self.move(home, to: .shared, at: Self.start) }
      var time = try Self.finish(home, from: Self.start + 60)
      #expect(try Self.described(home) == "roots: shared")
      var authorities = try home.at(time).authorities()
      let shared = try #require(authorities.root(of: .shared))
      #expect(shared.hasKey && authorities.all.filter { $0.role == .root } == [shared])
      for name in Self.names {
        // Whoever is below the shared root is confined to its mesh.
        let permitted = authorities.intermediate(of: name)?.certificate.extensions.nameConstraints?.permitted ?? []
        #expect(permitted.contains { $0.uri == "\(name).local" } && permitted.contains(.dns("\(name)-system.svc")))
      }
      // The shared root rotates like any other.
      #expect(try home.move(.shared, .start(.init()), at: time) == .distributing)
      try home.move(.shared, .abort, at: time)
      try home.seeAll(.shared, at: time)
      #expect(try home.move(.shared, .next, at: time + Self.day) == .steady)
      time = time + 2 * Self.day

      #expect(try Self.move(home, to: .perMesh, at: time) == [.distributing, .distributing])
      #expect(try Self.described(home) == "roots: shared")
      for name in Self.names {
        let bundle = try home.at(time).authorities().bundle(ofOwner: .mesh(name))?.certificates ?? []
        #expect(bundle.count == 2 && bundle.contains(shared.certificate))
      }
      time = try Self.finish(home, from: time + 60)
      #expect(try Self.described(home) == "roots: per-mesh")
      authorities = try home.at(time).authorities()
      #expect(Set(authorities.all.filter { $0.role == .root }.map(\.certificate)).count == 2)
      #expect(!authorities.hasKey(of: shared.certificate))
      #expect(authorities.all.allSatisfy { $0.hasKey })
      // And once more: no name and no number is used twice.
      _ = try Self.move(home, to: .shared, at: time)
      time = try Self.finish(home, from: time + 60)
      let second = try #require(try home.at(time).authorities().root(of: .shared))
      #expect(second.certificate.subject != shared.certificate.subject)
    }
  }

  @Test func `the shared root may be that of another authority`() throws {
    try RotatingHome.with(meshes: Self.names) { home in
      let acme = try OtherAuthority("Acme")
      var options = RotationMachine.Options()
      options.newRoot = .external(acme.certificate, fingerprint: acme.certificate.fingerprint)
      _ = try home.at(Self.start).moveRoots(to: .shared, options)
      let time = try Self.finish(home, from: Self.start + 60, answering: acme)
      let authorities = try home.at(time).authorities()
      #expect(authorities.root(of: .shared)?.certificate == acme.certificate)
      #expect(authorities.root(of: .shared)?.hasKey == false)
      #expect(try home.at(time).federation().roots == .shared)
    }
  }

  @Test func `a mesh that turns back does so alone, and a second move brings it along`() throws {
    try RotatingHome.with(meshes: Self.names) { home in
      let own = try home.at(Self.start).authorities().root(of: .mesh("red-mesh"))
      _ = try Self.move(home, to: .shared, at: Self.start)
      try home.move(.mesh("red-mesh"), .abort, at: Self.start)
      try home.seeAll(.mesh("red-mesh"), at: Self.start)
      #expect(try home.move(.mesh("red-mesh"), .next, at: Self.start + Self.day) == .steady)
      #expect(try home.at(Self.start).authorities().root(of: .mesh("red-mesh")) == own)
      let green = AuthorityOwner.mesh("green-mesh")
      try home.seeAll(green, at: Self.start)
      try home.move(green, .next, at: Self.start + Self.day)
      try home.assume("green-mesh: istiod restarted", green, at: Self.start + Self.day)
      try home.move(green, .next, at: Self.start + 2 * Self.day)
      try home.seeAll(green, at: Self.start + 2 * Self.day)
      #expect(try home.move(green, .next, at: Self.start + 3 * Self.day) == .steady)
      #expect(try Self.described(home) == "roots: per-mesh")
      _ = try home.at(Self.start + 4 * Self.day).apply()
      let taken = try home.at(Self.start + 4 * Self.day).moveRoots(to: .shared, .init())
      #expect(taken.outcome.ledger.rotations.map(\.owner) == [.mesh("red-mesh")])
    }
  }

  @Test(arguments: [RootMode.perMesh, .shared])
  func `a file that jumps is refused`(_ mode: RootMode) throws {
    try RotatingHome.with(mode, meshes: Self.names) { home in
      let path = home.folder + "/federation.yaml"
      let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
      let other: RootMode = mode == .shared ? .perMesh : .shared
      try FileSystem.write(
        Array(text.replacingOccurrences(of: "roots: \(mode.rawValue)", with: "roots: \(other.rawValue)").utf8),
        to: path,
        permissions: .shared)
      #expect(throws: CAError.self) { try home.at(Self.start).plan() }
      #expect(throws: CAError.self) { try home.at(Self.start).apply() }
      #expect(throws: RotationError.self) { try Self.move(home, to: other, at: Self.start) }
    }
  }
}
