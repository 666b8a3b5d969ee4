import Cryptography
import Diagnostics
import Files
import Foundation
import Signers
import SystemPackage
import Testing
import X509

@testable import CA

@Suite(.cheapPassphrases) struct BackupTests {
  private static let passphrase = TestHome.passphrase("correct horse")

  /// A home with a backup beside it.
  private static func withBackup(_ body: (TestHome, FilePath) throws -> Void) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let path = test.folder + "/../backup"
      try test.home().backUp(to: path, passphrase: passphrase)
      try body(test, path)
    }
  }

  @Test func whatOpensTheHomeIsInTheBackupOrTold() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let home = test.home()
      let files = try home.backUp(to: test.folder + "/../backup", passphrase: Self.passphrase)
      #expect(files == ["federation.yaml", "sealing.key", "home.pub", "authority.db"])
      #expect(try home.keysLeftOut(of: files).isEmpty)
      let row = try #require(try home.read { try $0.home() })
      let token = SealSlot(
        name: "hsm",
        method: .token(
          TokenSlot(place: TokenURI(token: "prod", serial: "7"), key: "", digest: .sha256, sealed: [1])),
        wrappedKey: [1], created: nil)
      // With the key file gone, only the token is left.
      for (slots, files) in [([token], files), (row.slots + [token], ["authority.db"])] {
        try home.write { try $0.setHome(HomeRow(name: row.name, slots: slots), at: TestHome.start) }
        let note = try #require(try home.keysLeftOut(of: files).first)
        #expect(note.code == "MT-KEY-76")
        #expect(note.what.text(in: .none).contains("the token `prod`"))
      }
      #expect(try home.keysLeftOut(of: ["sealing.key"]).isEmpty)
    }
  }

  /// Whether bytes begin as a backup does and go on behind its heading and salt.
  private static func isWhole(_ bytes: [UInt8]) -> Bool {
    bytes.count > 36 && bytes.starts(with: "meshtrust-backup-v1\n".utf8)
  }

  private static func expectUnreadable(_ bytes: [UInt8], _ passphrase: SecretBytes = passphrase) throws {
    try TestHome.withFolder { folder in
      try FileSystem.write(bytes, to: folder + "/backup", permissions: .secret)
      let error = failure {
        try TestHome(folder: folder + "/pki").restoring().restore(from: folder + "/backup", passphrase: passphrase)
      }
      switch error {
      case .backupUnreadable: #expect(error?.exitStatus == .secret)
      case .noBackup: #expect(error?.exitStatus == .malformed && !isWhole(bytes))
      default: Issue.record("\(String(describing: error))")
      }
      #expect(try FileSystem.names(in: folder) == ["backup"])
    }
  }

  @Test func roundTrip() throws {
    try Self.withBackup { test, path in
      #expect(FileSystem.permissions(of: path)?.rawValue == 0o600)
      #expect(!test.has("authority.db.backup"))
      let other = TestHome(folder: test.folder + "/../restored")
      try other.restoring().restore(from: path, passphrase: Self.passphrase)
      #expect(try other.home().authorities().all == test.home().authorities().all)
      // The log has the backup once it is there, so the copy in it does not.
      #expect(try test.home().verifyLog().last?.action == "backed-up")
      #expect(try other.home().verifyLog().last?.action == "restored")
      #expect(try other.bytes("federation.yaml") == test.bytes("federation.yaml"))
      for file in ["authority.db", "sealing.key"] where other.has(file) {
        #expect(FileSystem.permissions(of: other.folder + "/" + file)?.rawValue == 0o600)
      }
      // What each mesh applies is the same, byte for byte.
      _ = try other.home().apply()
      let expected = try test.files(below: "out")
      #expect(try other.files(below: "out") == expected)
      #expect(try other.home().exportPlainKey("red-mesh/root") == test.home().exportPlainKey("red-mesh/root"))
    }
  }

  @Test func nothingInABackupIsPlain() throws {
    try Self.withBackup { test, path in
      let backup = Data(try FileSystem.read(path))
      #expect(backup.range(of: Data("SQLite format 3".utf8)) == nil)
      #expect(backup.range(of: Data("meshtrust-sealing-key".utf8)) == nil)
      #expect(backup.range(of: Data("red-mesh".utf8)) == nil)
      let again = test.folder + "/../again"
      try test.home().backUp(to: again, passphrase: Self.passphrase)
      #expect(try FileSystem.read(again).prefix(60) != FileSystem.read(path).prefix(60))
    }
  }

  @Test func aHomeUnderAPassphraseKeepsItInTheBackup() throws {
    try TestHome.with(Colours.redOnly) { test in
      let secret = HomeSecret.passphrase(TestHome.passphrase("the home's own"))
      _ = try test.home(secret: secret).apply()
      #expect(
        failure { try test.home().backUp(to: test.folder + "/b", passphrase: Self.passphrase) } == .passphraseNeeded)
      #expect(!test.has("b") && !test.has("authority.db.backup"))
      try test.home(secret: secret).backUp(to: test.folder + "/b", passphrase: Self.passphrase)
      let other = TestHome(folder: test.folder + "/../restored")
      try other.restoring().restore(from: test.folder + "/b", passphrase: Self.passphrase)
      #expect(failure { try other.home().exportPlainKey("red-mesh") } == .passphraseNeeded)
      #expect(try other.home(secret: secret).exportPlainKey("red-mesh").count > 100)
    }
  }

  @Test func aWrongPassphraseOpensNothing() throws {
    try Self.withBackup { _, path in
      let bytes = try FileSystem.read(path)
      try Self.expectUnreadable(bytes, TestHome.passphrase("correct horze"))
      try Self.expectUnreadable(bytes, TestHome.passphrase(""))
    }
  }

  @Test func aTruncatedOrTamperedBackupOpensNothing() throws {
    try Self.withBackup { _, path in
      let bytes = try FileSystem.read(path)
      for count in [0, 5, 20, 35, 36, 40, bytes.count / 2, bytes.count - 1] {
        try Self.expectUnreadable(Array(bytes.prefix(count)))
      }
      for index in [0, 19, 25, 40, bytes.count / 2, bytes.count - 1] {
        var changed = bytes
        changed[index] ^= 0x10
        try Self.expectUnreadable(changed)
      }
      try Self.expectUnreadable(bytes + [0])
      try Self.expectUnreadable(Array(repeating: 0x78, count: 1 << 20))
    }
  }

  @Test func whatIsThereIsNeverOverwritten() throws {
    try Self.withBackup { test, path in
      let before = try test.files()
      let backup = try FileSystem.read(path)
      #expect(failure { try test.home().backUp(to: path, passphrase: Self.passphrase) } == .exists(path: path))
      let refusal = failure { try test.restoring().restore(from: path, passphrase: Self.passphrase) }
      if test.database == nil {
        #expect(refusal == .exists(path: test.folder + "/authority.db"))
      } else {
        #expect(refusal?.diagnostic.code == "MT-STORE-17")
      }
      #expect(try test.files() == before && FileSystem.read(path) == backup)
      for other in ["federation.yaml", "sealing.key"] {
        let home = TestHome(folder: test.folder + "/../\(other)")
        try FileSystem.makeFolder(home.folder)
        try home.write("something else\n", to: other)
        let error = failure { try home.restoring().restore(from: path, passphrase: Self.passphrase) }
        #expect(error == .exists(path: home.folder + "/" + other))
        #expect(try FileSystem.names(in: home.folder) == [other])
      }
    }
  }

  @Test func aCloneWithTheSameDescriptionIsNoHindrance() throws {
    try Self.withBackup { test, path in
      let clone = TestHome(folder: test.folder + "/../clone")
      try clone.describe(Colours())
      // As a kill in the middle of a restore leaves it: the key is there, the database is not.
      try FileSystem.write(try test.bytes("sealing.key"), to: clone.folder + "/sealing.key", permissions: .secret)
      try clone.restoring().restore(from: path, passphrase: Self.passphrase)
      #expect(try clone.home().authorities().all.count == 6)
      #expect(try clone.home().exportPlainKey("red-mesh").count > 100)
    }
  }

  @Test func aLostDatabaseComesBack() throws {
    try Self.withBackup { test, path in
      let before = try test.files(below: "out")
      try test.loseDatabase()
      #expect(failure { try test.home().apply() }?.exitStatus == .refused)
      try test.restoring().restore(from: path, passphrase: Self.passphrase)
      #expect(try !test.home().plan().isPending)
      #expect(try test.files(below: "out") == before)
    }
  }

  @Test func placesThatCannotBeWrittenOrRead() throws {
    try Self.withBackup { test, _ in
      let nowhere = test.folder + "/nowhere/backup"
      #expect(failure { try test.home().backUp(to: nowhere, passphrase: Self.passphrase) }?.exitStatus == .inputOutput)
      #expect(!test.has("authority.db.backup"))
      let other = TestHome(folder: test.folder + "/../other")
      #expect(
        failure { try other.restoring().restore(from: nowhere, passphrase: Self.passphrase) }?.exitStatus
          == .inputOutput)
      #expect(
        failure { try other.restoring().restore(from: test.folder, passphrase: Self.passphrase) }?.exitStatus
          == .inputOutput)
      #expect(!FileSystem.exists(other.folder))
    }
  }
}
