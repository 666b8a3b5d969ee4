import Cryptography
import Diagnostics
import Files
import Foundation
import SystemPackage
import Testing

/// Temporary names nobody can guess or use, links that stay links, and new files that replace nothing.
@Suite struct NewFileTests {
  @Test func aNewFileReplacesNothing() throws {
    try withFolder { folder in
      let path = folder + "/new"
      try FileSystem.create(FileContent("first\n"), at: path, permissions: .shared)
      #expect(failure { try FileSystem.create(FileContent("second\n"), at: path) } == .exists(path))
      #expect(try FileSystem.readText(path) == "first\n")
      #expect(FileSystem.permissions(of: path) == .shared)
      // Nor what a link points to, or a link to nothing.
      #expect(unsafe symlink("nowhere", (folder + "/link").string) == 0)
      #expect(failure { try FileSystem.create(FileContent("x"), at: folder + "/link") } == .exists(folder + "/link"))
      #expect(try FileSystem.names(in: folder) == ["link", "new"])
    }
  }

  @Test func `a draft takes the place of nothing, and stays whole when it cannot get its name`() throws {
    try withFolder { folder in
      let path = folder + "/parent/new"
      let draft = try FolderDraft(of: path)
      try FileSystem.write(Array("key".utf8), to: draft.path + "/key.pem", permissions: .secret)
      #expect(FileSystem.permissions(of: draft.path) == FilePermissions(rawValue: 0o700))
      #expect(FolderDraft.leftOvers(of: path) == [draft.path])
      // Somebody else made the folder meanwhile.
      try FileSystem.makeFolder(path)
      try FileSystem.write(Array("theirs".utf8), to: path + "/mine.txt", permissions: .secret)
      #expect(failure { try draft.put() } == .unplaced(draft: draft.path, target: path))
      #expect(try FileSystem.readText(draft.path + "/key.pem") == "key")
      #expect(try FileSystem.names(in: path) == ["mine.txt"])
      #expect(failure { try FolderDraft(of: path) } == .exists(path))
      draft.discard()
      try FileSystem.remove(path)
      let other = try FolderDraft(of: path)
      try other.put()
      #expect(FileSystem.isFolder(path) && FolderDraft.leftOvers(of: path).isEmpty)
      // Nor of a link to nothing.
      #expect(unsafe symlink("nowhere", (folder + "/link").string) == 0)
      #expect(failure { try FolderDraft(of: folder + "/link") } == .exists(folder + "/link"))
      #expect(try FileSystem.names(in: folder) == ["link", "parent"])
    }
  }

  @Test func aNewFolderReplacesNothing() throws {
    try withFolder { folder in
      try FileSystem.makeFolder(folder + "/.new.new")
      let path = folder + "/parent/new"
      func fill(_ text: String) throws(FileError) {
        try FileSystem.createFolder(path) { draft throws(FileError) in
          try FileSystem.write(Array(text.utf8), to: draft + "/a", permissions: .secret)
        }
      }
      try fill("first")
      #expect(failure { try fill("second") } == .exists(path))
      #expect(try FileSystem.readText(path + "/a") == "first")
      #expect(FileSystem.permissions(of: path) == FilePermissions(rawValue: 0o700))
      // Nor is anything left of one that failed.
      let unwritten = folder + "/other"
      #expect(
        failure {
          try FileSystem.createFolder(unwritten) { _ throws(FileError) in throw FileError.exists(unwritten) }
        } == .exists(unwritten))
      #expect(try FileSystem.names(in: folder) == [".new.new", "parent"])
      #expect(try FileSystem.names(in: folder + "/parent") == ["new"])
    }
  }

  @Test func ofManyOnlyOneMakesIt() async throws {
    let folder = FilePath(
      FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID().uuidString)").path)
    try FileSystem.makeFolder(folder)
    defer { try? FileSystem.remove(folder) }
    let path = folder.appending("one")
    let made = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<16 {
        group.addTask { (try? FileSystem.create(FileContent("\(number)"), at: path)) != nil }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(made == 1)
    #expect(try FileSystem.names(in: folder) == ["one"])
  }

  /// What an attacker can put into a shared folder beforehand: the name that the process of this number used once.
  @Test(arguments: ["link", "file", "fifo", "folder"]) func whatIsPlantedIsNotUsed(kind: String) throws {
    try withFolder { folder in
      let planted = folder + "/file.new-\(getpid())"
      try FileSystem.write(Array("victim".utf8), to: folder + "/victim", permissions: .secret)
      switch kind {
      case "link": #expect(unsafe link((folder + "/victim").string, planted.string) == 0)
      case "file": try FileSystem.write(Array("planted".utf8), to: planted, permissions: .shared)
      case "fifo": #expect(unsafe mkfifo(planted.string, 0o600) == 0)
      default: try FileSystem.makeFolder(planted)
      }
      try FileSystem.write(Array("new".utf8), to: folder + "/file", permissions: .secret)
      #expect(try FileSystem.readText(folder + "/file") == "new")
      #expect(try FileSystem.readText(folder + "/victim") == "victim")
      #expect(try FileSystem.names(in: folder) == ["file", planted.lastComponent?.string, "victim"].compactMap { $0 })
    }
  }

  @Test func aLinkStaysOne() throws {
    try withFolder { folder in
      try FileSystem.write(Array("old".utf8), to: folder + "/real", permissions: .secret)
      #expect(unsafe symlink("real", (folder + "/link").string) == 0)
      try FileSystem.write(Array("new".utf8), to: folder + "/link", permissions: .secret)
      #expect(try FileSystem.readText(folder + "/real") == "new")
      #expect(failure { try FileSystem.requireNoLink(folder + "/link") } == .link(folder + "/link"))
      try FileSystem.remove(folder + "/real")
      #expect(
        failure { try FileSystem.write([1], to: folder + "/link", permissions: .secret) }
          == .brokenLink(folder + "/link"))
    }
  }

  @Test func readingEnds() throws {
    #expect(failure { try FileSystem.read("/dev/zero", atMost: 1000) } == .tooLarge("/dev/zero", limit: 1000))
    #expect(failure { try FileSystem.readSecret("/dev/zero") }?.exitStatus == .inputOutput)
    #expect(throws: FileError.self) {
      var reader = try LineReader("/dev/zero", limit: 1000)
      _ = try reader.next()
    }
    try withFolder { folder in
      try FileSystem.write([1, 2, 3], to: folder + "/a", permissions: .secret)
      #expect(try FileSystem.read(folder + "/a", atMost: 3) == [1, 2, 3])
      #expect(failure { try FileSystem.read(folder + "/a", atMost: 2) } == .tooLarge(folder + "/a", limit: 2))
    }
  }
}
