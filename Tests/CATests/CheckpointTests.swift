import Cryptography
import Diagnostics
import Files
import Synchronization
import SystemPackage
import Testing
import X509

@testable import CA

/// What git keeps of the log shows that the log was cut, written anew, or put back with the whole home.
@Suite struct CheckpointTests {
  private static func issue(_ test: TestHome, _ name: String) throws {
    _ = try test.home().issueLeaf("red-mesh", for: .serviceAccount(namespace: "a", name: name))
  }

  private static func entries(_ test: TestHome) throws -> Int64 {
    let lines = String(decoding: try test.bytes("log.checkpoint"), as: UTF8.self).split(separator: "\n")
    return Int64(lines[1]) ?? -1
  }

  @Test func everyCommandThatWritesSignsTheLog() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      #expect(try Self.entries(test) == Int64(test.home().verifyLog().count))
      try Self.issue(test, "b")
      let log = try test.home().verifyLog()
      #expect(try Self.entries(test) == Int64(log.count))
      let (note, key, counted) = try test.home().checkpoint()
      #expect(try Array(note.utf8) == test.bytes("log.checkpoint") && counted == Int64(log.count))
      #expect(try SignedNote(Array(note.utf8)).verdict(with: key) == .signed)
      #expect(NoteKey(key.text) == key)
      #expect(try test.home().verifyLog(against: test.folder + "/log.checkpoint").map(\.entries) == [counted])
      #expect(try test.files()["log.checkpoint"]?.hasPrefix("644 ") == true)
    }
  }

  /// A copy of the database from before, with the home's own signature.
  private static func withOlderCopy(_ body: (TestHome, _ old: TestHome.KeptDatabase) throws -> Void) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let old = try test.keptDatabase()
      try Self.issue(test, "b")
      try body(test, old)
    }
  }

  /// Whoever names a place accepts no other loss by that, and learns that the place was wrong.
  @Test(arguments: [false, true]) func aPlaceToWhichTheHomeDidNotGoIsNotLost(isOlder: Bool) throws {
    try Self.withOlderCopy { test, old in
      if isOlder { try test.put(old) }
      let before = try test.files()
      for place in ["postgresql:0123", ""] {
        let error = failure { try test.home().acceptLoss(by: "anna", reason: "", at: place) }
        #expect(error?.diagnostic.code == "MT-CLI-80" && error?.exitStatus == .refused)
        // Where nothing is lost, no other command is needed either.
        let next = error?.diagnostic.next.description
        #expect(next?.contains("accept-loss --by anna") == isOlder && next?.contains("nothing is lost") == !isOlder)
      }
      #expect(try test.files() == before)
    }
  }

  @Test func anOlderHomeIsNotWrittenTo() throws {
    try Self.withOlderCopy { test, old in
      let counted = try Self.entries(test)
      try test.put(old)
      let before = try test.files()
      for use in [
        { _ = try $0.apply(withSecrets: false) }, { _ = try $0.exportPlainKey("red-mesh") },
        { try $0.rewrap(with: .keyFile) },
      ] as [(OpenHome) throws -> Void] {
        guard case .checkpoint(.behind(let lost)) = failure({ try use(test.home()) }) else {
          Issue.record("it was written to")
          return
        }
        #expect(lost.counted == counted && lost.present == counted - 1)
      }
      #expect(try test.files() == before)
      // Who only reads may, and is told once.
      #expect(try test.home().plan().issues.isEmpty)
      let told = Mutex<[Code]>([])
      let reading = test.named().open { finding in told.withLock { $0.append(finding.code) } }
      _ = try reading.authorities()
      _ = try reading.log()
      #expect(told.withLock { $0 } == ["MT-LOG-07"])
      #expect(throws: CAError.self) { try test.home().verifyLog(against: test.folder + "/log.checkpoint") }
    }
  }

  /// What an entry says is signed by its hash alone: the words `made-log-key` would excuse a checkpoint that is missing.
  @Test func theWordsOfTheLastEntryAreThoseThatWereHashed() throws {
    try Self.withOlderCopy { test, old in
      try test.put(old)
      try test.remove("log.checkpoint")
      try test.sql("UPDATE log SET action = 'made-log-key' WHERE entry = (SELECT max(entry) FROM log)")
      let before = try test.files()
      for use in [{ _ = try $0.exportPlainKey("red-mesh") }, { _ = try $0.plan() }, { _ = try $0.verifyLog() }]
        as [(OpenHome) throws -> Void]
      {
        #expect(failure { try use(test.home()) }?.diagnostic.code == "MT-HOME-22")
      }
      #expect(try test.files() == before)
    }
  }

  /// What an older database says is not acted upon: the newest one still needs the key file.
  @Test func anOlderHomeRemovesNoKeyFile() throws {
    let secret = HomeSecret.passphrase(TestHome.passphrase("correct horse"))
    try TestHome.with { test in
      _ = try test.home(secret: secret).apply()
      let old = try test.keptDatabase()
      _ = try test.home(secret: secret).addSlot(.keyFile)
      let newest = try test.keptDatabase()
      try test.put(old)
      let before = try test.files()
      for passphrase in ["correct horse", "entirely wrong"] {
        let given = HomeSecret.passphrase(TestHome.passphrase(passphrase))
        #expect(throws: CAError.self) { try test.named(secret: given).openForWriting().exportPlainKey("red-mesh") }
        #expect(try test.files() == before)
      }
      try test.put(newest)
      #expect(throws: Never.self) { try test.named().openForWriting().exportPlainKey("red-mesh") }
    }
  }

  /// Leaves the file of a key that opens the home no more, as if the command had been killed before its last step.
  private static func leaveKeyFile(_ test: TestHome, _ secret: HomeSecret) throws -> [UInt8] {
    _ = try test.home(secret: secret).apply()
    _ = try test.home(secret: secret).addSlot(.keyFile)
    let file = try test.bytes("sealing.key")
    try test.home(secret: secret).removeSlot("sealing.key")
    try FileSystem.write(file, to: test.folder + "/sealing.key", permissions: .secret)
    return file
  }

  /// A key file that is left over goes only when another secret has opened the home.
  @Test func aWrongPassphraseRemovesNoKeyFile() throws {
    let secret = HomeSecret.passphrase(TestHome.passphrase("correct horse"))
    try TestHome.with { test in
      let file = try Self.leaveKeyFile(test, secret)
      let wrong = HomeSecret.passphrase(TestHome.passphrase("entirely wrong"))
      #expect(failure { try test.named(secret: wrong).openForWriting() } == .passphraseWrong)
      #expect(try test.bytes("sealing.key") == file)
      _ = try test.named(secret: secret).openForWriting()
      #expect(!test.has("sealing.key"))
    }
  }

  /// However the passphrase comes: typed, it opens the home after what was left over had been looked for.
  @Test func aTypedPassphraseRemovesTheKeyFile() throws {
    let secret = HomeSecret.passphrase(TestHome.passphrase("correct horse"))
    try TestHome.with { test in
      let file = try Self.leaveKeyFile(test, secret)
      func typing(_ text: String) -> Home {
        Home(
          folder: test.folder, now: TestHome.start, passphrase: { TestHome.passphrase(text) },
          database: test.database?.address)
      }
      let wrong = failure { try typing("entirely wrong").openForWriting().exportPlainKey("red-mesh") }
      #expect(wrong == .passphraseWrong)
      #expect(try test.bytes("sealing.key") == file)
      _ = try typing("correct horse").openForWriting().exportPlainKey("red-mesh")
      #expect(!test.has("sealing.key"))
    }
  }

  @Test func somebodyAcceptsTheLossByName() throws {
    try Self.withOlderCopy { test, old in
      let kept = test.folder + "/../kept.checkpoint"
      try FileSystem.write(try test.bytes("log.checkpoint"), to: kept, permissions: .shared)
      #expect(try test.home().acceptLoss(by: "anna", reason: "") == nil)
      try test.put(old)
      let lost = try #require(try test.home().acceptLoss(by: "anna", reason: "fire"))
      let entry = try #require(try test.home().verifyLog().last)
      #expect(entry.action == "accepted-loss" && entry.subject == "anna")
      guard case .entries(let entries) = lost else {
        Issue.record("entries were lost")
        return
      }
      #expect(entry.details.contains(entries.root) && entry.details.hasSuffix("; fire"))
      try Self.issue(test, "c")
      #expect(try Self.entries(test) == Int64(test.home().verifyLog().count))
      let error = failure { try test.home().verifyLog(against: kept) }
      guard case .checkpoint(.lost) = error else {
        Issue.record("the log is not the one that was kept: \(String(describing: error))")
        return
      }
      #expect(error?.exitStatus == .no)
    }
  }

  /// Somebody who is cut off between the transaction and its checkpoint says the same again.
  @Test func aLossIsAcceptedOnce() throws {
    try Self.withOlderCopy { test, old in
      try test.put(old)
      let file = try test.bytes("log.checkpoint")
      let lost = try test.home().acceptLoss(by: "anna", reason: "fire")
      let (entries, written) = (try test.home().verifyLog().count, try test.bytes("log.checkpoint"))
      try FileSystem.write(file, to: test.folder + "/log.checkpoint", permissions: .shared)
      // It went nowhere, whatever is named.
      for place in ["postgresql:0123", "", "fire"] {
        let error = failure { try test.home().acceptLoss(by: "anna", reason: "fire", at: place) }
        #expect(error?.diagnostic.code == "MT-CLI-80")
      }
      let again = try test.home().acceptLoss(by: "anna", reason: "fire")
      // What there was before the entry about it.
      #expect(again == lost && again?.entries?.present == Int64(entries - 1))
      #expect(try test.home().verifyLog().count == entries)
      #expect(try test.bytes("log.checkpoint") == written)
      try Self.issue(test, "c")
    }
  }

  /// A move that began and never arrived, because the database was lost.
  @Test func aHomeThatWentToNowhereGoesOnByName() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      try test.home().write { try $0.append(.moved, "/pki", "to postgresql:0123", at: TestHome.start) }
      #expect(failure { try Self.issue(test, "b") }?.diagnostic.code == "MT-STORE-16")
      // Which place is lost, nothing shows: whoever says so names it.
      for other in [nil, "", "postgresql:0124"] {
        let unnamed = failure { try test.home().acceptLoss(by: "anna", reason: "fire", at: other) }
        #expect(unnamed?.diagnostic.code == "MT-CLI-80" && unnamed?.exitStatus == .refused)
        #expect(unnamed?.diagnostic.next.description.contains("--by anna --reason fire --lost postgresql:0123") == true)
      }
      #expect(failure { try Self.issue(test, "b") }?.diagnostic.next.description.contains("asks for the place") == true)
      let reason = "the home is lost in postgresql:0124, and goes on here"
      let lost = try test.home().acceptLoss(by: "anna", reason: reason, at: "postgresql:0123")
      #expect(lost == .place("postgresql:0123"))
      try Self.issue(test, "b")
      let entry = try #require(try test.home().verifyLog().first { $0.action == "accepted-loss" })
      #expect(entry.details == "the home is lost in postgresql:0123, and goes on here; \(reason)")
      // The same once more, as after a kill, is done already; nobody else has said it.
      let entries = try test.home().verifyLog().count
      let again = try test.home().acceptLoss(by: "anna", reason: reason, at: "postgresql:0123")
      #expect(again == lost)
      // No part of the place is one, and none is what the reason says.
      for other in ["", "0123", "postgresql:0124", "here"] {
        let error = failure { try test.home().acceptLoss(by: "anna", reason: reason, at: other) }
        #expect(error?.diagnostic.code == "MT-CLI-80" && error?.exitStatus == .refused)
      }
      let stranger = failure { try test.home().acceptLoss(by: "bert", reason: "", at: "postgresql:0123") }
      #expect(stranger?.diagnostic.code == "MT-CLI-80")
      #expect(try test.home().verifyLog().count == entries)
      #expect(try test.home().acceptLoss(by: "anna", reason: "") == nil)
    }
  }

  /// As many entries, but others: two people wrote on copies of one home.
  @Test func aLogThatWasWrittenAnewIsNoticed() throws {
    try Self.withOlderCopy { test, old in
      let kept = try test.bytes("log.checkpoint")
      try test.put(old)
      try test.remove("log.checkpoint")
      _ = try test.home().acceptLoss(by: "bert", reason: "")
      try FileSystem.write(kept, to: test.folder + "/log.checkpoint", permissions: .shared)
      guard case .checkpoint(.behind(let lost)) = failure({ try test.home().exportPlainKey("red-mesh") }) else {
        Issue.record("it was written to")
        return
      }
      #expect(lost.present == lost.counted)
    }
  }

  /// The transaction comes before the file: a command that is killed in between leaves an older file, or none.
  @Test func aKillBetweenTransactionAndFileHeals() throws {
    let secret = HomeSecret.passphrase(TestHome.passphrase("correct horse"))
    try TestHome.with { test in
      _ = try test.home(secret: secret).apply()
      let older = try test.bytes("log.checkpoint")
      _ = try test.home(secret: secret).exportPlainKey("red-mesh")
      let newer = try test.bytes("log.checkpoint")
      try FileSystem.write(older, to: test.folder + "/log.checkpoint", permissions: .shared)
      #expect(try test.home().verifyLog(against: test.folder).count == 1)
      // The next command that could write heals it, without the passphrase.
      _ = try test.named().openForWriting()
      #expect(try test.bytes("log.checkpoint") == newer)
      // One that somebody removed does not come back in silence.
      try test.remove("log.checkpoint")
      #expect(failure { try test.named().openForWriting() }?.diagnostic.code == "MT-LOG-09")
      #expect(failure { try test.home(secret: secret).exportPlainKey("red-mesh") }?.diagnostic.code == "MT-LOG-09")
      #expect(!FileSystem.exists(test.folder + "/log.checkpoint"))
      let notes = try test.home(secret: secret).plan().notes
      #expect(notes.contains { $0.code == "MT-LOG-09" && $0.severity == .warning })
    }
  }

  @Test func otherFilesAreNoCheckpointsOfThisLog() throws {
    try Self.withOlderCopy { test, _ in
      let own = String(decoding: try test.bytes("log.checkpoint"), as: UTF8.self)
      let foreign = try TestHome.with { other in
        _ = try other.home().apply()
        return String(decoding: try other.bytes("log.checkpoint"), as: UTF8.self)
      }
      let stranger = try PrivateKey.generate(.ed25519)
      let note = try SignedNote(Array(own.utf8))
      let name = note.signatures[0].name
      let stamp = try SignedNote(
        signing: note.text, with: stranger, as: try #require(NoteKey(name: name, key: stranger.publicKey)))
      let count = own.split(separator: "\n")[1]
      let path = test.folder + "/log.checkpoint"
      for (text, status) in [
        (foreign, ExitStatus.refused), (stamp.description, .refused), ("<<<<<<< HEAD\n" + own, .malformed),
        ("", .malformed),
        (own.replacing("\n\(count)\n", with: "\n\(count)0\n"), .malformed),
      ] {
        try test.write(text, to: "log.checkpoint")
        let (writing, reading) = (
          failure { try test.home().exportPlainKey("red-mesh") }, failure { try test.home().verifyLog(against: path) }
        )
        #expect(writing?.exitStatus == status && reading?.exitStatus == status, "\(text)")
        #expect(try String(decoding: test.bytes("log.checkpoint"), as: UTF8.self) == text)
      }
      #expect(failure { try test.home().verifyLog(against: test.folder + "/out") }?.exitStatus == .malformed)
    }
  }

  @Test func anOlderBackupIsRestoredAndSaysSo() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let path = test.folder + "/../backup"
      let passphrase = TestHome.passphrase("correct horse")
      try test.home().backUp(to: path, passphrase: passphrase)
      try Self.issue(test, "b")
      try test.loseDatabase()
      for name in ["sealing.key", "home.pub"] { try test.remove(name) }
      guard case .behind(let finding) = try test.restoring().restore(from: path, passphrase: passphrase) else {
        Issue.record("the log went on")
        return
      }
      #expect(finding.code == "MT-LOG-07")
      _ = try test.home().acceptLoss(by: "anna", reason: "")
      try Self.issue(test, "c")
    }
  }
}
