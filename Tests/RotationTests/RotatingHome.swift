import CA
import Diagnostics
import Federation
import Foundation
import Rotation
import SystemPackage
import Testing
import X509

/// A home in a temporary folder with the three meshes of the manual, for tests of rotations.
struct RotatingHome {
  let folder: FilePath

  /// The moment at which the tests begin.
  static let start = Timestamp(seconds: 1_767_225_600)  // 2026-01-01T00:00:00Z
  static let day: Int64 = 86_400

  /// Runs a test in a home whose authorities are issued.
  static func with(
    _ roots: RootMode = .perMesh, meshes: [String] = ["red-mesh", "green-mesh", "blue-mesh"],
    controlPlane: String = "{flavour: maistra}", _ body: (RotatingHome) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rotation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let home = RotatingHome(folder: FilePath(folder.path).appending("pki"))
    var lines = [
      "apiVersion: meshtrust/v1", "kind: Federation", "metadata: {name: colours}", "spec:",
      "  roots: \(roots.rawValue)", "  meshes:",
    ]
    for mesh in meshes {
      lines += [
        "  - name: \(mesh)", "    peers: [\(meshes.filter { $0 != mesh }.joined(separator: ", "))]",
        "    controlPlane: \(controlPlane)",
      ]
    }
    try Home(folder: home.folder, now: start).create(lines.joined(separator: "\n") + "\n")
    _ = try home.at(start).apply()
    try body(home)
  }

  /// The home at a moment.
  func at(_ time: Timestamp) -> OpenHome { Home(folder: folder, now: time).open() }

  /// Takes in that a holder has the last bundle of a mesh, as its cluster returns it at a time.
  func see(_ holder: String, _ mesh: String, at time: Timestamp) throws {
    let home = at(time)
    let ledger = try home.rotationLedger(withKeys: false)
    let roots = try #require(ledger.bundles[ledger.rootOwner(of: mesh)]?.last).certificates
    let name =
      switch ledger.federation.rootSource(of: mesh, at: holder) {
      case .peerConfigMap(let name), .meshConfig(let name): name
      case .ownBundle, .agent: EvidenceSorter.ownRoots
      }
    let seen = SeenBundle(
      holder: holder, mesh: mesh, certificates: roots,
      object: .of(
        mesh, at: holder, named: holder == mesh ? nil : name, resourceVersion: "\(time.seconds)", readAt: time))
    try home.record([try seen.evidence(in: ledger).evidence])
  }

  /// Every peer of every mesh below a root, and each such mesh itself, is seen.
  func seeAll(_ owner: AuthorityOwner, at time: Timestamp) throws {
    let ledger = try at(time).rotationLedger(withKeys: false)
    for mesh in ledger.meshes(below: owner) {
      for holder in [mesh.name] + mesh.peers.map(\.name) { try see(holder, mesh.name, at: time) }
      guard mesh.controlPlane.patchesWebhooks else { continue }
      try at(time).record([
        Evidence(
          holder: mesh.name, mesh: mesh.name, kind: .webhooks, version: ledger.bundles[owner]?.last?.number ?? 0,
          time: time, source: "webhooks")
      ])
    }
  }

  /// Takes a sentence for true.
  func assume(_ sentence: String, _ owner: AuthorityOwner, at time: Timestamp) throws {
    let home = at(time)
    let ledger = try home.rotationLedger(withKeys: false)
    try home.record(try #require(Statement(sentence, by: "A. Smith").evidence(in: ledger, of: owner)))
  }

  /// Moves a rotation and says where it stands.
  @discardableResult
  func move(_ owner: AuthorityOwner, _ move: RotationMove, at time: Timestamp) throws -> RotationPhase {
    let taken = try at(time).rotate(owner, move)
    #expect(taken.proof.holds)
    return taken.outcome.ledger.rotation(of: owner)?.phase ?? .steady
  }

  /// What is refused, in the words of the refusal; nil when it was not.
  func refusal(_ owner: AuthorityOwner, _ move: RotationMove, at time: Timestamp) -> String? {
    do throws(RotationError) {
      _ = try at(time).rotate(owner, move)
      return nil
    } catch {
      return error.exitStatus == .refused ? error.diagnostic.what.description : nil
    }
  }
}

extension SeenObject {
  /// The ConfigMap with a mesh's roots at a holder, as its cluster returns it.
  static func of(
    _ mesh: String, at holder: String, named name: String? = nil, in namespace: String? = nil, uid: String? = nil,
    resourceVersion: String = "1",
    created: Timestamp? = nil, changed: Timestamp? = nil, isBeingDeleted: Bool = false, readAt: Timestamp? = nil,
    file: String = "seen.yaml"
  ) -> SeenObject {
    SeenObject(
      name: name ?? (holder == mesh ? EvidenceSorter.ownRoots : "\(mesh)-ca-root-cert"),
      namespace: namespace ?? "\(holder)-system",
      uid: uid ?? "uid of \(mesh) at \(holder)", resourceVersion: resourceVersion, created: created, changed: changed,
      isBeingDeleted: isBeingDeleted, reading: readAt.map { Reading(cluster: nil, time: $0) }, file: file)
  }
}

/// Tests write paths as text: `folder + "/out/red-mesh"`.
func + (folder: FilePath, path: String) -> FilePath { folder.appending(String(path.drop { $0 == "/" })) }
