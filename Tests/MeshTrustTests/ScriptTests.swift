import Testing

/// Sessions at the command line, run against the built binary as a user runs it. `MESHTRUST_SCRIPT=init swift test
/// --filter ScriptTests` runs only those with `init` in their names.
@Suite struct ScriptTests {
  @Test(arguments: try Script.all())
  func holds(_ script: Script) async throws {
    let ended = try await Lanes.run { try Self.run(script) }
    switch ended {
    case .held: break
    case .failed(let line, let text): Issue.record("\(line.text)\n\(text)", sourceLocation: Self.place(script, line))
    // What was not tested is told as a test that was cancelled; scripts/test lists them at the end.
    case .skipped(let line, let reason):
      try Test.cancel("skipped: \(reason)", sourceLocation: Self.place(script, line))
    }
  }

  private enum Ending: Sendable {
    case held
    case failed(Script.Line, String)
    case skipped(Script.Line, reason: String)
  }

  private static func run(_ script: Script) throws -> Ending {
    try TemporaryFolder.with { folder in
      var run = try ScriptRun(script, in: folder)
      defer { run.end() }
      for line in script.lines {
        do {
          try run.run(line)
        } catch {
          return .failed(line, (error as? ScriptFailure)?.text ?? "\(error)")
        }
        if let reason = run.skipped { return .skipped(line, reason: reason) }
      }
      return .held
    }
  }

  /// A failure names the script's own line.
  private static func place(_ script: Script, _ line: Script.Line) -> SourceLocation {
    SourceLocation(
      fileID: "MeshTrustTests/\(script.name).txt", filePath: script.path, line: line.number, column: 1)
  }
}
