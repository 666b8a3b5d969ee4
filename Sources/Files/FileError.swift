public import Diagnostics
public import SystemPackage

/// Errors of files and folders.
public enum FileError: Error, Hashable, Sendable {
  /// A system call failed.
  case system(operation: String, path: FilePath, Errno)
  /// Another process kept the lock of a folder for longer than the given number of seconds.
  case locked(folder: FilePath, seconds: Int, by: Holder = .command)
  /// There is already something with the name of a new file.
  case exists(FilePath)
  /// A symbolic link to nothing.
  case brokenLink(FilePath)
  /// A pipe, a socket or a device where a file must be.
  case notRegular(FilePath)
  /// A symbolic link where a file of its own must be.
  case link(FilePath)
  /// A symbolic link where a folder of the tool's own must be.
  case linkedFolder(FilePath)
  /// A file, or a line of it, has more bytes than anything of its kind.
  case tooLarge(FilePath, limit: Int)
  /// A file that is being edited is no longer what it was when it was read.
  case changed(FilePath)
  /// A folder that is whole could not get its name.
  case unplaced(draft: FilePath, target: FilePath)

  /// Whose a folder's lock is, as far as that can be told.
  public enum Holder: Hashable, Sendable {
    case command
    /// Nobody whom this system shows: a process of another container or host. Every command of now would have the lock of the
    /// file as well.
    ///
    /// - Parameter canRead: Whether the folder lets other users have its lock.
    case unknown(canRead: Bool)
  }

  /// Whether somebody else has a lock.
  public var isLocked: Bool {
    if case .locked = self { true } else { false }
  }
}

extension FileError: Diagnosable {
  /// An input/output error, or a refusal because another process is writing.
  public var exitStatus: ExitStatus {
    switch self {
    case .system, .tooLarge, .unplaced: .inputOutput
    case .locked, .changed, .exists, .brokenLink, .notRegular, .link, .linkedFolder: .refused
    }
  }

  public var diagnostic: Diagnostic {
    switch self {
    case .system(let operation, let path, let code):
      Diagnostic(
        "MT-HOME-01", what: "cannot \(operation) `\(path)`", why: "\(code)",
        next: code == .noSpace
          ? "make room on the disk and run the command again; nothing was lost" : "check the path and its permissions")
    case .locked(let folder, let seconds, let holder): Self.waitedInVain(folder, seconds, holder)
    case .exists(let path):
      Diagnostic(
        "MT-HOME-24", what: "`\(path)` is already there", why: "it came to be while the command ran",
        next: "look at it, then choose another name or move it away")
    case .brokenLink(let path):
      Diagnostic(
        "MT-HOME-25", what: "`\(path)` is a symbolic link to nothing", why: "writing would replace the link",
        next: "repair the link, or remove it")
    case .notRegular(let path):
      Diagnostic(
        "MT-HOME-36", what: "`\(path)` is not a file, but a pipe, a socket or a device",
        why: "reading it could wait for ever, and writing would put a file in its place",
        next: "name a file, or move away what is there")
    case .link(let path):
      Diagnostic(
        "MT-HOME-26", what: "`\(path)` is a symbolic link",
        why: "replacing or removing it would leave the secret where the link points to",
        next: "put the file itself in place of the link, then run the command again")
    case .linkedFolder(let path):
      Diagnostic(
        "MT-HOME-29", what: "`\(path)` is a symbolic link, and must be a folder",
        why: "the mesh's folder is replaced as a whole: the link would be lost, and what it points to would stay",
        next: "put the folder itself in place of the link, or remove the link, then run the command again")
    case .tooLarge(let path, let limit):
      Diagnostic(
        "MT-HOME-09", what: "`\(path == "-" ? "standard input" : path.string)` is longer than \(limit) bytes",
        why: "no more is read, so that an endless input ends", next: "check that it is the right file, or split it")
    case .changed(let path):
      Diagnostic(
        "MT-FIX-02", what: "`\(path)` changed while it was being edited", why: "writing would lose that change",
        next: "run the command again", place: Place(file: path.string))
    case .unplaced(let draft, let target):
      Diagnostic(
        "MT-HOME-34", what: "the folder is complete, but could not be given the name `\(target)`",
        why: "something came to be there in the meantime, or the file system refused the name",
        next: "it is in `\(draft)`, keys included: mv \(ShellWord.quoted(draft.string)) NEWNAME")
    }
  }

  private static func waitedInVain(_ folder: FilePath, _ seconds: Int, _ holder: Holder) -> Diagnostic {
    guard case .unknown(let canRead) = holder else {
      return Diagnostic(
        "MT-HOME-08", what: "another command is writing in `\(folder)`",
        why: "waited \(seconds) seconds for it to finish", next: "run the command again when it is done")
    }
    let next: Message = "if no older version is at work, end what `lslocks` shows on the host"
    return Diagnostic(
      "MT-HOME-08", what: "something in another container or on another host has the lock of `\(folder)`",
      why:
        "waited \(seconds) seconds for it; only an older version of this tool writes with that lock alone, and whoever can "
        + "read the folder can have it",
      next: canRead
        ? next + ", and let nobody else read the folder: chmod go-rwx \(ShellWord.quoted(folder.string))" : next)
  }
}
