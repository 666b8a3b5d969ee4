import Diagnostics
import Testing

@testable import Lint

@Suite struct ChecklistTests {
  private func checklist(_ files: ManifestTexts) throws -> Checklist {
    let inventory = try files.inventory()
    return Checklist(inventory, report: Linter.lint(inventory))
  }

  private func state(_ word: String, _ files: ManifestTexts) throws -> Checklist.State {
    try #require(checklist(files).items.first { $0.title.contains(word) }).state
  }

  @Test func whatIsThereIsTicked() throws {
    let items = try checklist(ManifestTexts.pair()).items
    #expect(items.count == 12)
    #expect(items.filter { $0.state == .ticked }.count == 9, "\(items.map(\.state))")
    #expect(items.suffix(3).allSatisfy { if case .beyondFiles = $0.state { true } else { false } })
  }

  @Test(arguments: [
    ("trust domain", "red/plane.yaml", "domain: red-mesh.local", "domain: cluster.local", "MT-T-01"),
    ("ServiceMeshPeer", "red/peer.yaml", "clientID: ", "clientID: other", "MT-T-08"),
    ("egress", "red/plane.yaml", "enabled: true", "enabled: false", "MT-G-02"),
    ("deploy", "red/plane.yaml", "version: v2.5", "version: v2.0", "MT-G-22"),
  ])
  func whatIsWrongNamesItsRule(word: String, file: String, old: String, new: String, code: String) throws {
    var files = try ManifestTexts.pair()
    try files.replace(file, old, new)
    if code == "MT-T-08" { try files.replace(file, "trustDomain: green-mesh.local", "trustDomain: lime.local") }
    guard case .missing(let reasons) = try state(word, files) else {
      Issue.record("\(word) is ticked")
      return
    }
    #expect(reasons.contains { $0.description.contains(code) }, "\(reasons)")
  }

  @Test(arguments: [
    ("exports.yaml", "export services"), ("imports.yaml", "import services"), ("plane.yaml", "deploy"),
    ("peer.yaml", "ServiceMeshPeer"),
  ])
  func whatIsAbsentIsMissing(file: String, word: String) throws {
    var files = try ManifestTexts.pair()
    files.texts = files.texts.filter { !$0.key.hasSuffix("/" + file) }
    guard case .missing = try state(word, files) else {
      Issue.record("\(word) is not missing")
      return
    }
  }

  @Test func aWarningIsNoTick() throws {
    var files = try ManifestTexts.pair(red: ", platform: aws")
    try files.replace("red/plane.yaml", "aws-load-balancer-type: nlb", "aws-load-balancer-type: classic")
    guard case .missing(let reasons) = try state("load balancers", files) else {
      Issue.record("it is ticked")
      return
    }
    #expect(reasons.contains { $0.description.contains("MT-G-12") }, "\(reasons)")
  }

  @Test(arguments: [("ServiceMeshPeer", "green/peer.yaml"), ("ServiceMeshPeer", "red/roots.yaml")])
  func whatWasNotSeenIsNotTicked(word: String, gone: String) throws {
    var files = try ManifestTexts.pair()
    files.texts[gone] = nil
    #expect(try state(word, files) != .ticked)
  }

  @Test func oneSideAloneLeavesThePairOpen() throws {
    var files = try ManifestTexts.pair()
    files.texts = files.texts.filter { $0.key.hasPrefix("red/") }
    guard case .open(let needs) = try state("ServiceMeshPeer", files) else {
      Issue.record("it is settled")
      return
    }
    #expect(needs.contains { $0.description.contains("MT-P-12") && $0.description.contains("green-mesh") }, "\(needs)")
  }

  @Test func nothingGivesNothingToTick() {
    let inventory = Inventory(documents: [], facts: Facts(now: now))
    let items = Checklist(inventory, report: Linter.lint(inventory)).items
    #expect(items.dropLast(3).allSatisfy { if case .open = $0.state { true } else { false } })
  }

  /// What breaks no item of any list, with the reason.
  private static let exceptions: [Code: String] = [:]

  @Test func everyRuleThatRaisesAnErrorBreaksAnItem() {
    let known = Set((Checklist.maistra + Checklist.istio).flatMap(\.everyRule))
    let errors = Rule.all.filter { $0.severity == .error }.map(\.code)
    #expect(errors.count > 100)
    #expect(errors.filter { !known.contains($0) && Self.exceptions[$0] == nil } == [])
    #expect(Self.exceptions.keys.filter(known.contains) == [])
  }

  @Test func everyRuleOfAnItemExists() {
    let codes = Set(Rule.all.map(\.code))
    #expect((Checklist.maistra + Checklist.istio).flatMap(\.everyRule).filter { !codes.contains($0) } == [])
  }

  @Test(arguments: [
    ("ServiceMeshPeer", "red/peer.yaml", "kind: ConfigMap", "other: ConfigMap", "MT-P-11"),
    ("ServiceMeshPeer", "red/peer.yaml", "spec:", "spec:\n  nothing: here", "MT-S-01"),
    ("deploy", "red/plane.yaml", "spec:", "spec:\n  nothing: here", "MT-S-01"),
    ("import services", "green/imports.yaml", "spec:", "spec:\n  nothing: here", "MT-S-01"),
  ])
  func whatTheServerRefusesIsNotTicked(word: String, file: String, old: String, new: String, code: String) throws {
    var files = try ManifestTexts.pair()
    try files.replace(file, old, new)
    guard case .missing(let reasons) = try state(word, files) else {
      Issue.record("\(word) is ticked")
      return
    }
    #expect(reasons.contains { $0.description.contains(code) }, "\(reasons)")
  }

  @Test func whatIsCalledInPlainTextIsNotTicked() throws {
    var files = try ManifestTexts.pair()
    files.texts["green/plain.yaml"] = """
      apiVersion: networking.istio.io/v1beta1
      kind: DestinationRule
      metadata: {name: plain, namespace: green-mesh-system}
      spec: {host: "*.local", trafficPolicy: {tls: {mode: DISABLE}}}
      """
    guard case .missing(let reasons) = try state("import services", files) else {
      Issue.record("it is ticked")
      return
    }
    #expect(reasons.contains { $0.description.contains("MT-X-28") }, "\(reasons)")
  }

  /// A fault of an object that the list of the other family is about.
  @Test func eachFamilyHasItsOwnKinds() throws {
    var files = try ManifestTexts.pair()
    files.texts["blue/istio.yaml"] = """
      apiVersion: sailoperator.io/v1
      kind: Istio
      metadata: {name: blue}
      spec: {version: v1.26.2, namespace: blue-mesh-system, values: {meshConfig: {trustDomain: blue-mesh.local}}}
      """
    files.texts["blue/gateway.yaml"] = """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: exports, namespace: blue-mesh-system}
      spec: {selector: {istio: eastwestgateway}, nothing: here}
      """
    let items = try checklist(files).items
    #expect(items.contains { $0.family == .istio })
    let item = try #require(items.first { $0.family == .maistra && $0.title.contains("deploy") })
    if case .missing(let reasons) = item.state {
      #expect(!reasons.contains { $0.description.contains("blue/gateway.yaml") }, "\(reasons)")
    }
  }
}
