import CA
import Diagnostics
import Rotation
import Testing
import X509

/// The newest known state of an object decides, in whatever order its states are passed.
@Suite struct ObjectOrderTests {
  private static let red = AuthorityOwner.mesh("red-mesh")
  private static let start = RotatingHome.start
  private static let day = RotatingHome.day

  private static func seen(_ certificates: [Certificate], _ object: SeenObject) -> SeenBundle {
    SeenBundle(holder: "green-mesh", mesh: "red-mesh", certificates: certificates, object: object)
  }

  private static func object(
    _ version: String, created: Timestamp? = nil, changed: Timestamp? = nil, uid: String? = nil,
    isBeingDeleted: Bool = false, readAt: Timestamp? = nil
  ) -> SeenObject {
    .of(
      "red-mesh", at: "green-mesh", uid: uid, resourceVersion: version, created: created, changed: changed,
      isBeingDeleted: isBeingDeleted, readAt: readAt)
  }

  /// The code of what is refused; nil if nothing is.
  private static func code(_ seen: SeenBundle, _ home: RotatingHome, at time: Timestamp) throws -> String? {
    let ledger = try home.at(time).rotationLedger(withKeys: false)
    do throws(CAError) {
      _ = try seen.evidence(in: ledger)
      return nil
    } catch {
      return error.diagnostic.code.rawValue
    }
  }

  private static func versions(_ home: RotatingHome, at time: Timestamp) throws -> [BundleVersion] {
    try #require(try home.at(time).rotationLedger(withKeys: false).bundles[red])
  }

  private static func record(_ seen: SeenBundle, _ home: RotatingHome, at time: Timestamp) throws {
    let ledger = try home.at(time).rotationLedger(withKeys: false)
    try home.at(time).record([try seen.evidence(in: ledger).evidence])
  }

  /// Records what speaks against the holder; whether there was anything.
  @discardableResult
  private static func recordContrary(_ seen: SeenBundle, _ home: RotatingHome, at time: Timestamp) throws -> Bool {
    guard let contrary = seen.contradiction(in: try home.at(time).rotationLedger(withKeys: false)) else { return false }
    try home.at(time).record([contrary])
    return true
  }

  private static func gate(_ home: RotatingHome, at time: Timestamp) throws -> Gate {
    let ledger = try home.at(time).rotationLedger(withKeys: false)
    return try #require(RotationMachine(ledger, red).gates().first { $0.holder == "green-mesh" })
  }

