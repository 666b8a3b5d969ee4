import Diagnostics
import Foundation
import SystemPackage
import Testing

@testable import Files

@Suite(.timeLimit(.minutes(30))) struct FolderLockTests {
  private func isLocked(_ folder: FilePath, file: String? = ".lock") -> Bool {
    do throws(FileError) {
      let lock = try FolderLock(folder, file: file, timeout: 0)
      withExtendedLifetime(lock) {}
      return false
    } catch {
      guard case .locked(folder, 0, _) = error else { return false }
      return true
    }
  }

  @Test func thereIsOneHolder() throws {
    try withFolder { folder in
      do {
        let lock = try FolderLock(folder, file: ".lock", timeout: 0)
        defer { withExtendedLifetime(lock) {} }
        #expect(isLocked(folder))
      }
      #expect(!isLocked(folder))
    }
  }

  /// Whoever can open the file can have its lock, also by opening it for reading.
  @Test func onlyItsOwnerOpensTheFile() throws {
    try withFolder { folder in
      #expect(!isLocked(folder))
      #expect(FileSystem.permissions(of: folder + "/.lock") == .secret)
      try FileSystem.write([], to: folder + "/.lock", permissions: .shared)
      #expect(!isLocked(folder))
      #expect(FileSystem.permissions(of: folder + "/.lock") == .secret)
    }
  }

  /// The file's lock alone keeps others out: on some file systems that of a folder holds on one host only.
  @Test func theFileAloneKeepsOthersOut() throws {
    try withFolder { folder in
      #expect(!isLocked(folder))
      let file = try FileDescriptor.open(folder + "/.lock", .readWrite)
      #expect(flock(file.rawValue, LOCK_EX | LOCK_NB) == 0)
      #expect(isLocked(folder))
      try file.close()
      #expect(!isLocked(folder))
    }
  }

  /// Versions before this file lock nothing but the folder.
  @Test func olderVersionsAreExcluded() throws {
    try withFolder { folder in
      do {
        let older = try FolderLock(folder, timeout: 0)
        defer { withExtendedLifetime(older) {} }
        #expect(isLocked(folder))
      }
      let lock = try FolderLock(folder, file: ".lock", timeout: 0)
      defer { withExtendedLifetime(lock) {} }
      #expect(isLocked(folder, file: nil))
    }
  }

  /// The folder's lock does where the file is something else.
  @Test func whatIsNoFileIsNotLocked() throws {
    try withFolder { folder in
      #expect(unsafe mkfifo((folder + "/.lock").string, 0o600) == 0)
      do {
        let lock = try FolderLock(folder, file: ".lock", timeout: 0)
        defer { withExtendedLifetime(lock) {} }
        #expect(isLocked(folder))
      }
      #expect(!isLocked(folder))
    }
  }

  @Test func holdersAreReadFromWhatTheSystemSays() {
    let text = """
      1: POSIX  ADVISORY  WRITE 11 fe:00:77 1073741824 1073742335
      2: FLOCK  ADVISORY  WRITE 12 fe:00:77 0 EOF
      2: -> FLOCK  ADVISORY  WRITE 13 fe:00:77 0 EOF
      3: FLOCK  ADVISORY  READ 14 00:2c:77 0 EOF
      4: FLOCK  ADVISORY  WRITE 15 fe:00:177 0 EOF
      5: OFDLCK ADVISORY  WRITE -1 fe:00:77 0 EOF

      """
    #expect(LockHolders(of: 77, on: 0xFE00, in: text).processes == [12])
    #expect(LockHolders(of: 77, on: 0x2C, in: text).processes == [14])
    // Some file systems have numbers of their own for their locks.
    #expect(LockHolders(of: 77, on: 0x801, in: text).processes == [12, 14])
    #expect(LockHolders(of: 1, on: 0xFE00, in: text).processes.isEmpty)
    #expect(LockHolders(of: 77, on: 0xFE00, in: "").processes.isEmpty)
  }

  /// Nobody shown has the lock: it may be an older version, or a reader of the folder, so that nothing but words help.
  @Test func whoeverIsInAnotherContainerIsUnknown() {
    let text = "1: FLOCK  ADVISORY  WRITE 12 fe:00:77 0 EOF\n"
    let readable = FilePermissions(rawValue: 0o755)
    #expect(LockHolders.holder(of: 77, on: 0xFE00, readable, in: text) == .command)
    #expect(LockHolders.holder(of: 78, on: 0xFE00, readable, in: text) == .unknown(canRead: true))
    #expect(LockHolders.holder(of: 78, on: 0xFE00, .init(rawValue: 0o700), in: text) == .unknown(canRead: false))
    for (canRead, words) in [(true, "chmod go-rwx 'my home'"), (false, "on the host")] {
      let diagnostic = FileError.locked(folder: "my home", seconds: 10, by: .unknown(canRead: canRead)).diagnostic
      #expect(diagnostic.code == "MT-HOME-08" && diagnostic.next.description.hasSuffix(words))
    }
  }

  /// Whoever runs a program that acts for root does not become root.
  @Test func aProcessIsItsRealUsers() {
    #expect(LockHolders.realUser(in: "Name:\tsu\nUid:\t65534\t0\t0\t0\nGid:\t1\t1\t1\t1\n") == 65534)
    #expect(LockHolders.realUser(in: "Name:\tsu\n") == nil)
  }

  /// It would keep the file's mode and owner from whoever it is of.
  @Test func aFileWithAnotherNameStaysAsItIs() throws {
    try withFolder { folder in
      try FileSystem.write([1], to: folder + "/victim", permissions: .shared)
      #expect(unsafe link((folder + "/victim").string, (folder + "/.lock").string) == 0)
      #expect(!isLocked(folder))
      #expect(FileSystem.permissions(of: folder + "/victim") == .shared)
      let lock = try FolderLock(folder, file: ".lock", timeout: 0)
      defer { withExtendedLifetime(lock) {} }
      #expect(isLocked(folder))
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root makes a file for another user"))
  func whatRootMakesIsTheOwners() throws {
    try withFolder { folder in
      #expect(unsafe chown(folder.string, 65534, 65534) == 0)
      for _ in 0..<2 {
        #expect(!isLocked(folder))
        let found = try Stat(folder + "/.lock")
        #expect(found.userID.rawValue == 65534 && found.permissions == .secret)
      }
      // That of a third user is nobody's to change.
      #expect(unsafe chown((folder + "/.lock").string, 65533, 65533) == 0)
      #expect(unsafe chmod((folder + "/.lock").string, 0o644) == 0)
      #expect(!isLocked(folder))
      #expect(FileSystem.permissions(of: folder + "/.lock") == .shared)
    }
  }

  /// `git clean -fdX` removes it, while another command has it or waits for it.
  @Test func aFileThatWasRemovedMeanwhileIsNotTheLock() throws {
    try withFolder { folder in
      #expect(!isLocked(folder))
      let file = try FileDescriptor.open(folder + "/.lock", .readWrite)
      #expect(flock(file.rawValue, LOCK_EX | LOCK_NB) == 0)
      let remover = Thread {
        usleep(300_000)
        try? FileSystem.remove(folder + "/.lock")
        try? file.close()
      }
      remover.start()
      let lock = try FolderLock(folder, file: ".lock", timeout: 10)
      defer { withExtendedLifetime(lock) {} }
      // The one that the next command finds is locked.
      let next = try FileDescriptor.open(folder + "/.lock", .readWrite)
      #expect(flock(next.rawValue, LOCK_EX | LOCK_NB) != 0)
      try next.close()
    }
  }

  /// Whoever may only read the folder stops nobody, unless others may write in it, too: then it may be a command.
  @Test(
    .enabled(
      if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"),
      "only root acts for another user"))
  func aReaderStopsNobody() throws {
    try withFolder { folder in
      #expect(unsafe chmod(folder.string, 0o755) == 0)
      let reader = Process()
      // The shell opens the folder, since the one above it may be closed to the other user.
      reader.executableURL = URL(fileURLWithPath: "/bin/sh")
      reader.arguments = [
        "-c",
        """
        exec 9<"$0"
        exec setpriv --reuid=65534 --regid=65534 --clear-groups flock --no-fork --exclusive /proc/self/fd/9 sleep 50
        """, folder.string,
      ]
      try reader.run()
      defer {
        kill(reader.processIdentifier, SIGKILL)
        reader.waitUntilExit()
      }
      var tries = 0
      while !isLocked(folder, file: nil), tries < 500 {
        usleep(10_000)
        tries += 1
      }
      #expect(isLocked(folder, file: nil))
      #expect(!isLocked(folder))
      do {
        let lock = try FolderLock(folder, file: ".lock", timeout: 0)
        defer { withExtendedLifetime(lock) {} }
        #expect(isLocked(folder))
      }
      #expect(unsafe chmod(folder.string, 0o775) == 0)
      #expect(isLocked(folder))
    }
  }
}
