import Files
import SystemPackage

extension OpenHome {
  /// The files of a home that are written under another name first.
  private var written: [String] {
    [sealingKeyPath, nextSealingKeyPath, federationPath, homeKeyPath, checkpointPath].compactMap {
      $0.lastComponent?.string
    }
      + [SQLiteStore.fileName.string, ".gitignore"]
  }

  /// Removes what killed commands left: drafts of folders, and secrets under unused names.
  func removeLeftOvers() throws(CAError) {
    for name in try wrapping(CAError.files, FileSystem.names(in: outputFolder)) where OutputTree.isDraft(name) {
      try wrapping(CAError.files, FileSystem.remove(outputFolder.appending(name)))
    }
    let written = written
    for name in try wrapping(CAError.files, FileSystem.names(in: folder))
    where FileSystem.isTemporary(name, of: written) {
      try wrapping(CAError.files, FileSystem.remove(folder.appending(name)))
    }
    try SQLiteStore.sweep(folder)
    if case .file = try place(), try isBegun { try store().removeColdJournal() }
  }
}
