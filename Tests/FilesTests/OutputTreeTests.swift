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
