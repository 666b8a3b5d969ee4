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

  /// Nothing but a folder that was moved aside is put back, and only where its name is free.
  @Test func whatWasMovedAsideIsPutBackWhereNothingIs() throws {
    try withFolder { folder in
      let digits = "0123456789abcdef"
      for name in [".red.new-\(digits).old", ".red.new-\(digits)", ".green.new-\(digits).old", "green", "other.old"] {
        try FileSystem.makeFolder(folder.appending(name))
        try FileSystem.write(Array(name.utf8), to: folder.pushing(FilePath("\(name)/name")), permissions: .shared)
      }
      try OutputTree.putBackReplaced(in: folder)
      let names = try FileSystem.names(in: folder)
      #expect(names == [".green.new-\(digits).old", ".red.new-\(digits)", "green", "other.old", "red"])
      #expect(try FileSystem.readText(folder.pushing("red/name")) == ".red.new-\(digits).old")
      #expect(OutputTree.folderName(ofReplaced: names[0]) == "green")
      for name in names.dropFirst() + ["..new-\(digits).old", "...new-\(digits).old", "....new-\(digits).old"] {
        #expect(OutputTree.folderName(ofReplaced: name) == nil, "\(name)")
      }
    }
  }

  @Test func whatIsTakenOverReplacesNothing() throws {
    try withFolder { folder in
      let (out, old) = (folder.appending("red"), folder.appending("old"))
      for (path, text) in [("red/a", "new"), ("old/a", "old"), ("old/notes/b", "mine"), ("old/c", "ours")] {
        try FileSystem.makeFolder(FileSystem.parent(of: folder.pushing(FilePath(path))))
        try FileSystem.write(Array(text.utf8), to: folder.pushing(FilePath(path)), permissions: .shared)
      }
      let tree = OutputTree(folder: out)
      let left = try tree.takeOver(["a", "notes/b"], from: old)
      #expect(left == ["a"])
      #expect(try tree.existing() == ["a", "notes/b"])
      #expect(try FileSystem.readText(out.appending("a")) == "new")
      #expect(try OutputTree(folder: old).existing() == ["a", "c"])
    }
  }

  /// A file with the same content needs no second place; a file or a link where a folder should be is an obstacle.
  @Test func whatIsInTheWayIsNamed() throws {
    try withFolder { folder in
      let (out, old) = (folder.appending("red"), folder.appending("old"))
      let files = [
        ("red/same", "x"), ("old/same", "x"), ("red/notes", "a file"), ("old/notes/a", "mine"), ("old/link/b", "mine"),
        ("elsewhere/c", "another"), ("old/free", "mine"),
      ]
      for (path, text) in files {
        try FileSystem.makeFolder(FileSystem.parent(of: folder.pushing(FilePath(path))))
        try FileSystem.write(Array(text.utf8), to: folder.pushing(FilePath(path)), permissions: .shared)
      }
      try FileManager.default.createSymbolicLink(
        atPath: out.appending("link").string, withDestinationPath: folder.appending("elsewhere").string)
      let left = try OutputTree(folder: out).takeOver(["same", "notes/a", "link/b", "free"], from: old)
      #expect(left == ["notes/a", "link/b"])
      #expect(try FileSystem.names(in: folder.appending("elsewhere")) == ["c"])
      #expect(try FileSystem.readText(out.appending("free")) == "mine")
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
