import Glibc
public import SystemPackage

/// Allows one writer at a time: advisory locks in a folder, which the system releases when the process ends.
public struct FolderLock: ~Copyable, Sendable {
  private let folder: FileDescriptor
  private let file: FileDescriptor?

  /// Waits for the lock for at most `timeout` seconds.
  ///
  /// - Parameter name: A file in the folder that is locked before the folder is; it is made if it is missing, and stays. Only
  ///   its owner can open it, while whoever may read a folder can have its lock. File systems such as NFS keep locks of
  ///   files between hosts, and those of folders on each host. Nil where no such file is wanted.
  /// - Throws: ``FileError/locked(folder:seconds:by:)``
  public init(_ folder: FilePath, file name: String? = nil, timeout seconds: Int) throws(FileError) {
    let opened = try FileSystem.open(folder, .readOnly, "open", options: .directory)
    let path = name.map { folder.appending($0) }
    var file = path.flatMap { Self.openOwn($0, in: opened) }
    var waiting = Waiting(folder: folder, seconds: seconds)
    do throws(FileError) {
      // Where a file system has no locks for files, the folder's has to do.
      var isHeld = false
      var tries = 5
      while let path, let taken = file {
        isHeld = try waiting.take(taken, ifPossible: true)
        // Somebody may have removed it since it was opened, so that the next command makes another one.
        guard isHeld, !Self.isNamed(taken, path) else { break }
        isHeld = false
        file = nil
        try? taken.close()
        tries -= 1
        // Where its name never leads to it, the folder's lock has to do as well.
        if tries > 0 { file = Self.openOwn(path, in: opened) }
      }
      // Older versions take this one alone.
      try waiting.take(opened) {
        isHeld && LockHolders.areStrangers(to: opened)
      } holder: {
        isHeld ? LockHolders.holder(of: opened) : .command
      }
    } catch {
      try? opened.close()
      try? file?.close()
      throw error
    }
    self.folder = opened
    self.file = file
  }

  deinit {
    try? folder.close()
    try? file?.close()
  }

  /// The file, which nobody but its owner can open; nil where it can be neither opened nor made, or is somebody else's or has
  /// another name: then the folder's own lock has to do. One that root makes is the folder's owner's, who needs it, too.
  private static func openOwn(_ path: FilePath, in folder: FileDescriptor) -> FileDescriptor? {
    let opened = try? FileSystem.open(
      path, .readWrite, "lock", options: [.create, .noFollow, .nonBlocking], permissions: .secret)
    guard let file = opened else { return nil }
    guard let found = try? Stat(file), let above = try? Stat(folder), found.type == .regular, found.linkCount == 1,
      found.userID.rawValue == geteuid() || geteuid() == 0 && found.userID == above.userID
    else {
      try? file.close()
      return nil
    }
    if found.permissions != .secret { _ = fchmod(file.rawValue, FilePermissions.secret.rawValue) }
    if geteuid() == 0, found.userID != above.userID {
      _ = fchown(file.rawValue, above.userID.rawValue, above.groupID.rawValue)
    }
    return file
  }

  /// Whether an open file still has its name.
  private static func isNamed(_ file: FileDescriptor, _ path: FilePath) -> Bool {
    guard let found = try? Stat(file), let named = FileSystem.status(path, followingLinks: false) else { return false }
    return found.inode == named.inode && found.deviceID == named.deviceID
  }

  /// How long is waited for all locks together.
  private struct Waiting {
    let folder: FilePath
    let seconds: Int
    private var tries = 0

    init(folder: FilePath, seconds: Int) {
      self.folder = folder
      self.seconds = seconds
    }

    /// - Parameters:
    ///   - ifPossible: Whether a file system that has no such locks is no error.
    ///   - isWaived: Whether to go on without the lock that another process has.
    ///   - holder: Whose the lock is that was waited for in vain.
    /// - Returns: Whether the lock is held.
    @discardableResult
    mutating func take(
      _ descriptor: FileDescriptor, ifPossible: Bool = false, unless isWaived: () -> Bool = { false },
      holder: () -> FileError.Holder = { .command }
    ) throws(FileError) -> Bool {
      while flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0 {
        let code = errno
        guard code == EWOULDBLOCK || code == EINTR else {
          if ifPossible { return false }
          throw .system(operation: "lock", path: folder, Errno(rawValue: code))
        }
        if isWaived() { return false }
        guard tries < seconds * 20 else { throw .locked(folder: folder, seconds: seconds, by: holder()) }
        tries += 1
        usleep(50_000)
      }
      return true
    }
  }
}
