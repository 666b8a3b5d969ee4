import Testing

/// A command that is suggested is a value, worded in one place.
@Suite struct SuggestionTests {
  /// Explanations are read anywhere, and their examples are text.
  @Test func noModuleBelowTheCommandLineWritesACommand() throws {
    let modules = try SourceTree.modules().filter { $0.key != "meshtrust" }
    #expect(modules.count > 10)
    for (module, sources) in modules {
      for (file, text) in sources where !file.contains("Explanations/") {
        for line in text.split(separator: "\n").map({ $0.drop { $0 == " " } }) {
          guard !line.hasPrefix("//"), line.contains(/meshtrust [a-z]/) else { continue }
          Issue.record("\(module)/\(file) writes a command: \(line)")
        }
      }
    }
  }
}
