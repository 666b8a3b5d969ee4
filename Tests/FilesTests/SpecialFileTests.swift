import Files
import Foundation
import SystemPackage
import Testing

/// What is no file: it is never replaced, and never read in place of a file that the tool keeps.
@Suite(.timeLimit(.minutes(1))) struct SpecialFileTests {
  @Test func aPipeIsNotReplaced() throws {
    try withFolder { folder in
      let pipe = folder + "/pipe"
      #expect(unsafe mkfifo(pipe.string, 0o600) == 0)
      #expect(
        failure { try FileSystem.write([1], to: pipe, permissions: .secret) }
          == .notRegular(pipe))
      #expect(FileSystem.regularMode(of: pipe) == nil)
      let names = try FileSystem.names(in: folder)
      #expect(names == ["pipe"])
    }
  }

  @Test func aPipeInPlaceOfAFileIsNotWaitedFor() throws {
    try withFolder { folder in
      let pipe = folder + "/pipe"
      #expect(unsafe mkfifo(pipe.string, 0o600) == 0)
      #expect(failure { try FileSystem.read(pipe, onlyRegular: true) } == .notRegular(pipe))
      #expect(
        failure { try FileSystem.readSecret(pipe, onlyRegular: true) } == .notRegular(pipe))
      try FileSystem.write([1, 2], to: folder + "/file", permissions: .secret)
      #expect(try FileSystem.read(folder + "/file", onlyRegular: true) == [1, 2])
    }
  }

  @Test func devicesAreNotReplaced() throws {
    try FileSystem.write([1], to: "/dev/null", permissions: .secret)
    #expect(
      failure { try FileSystem.write([1], to: "/dev/zero", permissions: .secret) }
        == .notRegular("/dev/zero"))
  }

  @Test func aStreamOfTheProcessGoesOn() throws {
    try withFolder { folder in
      try FileSystem.write(Array("first\n".utf8), to: folder + "/file", permissions: .secret)
      let file = try FileDescriptor.open(folder + "/file", .writeOnly, options: .append)
      try FileSystem.write(Array("second\n".utf8), to: FilePath("/dev/fd/\(file.rawValue)"), permissions: .secret)
      try file.close()
      #expect(try FileSystem.readText(folder + "/file") == "first\nsecond\n")
    }
  }
}
