import Diagnostics
import Federation
import Files
import SystemPackage

/// Whether the files with a private key belong to the meshes' folders.
enum SecretsChoice {
  case included
  case omitted
  /// For each mesh as its folder was last written: a home may keep its keys off the disk.
  case asWritten
}

/// A plan, with the files that were rendered to find out what differs.
struct PlannedWork {
  let plan: Plan
  /// The files of the meshes whose folders differ, by mesh, without meshes whose authorities are still to be issued.
  let rendered: [String: [OutputFile]]
}

/// Compares a mesh's folder with what it should contain.
struct FolderComparison {
  /// The paths of the files that differ, are missing or should not exist; nil if nothing could be rendered.
  let differing: [FilePath]?
  /// Whether the folder already contains the bundle of a peer.
  let hasBundle: Bool
}

extension Planner {
  /// Whether the mesh's files change with an authority that is to be issued: its own, or the root of a peer.
  func followsIssue(_ mesh: Mesh) -> Bool {
    issues.contains { issue in
      guard let name = issue.owner.meshName else { return true }
      return name == mesh.name || issue.role == .root && mesh.peer(named: name) != nil
    }
  }

  /// Whether the mesh's folder is compared with what it should contain.
  func compares(_ mesh: Mesh) -> Bool { !blocked.contains(mesh.name) && !followsIssue(mesh) }
}

extension Plan {
  /// Derives the plan from the authorities and the folders. Pure.
  init(_ planner: Planner, _ federation: ResolvedFederation, folders: [String: FolderComparison], notes: [Diagnostic]) {
    var writes: [Plan.Write] = []
    var notes = planner.notes + notes
    for mesh in federation.meshes where !planner.blocked.contains(mesh.name) {
      guard let folder = folders[mesh.name] else { continue }
      if planner.followsIssue(mesh) {
        writes.append(Plan.Write(mesh: mesh.name, paths: []))
      } else if let differing = folder.differing, !differing.isEmpty {
        writes.append(Plan.Write(mesh: mesh.name, paths: differing))
      } else {
        continue
      }
      if !folder.hasBundle { notes += Self.firstBundle(of: mesh) }
    }
    self.init(
      issues: planner.issues, keeps: planner.keeps, writes: writes, removals: planner.removals.sorted(), notes: notes)
  }

  /// With the first bundle of a peer, every proxy of the mesh verifies certificates in another way.
  private static func firstBundle(of mesh: Mesh) -> [Diagnostic] {
    guard !mesh.peers.isEmpty, mesh.controlPlane.flavour == .maistra else { return [] }
    return [
      Diagnostic(
        "MT-HOME-45", .note, what: "the first peer bundle switches all of `\(mesh.name)` to SPIFFE rules",
        why: "once one ServiceMeshPeer with a bundle exists, every proxy looks up roots by trust domain; aliases in "
          + "additionalDomains and meshConfig.caCertificates are no longer used",
        next: "apply it outside of busy hours, and check that every sidecar's trust domain is \(mesh.trustDomain)")
    ]
  }
}
