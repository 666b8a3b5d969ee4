import CLinux
public import Cryptography
import Glibc
import Kubernetes

/// The few file operations that a home needs, each with a clear error. Nothing is ever half written: files are made
/// under another name in the same folder, brought to the disk, and renamed.
public enum FileSystem {
  /// The bytes of a file; `-` is standard input.
  public static func read(_ path: String) throws(CAError) -> [UInt8] {
    var bytes: [UInt8] = []
    try unsafe read(path, until: { false }) { unsafe bytes.append(contentsOf: $0) }
    return bytes
  }

  /// The bytes of a file that should be short; of a longer one, or one without an end, one byte more than the limit.
  public static func read(_ path: String, limit: Int) throws(CAError) -> [UInt8] {
    var bytes: [UInt8] = []
    try unsafe read(path, until: { bytes.count > limit }) { unsafe bytes.append(contentsOf: $0) }
    return Array(bytes.prefix(limit + 1))
  }

  /// The bytes of a secret file, without its last line break when `trimmed`.
  public static func readSecret(_ path: String, trimmed: Bool = false) throws(CAError) -> SecretBytes {
    var bytes: [UInt8] = []
    // Room for everything at once, so that no copy stays behind when the array grows.
    bytes.reserveCapacity(limitOfSecrets + 1)
    defer {
      unsafe bytes.withUnsafeMutableBytes { bytes in
        if let start = bytes.baseAddress { unsafe explicit_bzero(start, bytes.count) }
      }
    }
    var isTooLong = false
    try unsafe read(path, until: { false }) { part in
      if bytes.count + part.count > limitOfSecrets { isTooLong = true } else { unsafe bytes.append(contentsOf: part) }
    }
    guard !isTooLong else { throw .file(operation: "read", path: path, code: EFBIG) }
    while trimmed, let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    return SecretBytes(copying: bytes)
  }

  /// Writes a file with a mode, as a whole or not at all.
  public static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(CAError) {
    try write(to: path, mode: mode) { descriptor in
      unsafe bytes.withUnsafeBytes { unsafe Self.write($0, to: descriptor) }
    }
  }

  /// Writes a secret, readable by its owner only.
  public static func write(_ secret: SecretBytes, to path: String) throws(CAError) {
    try write(to: path, mode: 0o600) { descriptor in
      secret.withBytes { bytes in unsafe Self.write(bytes, to: descriptor) }
    }
  }

  /// Makes a folder, readable by its owner only, and those above it.
  public static func makeFolder(_ path: String) throws(CAError) {
    if isFolder(path) { return }
    if let parent = parent(of: path), parent != path { try makeFolder(parent) }
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
  }

