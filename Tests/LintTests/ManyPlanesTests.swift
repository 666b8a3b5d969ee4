import Diagnostics
import Documents
import Testing

@testable import Lint

/// Control planes are compared by what is known of each, and not anew for each pair.
@Suite struct ManyPlanesTests {
  private static func maps(_ count: Int) -> String {
    (0..<count).map { index in
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio-r\(index), namespace: ns\(index)}
      data: {mesh: "trustDomain: t\(index).local"}
      """
    }.joined(separator: "\n---\n")
  }

  /// With every pair asked for the names of all, this took hours.
  @Test(.timeLimit(.minutes(30))) func thousandsAreLinted() throws {
    let documents = try DocumentReader.all(bytes: Array(Self.maps(1_000).utf8), source: "maps.yaml")
    let inventory = Inventory(documents: documents, facts: Facts(now: now))
    #expect(inventory.istio?.planes.count == 1_000)
    #expect(Linter.lint(inventory).findings.allSatisfy { $0.severity != .error })
  }

  @Test func namesOfPastedTextStayOnTheirLines() {
    let name = "a\nevil: true"
    let text: RepairText = "name: \(name)\n" + "\(lines: "b\nc")"
    #expect(text.text == "name: a\\x0aevil: true\nb\nc")
  }
}
