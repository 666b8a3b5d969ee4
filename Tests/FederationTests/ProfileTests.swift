import Cryptography
import Diagnostics
import Federation
import Testing

@Suite struct ProfileTests {
  private func text(_ profiles: String, profile: String = "default") -> String {
    federation("name: a, profile: \(profile), peers: [b]", "name: b", extra: "profiles: {\(profiles)}")
  }

  private func profile(_ profiles: String, named name: String = "default") throws -> Profile {
    try #require(try resolve(text(profiles, profile: name)).mesh(named: "a")).profile
  }

  @Test func hasDefaults() throws {
    let profile = try profile("")
    #expect(profile.name == "default")
    #expect(profile.rootLifetime.description == "10y")
    #expect(profile.intermediateLifetime.description == "1y")
    #expect(profile.workloadLifetime.goText == "24h")
    #expect(profile.maxWorkloadLifetime.goText == "24h")
    #expect(profile.gatewayLifetime.description == "24h")
    #expect([profile.rootKey, profile.intermediateKey, profile.leafKey] == [.p256, .p256, .p256])
    #expect(profile.organization == nil)
    #expect(profile.dnsNames.isEmpty)
  }

  @Test func everyFieldCanBeGiven() throws {
    let profile = try profile(
      """
      short: {rootLifetime: 5y, intermediateLifetime: 90d, workloadLifetime: 1h, maxWorkloadLifetime: 12h,
        gatewayLifetime: 2h, rootKey: ecdsa-p384, intermediateKey: rsa-3072, leafKey: P-384, dnsNames: [apps.corp],
        organization: Colours Inc.}
      """, named: "short")
    #expect(profile.name == "short")
    #expect(profile.rootLifetime.description == "5y")
    #expect(profile.intermediateLifetime.description == "90d")
    #expect(profile.workloadLifetime.description == "1h")
    #expect(profile.maxWorkloadLifetime.description == "12h")
    #expect(profile.gatewayLifetime.description == "2h")
    #expect([profile.rootKey, profile.intermediateKey, profile.leafKey] == [.p384, .rsa3072, .p384])
    #expect(profile.dnsNames == ["apps.corp"])
    #expect(profile.organization == "Colours Inc.")
  }

  @Test func profilesStartFromTheDefaultOne() throws {
    let given = "default: {rootLifetime: 20y, organization: Colours}, short: {intermediateLifetime: 30d}"
    let short = try profile(given, named: "short")
    #expect(short.rootLifetime.description == "20y")
    #expect(short.intermediateLifetime.description == "30d")
    let mesh = try #require(try resolve(text(given)).mesh(named: "b"))
    #expect(mesh.profile.name == "default")
    #expect(mesh.organization == "Colours")
    #expect(try resolve(text(given)).organization == "Colours")
  }

  @Test func oneWorkloadLifetimeLeadsTheOther() throws {
    #expect(try profile("default: {workloadLifetime: 48h}").maxWorkloadLifetime.description == "2d")
    #expect(try profile("default: {workloadLifetime: 1h}").maxWorkloadLifetime.description == "24h")
    #expect(try profile("default: {maxWorkloadLifetime: 6h}").workloadLifetime.description == "6h")
  }

  @Test(arguments: [
    "intermediateLifetime: 11y", "maxWorkloadLifetime: 2y", "workloadLifetime: 2h, maxWorkloadLifetime: 1h",
    "gatewayLifetime: 2y", "rootLifetime: 30d", "maxWorkloadLifetime: 1y", "workloadLifetime: 400d",
  ])
  func refusesLifetimesThatOutliveTheirIssuer(fields: String) {
    let found = findings(in: text("default: {\(fields)}")).filter { $0.severity == .error }
    #expect(found.map(\.code) == ["MT-FED-27"])
    #expect(found.first?.place?.line == 6)
  }

  @Test(arguments: [
    ("rootLifetime: 10", "add a unit: `10h` or `10d`"),
    ("rootLifetime: forever", "write `90d`, `24h` or `10y`"),
    ("rootLifetime: 0h", "write `90d`, `24h` or `10y`"),
    ("rootLifetime: -1h", "write `90d`, `24h` or `10y`"),
    ("rootLifetime: 1000y", "write `90d`, `24h` or `10y`"),
  ])
  func refusesWhatIsNoLifetime(field: String, next: String) {
    let found = findings("MT-FED-26", in: text("default: {\(field)}"))
    #expect(found.map(\.next.description) == [next])
    #expect(found.first?.place?.line == 6)
  }

  @Test(arguments: [
    ("rootKey: rsa-1024", "MT-FED-04"), ("leafKey: dsa", "MT-FED-04"), ("dnsNames: ['*.corp']", "MT-FED-14"),
    ("organization: ''", "MT-FED-14"), ("organization: \"a\\nb\"", "MT-FED-14"), ("rootLifetme: 1y", "MT-FED-02"),
  ])
  func refusesOtherValues(field: String, code: Code) {
    #expect(errors(in: text("default: {\(field)}")) == [code])
  }

  @Test func limitsTheOrganization() {
    let longest = String(repeating: "o", count: 64)
    #expect(errors(in: text("default: {organization: \(longest)}")).isEmpty)
    #expect(errors(in: text("default: {organization: \(longest)o}")) == ["MT-FED-29"])
  }

  @Test(arguments: [("ed25519", true), ("ecdsa-p521", true), ("ecdsa-p384", false), ("rsa-2048", false)])
  func warnsOfLeafKeysThatSidecarsCannotUse(key: String, warns: Bool) throws {
    #expect(findings("MT-FED-28", in: text("default: {leafKey: \(key)}")).map(\.severity) == (warns ? [.warning] : []))
    #expect(findings("MT-FED-28", in: text("default: {rootKey: \(key)}")).isEmpty)
  }

  @Test func permitsTheProfilesNamesUnderASharedRoot() throws {
    let mesh = try #require(try resolve(text("default: {dnsNames: [gw.corp]}")).mesh(named: "a"))
    #expect(mesh.permittedDNSNames == ["a-system.svc", "a-system.svc.cluster.local", "gw.corp"])
  }
}
