import Cryptography
import Diagnostics
import Files
import Foundation
import SystemPackage
import Testing
import X509

@testable import CA

@Suite struct SealingTests {
  @Test func keysNeverStandInTheDatabaseInTheClear() throws {
    try TestHome.with(Colours(profile: ["rootKey: rsa-2048"])) { test in
      _ = try test.home().apply()
      for name in ["red-mesh/root", "red-mesh/intermediate", "blue-mesh/intermediate"] {
        let authority = try test.home().authorities().named(name)
        let key = try test.home().key(of: authority)
        let numbers: [SecretBytes] =
          switch try key.components() {
          case .ec(_, let scalar, _): [scalar]
          case .rsa(let numbers): [numbers.privateExponent, numbers.prime1, numbers.prime2]
          case .ed25519(let seed): [seed]
          }
        for (file, content) in try [
          "the database": test.databaseOctets(), "sealing.key": test.bytes("sealing.key"),
        ] {
          let data = Data(content)
          for number in numbers {
            // In pieces, since the database spreads long rows over pages.
            let plain = number.withBytes { unsafe Array($0) }
            for start in stride(from: 0, to: plain.count - 15, by: 16) {
              let piece = plain[start..<(start + 16)]
              #expect(data.range(of: Data(piece)) == nil, "\(name) stands in \(file)")
            }
            #expect(data.range(of: Data(Base64.encode(plain).utf8.prefix(20))) == nil)
          }
        }
        // The search itself works: the public half is there.
        let point = Data(authority.certificate.publicKeyInfo.der.suffix(16))
        #expect(Data(try test.databaseOctets()).range(of: point) != nil)
      }
    }
  }

