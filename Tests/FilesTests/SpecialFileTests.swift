import Dispatch
import Files
import Foundation
import Synchronization
import SystemPackage
import Testing

/// What is no file: it is never replaced, and never read in place of a file that the tool keeps.
@Suite(.timeLimit(.minutes(30))) struct SpecialFileTests {
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

  /// A name that is a file at one moment and a pipe at the next: what was looked at is not what is opened.
  @Test func norIsOneThatComesAfterTheFileWasLookedAt() throws {
    try withFolder { folder in
      let (kept, next, name) = ((folder + "/kept").string, (folder + "/next").string, (folder + "/name").string)
      try FileSystem.write([1], to: folder + "/kept", permissions: .secret)
      let tree = OutputTree(folder: folder)
      let digest = try tree.digest("kept")
      let found = Mutex((isDone: false, isMet: false, isOdd: false))
      DispatchQueue.concurrentPerform(iterations: 2) { side in
        if side == 0 {
          while !found.withLock({ $0.isDone }) {
            _ = unsafe mkfifo(next, 0o600)
            // Whoever reads the pipe after all gets an end, and waits for none.
            let end = unsafe open(next, O_RDWR | O_NONBLOCK)
            _ = unsafe rename(next, name)
            _ = unsafe link(kept, next)
            _ = unsafe rename(next, name)
            close(end)
          }
        } else {
          var tries = 0
          while tries < 500_000, !found.withLock({ $0.isMet || $0.isOdd }) {
            tries += 1
            do throws(FileError) {
              let seen = try tree.digest("name")
              if let seen, seen != digest { found.withLock { $0.isOdd = true } }
            } catch {
              let isMet = error == .notRegular(FilePath(name))
              found.withLock {
                $0.isMet = $0.isMet || isMet
                $0.isOdd = $0.isOdd || !isMet
              }
            }
          }
          found.withLock { $0.isDone = true }
        }
      }
      #expect(found.withLock { $0.isMet && !$0.isOdd })
    }
  }

  /// As the kernel does it for a delegation of NFS, or an oplock of Samba.
  @Test func aFileOnWhichAnotherHasALeaseIsWaitedFor() throws {
    try withFolder { folder in
      let path = folder + "/file"
      try FileSystem.write([1, 2], to: path, permissions: .secret)
      // SIGIO, which tells the holder of a lease.
      signal(29, SIG_IGN)
      let holder = try FileDescriptor.open(path, .readOnly)
      // F_SETLEASE, F_WRLCK. Not every file system has leases.
      guard fcntl(holder.rawValue, 1024, Int32(F_WRLCK)) == 0 else { return }
      let giver = Thread {
        usleep(200_000)
        try? holder.close()
      }
      giver.start()
      let octets = try FileSystem.read(path, onlyRegular: true)
      #expect(octets == [1, 2])
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
