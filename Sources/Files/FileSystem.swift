import CLinux
public import Cryptography
import Glibc
public import SystemPackage

/// The file operations of the tool, each with an error that names the path.
///
/// swift-system has paths, descriptors and error numbers. It lacks listing and locking a folder, `fsync`, `renameat2`
/// and `syncfs`; those are called directly.
public enum FileSystem {
  /// The most that is read of a file whose size nobody knows: 64 MiB.
  public static let readingLimit = 1 << 26

  /// `-` is standard input.
  ///
  /// - Parameter onlyRegular: Whether a pipe or a device is refused. A pipe that somebody names is read; one in the
  ///   place of a file that the tool keeps itself would have it wait for ever.
  /// - Throws: ``FileError/tooLarge(_:limit:)`` for more than `limit` bytes, as soon as they are there, and
  ///   ``FileError/notRegular(_:)``.
  public static func read(
    _ path: FilePath, atMost limit: Int = readingLimit, onlyRegular: Bool = false
  ) throws(FileError) -> [UInt8] {
    let bytes = try read(path, limit: limit, onlyRegular: onlyRegular)
    guard bytes.count <= limit else { throw .tooLarge(path, limit: limit) }
    return bytes
  }

  /// Bytes that are not UTF-8 are replaced; `-` is standard input.
  public static func readText(_ path: FilePath) throws(FileError) -> String {
    String(decoding: try read(path), as: UTF8.self)
  }

  /// The bytes of a file that should be short. Of a longer or endless one, the first `limit + 1` bytes.
  public static func read(
    _ path: FilePath, limit: Int, onlyRegular: Bool = false
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    try unsafe read(path, onlyRegular, until: { bytes.count > limit }) { unsafe bytes.append(contentsOf: $0) }
    if bytes.count > limit + 1 { bytes.removeLast(bytes.count - limit - 1) }
    return bytes
  }

  /// The last bytes of a regular file; all of a shorter one.
  public static func end(of path: FilePath, count: Int) throws(FileError) -> [UInt8] {
    let file = try openForReading(path, onlyRegular: true)
    defer { try? file.close() }
    return try calling("read", path) {
      let size = try file.seek(offset: 0, from: .end)
      try file.seek(offset: max(0, size - Int64(count)), from: .start)
      return try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = unsafe try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
  }

  /// The bytes of a secret file of at most 1 MiB, without its final line breaks when `trimmed`.
  public static func readSecret(
    _ path: FilePath, trimmed: Bool = false, onlyRegular: Bool = false
  ) throws(FileError) -> SecretBytes {
    var bytes: [UInt8] = []
    // Capacity for everything at once, so that no copy is left behind when the array grows.
    bytes.reserveCapacity(limitOfSecrets + 1)
    defer {
      unsafe bytes.withUnsafeMutableBytes { bytes in
        if let start = bytes.baseAddress { unsafe explicit_bzero(start, bytes.count) }
      }
    }
    var isTooLong = false
    try unsafe read(path, onlyRegular, until: { isTooLong }) { part in
      if bytes.count + part.count > limitOfSecrets { isTooLong = true } else { unsafe bytes.append(contentsOf: part) }
    }
    guard !isTooLong else { throw .tooLarge(path, limit: limitOfSecrets) }
    while trimmed, let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    return SecretBytes(copying: bytes)
  }

  /// Whether something is there, links followed. A folder that may not be searched is an error, and not an absence.
  public static func isThere(_ path: FilePath) throws(FileError) -> Bool {
    do {
      _ = try Stat(path, followTargetSymlink: true)
      return true
    } catch {
      if error == .noSuchFileOrDirectory || error == .notDirectory { return false }
      throw .system(operation: "look for", path: path, error)
    }
  }

  /// Follows symbolic links.
  public static func exists(_ path: FilePath) -> Bool { status(path) != nil }

  public static func isFolder(_ path: FilePath, followingLinks: Bool = true) -> Bool {
    status(path, followingLinks: followingLinks)?.type == .directory
  }

  /// Permission bits and size in bytes of a regular file; nil for anything else, including symbolic links.
  static func regularFile(_ path: FilePath) -> (permissions: FilePermissions, size: Int)? {
    guard let found = status(path, followingLinks: false), found.type == .regular else { return nil }
    return (found.permissions, Int(found.size))
  }

  /// Nil if the file does not exist.
  public static func permissions(of path: FilePath) -> FilePermissions? { status(path)?.permissions }

  /// The permission bits of a regular file, links followed; nil for anything else, such as a pipe.
  public static func regularMode(of path: FilePath) -> UInt32? {
    guard let found = status(path), found.type == .regular else { return nil }
    return found.permissions.rawValue
  }

  /// The number of the user who owns the file, if that is neither this one nor root; nil if nothing is there.
  public static func foreignOwner(of path: FilePath) -> UInt32? {
    guard let owner = status(path)?.userID.rawValue, owner != geteuid(), owner != 0 else { return nil }
    return owner
  }

  /// The first of a file and the folders above it, up to `/`, that others can change: whoever can replace a folder replaces
  /// what is in it. Nil if only this user and root can. In a sticky folder, such as /tmp, only its owner can replace a file.
  ///
  /// - Parameter path: With all links resolved.
  public static func changeableByOthers(_ path: FilePath) -> FilePath? {
    var item = path
    while true {
      guard foreignOwner(of: item) == nil, let mode = permissions(of: item)?.rawValue else { return item }
      let isSticky = item != path && mode & 0o1000 != 0
      guard mode & 0o022 == 0 || isSticky else { return item }
      let above = parent(of: item)
      if above == item { return nil }
      item = above
    }
  }

  /// When the content was last changed, in whole seconds since 1970-01-01T00:00:00Z; nil when nothing is there.
  public static func lastChange(of path: FilePath) -> Int64? { status(path).map { Int64($0.st_mtim.tv_sec) } }

  /// The absolute path with all symbolic links resolved; nil if the file does not exist.
  public static func resolved(_ path: FilePath) -> FilePath? {
    guard let found = unsafe realpath(path.string, nil) else { return nil }
    defer { unsafe free(found) }
    return unsafe FilePath(platformString: found)
  }

  /// The names in a folder, sorted; empty if the folder does not exist.
  public static func names(in path: FilePath) throws(FileError) -> [String] { try entries(in: path).map(\.name) }

  /// What a folder contains, sorted by name; a link to a folder is none.
  static func entries(in path: FilePath) throws(FileError) -> [(name: String, isFolder: Bool)] {
    guard let folder = unsafe opendir(path.string) else {
      guard errno != ENOENT, errno != ENOTDIR else { return [] }
      throw .system(operation: "list", path: path, Errno(rawValue: errno))
    }
    defer { unsafe closedir(folder) }
    var entries: [(name: String, isFolder: Bool)] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      let type = unsafe Int(entry.pointee.d_type)
      // Some file systems do not tell the type.
      let isFolder =
        type == DT_UNKNOWN ? isFolder(path.appending(name), followingLinks: false) : type == DT_DIR
      entries.append((name, isFolder))
    }
    return entries.sorted { $0.name < $1.name }
  }

