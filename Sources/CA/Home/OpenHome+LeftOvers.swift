import Files
import SystemPackage

extension OpenHome {
  /// The files of a home that are written under another name first.
  private static let written = ["sealing.key", "federation.yaml", "\(SQLiteStore.fileName)", ".gitignore", "home.pub"]

  /// Removes what killed commands left: drafts of folders, and secrets under unused names.
  func removeLeftOvers() throws(CAError) {
    for name in try wrapping(CAError.files, FileSystem.names(in: outputFolder)) where OutputTree.isDraft(name) {
      try wrapping(CAError.files, FileSystem.remove(outputFolder.appending(name)))
    }
    for name in try wrapping(CAError.files, FileSystem.names(in: folder))
    where FileSystem.isTemporary(name, of: Self.written) {
      try wrapping(CAError.files, FileSystem.remove(folder.appending(name)))
    }
    try SQLiteStore.sweep(folder)
  }
}
