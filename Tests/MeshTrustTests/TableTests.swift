import Testing

@testable import meshtrust

/// Tables fit their page and lose nothing.
@Suite struct TableTests {
  private static let identity =
    "spiffe://green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account"

  private static let rows: [[[String]]] = [
    [["WHEN", "WHAT", "WHY"], ["2026-01-01T00:00:00Z", identity, "no path leads from the leaf to a trusted root"]],
    [["a", "b"], ["c"], ["", "d e f"]],
    [[String](repeating: "word", count: 12), [String](repeating: "a-longer-word", count: 12)],
    [["SHA-256", String(repeating: "0123456789abcdef", count: 8)]],
    [["ü", "日本語の名前 と"], [identity + identity, identity]],
  ]

  private static func table(_ rows: [[String]]) -> Table {
    var table = Table()
    for row in rows { table.add(row) }
    return table
  }

  @Test(arguments: rows, [40, 60, 80, 200]) func everyLineFits(rows: [[String]], width: Int) {
    for line in Self.table(rows).lines(on: Page(width: width), indent: 2) { #expect(line.count <= width, "\(line)") }
  }

  /// All characters of a column are there, in order, whatever the page.
  @Test(arguments: rows, [40, 80]) func nothingIsLost(rows: [[String]], width: Int) {
    let squeezed = { (lines: [String]) in String(lines.joined().filter { $0 != " " }.sorted()) }
    let table = Self.table(rows)
    #expect(squeezed(table.lines(on: Page(width: width))) == squeezed(table.lines(on: .unlimited)))
  }

  @Test(arguments: rows) func aWideRowIsOneLine(rows: [[String]]) {
    #expect(Self.table(rows).lines(on: .unlimited).count == rows.count)
  }

  /// A last column that stands below the others does so in its heading, too, and in every row.
  @Test func aColumnBelowHasItsHeadingBelow() {
    var table = Table("SHA-256", "STATE", "IDENTITY")
    table.add("0123456789abcdef", "valid", Self.identity)
    table.add("fedcba9876543210", "expired", "spiffe://a/b")
    table.add("fedcba9876543210", "expired", "")
    let lines = table.lines(on: Page(width: 90))
    #expect(
      lines == [
        "SHA-256           STATE", "    IDENTITY", "0123456789abcdef  valid", "    \(Self.identity)",
        "fedcba9876543210  expired", "    spiffe://a/b", "fedcba9876543210  expired",
      ])
    #expect(table.lines(on: .unlimited).count == 4)
    // A narrower margin keeps a long word whole.
    #expect(table.lines(on: Page(width: 83))[3] == "  \(Self.identity)")
  }

  /// Once the last column stands below, none of the others is squeezed to a letter a line.
  @Test func whatStaysAboveSharesItsRoom() {
    var table = Table("", "PROPERTY", "ASKED", "GOT", "MEANS")
    table.add(
      "refused", "permitted names", "URI:red-mesh.local, DNS:red-mesh-system.svc, DNS:red-mesh.svc.cluster.local",
      "O=red-mesh, CN=red-mesh intermediate CA g4", "they exclude the identities of red-mesh.local")
    let lines = table.lines(on: Page(width: 80))
    #expect(lines.count < 9, "\(lines.joined(separator: "\n"))")
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  /// Words stay whole where they fit, and columns are aligned.
  @Test func wordsStayWhole() {
    let lines = Self.table([["one", "the quick brown fox jumps over the lazy dog again and again"], ["three", "x"]])
      .lines(on: Page(width: 40))
    #expect(lines == ["one    the quick brown fox jumps over", "       the lazy dog again and again", "three  x"])
  }
}
