import Files
import SystemPackage

/// A file of this machine that is run, loaded or read for a secret: nobody else can have put it there.
enum MachineFile {
  /// The path of a program or module with all links resolved.
  static func program(_ path: String) throws(SignerFault) -> String {
    guard path.hasPrefix("/") else { throw .relativePath(path) }
    guard let resolved = FileSystem.resolved(FilePath(path)) else {
      throw .notStarted(program: path, reason: "there is no such file")
    }
    try requireOwn(resolved)
    return resolved.string
  }

  /// Neither the file nor any folder above it can be changed by others.
  ///
  /// - Parameter path: With all links resolved, by which it is then used.
  static func requireOwn(_ path: FilePath) throws(SignerFault) {
    if let item = FileSystem.changeableByOthers(path) { throw .writableByOthers(item.string) }
  }
}
