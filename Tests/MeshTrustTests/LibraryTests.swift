import Foundation
import Testing

/// What the library products promise: docs/libraries.md lists every public member, and nothing else.
@Suite struct LibraryTests {
  private static let products = ["X509", "SPIFFE", "Verifier"]
  /// What protocols require of public types.
  private static let witnesses: Set = ["==", "<", "hash", "description", "diagnostic", "exitStatus"]

  @Test func everyPublicMemberIsDocumented() throws {
    #expect(try Self.published() == Self.documented())
  }

  /// `Type.member`; all initializers of a type are `init`.
  private static func published() throws -> Set<String> {
    var found: Set<String> = []
    let modules = try SourceTree.modules()
    for text in products.flatMap({ modules[$0, default: [:]].values }) {
      var types: [(depth: Int, name: String)] = []
      for line in text.split(separator: "\n") {
        let depth = line.prefix { $0 == " " }.count
        if let type = line.firstMatch(of: /^ *(?:\w+ )*(?:struct|enum|class|protocol|extension) ([\w.]+)/) {
          types.removeAll { $0.depth >= depth }
          types.append((depth, String(type.output.1.split(separator: ".").last ?? "")))
        }
        guard
          let member = line.firstMatch(
            of: /^ *public (?:(?:static|mutating|private\(set\)) )*(?:(?:var|let|func) ([\w<=]+)|(init|subscript))/)
        else { continue }
        let name = String(member.output.1 ?? member.output.2 ?? "")
        let type = types.last { $0.depth < depth }?.name ?? ""
        if !witnesses.contains(name) { found.insert("\(type).\(name)") }
      }
    }
    return found
  }

  /// The same of the table in docs/libraries.md.
  private static func documented() throws -> Set<String> {
    let page = try String(contentsOf: SourceTree.root.appending(path: "docs/libraries.md"), encoding: .utf8)
    var found: Set<String> = []
    for row in page.matches(of: /(?m)^\| (?:`\w+` )?\| `(\w+)` \| (.*) \|$/) {
      for member in row.output.2.matches(of: /`(\w+)[^`]*`/) { found.insert("\(row.output.1).\(member.output.1)") }
      if row.output.2.contains("its initializer") { found.insert("\(row.output.1).init") }
    }
    return found
  }
}
