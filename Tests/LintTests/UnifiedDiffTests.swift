import Testing

@testable import Lint

@Suite struct UnifiedDiffTests {
  private func diff(_ text: String, _ edits: Edit...) throws -> String {
    let fixing = FixedChange(text, edits)
    return UnifiedDiff.text(fixing.change)
  }

  /// What one file's repairs do.
  private struct FixedChange {
    let change: Fixing.Change

    init(_ text: String, _ edits: [Edit]) {
      let bytes = Array(text.utf8)
      change = Fixing.Change(
        file: "a.yaml", before: bytes, after: Repair(edits, of: bytes, source: "a.yaml").bytes)
    }
  }

  private func replace(_ line: Int, _ column: Int) -> Edit {
    Edit(file: "a.yaml", line: line, column: column, action: .replace(old: "old", new: "new"))
  }

  @Test func hunksHaveThreeLinesAround() throws {
    let lines = (1...20).map { "k\($0): old" }.joined(separator: "\n") + "\n"
    #expect(
      try diff(lines, replace(2, 5), replace(16, 6)) == """
        --- a.yaml
        +++ a.yaml
        @@ -1,5 +1,5 @@
         k1: old
        -k2: old
        +k2: new
         k3: old
         k4: old
         k5: old
        @@ -13,7 +13,7 @@
         k13: old
         k14: old
         k15: old
        -k16: old
        +k16: new
         k17: old
         k18: old
         k19: old

        """)
  }

  @Test func nothingIsShownWhereNothingChanges() throws { #expect(try diff("a: 1\n").isEmpty) }

  @Test(arguments: [
    "kind: Secret\napiVersion: old\ndata:\n  a: c2VjcmV0\n",
    "apiVersion: old\nkind: Secret\nstringData: {a: c2VjcmV0}\n---\nkind: x\n",
    "{\"apiVersion\": \"old\", \"kind\": \"Secret\", \"data\": {\"a\": \"c2VjcmV0\"}}",
    "apiVersion: old\nkind: Secret\nmetadata:\n  annotations:\n    last: c2VjcmV0\ntype: a\n",
  ])
  func valuesOfSecretsAreNotShown(text: String) throws {
    let line = text.hasPrefix("kind") ? 2 : 1
    let column = text.hasPrefix("{") ? 16 : 13
    let shown = try diff(text, replace(line, column))
    #expect(shown.contains("(a line of a Secret)"))
    #expect(!shown.contains("c2VjcmV0"))
    if !text.hasPrefix("{") { #expect(shown.contains("+apiVersion: new")) }
  }
}
