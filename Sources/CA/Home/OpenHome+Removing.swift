import Cryptography
public import Diagnostics
import Federation
public import Files
public import Kubernetes
public import SystemPackage
public import X509

/// The removal of a mesh or remote from the federation, and its consequences.
public struct Removal: Sendable {
  public let name: String
  /// federation.yaml before the removal.
  public let file: EditedFile
  /// The content of federation.yaml after the removal; every other byte stays.
  public let newBytes: [UInt8]
  /// What every administrator does, in order.
  public let procedure: LeaveProcedure
  /// The authorities whose keys are destroyed.
  public let retired: [Authority]
  /// The certificates that are revoked.
  public let revoked: [Certificate]
  /// The files in its folder that the home did not write; they stay.
  public let foreign: [FilePath]
  /// What may cause trouble.
  public internal(set) var warnings: [Diagnostic]
}

/// A removal that was stopped, and that a later command finished.
public struct FinishedRemoval: Hashable, Sendable {
  public let name: String
  /// The folder on another machine that still has its files, if that is where it was begun.
  public let filesLeft: String?
}

/// A removal that was stopped, and that cannot be finished before a key is in reach again.
public struct UnfinishedRemoval: Hashable, Sendable {
  public let name: String
  /// Why the key did not sign.
  public let reason: Message
  /// That of the key's fault.
  public let exitStatus: ExitStatus

  init(_ name: String, _ error: CAError) {
    self.name = name
    reason = error.diagnostic.what
    exitStatus = error.exitStatus
  }

  /// A warning where another command goes on, and an error where the removal itself was asked for.
  func diagnostic(_ severity: Severity) -> Diagnostic {
    Diagnostic(
      "MT-HOME-81", severity, what: "the removal of `\(name)` is not finished: a last CRL is not signed",
      why: reason,
      next: "the next command that writes and reaches the key finishes it; if the key is lost, do without that CRL: "
        + "`\(.meshtrust("remove", "mesh", name, "--accept-missing-crl"))`")
  }
}

extension OpenHome {
  /// What removing a mesh or remote would do. Nothing is changed.
  public func planRemoval(of name: String) throws(CAError) -> Removal {
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    let (newBytes, leaving) = try leaving(name, file)
    let retired = try isBegun ? try read { try $0.everyAuthority(of: .mesh(name)) } : []
    let revoked = try isBegun ? try certificatesToRevoke(of: name, retired) : []
    let foreign = try foreignFiles(of: name)
    return Removal(
      name: name, file: file, newBytes: newBytes, procedure: leaving.procedure, retired: retired, revoked: revoked,
      foreign: foreign, warnings: leaving.warnings + Self.note(foreign, in: outputFolder(of: name)))
  }

  /// What leaves federation.yaml, and what that means. A name that somebody took out of the file already leaves it as it
  /// is.
  private func leaving(_ name: String, _ file: EditedFile) throws(CAError) -> (bytes: [UInt8], leaving: Leaving) {
    do throws(CAError) {
      let before = try federation()
      let edit = try edited(file, removing: name)
      return (
        edit.bytes,
        Leaving(
          procedure: LeaveProcedure(of: name, from: before, to: edit.federation),
          warnings: edit.federation.findings.filter { $0.code == "MT-FED-35" })
      )
    } catch .unknownMesh(let unknown, let nearest) {
      guard let leaving = try leaving(of: name) else { throw .unknownMesh(unknown, nearest: nearest) }
      return (file.bytes, leaving)
    }
  }

