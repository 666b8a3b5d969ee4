import Diagnostics
import Files
import SystemPackage

extension OpenHome {
  /// The files of a home that are written under another name first.
  private var written: [String] {
    [sealingKeyPath, nextSealingKeyPath, federationPath, homeKeyPath, checkpointPath, home.storePath].compactMap {
      $0.lastComponent?.string
    }
      + [AuthorityFile.name.string, ".gitignore"]
  }

  /// Ends a move of the database that was stopped when the home was already at its new place.
  func putAwayOldPlace() throws(CAError) {
    switch try place() {
    case .server where AuthorityFile.exists(in: folder):
      let left = AuthorityFile.leftPath(in: folder)
      try wrapping(CAError.files, FileSystem.rename(AuthorityFile.path(in: folder), to: left))
    case .file where FileSystem.exists(home.storePath):
      // One that is on its way to the server needs it there.
      guard try read({ try Self.departure($0) }) == AuthorityFile.name.string else { return }
      try wrapping(CAError.files, FileSystem.remove(home.storePath))
    default: break
    }
  }

  /// Removes what killed commands left: drafts of folders, and secrets under unused names. A folder that was moved aside
  /// is no draft: it is put back if nothing has taken its place.
  func removeLeftOvers() throws(CAError) {
    try wrapping(CAError.files, OutputTree.putBackReplaced(in: outputFolder))
    for name in try wrapping(CAError.files, FileSystem.names(in: outputFolder))
    where OutputTree.isDraft(name) && OutputTree.folderName(ofReplaced: name) == nil {
      try wrapping(CAError.files, FileSystem.remove(outputFolder.appending(name)))
    }
    let written = written
    for name in try wrapping(CAError.files, FileSystem.names(in: folder))
    where FileSystem.isTemporary(name, of: written) {
      try wrapping(CAError.files, FileSystem.remove(folder.appending(name)))
    }
    try AuthorityFile.sweep(folder)
    if case .file = try place(), try isBegun { try store().removeColdJournal() }
  }

  /// Removes the folders of meshes that others have replaced. What the home did not write is moved to the new folder before.
  /// What cannot be moved, because something else is in its place, stays where it is, and the command goes on.
  func removeReplacedFolders() throws(CAError) {
    for name in try wrapping(CAError.files, FileSystem.names(in: outputFolder)) {
      guard let mesh = OutputTree.folderName(ofReplaced: name) else { continue }
      let path = outputFolder.appending(name)
      guard FileSystem.isFolder(path, followingLinks: false) else {
        tell?(Self.note(foreign: path))
        continue
      }
      let replaced = OutputTree(folder: path)
      let foreign = try foreignFiles(in: replaced, of: mesh)
      let left = try wrapping(
        CAError.files, OutputTree(folder: outputFolder(of: mesh)).takeOver(foreign, from: path))
      try wrapping(CAError.files, replaced.remove(keeping: Set(left)))
      if let first = left.first { tell?(note(left: first, of: left.count, in: path, of: mesh)) }
    }
  }

  /// The files of a replaced folder that are somebody else's, and that may be nowhere else.
  private func foreignFiles(in replaced: OutputTree, of mesh: String) throws(CAError) -> [FilePath] {
    let known = try isIssued() ? try read { try $0.writtenFiles()[mesh] } : nil
    let written = known ?? WrittenFiles()
    let existing = try wrapping(CAError.files, replaced.existing())
    let folder = outputFolder(of: mesh)
    return try written.split(existing, in: replaced).others.filter { path in
      // Those under the names of its keys are the home's, whoever edited them. So are those that it wrote again: an edit
      // of them is lost whenever a folder is replaced.
      if Emission.hasKey(path), WrittenFiles.isOurName(path) { return false }
      return written.digests[path.string] == nil || FileSystem.regularMode(of: folder.pushing(path)) == nil
    }
  }

  private static func note(foreign path: FilePath) -> Diagnostic {
    Diagnostic(
      "MT-HOME-39", .warning, what: "`\(path.string.printable)` is not a folder that the home moved aside",
      why: "it has the name of one, and is neither followed nor removed", next: "move it away, or delete it")
  }

  private func note(left first: FilePath, of count: Int, in path: FilePath, of mesh: String) -> Diagnostic {
    let rest = count == 1 ? "" : ", nor \(count - 1) more of that folder"
    return Diagnostic(
      "MT-HOME-39", .warning,
      what:
        "`\(path.pushing(first).string.printable)` cannot be moved to `\(outputFolder(of: mesh).string.printable)`\(rest)",
      why: "something else is in its place, and the home did not write it; it may be nowhere else",
      next: "move it to where it belongs, or delete it; the folder goes with the last of its files")
  }
}
