import CLinux
public import Cryptography
import Glibc
public import SystemPackage

// No file is ever half written: it is written under another name in the same folder, flushed to disk, and renamed.
extension FileSystem {
  /// Writes the whole file or nothing.
  public static func write(
    _ bytes: [UInt8], to path: FilePath, permissions: FilePermissions
  ) throws(FileError) {
    try write(.plain(bytes), to: path, permissions)
  }

  /// Writes the whole secret or nothing, readable only by its owner.
  public static func write(_ secret: SecretBytes, to path: FilePath) throws(FileError) {
    try write(.secret(secret), to: path, .secret)
  }

  /// Replaces the content of a file as a whole or not at all; its permissions, owner and group stay.
  ///
  /// - Throws: ``FileError/system(operation:path:_:)`` if nothing is there, or the owner cannot be kept: only root may
  ///   give files to others.
  static func rewrite(_ path: FilePath, _ bytes: [UInt8]) throws(FileError) {
    guard let old = status(path) else { throw .system(operation: "write", path: path, .noSuchFileOrDirectory) }
    try write(.plain(bytes), to: path, old.permissions, owner: old)
  }

  private static func write(
    _ content: FileContent, to path: FilePath, _ permissions: FilePermissions, owner: Stat? = nil
  ) throws(FileError) {
    let temporary = FilePath("\(path).new-\(getpid())")
    do throws(FileError) {
      try create(temporary, content, permissions, replacing: true, owner: owner, named: path)
      try check(unsafe Glibc.rename(temporary.string, path.string) == 0, "write", path)
    } catch {
      unsafe unlink(temporary.string)
      throw error
    }
    try synchronize(parent(of: path))
  }

  /// Creates a file and flushes it to disk; errors name its final path.
  private static func create(
    _ path: FilePath, _ content: FileContent, _ permissions: FilePermissions, replacing: Bool, owner: Stat? = nil,
    named name: FilePath
  ) throws(FileError) {
    let file = try calling("write", name) {
      try FileDescriptor.open(
        path, .writeOnly, options: [.create, replacing ? .truncate : .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: .secret)
    }
    defer { try? file.close() }
    try calling("write", name) {
      switch content {
      case .plain(let bytes): _ = try file.writeAll(bytes)
      case .secret(let secret): _ = try secret.withBytes { bytes in unsafe try file.writeAll(bytes) }
      }
    }
    // Before the permissions, of which a change of owner takes some away.
    if let owner, let made = try? Stat(file), made.userID != owner.userID || made.groupID != owner.groupID {
      let isKept = fchown(file.rawValue, owner.userID.rawValue, owner.groupID.rawValue) == 0
      try check(isKept, "keep the owner of", name)
    }
    try check(fchmod(file.rawValue, permissions.rawValue) == 0, "write", name)
    // A draft is flushed together with all others, by ``synchronizeAll(_:)``.
    if replacing { try check(fsync(file.rawValue) == 0, "write", name) }
  }

  /// Creates a folder, readable only by its owner, and its missing parents.
  public static func makeFolder(_ path: FilePath) throws(FileError) {
    if isFolder(path) { return }
    let parent = parent(of: path)
    if parent != path { try makeFolder(parent) }
    try check(unsafe mkdir(path.string, 0o700) == 0 || errno == EEXIST, "make the folder", path)
  }

  /// Creates an empty file, readable only by its owner, if it does not exist.
  public static func makeFile(_ path: FilePath) throws(FileError) {
    let file = try open(path, .readWrite, "make", options: .create, permissions: .secret)
    try calling("make", path) { try file.close() }
  }

  /// Removes a file, or a folder with its content. A missing file is not an error.
  public static func remove(_ path: FilePath) throws(FileError) {
    guard let found = status(path, followingLinks: false) else { return }
    guard found.type == .directory else {
      return try check(unsafe unlink(path.string) == 0 || errno == ENOENT, "remove", path)
    }
    for name in names(in: path) { try remove(path.appending(name)) }
    try check(unsafe rmdir(path.string) == 0 || errno == ENOENT, "remove", path)
  }

  /// Renames a file within its folder, replacing any file with the new name.
  public static func rename(_ path: FilePath, to name: FilePath) throws(FileError) {
    try check(unsafe Glibc.rename(path.string, name.string) == 0, "rename", path)
    try synchronize(parent(of: name))
  }

  /// Exchanges two folders atomically.
  static func exchange(_ new: FilePath, _ old: FilePath) throws(FileError) {
    // Both names must exist for an exchange; the first time there is nothing to exchange with.
    guard status(old, followingLinks: false) != nil else { return try rename(new, to: old) }
    guard unsafe renameat2(AT_FDCWD, new.string, AT_FDCWD, old.string, UInt32(LinuxRenameExchange)) != 0 else {
      return try synchronize(parent(of: old))
    }
    // NFS and some others cannot exchange; there the old folder is missing for a moment.
    try check(errno == EINVAL || errno == ENOSYS, "put in place", old)
    try replace(old, with: new)
  }

  /// Does the same as ``exchange(_:_:)``, but not atomically.
  static func replace(_ old: FilePath, with new: FilePath) throws(FileError) {
    let aside = FilePath("\(new).old")
    try remove(aside)
    try rename(old, to: aside)
    try rename(new, to: old)
    try rename(aside, to: new)
  }

  /// Writes a file into a folder that nobody reads yet; ``synchronizeAll(_:)`` flushes it to disk.
  static func draft(_ file: OutputFile, to path: FilePath) throws(FileError) {
    try create(path, file.content, file.mode, replacing: false, named: path)
  }

  /// Flushes everything in a folder's file system to disk; cheaper than file by file.
  public static func synchronizeAll(_ folder: FilePath) throws(FileError) {
    let descriptor = try open(folder, .readOnly, "open", options: .directory)
    defer { try? descriptor.close() }
    try check(syncfs(descriptor.rawValue) == 0, "bring to the disk", folder)
  }

  /// Flushes a folder's directory entries to disk.
  static func synchronize(_ folder: FilePath) throws(FileError) {
    let descriptor = try open(folder, .readOnly, "open", options: .directory)
    defer { try? descriptor.close() }
    try check(fsync(descriptor.rawValue) == 0 || errno == EINVAL, "bring to the disk", folder)
  }

  /// The folder of a file: `.` for a bare name.
  public static func parent(of path: FilePath) -> FilePath {
    let parent = path.removingLastComponent()
    return parent.isEmpty ? "." : parent
  }
}
