import Diagnostics
import Foundation
import SystemPackage
import Testing

@testable import Files

@Suite struct OutputTreeTests {
  private static func file(_ path: FilePath, _ text: String = "x") -> OutputFile {
    OutputFile(path: path, content: FileContent(text))
  }

  @Test func whatIsKeptIsTheSameFileAndWhatIsRemovedIsGone() throws {
    try withFolder { folder in
      let out = folder.appending("red")
      let tree = OutputTree(folder: out)
      try tree.draft([Self.file("a.yaml"), Self.file("pem/b.pem")])
      try tree.putInPlace(removing: [])
      try FileSystem.makeFolder(out.appending("notes"))
      try FileSystem.write(Array("mine".utf8), to: out.pushing("notes/mine"), permissions: .secret)
      let found = try tree.differences(from: [Self.file("a.yaml", "y")])
      #expect(found.changed == ["a.yaml"] && found.others == ["notes/mine", "pem/b.pem"])

      try tree.draft([Self.file("a.yaml", "y")], keeping: ["notes/mine"])
      try tree.putInPlace(removing: ["pem/b.pem"])
      #expect(try tree.existing() == ["a.yaml", "notes/mine"])
      #expect(try FileSystem.read(out.pushing("notes/mine")) == Array("mine".utf8))
      #expect(FileSystem.permissions(of: out.pushing("notes/mine")) == .secret)
      try tree.discard()
      #expect(try FileSystem.names(in: folder) == ["red"])
    }
  }

  @Test func whatAppearsWhileTheFolderIsReplacedIsNotLost() throws {
    try withFolder { folder in
      let out = folder.appending("red")
      let tree = OutputTree(folder: out)
      try tree.draft([Self.file("a.yaml")])
      try tree.putInPlace(removing: [])
      try tree.draft([Self.file("c.yaml")])
      try FileSystem.write(Array("late".utf8), to: out.appending("late"), permissions: .shared)
      try tree.putInPlace(removing: ["a.yaml"])
      #expect(try tree.existing() == ["c.yaml", "late"])
    }
  }

  /// A link to a folder is neither replaced nor written through.
  @Test(arguments: ["red", "red/pem", "red/rotation"]) func aLinkInThePlaceOfAFolderIsRefused(path: String) throws {
    try withFolder { folder in
      let elsewhere = folder.appending("elsewhere")
      try FileSystem.makeFolder(elsewhere)
      try FileSystem.makeFolder(folder.appending("red"))
      let link = folder.pushing(FilePath(path))
      try FileSystem.remove(link)
      try #require(unsafe symlink(elsewhere.string, link.string) == 0)
      let tree = OutputTree(folder: folder.appending("red"))
      let files = [Self.file("a.yaml"), Self.file("pem/b.pem"), Self.file("rotation/01-start/c.yaml")]
      #expect(throws: FileError.linkedFolder(link)) { try tree.differences(from: files) }
      #expect(throws: FileError.linkedFolder(link)) { try tree.draft(files) }
      #expect(try FileSystem.names(in: elsewhere).isEmpty)
      #expect(FileError.linkedFolder(link).diagnostic.what.description.contains("is a symbolic link"))
    }
  }

  @Test(arguments: [(0o600, false), (0o444, false), (0o664, true), (0o755, true), (0o200, true)])
  func aFileMayBeMoreClosedButNotMoreOpen(mode: Int, isChanged: Bool) throws {
    try withFolder { folder in
      let tree = OutputTree(folder: folder.appending("red"))
      try tree.draft([Self.file("a.yaml")])
      try tree.putInPlace(removing: [])
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: folder.pushing("red/a.yaml").string)
      #expect(try tree.differences(from: [Self.file("a.yaml")]).changed == (isChanged ? ["a.yaml"] : []))
    }
  }

  @Test func aDigestIsThatOfTheFileAsItIs() throws {
    try withFolder { folder in
      let tree = OutputTree(folder: folder.appending("red"))
      try tree.draft([Self.file("a", "")])
      try tree.putInPlace(removing: [])
      #expect(try tree.digest("a") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
      #expect(try tree.digest("b") == nil)
    }
  }
}
