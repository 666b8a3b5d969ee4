import Foundation
import Testing

/// Codes are promises: whatever the tool can print, `meshtrust explain` knows.
@Suite struct CodeTests {
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources").standardizedFileURL

  @Test func everyCodeOfTheToolIsExplained() throws {
    let listed = try Binary.run(["explain", "--list"]).standardOutput.split(separator: "\n")
    let explained = Set(listed.compactMap { $0.split(separator: " ").first })
    #expect(explained.count > 100)
    for room in try Self.rooms() {
      for (file, text) in try Self.texts(of: room) {
        for code in text.matches(of: /"(MT-[A-Z0-9]+-[0-9]{2})"/) where !explained.contains(code.output.1) {
          Issue.record("\(room)/\(file) has \(code.output.1), which nothing explains")
        }
      }
    }
  }

  /// The rooms that the tool is made of: what it imports, and what that imports.
  private static func rooms() throws -> Set<String> {
    var found: Set<String> = []
    var waiting: Set<String> = ["meshtrust"]
    while let room = waiting.popFirst() {
      guard FileManager.default.fileExists(atPath: sources.appending(path: room).path) else { continue }
      found.insert(room)
      for (_, text) in try texts(of: room) {
        for line in text.matches(of: /(?m)^(?:public )?import (\w+)$/) { waiting.insert(String(line.output.1)) }
      }
      waiting.subtract(found)
    }
    return found
  }

  private static func texts(of room: String) throws -> [(file: String, text: String)] {
    let folder = sources.appending(path: room).resolvingSymlinksInPath()
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }.map {
      ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
    }
  }
}