  @Test func `a file that was saved before the rotation shows nothing after an abort`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let versions = try Self.versions(home, at: Self.start)
      let (old, both) = (versions[0].certificates, versions[1].certificates)
      try Self.record(Self.seen(both, Self.object("1000")), home, at: Self.start + 60)
      try home.move(Self.red, .abort, at: Self.start + 120)
      let now = Self.start + 180
      #expect(try Self.code(Self.seen(old, Self.object("500")), home, at: now) == "MT-ROT-40")
      #expect(try Self.code(Self.seen(old, Self.object("500", readAt: now)), home, at: now) == "MT-ROT-40")
      // A later state is later than the one with both roots, whatever it says of its times.
      #expect(try Self.code(Self.seen(old, Self.object("1001")), home, at: now) == nil)
      #expect(try Self.code(Self.seen(old, Self.object("1001", changed: Self.start)), home, at: now) == "MT-ROT-41")
      // Numbers, not texts.
      #expect(try Self.code(Self.seen(old, Self.object("0999")), home, at: now) == "MT-ROT-40")
      #expect(try Self.code(Self.seen(old, Self.object("99999999999999999999999")), home, at: now) == nil)
    }
  }

  @Test func `without an earlier state only its time or its cluster tells that a file is new`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let old = try Self.versions(home, at: Self.start)[0].certificates
      try home.move(Self.red, .abort, at: Self.start + 120)
      let now = Self.start + 180
      #expect(try Self.code(Self.seen(old, Self.object("5")), home, at: now) == "MT-ROT-42")
      #expect(try Self.code(Self.seen(old, Self.object("5", created: Self.start - 900)), home, at: now) == "MT-ROT-42")
      #expect(try Self.code(Self.seen(old, Self.object("5", changed: Self.start + 60)), home, at: now) == "MT-ROT-41")
      #expect(try Self.code(Self.seen(old, Self.object("5", changed: Self.start + 130)), home, at: now) == nil)
      #expect(try Self.code(Self.seen(old, Self.object("5", created: Self.start + 130)), home, at: now) == nil)
      #expect(try Self.code(Self.seen(old, Self.object("5", readAt: now)), home, at: now) == nil)
    }
  }

  @Test func `a peer that never had the new root has the old bundle after an abort`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let old = try Self.versions(home, at: Self.start)[0].certificates
      let unchanged = Self.seen(old, Self.object("5", readAt: Self.start + 60))
      #expect(try Self.recordContrary(unchanged, home, at: Self.start + 60))
      try home.move(Self.red, .abort, at: Self.start + 120)
      #expect(try !Self.gate(home, at: Self.start + 180).isOpen)
      try Self.record(unchanged, home, at: Self.start + 180)
      #expect(try Self.gate(home, at: Self.start + 240).isOpen)
    }
  }

  @Test func `one state of an object has one bundle`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let versions = try Self.versions(home, at: Self.start)
      try Self.record(Self.seen(versions[1].certificates, Self.object("5")), home, at: Self.start)
      try home.move(Self.red, .abort, at: Self.start + 120)
      let edited = Self.seen(versions[0].certificates, Self.object("5", changed: Self.start + 130))
      #expect(try Self.code(edited, home, at: Self.start + 180) == "MT-ROT-40")
    }
  }

  @Test func `times of before the version and of the future are refused`() throws {
    try RotatingHome.with { home in
      let published = Self.start + 10 * Self.day
      try home.move(Self.red, .start(.init()), at: published)
      let both = try Self.versions(home, at: published)[1].certificates
      let now = published + 3_600
      // Clocks may differ by five minutes.
      #expect(try Self.code(Self.seen(both, Self.object("1", changed: published - 300)), home, at: now) == nil)
      #expect(try Self.code(Self.seen(both, Self.object("1", changed: published - 301)), home, at: now) == "MT-ROT-41")
      #expect(try Self.code(Self.seen(both, Self.object("1", changed: now + 300)), home, at: now) == nil)
      #expect(try Self.code(Self.seen(both, Self.object("1", changed: now + 301)), home, at: now) == "MT-ROT-43")
      #expect(try Self.code(Self.seen(both, Self.object("1", created: now + 301)), home, at: now) == "MT-ROT-43")
    }
  }

  @Test func `a later state with another bundle shuts the gate again`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let versions = try Self.versions(home, at: Self.start)
      let (old, both) = (versions[0].certificates, versions[1].certificates)
      try Self.record(Self.seen(both, Self.object("1000")), home, at: Self.start)
      let now = Self.start + 600
      #expect(try Self.gate(home, at: now).isOpen)
      // An older state is none.
      #expect(try !Self.recordContrary(Self.seen(old, Self.object("999")), home, at: now))
      #expect(try Self.gate(home, at: now).isOpen)

      #expect(try Self.recordContrary(Self.seen(old, Self.object("1001")), home, at: now))
      let shut = try Self.gate(home, at: now + Self.day)
      #expect(!shut.isOpen && shut.opens == nil)
      #expect(shut.waitsFor.contains("resourceVersion 1001"))
      // It is recorded once.
      #expect(try !Self.recordContrary(Self.seen(old, Self.object("1001")), home, at: now))
      #expect(try Self.code(Self.seen(both, Self.object("1000")), home, at: now) == "MT-ROT-40")
      #expect(try Self.code(Self.seen(both, Self.object("1001")), home, at: now) == "MT-ROT-40")

      try Self.record(Self.seen(both, Self.object("1002")), home, at: now + 60)
      #expect(try Self.gate(home, at: now + 600).isOpen)
      #expect(try !Self.gate(home, at: now + 60).isOpen)
    }
  }

  @Test func `what is being deleted shuts the gate, and what is made anew opens it`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let both = try Self.versions(home, at: Self.start)[1].certificates
      try Self.record(Self.seen(both, Self.object("1000")), home, at: Self.start)
      let now = Self.start + 600
      let leaving = Self.seen(both, Self.object("1001", isBeingDeleted: true))
      #expect(try Self.code(leaving, home, at: now) == "MT-ROT-35")
      #expect(try Self.recordContrary(leaving, home, at: now))
      #expect(try !Self.gate(home, at: now).isOpen)
      try Self.record(Self.seen(both, Self.object("1002", uid: "another")), home, at: now + 60)
      #expect(try Self.gate(home, at: now + 600).isOpen)
    }
  }

  @Test func `somebody's later word stands, and an earlier one falls`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let old = try Self.versions(home, at: Self.start)[0].certificates
      try home.assume("green-mesh updated", Self.red, at: Self.start)
      #expect(try Self.gate(home, at: Self.start + 60).isOpen)
      try Self.recordContrary(Self.seen(old, Self.object("7")), home, at: Self.start + 60)
      #expect(try !Self.gate(home, at: Self.start + 600).isOpen)
      try home.assume("green-mesh updated", Self.red, at: Self.start + 600)
      #expect(try Self.gate(home, at: Self.start + 660).isOpen)
    }
  }

  /// Older objects and contrary ones never open a gate; and whatever was passed, the newest state decides.
  @Test(arguments: Array(1...8 as ClosedRange<UInt64>))
  func `no older and no contrary object opens a gate`(_ seed: UInt64) throws {
    var dice = Dice(seed)
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let versions = try Self.versions(home, at: Self.start)
      let (old, both) = (versions[0].certificates, versions[1].certificates)
      let now = Self.start + 600
      var ledger = try home.at(now).rotationLedger(withKeys: false)
      var later = try home.at(now + 60).rotationLedger(withKeys: false)
      func isOpen() -> Bool {
        RotationMachine(later, Self.red).gates().contains { $0.holder == "green-mesh" && $0.isOpen }
      }
      var newest = 0
      var isNewestGood = false
      for _ in 0..<60 {
        let version = 1 + dice.roll(80)
        let isGood = dice.roll(2) == 0
        let wasOpen = isOpen()
        let seen = Self.seen(isGood ? both : old, Self.object("\(version)"))
        let found = try? seen.evidence(in: ledger).evidence
        let evidence = [found ?? seen.contradiction(in: ledger)].compactMap { $0 }
        ledger.evidence += evidence
        later.evidence += evidence
        if version > newest {
          (newest, isNewestGood) = (version, isGood)
        } else if version == newest, !isGood {
          // One state cannot have two bundles; the worse one counts.
          isNewestGood = false
        }
        if !isGood || version < newest { #expect(wasOpen || !isOpen(), "seed \(seed)") }
        #expect(isOpen() == isNewestGood, "seed \(seed): \(newest)")
      }
    }
  }
}