  /// Whether something is there.
  public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether it is a folder.
  public static func isFolder(_ path: String, followingLinks: Bool = true) -> Bool {
    information(path, followingLinks: followingLinks).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// Permission bits and octets of a plain file; nil for anything else.
  static func file(_ path: String) -> (mode: UInt32, size: Int)? {
    guard let found = information(path, followingLinks: false), found.st_mode & S_IFMT == S_IFREG else { return nil }
    return (found.st_mode & 0o7777, Int(found.st_size))
  }

  /// The permission bits, or nil when nothing is there.
  public static func mode(of path: String) -> UInt32? { information(path).map { $0.st_mode & 0o7777 } }

  /// The path of a file with every link on the way followed; nil when nothing is there.
  public static func resolved(_ path: String) -> String? {
    guard let found = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }

  /// The names in a folder, sorted; none when there is no folder.
  public static func names(in path: String) -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a file or a folder with all it holds; nothing there is no fault.
  public static func remove(_ path: String) throws(CAError) {
    guard let information = information(path, followingLinks: false) else { return }
    guard information.st_mode & S_IFMT == S_IFDIR else {
      guard unsafe unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
      return
    }
    for name in names(in: path) { try remove(path + "/" + name) }
    guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
  }

  /// Gives a file another name in the same folder, in the place of what has it.
  static func rename(_ path: String, to name: String) throws(CAError) {
    guard unsafe Glibc.rename(path, name) == 0 else { throw failure("rename", path) }
    try synchronize(parent(of: name) ?? ".")
  }

  /// Puts a folder in the place of another in one instant; what stood there before is then under the new folder's name.
  static func exchange(_ new: String, _ old: String) throws(CAError) {
    // Both names must exist for an exchange; the first time there is nothing to exchange with.
    guard information(old, followingLinks: false) != nil else { return try rename(new, to: old) }
    guard unsafe renameat2(AT_FDCWD, new, AT_FDCWD, old, UInt32(LinuxRenameExchange)) != 0 else {
      return try synchronize(parent(of: old) ?? ".")
    }
    // NFS and some others cannot exchange; there the old folder is away for a moment.
    guard errno == EINVAL || errno == ENOSYS else { throw failure("put in place", old) }
    try replace(old, with: new)
  }

  /// What ``exchange(_:_:)`` does, in more than one instant.
  static func replace(_ old: String, with new: String) throws(CAError) {
    let aside = new + ".old"
    try remove(aside)
    try rename(old, to: aside)
    try rename(new, to: old)
    try rename(aside, to: new)
  }

  /// Brings everything that was written to the disk that holds a folder; cheaper than one file after the other.
  static func synchronizeAll(_ folder: String) throws(CAError) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", folder) }
    defer { close(descriptor) }
    guard syncfs(descriptor) == 0 else { throw failure("bring to the disk", folder) }
  }

  /// Writes a file in a folder that nobody looks into yet; it reaches the disk with ``synchronizeAll(_:)``.
  static func draft(_ file: OutputFile, to path: String) throws(CAError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("write", path) }
    defer { close(descriptor) }
    var isWritten = false
    switch file.content {
    case .plain(let bytes): isWritten = unsafe bytes.withUnsafeBytes { unsafe write($0, to: descriptor) }
    case .secret(let secret): isWritten = secret.withBytes { unsafe write($0, to: descriptor) }
    }
    guard isWritten, fchmod(descriptor, file.mode) == 0 else { throw failure("write", path) }
  }

  /// Brings a folder's list of names to the disk.
  static func synchronize(_ folder: String) throws(CAError) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure("bring to the disk", folder) }
  }

  /// What the system says of an error number.
  static func message(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  static func failure(_ operation: String, _ path: String) -> CAError {
    .file(operation: operation, path: path, code: errno)
  }

  static func parent(of path: String) -> String? {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return trimmed == "." ? nil : "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  private static let limitOfSecrets = 1 << 20

  private static func read(
    _ path: String, until isEnough: () -> Bool, _ take: (UnsafeRawBufferPointer) -> Void
  ) throws(CAError) {
    let descriptor = path == "-" ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("read", path) }
    defer { if path != "-" { close(descriptor) } }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer {
      if let start = buffer.baseAddress { unsafe explicit_bzero(start, buffer.count) }
      unsafe buffer.deallocate()
    }
    while true {
      let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", path) }
      if count == 0 || isEnough() { return }
      unsafe take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  private static func write(to path: String, mode: UInt32, _ body: (Int32) -> Bool) throws(CAError) {
    let temporary = path + ".new-\(getpid())"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("write", path) }
    let isWritten = body(descriptor) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
    let fault = errno
    close(descriptor)
    guard isWritten, unsafe Glibc.rename(temporary, path) == 0 else {
      let code = isWritten ? errno : fault
      unsafe unlink(temporary)
      throw .file(operation: "write", path: path, code: code)
    }
    try synchronize(parent(of: path) ?? ".")
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  private static func information(_ path: String, followingLinks: Bool = true) -> stat? {
    var information = stat()
    let result = followingLinks ? unsafe stat(path, &information) : unsafe lstat(path, &information)
    return result == 0 ? information : nil
  }
}
