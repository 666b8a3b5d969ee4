import Cryptography
public import SystemPackage

/// A folder of generated files, compared with its expected content and replaced as a whole.
public struct OutputTree: Sendable {
  private let folder: FilePath

  public init(folder: FilePath) {
    self.folder = folder
  }

  /// How the folder differs from what it should contain.
  public struct Differences: Sendable {
    /// The files that differ or are missing, sorted.
    public let changed: [FilePath]
    /// The files that are there and not expected, sorted. Somebody else may have written them.
    public let others: [FilePath]
  }

  /// Compares the folder. Of `sealed` files only presence and mode are compared.
  public func differences(from files: [OutputFile], sealed: Set<FilePath> = []) throws(FileError) -> Differences {
    var changed: [FilePath] = []
    for file in files where try !matches(file, ignoringContent: sealed.contains(file.path)) {
      changed.append(file.path)
    }
    return Differences(changed: changed.sorted { $0.string < $1.string }, others: try others(than: files))
  }

  /// The files that are there and not among the given ones, sorted.
  ///
  /// - Throws: ``FileError/linkedFolder(_:)`` if a folder for the given files is a symbolic link.
  public func others(than files: [OutputFile]) throws(FileError) -> [FilePath] {
    try requireOwnFolders(for: files)
    let wanted = Set(files.map(\.path))
    return try existing().filter { !wanted.contains($0) }.sorted { $0.string < $1.string }
  }

  /// The SHA-256 of a file as it is, in hexadecimal; nil for anything but a regular file.
  public func digest(_ path: FilePath) throws(FileError) -> String? {
    let path = folder.pushing(path)
    guard FileSystem.regularFile(path) != nil else { return nil }
    return sha256Hex(try FileSystem.read(path, onlyRegular: true))
  }

  /// Every existing file, by its path in the folder.
  public func existing() throws(FileError) -> [FilePath] {
    try Self.requireNoLink(folder)
    return try Self.walk(folder, "")
  }

  /// Builds the new folder beside the old one, under a name that nobody reads.
  ///
  /// - Parameters:
  ///   - unchanged: The files that the old folder has already. The new one shares them: nothing is written.
  ///   - kept: Files of the old folder that belong to somebody else; the new folder has them too.
  public func draft(
    _ files: [OutputFile], unchanged: Set<FilePath> = [], keeping kept: [FilePath] = []
  ) throws(FileError) {
    try requireOwnFolders(for: files)
    let fresh = fresh
    try FileSystem.remove(fresh)
    try FileSystem.makeFolder(fresh)
    for inner in Self.folders(of: files.map(\.path)) { try FileSystem.makeFolder(fresh.appending(inner)) }
    for file in files {
      let path = fresh.pushing(file.path)
      if unchanged.contains(file.path), FileSystem.addName(to: folder.pushing(file.path), as: path) { continue }
      try FileSystem.draft(file, to: path)
    }
    for path in kept {
      let new = fresh.pushing(path)
      try FileSystem.makeFolder(FileSystem.parent(of: new))
      try FileSystem.share(folder.pushing(path), as: new)
    }
  }

  /// Replaces the folder with the draft atomically, where the file system can do that. The old folder has the draft's name
  /// then, until ``discard()``; as long as there may be something in it that is nowhere else, it has a name of its own.
  ///
  /// - Parameter removed: The files of the old folder that are not in the new one. Any other that appeared since the
  ///   draft was built is moved to the new folder.
  public func putInPlace(removing removed: Set<FilePath>) throws(FileError) {
    try Self.requireNoLink(folder)
    let aside = FilePath("\(fresh)\(Self.mark)")
    try FileSystem.exchange(fresh, folder, aside: aside)
    guard FileSystem.status(aside, followingLinks: false) != nil else { return }
    // What has a file in its place is an earlier state of that file.
    let late = try Self.walk(aside, "").filter { path in
      !removed.contains(path) && FileSystem.status(folder.pushing(path), followingLinks: false) == nil
    }
    // What cannot be placed stays in the old folder, under the name that says so.
    guard try takeOver(late, from: aside).isEmpty else { return }
    try FileSystem.rename(aside, to: fresh, flushing: false)
  }

  /// Moves files of another folder to this one. Nothing is replaced, and no symbolic link is followed.
  ///
  /// - Returns: The files that something else keeps from their places. Those that are in them with the same content stay in
  ///   the other folder too, and are not among them: nobody needs them there.
  @discardableResult
  public func takeOver(_ paths: [FilePath], from other: FilePath) throws(FileError) -> [FilePath] {
    guard !paths.isEmpty else { return [] }
    if let found = FileSystem.status(folder, followingLinks: false), found.type != .directory { return paths }
    var left: [FilePath] = []
    for path in paths where try !takeOver(path, from: other) { left.append(path) }
    return left
  }

  /// Moves one file; false if something else is in its way.
  private func takeOver(_ path: FilePath, from other: FilePath) throws(FileError) -> Bool {
    let (place, source) = (folder.pushing(path), other.pushing(path))
    do throws(FileError) {
      try FileSystem.makeFolder(folder)
      for inner in Self.folders(of: [path]) {
        let above = folder.appending(inner)
        guard let found = FileSystem.status(above, followingLinks: false) else {
          try FileSystem.makeFolder(above)
          continue
        }
        guard found.type == .directory else { return false }
      }
      if FileSystem.status(place, followingLinks: false) != nil { return Self.isSame(source, place) }
      try FileSystem.rename(source, to: place)
      return true
    } catch {
      guard case .system(_, _, let code) = error, Self.obstacles.contains(code) else { throw error }
      return false
    }
  }

