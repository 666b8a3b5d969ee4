import Diagnostics
import Federation
import Files
import SystemPackage

/// A plan, with the files that were rendered to find out what differs.
struct PlannedWork {
  let plan: Plan
  /// The meshes whose folders differ, by name, without meshes whose authorities are still to be issued.
  let rendered: [String: RenderedFolder]
}

/// The files of a mesh.
struct RenderedFolder {
  let files: [OutputFile]
  /// Those that its folder has already.
  let unchanged: Set<FilePath>
}

/// Compares a mesh's folder with what it should contain.
struct FolderComparison {
  /// The paths of the files that differ or are missing; nil if nothing could be rendered.
  let changed: [FilePath]?
  /// The files that the home wrote and would no longer write.
  let stale: [FilePath]
  /// The files of somebody else.
  let foreign: [FilePath]
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
  ///
  /// - Parameters:
  ///   - withSecrets: Whether plain keys belong into the folders.
  ///   - sealed: The meshes whose keys are sealed; no plain key belongs into their folders.
  init(
    _ planner: Planner, _ federation: ResolvedFederation, folders: [String: FolderComparison],
    withSecrets: Bool, sealed: Set<String>, publications: [PublishedBundle], changes: [ClusterChange],
    notes: [Diagnostic]
  ) {
    var writes: [Plan.Write] = []
    var notes = planner.notes + notes
    for mesh in federation.meshes where !planner.blocked.contains(mesh.name) {
      guard let folder = folders[mesh.name] else { continue }
      if !folder.foreign.isEmpty { notes.append(Self.foreign(folder.foreign, in: mesh)) }
      // Where keys belong into the folders, those of an earlier step of a rotation go like everything else of it.
      let isSealed = sealed.contains(mesh.name)
      let keys = withSecrets && !isSealed ? [] : folder.stale.filter(Emission.hasKey)
      if planner.followsIssue(mesh) {
        writes.append(Plan.Write(mesh: mesh.name, paths: [], deletes: [], keys: keys))
      } else if let changed = folder.changed, !changed.isEmpty || !folder.stale.isEmpty {
        writes.append(Plan.Write(mesh: mesh.name, paths: changed, deletes: folder.stale, keys: keys))
      } else {
        continue
      }
      if !keys.isEmpty { notes.append(Self.plainKeys(keys, of: mesh, isSealed: isSealed)) }
      if !folder.hasBundle { notes += Self.firstBundle(of: mesh) }
    }
    let due = changes.filter { change in
      writes.contains { $0.mesh == change.mesh } || federation.mesh(named: change.mesh) == nil
    }
    self.init(
      issues: planner.issues, keeps: planner.keeps, unasked: planner.unasked, writes: writes,
      blocked: planner.blockedFolders, publications: publications, removals: planner.removals.sorted(),
      notes: (notes + due.flatMap(\.notes)).filter {
        $0.severity != .note || !federation.acknowledged.contains($0.code)
      }, changes: due.filter { !$0.steps.isEmpty })
  }

  /// Files that the home did not write: they stay.
  private static func foreign(_ paths: [FilePath], in mesh: Mesh) -> Diagnostic {
    Diagnostic(
      "MT-HOME-93", .note,
      what: "`out/\(mesh.name)` has files that this home did not write, and they stay: "
        + "\(paths.map(\.string).joined(separator: ", "))",
      why: "`\(mesh.client) apply -k` does not apply them, because kustomization.yaml does not name them",
      next: "keep your own files outside of out/, in a kustomization that names out/\(mesh.name)")
  }

  /// Keys that were written before the home was told to keep them off the disk.
  private static func plainKeys(_ paths: [FilePath], of mesh: Mesh, isSealed: Bool) -> Diagnostic {
    Diagnostic(
      "MT-HOME-94", .warning,
      what: "`out/\(mesh.name)` has plain keys: \(paths.map(\.string).joined(separator: ", "))",
      why: "this home keeps its keys off the disk, and they were written before",
      next: isSealed
        ? "`\(.meshtrust("apply"))` deletes them after a confirmation"
        : "`\(.meshtrust("apply", "--no-secrets"))` deletes them after a confirmation; "
          + "`\(.meshtrust("apply", "--secrets"))` keeps them; "
          + "`\(.meshtrust("emit", mesh.name, "--only", "secret"))` prints the Secret when it is needed")
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
