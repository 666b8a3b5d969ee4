import Glibc
public import SystemPackage

/// Allows one writer at a time: an advisory lock on a folder, which the system releases when the process ends.
public struct FolderLock: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Waits for the lock for at most `timeout` seconds.
  public init(_ folder: FilePath, timeout seconds: Int) throws(FileError) {
    let descriptor = try FileSystem.open(folder, .readOnly, "open", options: .directory)
    var tries = 0
    while flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      guard code == EWOULDBLOCK || code == EINTR else {
        try? descriptor.close()
        throw .system(operation: "lock", path: folder, Errno(rawValue: code))
      }
      guard tries < seconds * 20 else {
        try? descriptor.close()
        throw .locked(folder: folder, seconds: seconds)
      }
      tries += 1
      usleep(50_000)
    }
    self.descriptor = descriptor
  }

  deinit {
    try? descriptor.close()
  }
}
