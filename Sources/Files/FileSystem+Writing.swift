import CLinux
public import Cryptography
import Glibc
public import SystemPackage

// No file is ever half written: it is written under another name in the same folder, flushed to disk, and renamed.
// Nobody can guess that name, and nothing that stands under it is ever opened. A new secret has no other name first, where
// the file system can do that: a command that is killed leaves no copy of a key that nobody looks for.
extension FileSystem {
  /// Writes the whole file or nothing. A link is followed, so that it stays one.
  public static func write(
    _ bytes: [UInt8], to path: FilePath, permissions: FilePermissions
  ) throws(FileError) {
    try write(.plain(bytes), to: path, permissions)
  }

  /// Writes the whole secret or nothing, readable only by its owner. A link is followed, so that it stays one.
  public static func write(_ secret: SecretBytes, to path: FilePath) throws(FileError) {
    try write(.secret(secret), to: path, .secret)
  }

  /// Writes a whole new file or nothing.
  ///
  /// - Throws: ``FileError/exists(_:)`` if there is anything of that name, also if it came to be in the meantime.
  public static func create(
    _ content: FileContent, at path: FilePath, permissions: FilePermissions = .secret
  ) throws(FileError) {
    try placing(content, permissions, named: path) { temporary throws(FileError) in
      try renameToNew(temporary, path)
    }
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
    if let stream = stream(path) { return try put(content, into: stream, named: path) }
    if let type = status(path)?.type, type != .regular, type != .directory {
      // The device that takes everything is the only one that stays what it is.
      guard path == "/dev/null" else { throw .notRegular(path) }
      return
    }
    let target = try followed(path)
    try placing(content, permissions, owner: owner, named: target) { temporary throws(FileError) in
      try check(unsafe Glibc.rename(temporary.string, target.string) == 0, "write", path)
    }
  }

  /// The open stream of this process that a path names: `/dev/stdout`, `/dev/stderr`, or `/dev/fd/63` as a shell gives
  /// for the input of another program. Its content goes on, and is never replaced.
  private static func stream(_ path: FilePath) -> FileDescriptor? {
    switch path.string {
    case "/dev/stdout": return .standardOutput
    case "/dev/stderr": return .standardError
    default:
      guard ["/dev/fd", "/proc/self/fd"].contains(path.removingLastComponent().string),
        let number = path.lastComponent.flatMap({ Int32($0.string) }), number > 0
      else { return nil }
      return FileDescriptor(rawValue: number)
    }
  }

  /// What a link points to, or the path itself.
  ///
  /// - Throws: ``FileError/brokenLink(_:)`` for a link to nothing, which writing would replace.
  public static func followed(_ path: FilePath) throws(FileError) -> FilePath {
    guard status(path, followingLinks: false)?.type == .symbolicLink else { return path }
    guard let target = resolved(path) else { throw .brokenLink(path) }
    return target
  }

  /// Writes a file under a temporary name and puts it in place; after a failure nothing is left of it.
  private static func placing(
    _ content: FileContent, _ permissions: FilePermissions, owner: Stat? = nil, named path: FilePath,
    _ put: (FilePath) throws(FileError) -> Void
  ) throws(FileError) {
    if permissions == .secret, owner == nil, try placeNameless(content, at: path) { return }
    let temporary = temporary(path)
    do throws(FileError) {
      try create(temporary, content, permissions, flushing: true, owner: owner, named: path)
      try put(temporary)
    } catch {
      unsafe unlink(temporary.string)
      throw error
    }
    try synchronize(parent(of: path))
  }

  /// Writes a new secret that has no name until it is whole.
  ///
  /// - Returns: False, and nothing is changed, if there is something of that name, or the file system needs a name: NFS and
  ///   some others do.
  private static func placeNameless(_ content: FileContent, at path: FilePath) throws(FileError) -> Bool {
    guard status(path, followingLinks: false) == nil else { return false }
    let folder = parent(of: path)
    let number = unsafe linuxOpenNameless(folder.string)
    guard number >= 0 else { return false }
    let file = FileDescriptor(rawValue: number)
    defer { try? file.close() }
    try put(content, into: file, named: path)
    try check(fchmod(number, FilePermissions.secret.rawValue) == 0, "write", path)
    try check(fsync(number) == 0, "write", path)
    guard unsafe linuxNameFile(number, path.string) == 0 else { return false }
    try synchronize(folder)
    return true
  }

