import Cryptography
import Diagnostics
import Foundation
import Testing

@testable import CA

@Suite struct FileSystemTests {
  @Test(arguments: [0o600, 0o644, 0o400] as [UInt32]) func filesAreWrittenWholeWithTheirMode(mode: UInt32) throws {
    try TestHome.withFolder { folder in
      let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
      try FileSystem.write([1, 2, 3], to: folder + "/a", mode: 0o666)
      try FileSystem.write(bytes, to: folder + "/a", mode: mode)
      #expect(try FileSystem.read(folder + "/a") == bytes)
      #expect(FileSystem.mode(of: folder + "/a") == mode)
      #expect(FileSystem.names(in: folder) == ["a"])
    }
  }

  @Test func aLinkIsReplacedAndNotFollowed() throws {
    try TestHome.withFolder { folder in
      try FileSystem.write([1], to: folder + "/target", mode: 0o600)
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/target")
      try FileSystem.write([2], to: folder + "/link", mode: 0o600)
      #expect(try FileSystem.read(folder + "/target") == [1] && FileSystem.read(folder + "/link") == [2])
      #expect(FileSystem.file(folder + "/link") != nil)
    }
  }

  @Test func removingALinkedFolderKeepsWhatItPointsTo() throws {
    try TestHome.withFolder { folder in
      try FileSystem.makeFolder(folder + "/kept/deep")
      try FileSystem.makeFolder(folder + "/gone")
      try FileManager.default.createSymbolicLink(atPath: folder + "/gone/link", withDestinationPath: folder + "/kept")
      try FileSystem.remove(folder + "/gone")
      try FileSystem.remove(folder + "/never there")
      #expect(FileSystem.names(in: folder) == ["kept"] && FileSystem.isFolder(folder + "/kept/deep"))
    }
  }

  @Test func failuresNameTheFileAndTheReason() throws {
    try TestHome.withFolder { folder in
      try FileSystem.makeFolder(folder + "/folder/inside")
      try FileSystem.write([1], to: folder + "/file", mode: 0o600)
      let cases: [(CAError?, Int32)] = [
        (failure { try FileSystem.read(folder + "/nothing") }, ENOENT),
        (failure { try FileSystem.read(folder + "/folder") }, EISDIR),
        (failure { try FileSystem.write([1], to: folder + "/folder", mode: 0o600) }, EISDIR),
        (failure { try FileSystem.write([1], to: folder + "/nothing/a", mode: 0o600) }, ENOENT),
        (failure { try FileSystem.makeFolder(folder + "/file/a") }, ENOTDIR),
        (
          failure { try FileSystem.write([1], to: folder + "/" + String(repeating: "a", count: 300), mode: 0o600) },
          ENAMETOOLONG
        ),
      ]
      for (error, expected) in cases {
        guard case .file(_, let path, let code) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(code == expected && path.hasPrefix(folder) && error?.exitStatus == .inputOutput)
      }
      #expect(FileSystem.names(in: folder) == ["file", "folder"])
    }
  }

  @Test func secretsHaveALimitAndMayLoseTheirLineBreak() throws {
    try TestHome.withFolder { folder in
      try FileSystem.write(Array("pass word \r\n\n".utf8), to: folder + "/p", mode: 0o600)
      #expect(try FileSystem.readSecret(folder + "/p", trimmed: true) == SecretBytes(copying: "pass word ".utf8))
      #expect(try FileSystem.readSecret(folder + "/p").count == 13)
      try FileSystem.write(Array(repeating: 1, count: 1 << 20), to: folder + "/p", mode: 0o600)
      #expect(try FileSystem.readSecret(folder + "/p").count == 1 << 20)
      try FileSystem.write(Array(repeating: 1, count: 1 << 20 + 1), to: folder + "/p", mode: 0o600)
      #expect(
        failure { try FileSystem.readSecret(folder + "/p") }
          == .file(operation: "read", path: folder + "/p", code: EFBIG))
    }
  }
}
