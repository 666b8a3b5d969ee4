import Diagnostics
import Federation
import Files
import SystemPackage
import X509

extension Home {
  /// What ``apply(withSecrets:)`` would do. Nothing is changed, and nothing is made.
  public func plan(withSecrets: Bool = true) throws(CAError) -> Plan {
    let federation = try federation()
    let store = FileSystem.exists(databasePath) ? try store() : nil
    return try plan(federation, store, withSecrets: withSecrets)
  }

  func plan(_ federation: ResolvedFederation, _ found: AuthorityStore?, withSecrets: Bool) throws(CAError) -> Plan {
    // A database without its first row is what a kill leaves behind: nothing was ever issued from it.
    let store = try found.flatMap { store throws(CAError) in try store.read { try $0.home() } == nil ? nil : store }
    if store == nil { try refuseLostDatabase(federation) }
    let authorities = try store?.read { try $0.authoritySet() } ?? AuthoritySet([])
    let planner = try Planner(
      federation, authorities, requests: try store?.read { try $0.requests() } ?? [],
      signed: try store?.read { try $0.signedIntermediates() } ?? [:],
      retired: try store?.read { try $0.retiredRoots() } ?? [:], now: now)
    let changed = Set(planner.issues.map(\.owner))
    let everywhere = changed.contains(.shared)
    // A new root changes what its mesh writes, and the bundle that each of its peers writes.
    let newRoots = Set(planner.issues.filter { $0.role == .root }.compactMap(\.owner.meshName))
    let emission = try store.map { store throws(CAError) in try Emission(self, federation, authorities, store) }
    var writes: [Plan.Write] = []
    var notes = planner.notes
    for mesh in federation.meshes where !planner.blocked.contains(mesh.name) {
      let followsIssue =
        everywhere || changed.contains(.mesh(mesh.name)) || mesh.peers.contains { newRoots.contains($0.name) }
      if followsIssue {
        writes.append(Plan.Write(mesh: mesh.name, paths: []))
      } else if let (files, sealed) = try emission?.comparableFiles(mesh, withSecrets: withSecrets) {
        let tree = OutputTree(folder: outputFolder(of: mesh.name))
        let paths = try wrapping(CAError.files, tree.differences(from: files, sealed: sealed))
        guard !paths.isEmpty else { continue }
        writes.append(Plan.Write(mesh: mesh.name, paths: paths))
      } else {
        continue
      }
      notes += firstBundle(mesh)
    }
    return Plan(issues: planner.issues, keeps: planner.keeps, writes: writes, notes: notes)
  }

  /// Files without the database that they came from mean that it was lost: new roots in the place of those that every
  /// peer holds would break every handshake.
  func refuseLostDatabase(_ federation: ResolvedFederation) throws(CAError) {
    for mesh in federation.meshes where FileSystem.exists(outputFolder(of: mesh.name).appending("pem/root-cert.pem")) {
      throw .refused(
        what: "`\(outputFolder(of: mesh.name))` was made from authorities that are not in this home",
        why:
          "authority.db is missing or empty; new roots would break every handshake with peers that hold the old ones",
        next: "put authority.db and sealing.key back, or run `meshtrust restore FILE`; to start anew, move `out` away")
    }
  }

  /// The first bundle of a peer switches every proxy of the mesh to another way of checking certificates.
  private func firstBundle(_ mesh: Mesh) -> [Diagnostic] {
    let hasBundle = OutputTree(folder: outputFolder(of: mesh.name)).existing().contains {
      $0.string.hasPrefix("configmap-")
    }
    guard !hasBundle, !mesh.peers.isEmpty, mesh.controlPlane.flavour == .maistra else { return [] }
    return [
      Diagnostic(
        "MT-HOME-45", .note, what: "the first peer bundle switches all of `\(mesh.name)` to SPIFFE rules",
        why: "once one ServiceMeshPeer with a bundle exists, every proxy looks roots up by trust domain; aliases in "
          + "additionalDomains and meshConfig.caCertificates stop counting",
        next: "apply it outside of busy hours, and see that every sidecar's trust domain is \(mesh.trustDomain)")
    ]
  }
}
