import Cryptography
public import Diagnostics
import Documents
import Federation
import Files
public import Kubernetes
import SystemPackage
public import X509

/// A mesh or remote that leaves the federation, and everything that follows from it.
public struct Removal: Sendable {
  /// Its name.
  public let name: String
  /// federation.yaml as it is.
  public let oldText: String
  /// federation.yaml without it; everything else in it stays as it is, byte for byte.
  public let text: String
  /// What every administrator does, in order.
  public let departure: Departure
  /// The authorities whose keys are destroyed.
  public let retired: [Authority]
  /// The certificates that are put on lists.
  public let revoked: [Certificate]
  /// What is likely to bite.
  public internal(set) var warnings: [Diagnostic]
}

extension Home {
  /// What removing a mesh or remote would do. Nothing is changed.
  public func planRemoval(of name: String) throws(CAError) -> Removal {
    let before = try federation()
    let oldText = String(decoding: try wrapping(CAError.files, FileSystem.read(federationPath)), as: UTF8.self)
    let (text, after) = try edited(oldText, removing: name, before)
    let store = FileSystem.exists(databasePath) ? try store() : nil
    let retired = try store?.read { try $0.everyAuthority(of: .mesh(name)) } ?? []
    var revoked: [Certificate] = []
    if let store {
      for authority in retired where authority.role == .intermediate && authority.certificate.validity.notAfter >= now {
        revoked.append(authority.certificate)
      }
      for authority in retired where authority.role == .intermediate {
        revoked += try store.read { try $0.issued(by: authority.certificate, after: now) }
      }
    }
    let warnings = after.findings.filter { $0.code == "MT-FED-35" }
    return Removal(
      name: name, oldText: oldText, text: text, departure: Departure(of: name, from: before, to: after),
      retired: retired, revoked: revoked, warnings: warnings)
  }

  /// Removes a mesh or remote: its certificates are put on the lists of those that issued them, which are signed while
  /// the keys are still there; then its keys are destroyed, its folder goes, and federation.yaml is written without it.
  ///
  /// The database is one transaction for the lists and one for the keys, each of which may be run again after a kill.
  public func remove(_ name: String, confirm: (Removal) throws(CAError) -> Void) throws(CAError) -> Removal {
    guard FileSystem.exists(federationPath) else { throw .noHome(folder) }
    return try locked { () throws(CAError) in
      var removal = try planRemoval(of: name)
      try confirm(removal)
      if FileSystem.exists(databasePath), !removal.retired.isEmpty {
        let store = try store()
        removal.warnings += try revoke(removal, store)
        try store.write { writer in
          let request = try writer.reader.request(of: name)
          try writer.removeRequest(of: name)
          if let request { try writer.removeUnusedKey(request.keyIdentifier) }
          try writer.forgetVersions(of: name)
          for authority in removal.retired {
            try writer.retire(authority, at: now)
          }
        }
      }
      try forgetCard(of: name)
      try wrapping(CAError.files, FileSystem.write(Array(removal.text.utf8), to: federationPath, permissions: .shared))
      try wrapping(CAError.files, FileSystem.remove(outputFolder(of: name)))
      return removal
    }
  }

  /// What was held of a remote goes with it: if it comes back, that is a first contact.
  private func forgetCard(of name: String) throws(CAError) {
    guard let remote = try remotes().first(where: { $0.name == name }) else { return }
    try store().write { writer in
      try writer.removeRemote(name)
      try writer.append(.removedTrust, name, "\(remote.card.trustDomain), the remote was removed", at: now)
    }
  }

  /// Puts the mesh's certificates on their issuers' lists, and signs them: the mesh's own for the last time and until its
  /// authorities end, the shared root's as usual.
  private func revoke(_ removal: Removal, _ store: AuthorityStore) throws(CAError) -> [Diagnostic] {
    // Whoever cannot open the keys has changed nothing yet.
    let sealer = try sealer(store)
    let set = AuthoritySet(try store.read { try $0.authorities() })
    let shared = set.authority(.shared, .root)
    let own = removal.retired.filter { $0.certificate.validity.notAfter > now }
    let issuers = removal.retired + (shared.map { [$0] } ?? [])
    try store.write { writer in
      for certificate in removal.revoked {
        // By the signature, since copies of one root have one name.
        guard let issuer = issuers.first(where: { certificate.isIssued(by: $0.certificate) })?.certificate else {
          continue
        }
        try writer.revoke(certificate, issuer: issuer, .cessationOfOperation, at: now)
        try writer.append(
          .revoked, "\(certificate)", "SHA-256 \(certificate.fingerprint), the mesh `\(removal.name)` was removed",
          at: now)
      }
    }
    let hasBelowShared = shared.map { root in removal.revoked.contains { $0.isIssued(by: root.certificate) } } ?? false
    var warnings = try signLists(own, validFor: nil, store, sealer).warnings
    if let shared, hasBelowShared {
      warnings += try signLists([shared], validFor: 30 * 86_400, store, sealer).warnings
    }
    return warnings
  }

  /// federation.yaml without a name, if every other mesh then is what it was, less its peering with the one that left.
  private func edited(
    _ text: String, removing name: String, _ before: ResolvedFederation
  ) throws(CAError) -> (text: String, after: ResolvedFederation) {
    let path = federationPath
    let document = try wrapping(CAError.documents, DocumentReader.all(bytes: Array(text.utf8), source: path.string))
      .first
    let file = try wrapping(CAError.federation, FederationFile.read(Array(text.utf8), source: path.string))
    guard before.mesh(named: name) != nil || file.remoteNames.contains(name) else {
      throw .unknownMesh(
        name, nearest: Spelling.nearest(to: name, among: before.meshes.map(\.name) + file.remoteNames))
    }
    guard before.meshes.contains(where: { $0.name != name }) else {
      throw .refused(
        what: "`\(name)` is the only mesh of the federation", why: "a federation without meshes is none",
        next: "to end it, keep a backup (`meshtrust backup FILE`), then remove the folder \(folder)")
    }
    guard let document, let edited = FederationEdit.removing(name, from: text, document),
      let after = try? ResolvedFederation(FederationFile.read(Array(edited.utf8), source: path.string)),
      // Both without what is known of remotes, which stands elsewhere.
      let plain = try? ResolvedFederation(file), Self.isLess(name, plain, after)
    else {
      throw .refused(
        what: "`\(name)` cannot be taken out of \(path) without touching anything else",
        why: "the file is written in a form, such as with aliases, in which the edit is not certain",
        next: "write its lists and mappings out, then run the command again")
    }
    return (edited, after)
  }

  private static func isLess(_ name: String, _ before: ResolvedFederation, _ after: ResolvedFederation) -> Bool {
    let expected = before.meshes.filter { $0.name != name }
    guard expected.map(\.name) == after.meshes.map(\.name), before.roots == after.roots, before.name == after.name
    else {
      return false
    }
    return zip(expected, after.meshes).allSatisfy { old, new in
      old.gateways.filter { $0.peer != name } == new.gateways && old.peers.filter { $0.name != name } == new.peers
        && old.namespace == new.namespace && old.trustDomain == new.trustDomain && old.controlPlane == new.controlPlane
        && old.cluster == new.cluster && old.platform == new.platform && old.profile == new.profile
        && old.locality == new.locality
    }
  }
}