  /// Removes a mesh or remote: revokes its certificates, signs its issuers' lists while their keys still exist,
  /// removes its folder, destroys its keys, and writes federation.yaml without it.
  ///
  /// These are several steps, so the first transaction records the intent. If the command is stopped, any later command
  /// that writes finishes the removal before it does anything else.
  ///
  /// - Parameter isAccepted: Whether the mesh may leave although a key outside of the home does not sign its last CRL.
  public func remove(
    _ name: String, acceptingMissingLists isAccepted: Bool = false, confirm: (Removal) throws(CAError) -> Void
  ) throws(CAError) -> Removal {
    try requireDescription()
    return try locked { () throws(CAError) in
      // Opening the home has tried to finish it.
      if !isAccepted, let waiting = unfinishedRemovals.first(where: { $0.name == name }) { throw .unfinished(waiting) }
      var removal = try planRemoval(of: name)
      try confirm(removal)
      // While the command waits for confirmation, somebody may edit the file. After the keys are destroyed it is too
      // late to refuse.
      try wrapping(CAError.files, removal.file.requireUnchanged())
      // Whoever let it begin has let it end; to do without a CRL is another decision.
      let isBegun = try stoppedRemovals().contains(name)
      if isAccepted || !isBegun {
        try authorize(
          GuardedAction(
            .removal, of: name, removal.retired.map { "retire \($0.name), SHA-256 \($0.certificate.fingerprint)" }))
      }
      let (file, newBytes) = (removal.file, removal.newBytes)
      func rewrite() throws(CAError) {
        if newBytes != file.bytes { try wrapping(CAError.files, file.replace(with: newBytes)) }
      }
      guard try isIssued() else {
        try removeFolder(of: name)
        try rewrite()
        return removal
      }
      try begin(removal, acceptingMissingLists: isAccepted)
      do throws(CAError) {
        removal.warnings += try finishRemoval(of: name, acceptingMissingLists: isAccepted, rewrite: rewrite)
      } catch {
        // What was begun is recorded, so that the text of the key's fault would be wrong.
        throw error.isOfSigner ? CAError.unfinished(UnfinishedRemoval(name, error)) : error
      }
      return removal
    }
  }

  /// The meshes and remotes whose removal was stopped.
  public func stoppedRemovals() throws(CAError) -> [String] {
    try isIssued() ? try read { try $0.removals() } : []
  }

  /// Refuses to make anything for a mesh whose removal waits for a key: its certificates are revoked already, and its last
  /// CRLs would not name another one.
  public func refuseLeaving(_ mesh: String) throws(CAError) {
    guard try stoppedRemovals().contains(mesh) else { return }
    throw .refused(.issuing(.leaving(mesh: mesh)))
  }

  /// The same for an owner of a root: every mesh may be below a shared one.
  public func refuseLeaving(_ owner: AuthorityOwner) throws(CAError) {
    if let mesh = owner.meshName { return try refuseLeaving(mesh) }
    guard let mesh = try stoppedRemovals().first else { return }
    throw .refused(.issuing(.leaving(mesh: mesh)))
  }

  /// Finishes the removals that were stopped. Nothing is planned for such a mesh in between.
  ///
  /// One whose last CRL cannot be signed, because a key outside of the home is out of reach, waits for a later command, and
  /// this one goes on: the token of a mesh that leaves must not stop the others.
  ///
  /// - Throws: ``CAError/passphraseNeeded`` if there is one and the home's passphrase was not given.
  func finishRemovals() throws(CAError) {
    let names = try stoppedRemovals()
    guard !names.isEmpty else { return }
    // What opens the home itself is needed by every command that writes.
    _ = try sealer()
    for name in names {
      let files = try filesElsewhere(of: name)
      do throws(CAError) {
        _ = try finishRemoval(of: name, leaving: files) { () throws(CAError) in try rewriteDescription(without: name) }
      } catch {
        guard error.isOfSigner else { throw error }
        let unfinished = UnfinishedRemoval(name, error)
        noteUnfinished(unfinished)
        tell?(unfinished.diagnostic(.warning))
        continue
      }
      noteFinished(FinishedRemoval(name: name, filesLeft: files))
    }
  }

  /// The folder of a mesh on the machine that began its removal, if that is another one: its files are out of reach.
  private func filesElsewhere(of name: String) throws(CAError) -> String? {
    guard case .server = try place(), let began = try read({ try $0.placeOfRemoval(of: name) }), began != origin
    else { return nil }
    // A container has another name at each start, and the same folder; another machine may have a folder of that name.
    let doubt = began.folder == origin.folder ? ", unless that is this machine under another name" : ""
    return "\(FilePath(began.folder).appending(Home.outputName).appending(name)) on \(began.host)\(doubt)"
  }

  /// Records the intent and the revocations in one transaction.
  private func begin(_ removal: Removal, acceptingMissingLists isAccepted: Bool) throws(CAError) {
    // If the keys cannot be unsealed, nothing has changed yet.
    _ = try sealer()
    let issuers = try issuers(of: removal.revoked, leaving: removal.name, removal.retired)
    if !isAccepted { try requireSigners(of: issuers) }
    try write { writer in
      if try !writer.reader.removals().contains(removal.name) {
        try writer.beginRemoval(of: removal.name, in: origin.folder, at: now)
      }
      try revoke(removal.revoked, leaving: removal.name, issuers, writer)
    }
  }

