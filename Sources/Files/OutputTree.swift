public import SystemPackage

/// A folder of generated files, compared with its expected content and replaced as a whole.
public struct OutputTree: Sendable {
  private let folder: FilePath

  public init(folder: FilePath) {
    self.folder = folder
  }

  /// The sorted paths of files that differ, are missing, or should not exist. Of `sealed` files only presence and mode
  /// are compared.
  public func differences(from files: [OutputFile], sealed: Set<FilePath> = []) throws(FileError) -> [FilePath] {
    var differing: [FilePath] = []
    for file in files where try !matches(file, ignoringContent: sealed.contains(file.path)) {
      differing.append(file.path)
    }
    let wanted = Set(files.map(\.path))
    return (differing + (try existing()).filter { !wanted.contains($0) }).sorted { $0.string < $1.string }
  }

  /// Every existing file, by its path in the folder.
  public func existing() throws(FileError) -> [FilePath] { try Self.walk(folder, "") }

  /// Builds the new folder beside the old one, under a name that nobody reads.
  public func draft(_ files: [OutputFile]) throws(FileError) {
    let fresh = fresh
    try FileSystem.remove(fresh)
    try FileSystem.makeFolder(fresh)
    var made: Set<FilePath> = []
    for file in files {
      let path = fresh.pushing(file.path)
      let parent = FileSystem.parent(of: path)
      if made.insert(parent).inserted { try FileSystem.makeFolder(parent) }
      try FileSystem.draft(file, to: path)
    }
  }

  /// Replaces the folder with the draft atomically.
  public func putInPlace() throws(FileError) {
    try FileSystem.exchange(fresh, folder)
    try FileSystem.remove(fresh)
  }

  /// Removes the draft of a command that failed.
  public func discard() throws(FileError) { try FileSystem.remove(fresh) }

  /// Whether a name is that of a draft, which a killed command left behind.
  public static func isDraft(_ name: String) -> Bool { name.hasPrefix(".") && name.contains(".new") }

  private var fresh: FilePath {
    FileSystem.parent(of: folder).appending(".\(folder.lastComponent?.string ?? "").new")
  }

  private func matches(_ file: OutputFile, ignoringContent: Bool) throws(FileError) -> Bool {
    let path = folder.pushing(file.path)
    guard let found = FileSystem.regularFile(path), found.permissions == file.mode else { return false }
    if ignoringContent { return true }
    guard found.size == file.content.count else { return false }
    switch file.content {
    case .plain(let bytes): return try FileSystem.read(path) == bytes
    case .secret(let secret): return try FileSystem.readSecret(path) == secret
    }
  }

  private static func walk(_ folder: FilePath, _ prefix: FilePath) throws(FileError) -> [FilePath] {
    var found: [FilePath] = []
    for name in try FileSystem.names(in: folder) {
      let (path, inner) = (folder.appending(name), prefix.appending(name))
      if FileSystem.isFolder(path, followingLinks: false) {
        found += try walk(path, inner)
      } else {
        found.append(inner)
      }
    }
    return found
  }
}