  private static func renameToNew(_ temporary: FilePath, _ path: FilePath) throws(FileError) {
    let flags = UInt32(LinuxRenameNoReplace)
    guard unsafe renameat2(AT_FDCWD, temporary.string, AT_FDCWD, path.string, flags) != 0 else { return }
    // NFS and some others cannot do that; a second name for the file is never made where there is one.
    if errno == EINVAL || errno == ENOSYS, unsafe link(temporary.string, path.string) == 0 {
      return try check(unsafe unlink(temporary.string) == 0, "write", path)
    }
    guard errno != EEXIST else { throw .exists(path) }
    try check(false, "write", path)
  }

  /// Creates a file that must not exist; errors name its final path.
  private static func create(
    _ path: FilePath, _ content: FileContent, _ permissions: FilePermissions, flushing: Bool, owner: Stat? = nil,
    named name: FilePath
  ) throws(FileError) {
    let file = try calling("write", name) {
      try FileDescriptor.open(
        path, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec], permissions: .secret)
    }
    defer { try? file.close() }
    try put(content, into: file, named: name)
    // Before the permissions, of which a change of owner takes some away.
    if let owner, let made = try? Stat(file), made.userID != owner.userID || made.groupID != owner.groupID {
      let isKept = fchown(file.rawValue, owner.userID.rawValue, owner.groupID.rawValue) == 0
      try check(isKept, "keep the owner of", name)
    }
    try check(fchmod(file.rawValue, permissions.rawValue) == 0, "write", name)
    // A draft is flushed together with all others, by ``synchronizeAll(_:)``.
    if flushing { try check(fsync(file.rawValue) == 0, "write", name) }
  }

  private static func put(
    _ content: FileContent, into file: FileDescriptor, named path: FilePath
  ) throws(FileError) {
    try calling("write", path) {
      switch content {
      case .plain(let bytes): _ = try file.writeAll(bytes)
      case .secret(let secret): _ = try secret.withBytes { bytes in unsafe try file.writeAll(bytes) }
      }
    }
  }

  /// Creates a folder, readable only by its owner, and its missing parents.
  public static func makeFolder(_ path: FilePath) throws(FileError) {
    if isFolder(path) { return }
    let parent = parent(of: path)
    if parent != path { try makeFolder(parent) }
    try check(unsafe mkdir(path.string, 0o700) == 0 || errno == EEXIST, "make the folder", path)
  }

  /// Fills a new folder, readable only by its owner, under a name that nobody can guess, and gives it its own name when
  /// it is whole; after a failure nothing is left of it.
  ///
  /// - Throws: ``FileError/exists(_:)`` if there is anything of that name, also if it came to be in the meantime.
  public static func createFolder(
    _ path: FilePath, filling fill: (FilePath) throws(FileError) -> Void
  ) throws(FileError) {
    let draft = try FolderDraft(of: path)
    do throws(FileError) {
      try fill(draft.path)
      try putInNewPlace(draft.path, path)
    } catch {
      draft.discard()
      throw error
    }
    try synchronize(parent(of: path))
  }

  static func putInNewPlace(_ draft: FilePath, _ path: FilePath) throws(FileError) {
    let flags = UInt32(LinuxRenameNoReplace)
    guard unsafe renameat2(AT_FDCWD, draft.string, AT_FDCWD, path.string, flags) != 0 else { return }
    // NFS and some others cannot do that; there a folder takes the place of nothing but an empty one.
    if errno == EINVAL || errno == ENOSYS, unsafe Glibc.rename(draft.string, path.string) == 0 { return }
    guard errno != EEXIST, errno != ENOTEMPTY else { throw .exists(path) }
    try check(false, "write", path)
  }

  /// Creates a folder that others may read, and its missing parents. One that is there stays as it is.
  public static func makeSharedFolder(_ path: FilePath) throws(FileError) {
    if isFolder(path) { return }
    let parent = parent(of: path)
    if parent != path { try makeSharedFolder(parent) }
    try check(unsafe mkdir(path.string, 0o755) == 0 || errno == EEXIST, "make the folder", path)
    // The process creates everything for its owner only.
    try check(unsafe chmod(path.string, 0o755) == 0, "make the folder", path)
  }

  /// Creates an empty file, readable only by its owner, if it does not exist.
  public static func makeFile(_ path: FilePath) throws(FileError) {
    let file = try open(path, .readWrite, "make", options: [.create, .nonBlocking], permissions: .secret)
    try calling("make", path) { try file.close() }
  }

  /// Removes a file, or a folder with its content. A missing file is not an error.
  public static func remove(_ path: FilePath) throws(FileError) {
    guard let found = status(path, followingLinks: false) else { return }
    guard found.type == .directory else {
      return try check(unsafe unlink(path.string) == 0 || errno == ENOENT, "remove", path)
    }
    for name in try names(in: path) { try remove(path.appending(name)) }
    try check(unsafe rmdir(path.string) == 0 || errno == ENOENT, "remove", path)
  }

  /// - Throws: ``FileError/link(_:)`` for a symbolic link: replacing or removing it would leave what it points to.
  public static func requireNoLink(_ path: FilePath) throws(FileError) {
    guard status(path, followingLinks: false)?.type != .symbolicLink else { throw .link(path) }
  }

  /// Renames a file within its folder, replacing any file with the new name.
  ///
  /// - Parameter flushing: Whether that is on the disk when it returns; otherwise ``synchronize(_:)`` brings it there.
  public static func rename(_ path: FilePath, to name: FilePath, flushing: Bool = true) throws(FileError) {
    try check(unsafe Glibc.rename(path.string, name.string) == 0, "rename", path)
    if flushing { try synchronize(parent(of: name)) }
  }

  /// Puts a new folder in the place of an old one, which is named `aside` then; atomically, where the file system can do
  /// that. ``synchronize(_:)`` brings it to the disk.
  ///
  /// The new folder is never needed while it has its first name. Under `aside` stands, from the first step on, what may be
  /// the only copy of something.
  static func exchange(_ new: FilePath, _ old: FilePath, aside: FilePath) throws(FileError) {
    // Both names must exist for an exchange; the first time there is nothing to exchange with.
    guard status(old, followingLinks: false) != nil else { return try rename(new, to: old, flushing: false) }
    try rename(new, to: aside, flushing: false)
    guard unsafe renameat2(AT_FDCWD, aside.string, AT_FDCWD, old.string, UInt32(LinuxRenameExchange)) != 0 else {
      return
    }
    let reason = errno
    try rename(aside, to: new, flushing: false)
    guard reason == EINVAL || reason == ENOSYS else {
      throw .system(operation: "put in place", path: old, Errno(rawValue: reason))
    }
    // NFS and some others cannot exchange; there the old folder is missing for a moment.
    try replace(old, with: new, aside: aside)
  }

  /// Does the same as ``exchange(_:_:aside:)``, but not atomically. After a failure the old folder is in its place, or
  /// `aside` if it cannot be put back.
  static func replace(_ old: FilePath, with new: FilePath, aside: FilePath) throws(FileError) {
    do throws(FileError) {
      try rename(old, to: aside)
      try rename(new, to: old)
    } catch {
      if status(old, followingLinks: false) == nil { try? rename(aside, to: old) }
      throw error
    }
  }

  /// Writes a file into a folder that nobody reads yet; ``synchronizeAll(_:)`` flushes it to disk.
  static func draft(_ file: OutputFile, to path: FilePath) throws(FileError) {
    try create(path, file.content, file.mode, flushing: false, named: path)
  }

  /// Gives a file, of whatever type, a second name on the same file system. Where a second name is not allowed, a
  /// regular file is copied.
  static func share(_ path: FilePath, as name: FilePath) throws(FileError) {
    if addName(to: path, as: name) { return }
    let reason = Errno(rawValue: errno)
    guard let found = status(path, followingLinks: false), found.type == .regular else {
      throw .system(operation: "keep", path: path, reason)
    }
    try create(name, .plain(try read(path, onlyRegular: true)), found.permissions, flushing: false, named: path)
  }

  /// Flushes everything in a folder's file system to disk; cheaper than file by file.
  public static func synchronizeAll(_ folder: FilePath) throws(FileError) {
    let descriptor = try open(folder, .readOnly, "open", options: .directory)
    defer { try? descriptor.close() }
    try check(syncfs(descriptor.rawValue) == 0, "bring to the disk", folder)
  }

  /// Gives a file a second name on the same file system; false where that is not possible.
  static func addName(to path: FilePath, as name: FilePath) -> Bool {
    unsafe linkat(AT_FDCWD, path.string, AT_FDCWD, name.string, 0) == 0
  }

  /// Flushes a folder's directory entries to disk.
  public static func synchronize(_ folder: FilePath) throws(FileError) {
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
