import Testing

/// Sessions at the command line, run against the built binary as a user runs it. `MESHTRUST_SCRIPT=init swift test
/// --filter ScriptTests` runs only those with `init` in their names.
@Suite struct ScriptTests {
  @Test(arguments: try Script.all())
  func holds(_ script: Script) throws {
    try TemporaryFolder.with { folder in
      var run = try ScriptRun(script, in: folder)
      defer { run.end() }
      for line in script.lines {
        do {
          try run.run(line)
        } catch {
          let text = (error as? ScriptFailure)?.text ?? "\(error)"
          Issue.record("\(line.text)\n\(text)", sourceLocation: Self.place(script, line))
          return
        }
        if let reason = run.skipped {
          print("\(script.name).txt:\(line.number): skipped: \(reason)")
          return
        }
      }
    }
  }

  /// A failure names the script's own line.
  private static func place(_ script: Script, _ line: Script.Line) -> SourceLocation {
    SourceLocation(
      fileID: "MeshTrustTests/\(script.name).txt", filePath: script.path, line: line.number, column: 1)
  }
}
