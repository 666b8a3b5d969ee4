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
        let words = line.dropFirst(depth).split(separator: " ", maxSplits: 5)
        if let index = words.prefix(3).firstIndex(where: kinds.contains), index + 1 < words.count {
          types.removeAll { $0.depth >= depth }
          types.append(
            (
              depth,
              String(
                words[index + 1].prefix { $0.isLetter || $0.isNumber || $0 == "." }.split(separator: ".").last ?? "")
            ))
        }
        guard words.first == "public", let name = member(words.dropFirst()) else { continue }
        let type = types.last { $0.depth < depth }?.name ?? ""
        if !witnesses.contains(name) { found.insert("\(type).\(name)") }
      }
    }
    return found
  }

  private static let kinds: Set<Substring> = ["struct", "enum", "class", "protocol", "extension"]

  /// The name that a declaration declares, if it is of a member.
  private static func member(_ words: ArraySlice<Substring>) -> String? {
    guard let index = words.firstIndex(where: { !["static", "mutating", "private(set)"].contains($0) }) else {
      return nil
    }
    let keyword = words[index].prefix { $0.isLetter }
    if ["init", "subscript"].contains(keyword) { return String(keyword) }
    guard ["var", "let", "func"].contains(keyword), index + 1 < words.endIndex else { return nil }
    return words[index + 1].first?.isLetter == true
      ? String(words[index + 1].prefix { $0.isLetter || $0.isNumber }) : String(words[index + 1])
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
