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

  /// Neither the file nor its folder can be changed by others.
  static func requireOwn(_ path: FilePath) throws(SignerFault) {
    for item in [path, FileSystem.parent(of: path)] {
      guard FileSystem.foreignOwner(of: item) == nil, let mode = FileSystem.permissions(of: item)?.rawValue else {
        throw .writableByOthers(path.string)
      }
      // In a sticky folder, such as /tmp, only its owner can replace a file.
      let isSticky = item != path && mode & 0o1000 != 0
      guard mode & 0o022 == 0 || isSticky else { throw .writableByOthers(path.string) }
    }
  }
}