  @Test func theSealingKeyIsNotInTheDatabase() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let file = try SealingKeyFile(path: test.home().sealingKeyPath)
      let key = file.key.withBytes { unsafe Data($0) }
      #expect(key.count == 32)
      #expect(Data(try test.databaseOctets()).range(of: key) == nil)
    }
  }

  @Test func rootKeysAreInNoFolder() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let root = try test.home().exportPlainKey("red-mesh/root").withBytes { unsafe Data($0) }
      let body = root.split(separator: 0x0A)[1]
      for path in try test.files(below: "out").keys {
        #expect(Data(try test.bytes(path)).range(of: body) == nil)
      }
    }
  }

  @Test func aMissingKeyFileStopsEverythingThatNeedsIt() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try test.remove("sealing.key")
      try Self.expectNothing(test, .sealingKeyMissing(path: test.folder + "/sealing.key"))
    }
  }

  @Test func anotherHomesKeyFileIsRecognised() throws {
    try TestHome.with { test in
      try TestHome.with { other in
        _ = try test.home().apply()
        _ = try other.home().apply()
        try FileSystem.write(try other.bytes("sealing.key"), to: test.folder + "/sealing.key", permissions: .secret)
        let error = failure { try test.home().apply() }
        guard case .sealingKeyWrong(_, let detail) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(detail.contains("another home"))
        try Self.expectNothing(test, error)
      }
    }
  }

  @Test func anotherKeyOfTheSameHomeDoesNotOpenIt() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let old = try SealingKeyFile(path: test.home().sealingKeyPath)
      try SealingKeyFile(path: old.path, home: old.home, key: RandomBytes.secret(32)).write()
      let wrong = CAError.sealingKeyWrong(path: old.path, detail: "it contains another key")
      try Self.expectNothing(test, wrong)
    }
  }

  @Test(arguments: [0, 1, 10, 60, 100]) func aTruncatedKeyFileIsRecognised(count: Int) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let bytes = try test.bytes("sealing.key")
      try FileSystem.write(
        Array(bytes.prefix(min(count, bytes.count - 3))), to: test.folder + "/sealing.key", permissions: .secret)
      let error = failure { try test.home().apply() }
      guard case .sealingKeyWrong = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      try Self.expectNothing(test, error)
    }
  }

  @Test(arguments: ["\r\n", "", "\n\n"]) func lineEndsOfTheKeyFileDoNotMatter(end: String) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let text = String(decoding: try test.bytes("sealing.key").dropLast(), as: UTF8.self)
      try test.write(text + end, to: "sealing.key", permissions: .secret)
      #expect(try !test.home().plan().isPending)
    }
  }

  @Test func movedSealedKeysDoNotOpen() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let red = try test.home().authorities().named("red-mesh/root").keyIdentifier
      let green = try test.home().authorities().named("green-mesh/root").keyIdentifier
      try test.signedSQL("UPDATE key SET sealed = (SELECT sealed FROM key WHERE id = '\(green)') WHERE id = '\(red)'")
      let error = failure { try test.home().exportPlainKey("red-mesh/root") }
      #expect(error?.damage?.contains("modified or moved") == true, "\(String(describing: error))")
      #expect(try test.home().exportPlainKey("green-mesh/root").count > 0)
      #expect(try test.home().log().count { $0.action == "exported-key" } == 1)
    }
  }

  @Test func aChangedBitOfASealedKeyIsSeen() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let red = try test.home().authorities().named("red-mesh/intermediate").keyIdentifier
      try test.signedSQL(
        "UPDATE key SET sealed = CAST(substr(sealed, 1, 40) || x'00' || substr(sealed, 42) AS BLOB) WHERE id = '\(red)'"
      )
      let before = try test.files(below: "out")
      #expect(failure { try test.home().plan() }?.exitStatus == .malformed)
      #expect(failure { try test.home().apply() }?.exitStatus == .malformed)
      #expect(try test.files(below: "out") == before)
    }
  }

  @Test(arguments: ["UPDATE key SET sealed = x'00'", "UPDATE home SET wrapped_key = x''"])
  func aShortenedSecretIsADamagedDatabase(sql: String) throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      try test.signedSQL(sql)
      let error = failure { try test.home().exportPlainKey("red-mesh") }
      #expect(error?.damage != nil, "\(String(describing: error))")
    }
  }

  @Test func aDestroyedKeyIsSaidToBeGone() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let red = try test.home().authorities().named("red-mesh/root").keyIdentifier
      try test.signedSQL("DELETE FROM key WHERE id = '\(red)'")
      #expect(failure { try test.home().exportPlainKey("red-mesh/root") } == .noKey(authority: "red-mesh/root"))
      // A due intermediate is told of, and nothing else is held up by it.
      let plan = try test.home(at: TestHome.start.after(days: 300)).plan()
      #expect(plan.issues.map(\.name) == ["green-mesh/intermediate", "blue-mesh/intermediate"])
      #expect(plan.notes.contains { $0.code == "MT-HOME-42" && $0.what.description.contains("red-mesh") })
    }
  }

  /// Whatever needs a key fails with the error, exit status 5, and changes nothing.
  private static func expectNothing(_ test: TestHome, _ error: CAError?) throws {
    let before = try test.files()
    let due = test.home(at: TestHome.start.after(days: 300))
    #expect(error?.exitStatus == .secret)
    #expect(failure { try due.apply() } == error)
    #expect(failure { try due.exportPlainKey("red-mesh") } == error)
    #expect(failure { try due.rewrap(with: .keyFile) } == error)
    #expect(failure { try due.issueLeaf("red-mesh", for: .gateway("egress-green-mesh")) } == error)
    #expect(failure { try due.backUp(to: test.folder + "/b", passphrase: TestHome.passphrase("p")) } == error)
    #expect(failure { try due.manifests(of: "red-mesh", withKey: true) } == error)
    #expect(try test.files() == before)
    // What is public needs no key.
    #expect(try due.authorities().all.count == 6)
    #expect(try due.verifyLog().isEmpty == false)
  }
}