  /// What a system call answers if something else is in a file's way; any other answer is a failure.
  private static let obstacles: Set<Errno> = [
    .notDirectory, .fileExists, .isDirectory, .directoryNotEmpty, .tooManySymbolicLinkLevels, .permissionDenied,
    .notPermitted,
  ]

  /// Whether two names are those of one file, or of regular files with the same content.
  private static func isSame(_ first: FilePath, _ second: FilePath) -> Bool {
    guard let one = FileSystem.status(first, followingLinks: false),
      let other = FileSystem.status(second, followingLinks: false)
    else { return false }
    if one.deviceID == other.deviceID, one.inode == other.inode { return true }
    guard one.type == .regular, other.type == .regular, one.size == other.size,
      let octets = try? FileSystem.read(first, onlyRegular: true)
    else { return false }
    return octets == (try? FileSystem.read(second, onlyRegular: true))
  }

  /// Removes the folder, or everything in it but some files and the folders that they are in.
  public func remove(keeping kept: Set<FilePath>) throws(FileError) {
    guard !kept.isEmpty, FileSystem.isFolder(folder, followingLinks: false) else {
      return try FileSystem.remove(folder)
    }
    try Self.remove(folder, "", keeping: kept)
  }

  /// Removes the draft of a command that failed, or the folder that a draft has replaced.
  public func discard() throws(FileError) { try FileSystem.remove(fresh) }

  /// Whether a name is that of a draft or of a replaced folder, which a killed command left behind.
  public static func isDraft(_ name: String) -> Bool {
    let name = name.hasSuffix(mark) ? String(name.dropLast(mark.count)) : name
    return FileSystem.finalName(ofTemporary: name)?.hasPrefix(".") ?? false
  }

  /// The name of the folder that a stopped command replaced, or was about to, if what it left may have something in it that
  /// is nowhere else; nil for any other name, also for that of a draft.
  public static func folderName(ofReplaced name: String) -> String? {
    guard name.hasSuffix(mark),
      let hidden = FileSystem.finalName(ofTemporary: String(name.dropLast(mark.count))), hidden.hasPrefix(".")
    else { return nil }
    let folder = String(hidden.dropFirst())
    return ["", ".", ".."].contains(folder) ? nil : folder
  }

  /// Gives the folders in a folder their own names again that a stopped command had moved aside, and in whose places
  /// nothing is. What is no folder was never moved aside, and stays.
  public static func putBackReplaced(in parent: FilePath) throws(FileError) {
    for name in try FileSystem.names(in: parent) {
      guard let folder = folderName(ofReplaced: name).map({ parent.appending($0) }),
        FileSystem.status(folder, followingLinks: false) == nil,
        FileSystem.isFolder(parent.appending(name), followingLinks: false)
      else { continue }
      try FileSystem.rename(parent.appending(name), to: folder)
    }
  }

  /// What the name of a folder ends with that may have something in it that is nowhere else.
  private static let mark = ".old"

  /// What the names of drafts end with, as long as the process lives.
  private static let ending = FileSystem.mark + FileSystem.randomDigits()

  private var fresh: FilePath {
    FileSystem.parent(of: folder).appending(".\(folder.lastComponent?.string ?? "")\(Self.ending)")
  }

  /// The tree is replaced as a whole, so that a link in the place of the folder, or of a folder in it, would be lost, and
  /// what was written through it would stay where it points to.
  private func requireOwnFolders(for files: [OutputFile]) throws(FileError) {
    try Self.requireNoLink(folder)
    for inner in Self.folders(of: files.map(\.path)) { try Self.requireNoLink(folder.appending(inner)) }
  }

  /// Every folder above some files, once and from the outside in.
  private static func folders(of paths: [FilePath]) -> [String] {
    var found: Set<String> = []
    for path in paths {
      // By the slashes in its text: the components of a FilePath are costly, and there are many files.
      let octets = Array(path.string.utf8)
      for (index, octet) in octets.enumerated() where octet == UInt8(ascii: "/") {
        found.insert(String(decoding: octets[..<index], as: UTF8.self))
      }
    }
    return found.sorted()
  }

  private static func requireNoLink(_ folder: FilePath) throws(FileError) {
    guard FileSystem.status(folder, followingLinks: false)?.type != .symbolicLink else { throw .linkedFolder(folder) }
  }

  private func matches(_ file: OutputFile, ignoringContent: Bool) throws(FileError) -> Bool {
    let path = folder.pushing(file.path)
    // Copies and checkouts under umask 077 close files to others, which changes nothing for their owner.
    guard let found = FileSystem.regularFile(path), found.permissions.contains(.ownerRead),
      found.permissions.isSubset(of: file.mode)
    else { return false }
    if ignoringContent { return true }
    guard found.size == file.content.count else { return false }
    switch file.content {
    case .plain(let bytes): return try FileSystem.read(path, onlyRegular: true) == bytes
    case .secret(let secret): return try FileSystem.readSecret(path, onlyRegular: true) == secret
    }
  }

  private static func remove(
    _ folder: FilePath, _ prefix: FilePath, keeping kept: Set<FilePath>
  ) throws(FileError) {
    for (name, isFolder) in try FileSystem.entries(in: folder) {
      let (path, inner) = (folder.appending(name), prefix.appending(name))
      if kept.contains(inner) { continue }
      if isFolder, kept.contains(where: { $0.starts(with: inner) }) {
        try remove(path, inner, keeping: kept)
      } else {
        try FileSystem.remove(path)
      }
    }
  }

  private static func walk(_ folder: FilePath, _ prefix: String) throws(FileError) -> [FilePath] {
    var found: [FilePath] = []
    for (name, isFolder) in try FileSystem.entries(in: folder) {
      if isFolder {
        found += try walk(folder.appending(name), prefix + name + "/")
      } else {
        found.append(FilePath(prefix + name))
      }
    }
    return found
  }
}
