import Cryptography
import Diagnostics
import Foundation
import SystemPackage
import Testing

@testable import Files

@Suite struct FileSystemTests {
  @Test(arguments: [0o600, 0o644, 0o400] as [UInt32]) func filesAreWrittenWholeWithTheirMode(mode: UInt32) throws {
    try withFolder { folder in
      let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
      try FileSystem.write([1, 2, 3], to: folder + "/a", permissions: FilePermissions(rawValue: 0o666))
      try FileSystem.write(bytes, to: folder + "/a", permissions: FilePermissions(rawValue: mode))
      #expect(try FileSystem.read(folder + "/a") == bytes)
      #expect(FileSystem.permissions(of: folder + "/a") == FilePermissions(rawValue: mode))
      #expect(try FileSystem.names(in: folder) == ["a"])
    }
  }

  @Test func aLinkIsFollowedAndStays() throws {
    try withFolder { folder in
      try FileSystem.write([1], to: folder + "/target", permissions: .secret)
      try FileManager.default.createSymbolicLink(
        atPath: (folder + "/link").string, withDestinationPath: (folder + "/target").string)
      try FileSystem.write([2], to: folder + "/link", permissions: .secret)
      #expect(try FileSystem.read(folder + "/target") == [2] && FileSystem.read(folder + "/link") == [2])
      #expect(FileSystem.regularFile(folder + "/link") == nil)
      try FileSystem.remove(folder + "/target")
      #expect(throws: FileError.brokenLink(folder + "/link")) {
        try FileSystem.write([3], to: folder + "/link", permissions: .secret)
      }
    }
  }

  @Test func foldersAreReplacedWhereTheyCannotBeExchanged() throws {
    try withFolder { folder in
      try FileSystem.makeFolder(folder + "/old")
      try FileSystem.makeFolder(folder + "/.new")
      try FileSystem.write([1], to: folder + "/old/a", permissions: .shared)
      try FileSystem.write([2], to: folder + "/.new/a", permissions: .shared)
      try FileSystem.replace(folder + "/old", with: folder + "/.new", aside: folder + "/.aside")
      #expect(try FileSystem.read(folder + "/old/a") == [2] && FileSystem.read(folder + "/.aside/a") == [1])
      #expect(try FileSystem.names(in: folder) == [".aside", "old"])
      // The new one is missing: the old one is back in its place.
      #expect(throws: FileError.self) {
        try FileSystem.replace(folder + "/old", with: folder + "/.new", aside: folder + "/.other")
      }
      #expect(try FileSystem.read(folder + "/old/a") == [2])
      #expect(try FileSystem.names(in: folder) == [".aside", "old"])
    }
  }

  @Test func removingALinkedFolderKeepsWhatItPointsTo() throws {
    try withFolder { folder in
      try FileSystem.makeFolder(folder + "/kept/deep")
      try FileSystem.makeFolder(folder + "/gone")
      try FileManager.default.createSymbolicLink(
        atPath: (folder + "/gone/link").string, withDestinationPath: (folder + "/kept").string)
      try FileSystem.remove(folder + "/gone")
      try FileSystem.remove(folder + "/never there")
      #expect(try FileSystem.names(in: folder) == ["kept"] && FileSystem.isFolder(folder + "/kept/deep"))
    }
  }

  @Test func failuresNameTheFileAndTheReason() throws {
    try withFolder { folder in
      try FileSystem.makeFolder(folder + "/folder/inside")
      try FileSystem.write([1], to: folder + "/file", permissions: .secret)
      let cases: [(FileError?, Errno)] = [
        (failure { try FileSystem.read(folder + "/nothing") }, .noSuchFileOrDirectory),
        (failure { try FileSystem.read(folder + "/folder") }, .isDirectory),
        (failure { try FileSystem.write([1], to: folder + "/folder", permissions: .secret) }, .isDirectory),
        (
          failure { try FileSystem.write([1], to: folder + "/nothing/a", permissions: .secret) }, .noSuchFileOrDirectory
        ),
        (failure { try FileSystem.makeFolder(folder + "/file/a") }, .notDirectory),
        (
          failure {
            try FileSystem.write([1], to: folder + "/\(String(repeating: "a", count: 300))", permissions: .secret)
          },
          .fileNameTooLong
        ),
      ]
      for (error, expected) in cases {
        guard case .system(_, let path, let code) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(code == expected && path.starts(with: folder) && error?.exitStatus == .inputOutput)
      }
      #expect(try FileSystem.names(in: folder) == ["file", "folder"])
    }
  }

  @Test func secretsHaveALimitAndMayLoseTheirLineBreak() throws {
    try withFolder { folder in
      try FileSystem.write(Array("pass word \r\n\n".utf8), to: folder + "/p", permissions: .secret)
      #expect(try FileSystem.readSecret(folder + "/p", trimmed: true) == SecretBytes(copying: "pass word ".utf8))
      #expect(try FileSystem.readSecret(folder + "/p").count == 13)
      try FileSystem.write(Array(repeating: 1, count: 1 << 20), to: folder + "/p", permissions: .secret)
      #expect(try FileSystem.readSecret(folder + "/p").count == 1 << 20)
      try FileSystem.write(Array(repeating: 1, count: 1 << 20 + 1), to: folder + "/p", permissions: .secret)
      #expect(
        failure { try FileSystem.readSecret(folder + "/p") }
          == .tooLarge(folder + "/p", limit: 1 << 20))
    }
  }
}
