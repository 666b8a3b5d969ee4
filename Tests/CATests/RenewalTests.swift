import CA
import Diagnostics
import Federation
import Testing
import X509

@Suite struct RenewalTests {
  private static let day: Int64 = 86_400

  /// The moment at which an intermediate of 365 days, back-dated by 5 minutes, has one third of its life left.
  private static let due = TestHome.start.after(days: 365) - (365 * 86_400 + 300) / 3

  @Test func isDueAtExactlyOneThirdOfLifeLeft() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let early = try test.home(at: Self.due - 1).plan()
      #expect(!early.isPending && early.keeps.count == 6)
      #expect(early.keeps.filter { $0.authority.role == .intermediate }.allSatisfy { $0.renewal == Self.due })
      #expect(early.keeps.filter { $0.authority.role == .root }.allSatisfy { $0.renewal == nil })
      let plan = try test.home(at: Self.due).plan()
      #expect(plan.issues.map(\.name) == Colours.names.map { "\($0)/intermediate" })
      #expect(plan.issues.allSatisfy { $0.isRenewal && $0.generation == 2 } && plan.replacesSomething)
    }
  }

  @Test func keepsTheRootByteForByteAndTakesANewKey() throws {
    try TestHome.with { test in
      let first = try test.home().apply()
      let roots = try Colours.names.map { try test.bytes("out/\($0)/pem/root-cert.pem") }
      let maps = try test.bytes("out/red-mesh/configmap-green-mesh-ca-root-cert.yaml")
      let second = try test.home(at: Self.due).apply()
      #expect(second.issued.map(\.generation) == [2, 2, 2])
      #expect(try Colours.names.map { try test.bytes("out/\($0)/pem/root-cert.pem") } == roots)
      #expect(try test.bytes("out/red-mesh/configmap-green-mesh-ca-root-cert.yaml") == maps)
      let old = try #require(first.issued.first { $0.name == "red-mesh/intermediate" }).certificate
      let new = try #require(second.issued.first { $0.name == "red-mesh/intermediate" }).certificate
      #expect(old.publicKeyInfo != new.publicKeyInfo && old.issuer == new.issuer)
      #expect(new.subject.commonName == "red-mesh intermediate CA g2")
      #expect(try test.certificates("out/red-mesh/pem/ca-cert.pem") == [new])
      #expect(try !test.home(at: Self.due + 1).plan().isPending)
      // Nothing is thrown away: the old certificate and its sealed key are still in the database.
      #expect(try test.count("SELECT count(*) FROM key") == 9)
      #expect(try test.count("SELECT count(*) FROM authority") == 9)
    }
  }

  @Test func isDueTheLongestWorkloadLifetimeBeforeTheEndWhenThatIsEarlier() throws {
    let profile = ["intermediateLifetime: 30d", "maxWorkloadLifetime: 20d"]
    try TestHome.with(Colours(profile: profile, meshes: Colours.redOnly.meshes)) { test in
      _ = try test.home().apply()
      let due = TestHome.start.after(days: 10)
      #expect(try !test.home(at: due - 1).plan().isPending)
      #expect(try test.home(at: due).plan().issues.map(\.name) == ["red-mesh/intermediate"])
    }
  }

  @Test func saysWhichControlPlanesNeedARestart() throws {
    var colours = Colours()
    colours.meshes[0].more = ["controlPlane: {name: basic, autoReload: false}"]
    colours.meshes[2].more = ["controlPlane: {autoReload: true}"]
    try TestHome.with(colours) { test in
      let first = try test.home().apply()
      #expect(!first.plan.notes.contains { $0.code == "MT-HOME-43" })
      let notes = try test.home(at: Self.due).plan().notes.filter { $0.code == "MT-HOME-43" }
      #expect(notes.count == 3)
      #expect(notes[0].severity == .warning)
      #expect(notes[0].next == "oc rollout restart deployment/istiod-basic -n red-mesh-system")
      #expect(notes[2].severity == .note && notes[2].next.isEmpty)
    }
  }

  @Test func nothingOutlivesItsRootAndTheLastRenewalIsTheLast() throws {
    let profile = ["rootLifetime: 400d", "intermediateLifetime: 300d"]
    try TestHome.with(Colours(profile: profile, meshes: Colours.redOnly.meshes)) { test in
      let root = try test.home().apply().issued[0].certificate
      let renewed = try test.home(at: TestHome.start.after(days: 250)).apply()
      #expect(renewed.issued.map(\.name) == ["red-mesh/intermediate"])
      #expect(renewed.issued[0].certificate.validity.notAfter == root.validity.notAfter)
      // Due by the rule, but no better one can be had: it is not made again and again.
      for days in [330, 390, 399] as [Int64] {
        let plan = try test.home(at: TestHome.start.after(days: days)).plan()
        #expect(plan.issues.isEmpty && plan.notes.map(\.code) == ["MT-HOME-40"])
      }
    }
  }

  @Test func aRootIsNeverRenewedOnTheSide() throws {
    try TestHome.with(Colours.redOnly) { test in
      let root = try test.home().apply().issued[0].certificate
      let third = (root.validity.notAfter.seconds - root.validity.notBefore.seconds) / 3
      let moment = root.validity.notAfter - third
      _ = try test.home(at: moment - 1).apply()
      #expect(try !test.home(at: moment - 1).plan().notes.contains { $0.code == "MT-HOME-40" })
      let plan = try test.home(at: moment).plan()
      #expect(plan.notes.filter { $0.code == "MT-HOME-40" }.map(\.severity) == [.warning])
      let late = test.home(at: root.validity.notAfter + 1)
      #expect(throws: CAError.self) {
        try late.issueLeaf("red-mesh", for: .serviceAccount(namespace: "a", name: "b"))
      }
      #expect(try late.plan().issues.allSatisfy { $0.role == .intermediate })
      #expect(try late.authorities().named("red-mesh/root").certificate == root)
    }
  }

  @Test func belowAnEndedRootNothingIsIssued() throws {
    try TestHome.with(Colours.shared) { test in
      let root = try test.home().apply().issued[0].certificate
      var colours = Colours.shared
      colours.meshes.append(.init(name: "grey-mesh", peers: ["red-mesh"]))
      try test.describe(colours)
      let before = try test.files()
      #expect {
        try test.home(at: root.validity.notAfter + 1).apply()
      } throws: { error in
        guard case CAError.refused(.issuing(.rootEnded)) = error else { return false }
        return true
      }
      #expect(try test.files() == before)
    }
  }

  @Test func aChangedTrustDomainIsRefused() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out")
      var colours = Colours()
      colours.meshes[0].more = ["trustDomain: crimson.example"]
      try test.describe(colours)
      #expect {
        try test.home().apply()
      } throws: { error in
        error as? CAError
          == .refused(
            .description(
              .trustDomainChanged(mesh: "red-mesh", from: "red-mesh.local", to: "crimson.example")))
      }
      #expect(try test.files(below: "out") == before)
      #expect(try test.home().authorities().all.count == 6)
    }
  }

  @Test(arguments: [("per-mesh", "shared"), ("shared", "per-mesh")])
  func aChangedRootsModeIsRefused(from old: String, to new: String) throws {
    try TestHome.with(Colours(roots: old)) { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out")
      try test.describe(Colours(roots: new))
      #expect {
        try test.home().plan()
      } throws: { error in
        guard case CAError.refused(.description(.rootsChanged(_, described: new, issued: old))) = error else {
          return false
        }
        return true
      }
      #expect(throws: CAError.self) { try test.home().apply() }
      #expect(try test.files(below: "out") == before)
    }
  }

  @Test func otherConstraintsUnderASharedRootAreAReasonToIssueAgain() throws {
    try TestHome.with(Colours.shared) { test in
      _ = try test.home().apply()
      var colours = Colours.shared
      colours.profile = ["dnsNames: [apps.example.com]"]
      try test.describe(colours)
      let applied = try test.home(at: TestHome.start.after(days: 1)).apply()
      #expect(applied.issued.map(\.name) == Colours.names.map { "\($0)/intermediate" })
      #expect(applied.issued.allSatisfy { $0.generation == 2 })
      #expect(
        applied.issued.allSatisfy {
          $0.certificate.extensions.nameConstraints?.permitted.contains(.dns("apps.example.com")) ?? false
        })
      #expect(try !test.home(at: TestHome.start.after(days: 1)).plan().isPending)
    }
  }

  @Test func namesThatBindNobodyAreNoReason() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      var colours = Colours()
      colours.profile = ["dnsNames: [apps.example.com]", "organization: Another", "intermediateLifetime: 2y"]
      try test.describe(colours)
      #expect(try test.home().plan().issues.isEmpty)
    }
  }

  @Test func statusNamesTheNextRenewal() throws {
    try TestHome.with(Colours.redOnly) { test in
      #expect(try test.home().status().next.command == .meshtrust("apply"))
      _ = try test.home().apply()
      let status = try test.home().status()
      #expect(status.next.date == Self.due && status.next.command == .meshtrust("apply"))
      #expect(status.entries.map(\.kind) == [.intermediate, .root])
      #expect(status.expiring(within: Lifetime(seconds: Self.day), of: TestHome.start).isEmpty)
      let window = Lifetime(seconds: 365 * Self.day)
      #expect(status.expiring(within: window, of: TestHome.start).map(\.name) == ["red-mesh/intermediate"])
      #expect(try test.home(at: Self.due).status().next.date == nil)
    }
  }
}
