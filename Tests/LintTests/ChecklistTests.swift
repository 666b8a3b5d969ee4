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
    #expect(items.count == 11)
    #expect(items.filter { $0.state == .ticked }.count == 9)
    #expect(items.filter { if case .notCheckable = $0.state { true } else { false } }.count == 2)
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

  @Test func nothingGivesNothingToTick() {
    let inventory = Inventory(documents: [], facts: Facts(now: now))
    let items = Checklist(inventory, report: Linter.lint(inventory)).items
    #expect(items.allSatisfy { if case .notCheckable = $0.state { true } else { false } })
  }
}
