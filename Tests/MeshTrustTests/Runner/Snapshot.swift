import Foundation
import Testing

/// A text that must stay as it was until somebody says otherwise.
enum Snapshot {
  static func expect(_ text: String, in name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Snapshots/\(name)")
    guard ProcessInfo.processInfo.environment["MESHTRUST_UPDATE_SNAPSHOTS"] == nil else {
      return try Data(text.utf8).write(to: file)
    }
    let known = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    let found = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard known != found else { return }
    let line =
      zip(known, found).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(known.count, found.count)
    Issue.record(
      """
      Snapshots/\(name):\(line + 1) was: \(line < known.count ? String(known[line]) : "the end")
      and is: \(line < found.count ? String(found[line]) : "the end")
      MESHTRUST_UPDATE_SNAPSHOTS=1 writes it anew
      """, sourceLocation: sourceLocation)
  }
}
