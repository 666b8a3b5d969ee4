public import Diagnostics
public import SystemPackage

/// Errors of files and folders.
public enum FileError: Error, Hashable, Sendable {
  /// A system call failed.
  case system(operation: String, path: FilePath, Errno)
  /// Another process kept the lock of a folder for longer than the given number of seconds.
  case locked(folder: FilePath, seconds: Int)
  /// A file that is being edited is no longer what it was when it was read.
  case changed(FilePath)
}

extension FileError: Diagnosable {
  /// An input/output error, or a refusal because another process is writing.
  public var exitStatus: ExitStatus {
    switch self {
    case .system: .inputOutput
    case .locked, .changed: .refused
    }
  }

  public var diagnostic: Diagnostic {
    switch self {
    case .system(let operation, let path, let code):
      Diagnostic(
        "MT-HOME-01", what: "cannot \(operation) `\(path)`", why: "\(code)",
        next: code == .noSpace
          ? "make room on the disk and run the command again; nothing was lost" : "check the path and its permissions")
    case .locked(let folder, let seconds):
      Diagnostic(
        "MT-HOME-08", what: "another command is writing in `\(folder)`",
        why: "waited \(seconds) seconds for it to finish", next: "run the command again when it is done")
    case .changed(let path):
      Diagnostic(
        "MT-FIX-02", what: "`\(path)` changed while it was being edited", why: "writing would lose that change",
        next: "run the command again", place: Place(file: path.string))
    }
  }
}