  /// What remains to be done of a removal, in an order in which every step can be repeated.
  ///
  /// - Parameters:
  ///   - files: where files of it are that this machine cannot remove.
  ///   - isAccepted: whether a last CRL may be missing.
  ///   - rewrite: writes federation.yaml without the name.
  private func finishRemoval(
    of name: String, leaving files: String? = nil, acceptingMissingLists isAccepted: Bool = false,
    rewrite: () throws(CAError) -> Void
  ) throws(CAError) -> [Diagnostic] {
    let retired = try read { try $0.everyAuthority(of: .mesh(name)) }
    try revokeRest(of: name, retired)
    let warnings = try signLastLists(of: name, retired, acceptingMissing: isAccepted)
    // The files with its keys go before the log says that they are gone.
    try removeFolder(of: name)
    try write { writer in
      for request in try writer.reader.requests() where request.mesh == name { try writer.drop(request, at: now) }
      for authority in retired { try writer.retire(authority, at: now) }
      try logLeaving(of: name, writer)
      try writer.forget(name)
    }
    try rewrite()
    discardDescription()
    try write { try $0.endRemoval(of: name, leaving: files, at: now) }
    return warnings
  }

  private func rewriteDescription(without name: String) throws(CAError) {
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    do throws(CAError) {
      let edit = try edited(file, removing: name)
      try wrapping(CAError.files, file.replace(with: edit.bytes))
    } catch .unknownMesh {
      // Somebody removed it from the description already.
    }
  }

  /// Removes what the home wrote, and the folder if nothing else is in it.
  private func removeFolder(of name: String) throws(CAError) {
    let tree = OutputTree(folder: outputFolder(of: name))
    let foreign = Set(try foreignFiles(of: name))
    try wrapping(CAError.files, tree.discard())
    try wrapping(CAError.files, tree.remove(keeping: foreign))
    if FileSystem.isFolder(outputFolder) { try wrapping(CAError.files, FileSystem.synchronizeAll(outputFolder)) }
  }

  /// The files in a mesh's folder that the home did not write. Those under the names of its keys are the home's, whoever
  /// edited them: a key is gone from the disk before the log says so.
  private func foreignFiles(of name: String) throws(CAError) -> [FilePath] {
    let tree = OutputTree(folder: outputFolder(of: name))
    let known = try isIssued() ? try read { try $0.writtenFiles()[name] } : nil
    let existing = try wrapping(CAError.files, tree.existing())
    return try (known ?? WrittenFiles()).split(existing, in: tree).others.filter { path in
      !Emission.hasKey(path) || !WrittenFiles.isOurName(path)
    }
  }

  private static func note(_ foreign: [FilePath], in folder: FilePath) -> [Diagnostic] {
    guard !foreign.isEmpty else { return [] }
    return [
      Diagnostic(
        "MT-HOME-97", .note,
        what: "`\(folder)` has files that this home did not write, and they stay: "
          + "\(foreign.map(\.string).joined(separator: ", "))",
        why: "the folder belongs to no mesh any more", next: "move them away, or delete the folder")
    ]
  }

  /// If a remote returns, that is a first contact.
  private func logLeaving(of name: String, _ writer: any StoreWriting) throws {
    guard let remote = try writer.reader.remotes().first(where: { $0.name == name }) else { return }
    try writer.append(.removedTrust, name, "\(remote.card.trustDomain), the remote was removed", at: now)
  }

  private func edited(_ file: EditedFile, removing name: String) throws(CAError) -> MeshRemoval {
    do throws(MeshRemovalError) {
      return try MeshRemoval(of: name, from: file.bytes, source: federationPath.string)
    } catch {
      switch error {
      case .federation(let error): throw .federation(error)
      case .unknown(let nearest): throw .unknownMesh(name, nearest: nearest)
      case .onlyMesh:
        throw .refused(.description(.onlyMesh(name, home: folder)))
      case .uncertain:
        throw .refused(.description(.uncertainEdit(of: name, path: federationPath)))
      }
    }
  }
}
