import Testing

@testable import CA

/// What somebody must pay who has a copy of a home or of a backup and not its passphrase.
@Suite struct PassphraseCostTests {
  @Test func guessesAreDearUnlessATestSaysOtherwise() throws {
    #expect(PassphraseCost.sealing == PassphraseCost(n: 65_536, r: 8, p: 1))
    #expect(PassphraseCost.backup == PassphraseCost(n: 131_072, r: 8, p: 1))
    PassphraseCost.$isCheap.withValue(true) { #expect(PassphraseCost.sealing.n < 65_536) }
  }

  @Test func aHomeIsSealedAtFullCost() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home(secret: .passphrase(TestHome.passphrase("correct horse"))).apply()
      #expect(try test.count("SELECT scrypt_n FROM home WHERE scrypt_r = 8 AND scrypt_p = 1") == 65_536)
    }
  }

  /// The form of a backup does not name its cost: what was made cheaply opens at no other.
  @Test func aBackupIsSealedAtFullCost() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let passphrase = TestHome.passphrase("correct horse")
      try test.home().backUp(to: test.folder + "/../backup", passphrase: passphrase)
      let restored = TestHome(folder: test.folder + "/../restored").restoring()
      PassphraseCost.$isCheap.withValue(true) {
        #expect(failure { try restored.restore(from: test.folder + "/../backup", passphrase: passphrase) } != nil)
      }
      try restored.restore(from: test.folder + "/../backup", passphrase: passphrase)
    }
  }
}
