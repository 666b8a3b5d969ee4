import CA
import Cryptography
import Diagnostics
import Federation
import Files
import Foundation
import Rotation
import Testing
import X509

/// The last step of a move to other roots, which also writes federation.yaml, where a second person approves every step.
@Suite struct ApprovedMoveTests {
  private static let day = RotatingHome.day

  /// A string of SSH: its length in four octets, and its octets (RFC 4251, section 5).
  private static func string(_ octets: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(octets.count >> (24 - 8 * $0) & 0xFF) } + octets
  }

  private static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }

  private static func publicBlob(_ key: PrivateKey) throws -> [UInt8] {
    guard case .ed25519(let octets) = key.publicKey.components else {
      Issue.record("the key is of another type")
      return []
    }
    return string("ssh-ed25519") + string(octets)
  }

  /// What `ssh-keygen -Y sign` writes (OpenSSH, PROTOCOL.sshsig).
  private static func signature(over text: String, by key: PrivateKey) throws -> String {
    let (magic, fields) = (Array("SSHSIG".utf8), string(Proposal.namespace) + string("") + string("sha512"))
    let signed = try key.sign(magic + fields + string(Digest.hash(.sha512, Array(text.utf8))))
    let blob =
      magic + [0, 0, 0, 1] + string(try publicBlob(key)) + fields + string(string("ssh-ed25519") + string(signed))
    return "-----BEGIN SSH SIGNATURE-----\n\(Data(blob).base64EncodedString())\n-----END SSH SIGNATURE-----\n"
  }

  private static func edit(_ home: RotatingHome, _ change: (String) -> String) throws {
    let path = home.folder + "/federation.yaml"
    let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
    try FileSystem.write(Array(change(text).utf8), to: path, permissions: .shared)
  }

  /// Both meshes are below the shared root, but for the last step of the second one.
  private static func bringNear(_ home: RotatingHome) throws -> Timestamp {
    var time = RotatingHome.start
    _ = try home.at(time).moveRoots(to: .shared, RotationMachine.Options())
    for name in ["red-mesh", "green-mesh"] {
      let owner = AuthorityOwner.mesh(name)
      time = time + 60
      try home.seeAll(owner, at: time)
      try home.move(owner, .next, at: time + day)
      try home.assume("\(name): istiod restarted", owner, at: time + day)
      try home.move(owner, .next, at: time + 2 * day)
      try home.seeAll(owner, at: time + 2 * day)
      if name == "red-mesh" { try home.move(owner, .next, at: time + 3 * day) }
      time = time + 3 * day
    }
    return time + 60
  }

  /// green-mesh is below the shared root, and alone: red-mesh turned back and left.
  private static func leaveOneBelow(_ home: RotatingHome) throws -> Timestamp {
    let (red, green) = (AuthorityOwner.mesh("red-mesh"), AuthorityOwner.mesh("green-mesh"))
    let start = RotatingHome.start
    _ = try home.at(start).moveRoots(to: .shared, RotationMachine.Options())
    try home.move(red, .abort, at: start)
    try home.seeAll(red, at: start)
    try home.move(red, .next, at: start + day)
    try home.seeAll(green, at: start + day)
    try home.move(green, .next, at: start + 2 * day)
    try home.assume("green-mesh: istiod restarted", green, at: start + 2 * day)
    try home.move(green, .next, at: start + 3 * day)
    try home.seeAll(green, at: start + 3 * day)
    try home.move(green, .next, at: start + 4 * day)
    _ = try home.at(start + 5 * day).apply()
    _ = try home.at(start + 5 * day).remove("red-mesh") { _ in }
    _ = try home.at(start + 5 * day).apply()
    return start + 5 * day + 60
  }

  /// Nothing is left to rotate, so that the move itself writes the file.
  @Test func soDoesOneInAMoveThatIsAtItsEnd() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      let time = try Self.leaveOneBelow(home)
      let key = try Self.demandApproval(home, at: time)
      let proposal = try Self.proposed(home, at: time) { try $0.moveRoots(to: .shared, RotationMachine.Options()) }
      let signature = try Self.signature(over: proposal.text, by: key)
      _ = try home.at(time).approve(proposal.id, signature: signature, named: "text.sig")
      // It is stopped after it wrote the file.
      try Self.edit(home) { $0.replacingOccurrences(of: "roots: per-mesh", with: "roots: shared") }
      let carrying = Home(folder: home.folder, now: time, proposal: proposal.id).open()
      do {
        _ = try carrying.moveRoots(to: .shared, RotationMachine.Options())
      } catch let error as RotationError {
        // What the approval says is not what keeps it from going on.
        #expect(!error.diagnostic.code.description.hasPrefix("MT-APPROVE"))
        try Self.edit(home) { $0.replacingOccurrences(of: "roots: shared", with: "roots: per-mesh") }
        let again = Home(folder: home.folder, now: time, proposal: proposal.id).open()
        _ = try again.moveRoots(to: .shared, RotationMachine.Options())
      }
      #expect(try home.at(time).federation().roots == .shared)
      #expect(try home.at(time).proposal(proposal.id).state == .carriedOut)
    }
  }

  /// Asks for an approval of every rotation.
  ///
  /// - Returns: The key of the one who approves.
  private static func demandApproval(_ home: RotatingHome, at time: Timestamp) throws -> PrivateKey {
    let key = try PrivateKey.generate(.ed25519)
    let line = "ssh-ed25519 \(Data(try publicBlob(key)).base64EncodedString())"
    try edit(home) { $0 + "  approval:\n    for: [rotation]\n    approvers:\n    - anna \(line)\n" }
    _ = try home.at(time).apply()
    return key
  }

  /// What waits for an approval of an action.
  private static func proposed<Value>(
    _ home: RotatingHome, at time: Timestamp, by action: (OpenHome) throws -> Value
  ) throws -> Proposal {
    let opened = home.at(time)
    #expect(throws: RotationError.self) { _ = try action(opened) }
    return try #require(try home.at(time).proposals().map { $0.proposal }.last { $0.state == .waiting })
  }

  /// A command that is stopped after it wrote the file, and before its first transaction.
  @Test func aStopBehindTheFileLeavesTheApprovalGood() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      let time = try Self.bringNear(home)
      let key = try Self.demandApproval(home, at: time)

      let owner = AuthorityOwner.mesh("green-mesh")
      let proposal = try Self.proposed(home, at: time) { try $0.rotate(owner, .next) }
      let signature = try Self.signature(over: proposal.text, by: key)
      let approved = try home.at(time).approve(proposal.id, signature: signature, named: "text.sig")
      #expect(approved.given == 1)

      let carryOut = {
        try Home(folder: home.folder, now: time, proposal: proposal.id).open().rotate(owner, .next)
      }
      // Any other change of the file voids it.
      try Self.edit(home) { $0 + "# a remark\n" }
      #expect(throws: RotationError.self) { try carryOut() }
      try Self.edit(home) { $0.replacingOccurrences(of: "# a remark\n", with: "") }
      try Self.edit(home) { $0.replacingOccurrences(of: "roots: per-mesh", with: "roots: shared") }
      do {
        _ = try carryOut()
      } catch let error as RotationError {
        // As after every kill: `apply` completes the folders.
        #expect(error.diagnostic.code == "MT-ROT-12")
        _ = try home.at(time).apply()
        _ = try carryOut()
      }
      #expect(try home.at(time).authorities().rotations.isEmpty)
      #expect(try home.at(time).federation().roots == .shared)
      #expect(try home.at(time).proposal(proposal.id).state == .carriedOut)
      _ = try home.at(time).verifyLog()
    }
  }
}