  /// Whether there is no pipe, socket or device in the place of a file, which need not be there.
  public static func isRegularOrMissing(_ path: FilePath) -> Bool {
    guard let type = status(path)?.type else { return true }
    return type == .regular || type == .directory
  }

  /// - Throws: ``FileError/notRegular(_:)`` for a pipe, a socket or a device.
  public static func requireRegular(_ path: FilePath) throws(FileError) {
    guard isRegularOrMissing(path) else { throw .notRegular(path) }
  }

  static func status(_ path: FilePath, followingLinks: Bool = true) -> Stat? {
    try? Stat(path, followTargetSymlink: followingLinks)
  }

  private static let limitOfSecrets = 1 << 20

  private static func read(
    _ path: FilePath, _ onlyRegular: Bool, until isEnough: () -> Bool, _ take: (UnsafeRawBufferPointer) -> Void
  ) throws(FileError) {
    let file: FileDescriptor
    if path == "-" { file = .standardInput } else { file = try openForReading(path, onlyRegular: onlyRegular) }
    defer { if path != "-" { try? file.close() } }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer {
      if let start = buffer.baseAddress { unsafe explicit_bzero(start, buffer.count) }
      unsafe buffer.deallocate()
    }
    while true {
      let count = try calling("read", path) { unsafe try file.read(into: buffer) }
      if count == 0 || isEnough() { return }
      unsafe take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Opens a file for reading. Whoever closes it does so with `close()`.
  ///
  /// - Parameter onlyRegular: Whether what is neither a file nor a folder is refused. Opening a pipe waits for its writer,
  ///   and some devices wait too; this waits for a file's lease alone.
  /// - Throws: ``FileError/notRegular(_:)``
  public static func openForReading(
    _ path: FilePath, onlyRegular: Bool
  ) throws(FileError) -> FileDescriptor {
    guard onlyRegular else { return try open(path, .readOnly, "read") }
    let file = unsafe linuxOpenFile(path.string, O_RDONLY, 0)
    guard file < 0 else { return FileDescriptor(rawValue: file) }
    let code = Errno(rawValue: errno)
    throw code == .noSuchAddressOrDevice
      ? FileError.notRegular(path) : FileError.system(operation: "read", path: path, code)
  }

  static func open(
    _ path: FilePath, _ mode: FileDescriptor.AccessMode, _ operation: String,
    options: FileDescriptor.OpenOptions = [], permissions: FilePermissions? = nil
  ) throws(FileError) -> FileDescriptor {
    try calling(operation, path) {
      try FileDescriptor.open(path, mode, options: options.union(.closeOnExec), permissions: permissions)
    }
  }

  /// Calls swift-system, whose errors are untyped, and adds the path to an error.
  static func calling<Value>(
    _ operation: String, _ path: FilePath, _ body: () throws -> Value
  ) throws(FileError) -> Value {
    do {
      return try body()
    } catch {
      throw .system(operation: operation, path: path, error as? Errno ?? .ioError)
    }
  }

  /// Checks the result of a call of the C library.
  static func check(_ isDone: Bool, _ operation: String, _ path: FilePath) throws(FileError) {
    guard isDone else { throw .system(operation: operation, path: path, Errno(rawValue: errno)) }
  }
}
