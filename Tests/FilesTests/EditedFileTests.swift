import Diagnostics
import Foundation
import SystemPackage
import Testing

@testable import Files

@Suite struct EditedFileTests {
  @Test(arguments: [0o600, 0o644, 0o640, 0o400, 0o755] as [UInt32]) func theModeStays(_ mode: UInt32) throws {
    try withFolder { folder in
      let path = folder + "/a"
      try FileSystem.write([1], to: path, permissions: FilePermissions(rawValue: mode))
      try EditedFile(path).replace(with: [2])
      #expect(try FileSystem.read(path) == [2])
      #expect(FileSystem.permissions(of: path) == FilePermissions(rawValue: mode))
      #expect(try FileSystem.names(in: folder) == ["a"])
    }
  }

  @Test func ownerAndGroupStay() throws {
    // Only root may give files away, and only then can they belong to somebody else.
    guard geteuid() == 0 else { return }
    try withFolder { folder in
      let path = folder + "/a"
      try FileSystem.write([1], to: path, permissions: FilePermissions(rawValue: 0o4755))
      #expect(unsafe chown(path.string, 12_345, 54_321) == 0)
      #expect(unsafe chmod(path.string, 0o4755) == 0)
      try EditedFile(path).replace(with: [2])
      let found = try #require(FileSystem.status(path))
      #expect(found.userID.rawValue == 12_345 && found.groupID.rawValue == 54_321)
      #expect(found.permissions.rawValue == 0o4755)
    }
  }

  @Test func aLinkStaysOneAndItsTargetIsWritten() throws {
    try withFolder { folder in
      try FileSystem.makeFolder(folder + "/real")
      try FileSystem.write([1], to: folder + "/real/a", permissions: .secret)
      try link(folder + "/b", to: "real/a")
      try link(folder + "/c", to: "b")
      let file = try EditedFile(folder + "/c")
      #expect(file.bytes == [1] && file.target.lastComponent == "a")
      try file.replace(with: [2])
      #expect(try FileSystem.read(folder + "/real/a") == [2])
      #expect(FileSystem.permissions(of: folder + "/real/a") == .secret)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: (folder + "/c").string) == "b")
    }
  }

  /// Whatever somebody does to the file between reading and writing.
  @Test(arguments: ["content", "removed", "another target", "replaced by a folder"])
  func whatChangedMeanwhileIsNotOverwritten(_ how: String) throws {
    try withFolder { folder in
      try FileSystem.write([1], to: folder + "/a", permissions: .secret)
      try FileSystem.write([1], to: folder + "/other", permissions: .secret)
      try link(folder + "/link", to: "a")
      let file = try EditedFile(folder + "/link")
      switch how {
      case "content": try FileSystem.write([1, 1], to: folder + "/a", permissions: .secret)
      case "removed": try FileSystem.remove(folder + "/a")
      case "another target":
        try FileSystem.remove(folder + "/link")
        try link(folder + "/link", to: "other")
      default:
        try FileSystem.remove(folder + "/a")
        try FileSystem.makeFolder(folder + "/a/b")
      }
      let error = failure { try file.replace(with: [2]) }
      let isReported = error == .changed(folder + "/link") || error?.exitStatus == .inputOutput
      #expect(isReported)
      if how != "replaced by a folder" { #expect(error == .changed(folder + "/link")) }
      for name in ["a", "other"] where !FileSystem.isFolder(folder + "/\(name)") {
        #expect((try? FileSystem.read(folder + "/\(name)")) != [2])
      }
    }
  }

  @Test func theLockOfTheFolderIsRespected() throws {
    try withFolder { folder in
      try FileSystem.write([1], to: folder + "/a", permissions: .secret)
      let file = try EditedFile(folder + "/a")
      do {
        let lock = try FolderLock(#require(FileSystem.resolved(folder)), timeout: 1)
        defer { withExtendedLifetime(lock) {} }
        let error = failure { try file.replace(with: [2], lockTimeout: 0) }
        #expect(error.map { if case .locked = $0 { true } else { false } } == true)
        #expect(try FileSystem.read(folder + "/a") == [1])
      }
      try file.replace(with: [2], lockTimeout: 0)
      #expect(try FileSystem.read(folder + "/a") == [2])
    }
  }

  @Test func nothingIsWrittenWhereNothingChanges() throws {
    try withFolder { folder in
      try FileSystem.write([1], to: folder + "/a", permissions: .secret)
      let before = try #require(FileSystem.status(folder + "/a")).inode
      try EditedFile(folder + "/a").replace(with: [1])
      #expect(FileSystem.status(folder + "/a")?.inode == before)
    }
  }

  @Test func aMissingFileIsNamed() {
    #expect(
      failure { try EditedFile("/nowhere/a") } == .system(operation: "read", path: "/nowhere/a", .noSuchFileOrDirectory)
    )
  }

  @Test func underTwoNamesAFileIsWrittenOnce() throws {
    try withFolder { folder in
      try FileSystem.write([1], to: folder + "/a", permissions: .secret)
      try link(folder + "/b", to: "a")
      var files = EditedFiles()
      #expect(
        try files.read(folder + "/a") == [1] && files.read(folder + "/b") == [1] && files.read(folder + "/a") == [1])
      let areWritten = [try files.replace(folder + "/a", with: [2]), try files.replace(folder + "/b", with: [2])]
      #expect(areWritten == [true, false])
      #expect(throws: FileError.changed(folder + "/b")) { _ = try files.replace(folder + "/b", with: [3]) }
      #expect(throws: FileError.changed(folder + "/c")) { _ = try files.replace(folder + "/c", with: [3]) }
      #expect(try FileSystem.read(folder + "/a") == [2])
    }
  }

  private func link(_ path: FilePath, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path.string, withDestinationPath: target)
  }
}
