import Testing

@testable import Lint

@Suite struct IdentityRulesTests {
  private static let plane = "red/plane.yaml"
  private static let peer = "red/peer.yaml"
  private static let client = "clientID: green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account"

  static let found: [LintCase] = [
    LintCase("T-01", plane, "domain: red-mesh.local", "domain: cluster.local"),
    LintCase("T-01", plane, "    trust:\n      domain: red-mesh.local\n", ""),
    LintCase("T-02", peer, "trustDomain: green-mesh.local", "trustDomain: red-mesh.local"),
    LintCase("T-03", peer, "clientID: green-mesh.local", "clientID: cluster.local"),
    LintCase("T-04") { files in
      files.addPeer()
      try files.replace("red/peer2.yaml", "blue-mesh.local", "green-mesh.local")
    },
    LintCase("T-05", peer, "    trustDomain: green-mesh.local\n", ""),
    LintCase("T-05", peer, "trustDomain: green-mesh.local", "trustDomain: \"\""),
    LintCase("T-06", peer, "trustDomain: green-mesh.local", "trustDomain: spiffe://green-mesh.local"),
    LintCase("T-06", peer, "trustDomain: green-mesh.local", "trustDomain: green_mesh.local"),
    LintCase("T-06", plane, "domain: red-mesh.local", "domain: red mesh"),
    LintCase("T-07", peer, "trustDomain: green-mesh.local", "trustDomain: Green-mesh.local"),
    LintCase("T-07", plane, "domain: red-mesh.local", "domain: red-mesh.local."),
    LintCase("T-08", peer, "trustDomain: green-mesh.local", "trustDomain: green.local"),
    LintCase("T-09", peer, "    " + client + "\n", ""),
    LintCase("T-10", peer, "clientID: ", "clientID: spiffe://"),
    LintCase("T-11", peer, "/ns/green-mesh-system", "/namespace/green-mesh-system"),
    LintCase("T-11", peer, client, "clientID: egress-red-mesh-service-account"),
    LintCase("T-11", peer, "egress-red-mesh-service-account", "Egress-red-mesh-service-account"),
    LintCase(
      "T-11", peer, "clientID: green-mesh.local/ns/green-mesh-system", "clientID: green-mesh.local/ns/green mesh"),
    LintCase("T-12", peer, "sa/egress-red-mesh-service-account", "sa/*"),
    LintCase("T-12", peer, client, "clientID: \"*\""),
    LintCase("T-13", peer, "clientID: green-mesh.local", "clientID: green.local"),
    LintCase("T-14", peer, "/ns/green-mesh-system", "/ns/green-mesh"),
    LintCase("T-15", peer, "egress-red-mesh-service-account", "egress-green-mesh-service-account"),
    LintCase("T-16", peer, "egress-red-mesh-service-account", "egress-red-mesh"),
    LintCase("T-16") { try $0.alone("egress-green-mesh-service-account") },
    LintCase("T-16") { try $0.alone("ingress-green-mesh-service-account") },
    LintCase("T-16") { try $0.alone("ingress-red-mesh-service-account") },
    LintCase(
      "T-17", plane, "domain: red-mesh.local", "domain: red-mesh.local\n      additionalDomains: [green-mesh.local]"),
    LintCase("T-18", plane, "domain: red-mesh.local", "domain: red-mesh.local\n      additionalDomains: [old.local]"),
    LintCase("T-19", plane, "AUTO_RELOAD_PLUGIN_CERTS", "PILOT_SKIP_VALIDATE_TRUST_DOMAIN"),
    LintCase("T-20", plane, "domain: red-mesh.local", "domain: crimson.local"),
  ]

  static let silent: [LintCase] = [
    LintCase("T-02") { $0.texts["red/plane.yaml"] = nil },
    LintCase("T-06", peer, "trustDomain: green-mesh.local", "trustDomain: GREEN-mesh.local"),
    LintCase("T-07", peer, "trustDomain: green-mesh.local", "trustDomain: green_mesh.local"),
    LintCase("T-11", peer, "clientID: ", "clientID: spiffe://"),
    LintCase("T-12", peer, "    " + client + "\n", ""),
    LintCase("T-17", plane, "domain: red-mesh.local", "domain: red-mesh.local\n      additionalDomains: [old.local]"),
    LintCase("T-19", plane, "AUTO_RELOAD_PLUGIN_CERTS: \"true\"", "PILOT_SKIP_VALIDATE_TRUST_DOMAIN: \"false\""),
  ]

  @Test(arguments: found) func isFound(item: LintCase) throws { try item.expectFound() }

  @Test(arguments: silent) func isSilent(item: LintCase) throws { try item.expectSilent() }

  @Test(arguments: ["T-08", "T-14", "T-15"]) func oneSideAloneIsNotEnough(code: String) throws {
    var files = try ManifestTexts.pair()
    files.texts = files.texts.filter { $0.key.hasPrefix("red/") }
    #expect(try files.lint().needs(code) == [.peerFiles])
  }

  @Test func whatHasChangedNeedsWhatWas() throws {
    var files = try ManifestTexts.pair()
    files.facts.before = nil
    #expect(try files.lint().needs("T-20") == [.before])
  }

  @Test(arguments: [
    ("trustDomain: green-mesh.local", "trustDomain: green.local"), ("clientID: ", "clientID: spiffe://"),
    ("/ns/green-mesh-system", "/ns/green-mesh"),
    ("sa/egress-red-mesh-service-account", "sa/egress-green-mesh-service-account"),
  ])
  func certainRepairsGiveTheCleanTextBack(old: String, new: String) throws {
    var files = try ManifestTexts.pair()
    let clean = try #require(files.texts[Self.peer])
    try files.replace(Self.peer, old, new)
    let edits = try files.lint().edits[Self.peer] ?? []
    let repaired = Repair(edits, of: Array((files.texts[Self.peer] ?? "").utf8), source: Self.peer)
    #expect(repaired.refused.isEmpty)
    #expect(repaired.bytes == Array(clean.utf8))
  }
}

extension ManifestTexts {
  /// Red without green's manifests, with another service account in the client ID.
  fileprivate mutating func alone(_ account: String) throws {
    texts = texts.filter { $0.key.hasPrefix("red/") }
    facts = Facts(now: now)
    try replace("red/peer.yaml", "egress-red-mesh-service-account", account)
  }
}
