import Files
import SystemPackage

extension OpenHome {
  /// The files of a home that are written under another name first.
  private var written: [String] {
    [sealingKeyPath, nextSealingKeyPath, federationPath, homeKeyPath, checkpointPath, home.storePath].compactMap {
      $0.lastComponent?.string
    }
      + [SQLiteStore.fileName.string, ".gitignore"]
  }

  /// Ends a move of the database that was stopped when the home was already at its new place.
  func putAwayOldPlace() throws(CAError) {
    switch try place() {
    case .postgres where SQLiteStore.exists(in: folder):
      let left = SQLiteStore.leftPath(in: folder)
      try wrapping(CAError.files, FileSystem.rename(SQLiteStore.path(in: folder), to: left))
    case .file where FileSystem.exists(home.storePath):
      try wrapping(CAError.files, FileSystem.remove(home.storePath))
    default: break
    }
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
