import Cryptography
import Diagnostics
import Files
import Kubernetes
import SystemPackage
import Testing
import X509

@testable import CA

@Suite(.cheapPassphrases) struct PassphraseTests {
  private static let right = HomeSecret.passphrase(TestHome.passphrase("correct horse"))
  private static let wrong = HomeSecret.passphrase(TestHome.passphrase("correct horze"))

  @Test func aHomeUnderAPassphraseHasNoKeyFile() throws {
    try TestHome.with(Colours.redOnly) { test in
      let applied = try test.home(secret: Self.right).apply()
      #expect(applied.issued.count == 2)
      #expect(!test.has("sealing.key"))
      #expect(try !test.home(secret: Self.right).plan().isPending)
      #expect(try test.home(secret: Self.right).exportPlainKey("red-mesh/root").count > 100)
    }
  }

  @Test func aWrongPassphraseChangesNothing() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home(secret: Self.right).apply()
      let before = try test.files()
      let home = test.home(at: TestHome.start.after(days: 300), secret: Self.wrong)
      #expect(failure { try home.apply() } == .passphraseWrong)
      #expect(failure { try home.plan() } == .passphraseWrong)
      #expect(failure { try home.exportPlainKey("red-mesh/root") } == .passphraseWrong)
      #expect(failure { try home.rewrap(with: .keyFile) } == .passphraseWrong)
      #expect(CAError.passphraseWrong.exitStatus == .secret)
      #expect(try test.files() == before)
    }
  }

  @Test func withoutThePassphraseOneCanLookButNotIssue() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home(secret: Self.right).apply()
      let before = try test.files()
      let home = test.home()
      #expect(try !home.plan().isPending)
      #expect(try home.status().entries.count == 2)
      #expect(try home.manifests(of: "red-mesh", withKey: false).manifests.secret == nil)
      #expect(failure { try home.exportPlainKey("red-mesh/root") } == .passphraseNeeded)
      #expect(failure { try home.manifests(of: "red-mesh", withKey: true) } == .passphraseNeeded)
      #expect(failure { try home.rewrap(with: .keyFile) } == .passphraseNeeded)
      let due = test.home(at: TestHome.start.after(days: 300))
      #expect(try due.plan().issues.count == 1)
      #expect(failure { try due.apply() } == .passphraseNeeded)
      #expect(try test.files() == before)
    }
  }

  @Test(arguments: ["secret-cacerts.yaml", "pem/ca-key.pem", "kustomization.yaml", "pem/ca-cert.pem"])
  func aMissingFileIsSeenWithoutThePassphrase(path: String) throws {
    try TestHome.with(Colours.redOnly) { test in
      // Without this a home with a passphrase keeps its keys off the disk.
      _ = try test.home(secret: Self.right).apply(withSecrets: true)
      let before = try test.files(below: "out")
      try test.remove("out/red-mesh/" + path)
      #expect(try test.home().plan().writes.map(\.paths) == [[FilePath(path)]])
      #expect(failure { try test.home().apply() } == .passphraseNeeded)
      _ = try test.home(secret: Self.right).apply()
      #expect(try test.files(below: "out") == before)
    }
  }

  @Test func rewrapBothWays() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let key = try test.home().exportPlainKey("red-mesh/root")
      let first = try test.bytes("sealing.key")

      try test.home().rewrap(with: .keyFile)
      let second = try test.bytes("sealing.key")
      #expect(first != second && FileSystem.permissions(of: test.folder + "/sealing.key")?.rawValue == 0o600)
      #expect(try test.home().exportPlainKey("red-mesh/root") == key)

      try test.home().rewrap(with: Self.right)
      #expect(!test.has("sealing.key"))
      #expect(try test.home(secret: Self.right).exportPlainKey("red-mesh/root") == key)
      #expect(failure { try test.home().exportPlainKey("red-mesh/root") } == .passphraseNeeded)

      // The old key files open nothing any more.
      try FileSystem.write(second, to: test.folder + "/sealing.key", permissions: .secret)
      #expect(failure { try test.home().exportPlainKey("red-mesh/root") } == .passphraseNeeded)
      try test.remove("sealing.key")

      try test.home(secret: Self.right).rewrap(with: .keyFile)
      #expect(try test.home().exportPlainKey("red-mesh/root") == key)
      #expect(try !test.home().plan().isPending)
      #expect(try test.home().verifyLog().count { $0.action == "rewrapped" } == 3)
      #expect(!test.has("sealing.key.next"))
    }
  }

  @Test func anOldKeyFileDoesNotOpenARewrappedHome() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let old = try test.bytes("sealing.key")
      try test.home().rewrap(with: .keyFile)
      try FileSystem.write(old, to: test.folder + "/sealing.key", permissions: .secret)
      #expect(failure { try test.home().exportPlainKey("red-mesh") }?.exitStatus == .secret)
    }
  }

  @Test func aRewrapStoppedBeforeTheDatabaseKnewChangesNothing() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let before = try test.files()
      let file = try SealingKeyFile(path: test.home().sealingKeyPath)
      let waiting = test.home().nextSealingKeyPath
      try SealingKeyFile(path: waiting, home: file.home, key: RandomBytes.secret(32)).write()
      #expect(try !test.home().apply().plan.isPending)
      #expect(try test.files() == before)
    }
  }

  @Test func aRewrapStoppedAfterTheDatabaseKnewIsFinished() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let old = try test.bytes("sealing.key")
      try test.home().rewrap(with: .keyFile)
      let new = try test.bytes("sealing.key")
      try FileSystem.write(new, to: test.home().nextSealingKeyPath, permissions: .secret)
      try FileSystem.write(old, to: test.folder + "/sealing.key", permissions: .secret)
      let between = try test.files()
      // Looking works and changes nothing; a backup takes the key that opens.
      #expect(try !test.home().plan().isPending)
      #expect(try test.files() == between)
      try test.home().backUp(to: test.folder + "/backup", passphrase: TestHome.passphrase("p"))
      #expect(try test.bytes("sealing.key") == new && !test.has("sealing.key.next"))
      let other = TestHome(folder: test.folder + "/other")
      try other.restoring().restore(from: test.folder + "/backup", passphrase: TestHome.passphrase("p"))
      #expect(try other.home().exportPlainKey("red-mesh").count > 100)
    }
  }

  @Test func aRewrapUnderAPassphraseStoppedAtTheEndIsFinished() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let old = try test.bytes("sealing.key")
      try test.home().rewrap(with: Self.right)
      try FileSystem.write(old, to: test.folder + "/sealing.key", permissions: .secret)
      _ = try test.home(secret: Self.right).apply()
      #expect(!test.has("sealing.key"))
    }
  }

  @Test func anotherHomesKeyFileIsNeverRemoved() throws {
    try TestHome.with(Colours.redOnly) { test in
      try TestHome.with(Colours.redOnly) { other in
        _ = try other.home().apply()
        _ = try test.home(secret: Self.right).apply()
        let foreign = try other.bytes("sealing.key")
        try FileSystem.write(foreign, to: test.folder + "/sealing.key", permissions: .secret)
        try FileSystem.write(foreign, to: test.home().nextSealingKeyPath, permissions: .secret)
        _ = try test.home(secret: Self.right).apply()
        #expect(try test.bytes("sealing.key") == foreign)
        #expect(try FileSystem.read(test.home().nextSealingKeyPath) == foreign)
      }
    }
  }

  @Test func exportedKeysOpenWithTheirPassphraseOnly() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let root = try test.home().authorities().named("red-mesh/root").certificate
      let der = try test.home().exportKey("red-mesh/root", passphrase: TestHome.passphrase("p"))
      let key = try EncryptedPrivateKey.decode(der, passphrase: TestHome.passphrase("p"))
      #expect(key.publicKey.components == (try root.publicKeyInfo.components()))
      #expect(throws: X509Error.wrongPassphrase) {
        try EncryptedPrivateKey.decode(der, passphrase: TestHome.passphrase("q"))
      }
      #expect(failure { try test.home().exportPlainKey("green-mesh/root") }?.exitStatus == .usage)
      #expect(try test.home().log().filter { $0.action == "exported-key" }.map(\.details) == ["encrypted"])
    }
  }
}
