import Diagnostics
import Files
import SystemPackage

extension Home {
  /// Writes a changed description in one instant, with the mode that the file has.
  ///
  /// - Throws: ``CAError/refused(what:why:next:)`` if the file is no longer what the change was made from.
  public func rewrite(_ text: String, instead old: String) throws(CAError) {
    let path = federationPath
    try locked { () throws(CAError) in
      guard String(decoding: try wrapping(CAError.files, FileSystem.read(path)), as: UTF8.self) == old else {
        throw .refused(
          what: "`\(path)` was changed meanwhile", why: "writing now would undo somebody's work",
          next: "run the command again")
      }
      try wrapping(
        CAError.files,
        FileSystem.write(Array(text.utf8), to: path, permissions: FileSystem.permissions(of: path) ?? .shared))
    }
  }
}
