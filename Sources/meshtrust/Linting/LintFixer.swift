import CA
import Diagnostics
import Documents
import Files
import Lint
import SystemPackage

/// `meshtrust lint --fix`: shows the certain repairs, asks, and writes them, each file completely or not at all.
struct LintFixer {
  private let given: GivenManifests
  private let fixing: Fixing
  private let files: EditedFiles

  /// Computes the repairs without writing anything.
  init(_ given: GivenManifests) throws {
    self.given = given
    var files = EditedFiles()
    fixing = try Fixing(given.documents, inventory: given.inventory) { try files.read(FilePath($0)) }
    self.files = files
  }

  /// The repairs that need a human, with the reasons.
  var refusals: [Diagnostic] {
    fixing.refused.map { refusal in
      let edit = refusal.edit
      return Diagnostic(
        "MT-FIX-03", .warning, what: "a certain repair was not written: \(Self.words(edit.action))",
        why: "\(refusal.reason.rawValue)", next: "make it by hand",
        place: Place(file: edit.file, line: edit.line, column: edit.column))
    }
  }

  /// Prints the diff to stdout or stderr, asks for confirmation if required, and writes.
  func write(_ console: Console, isAsking: Bool, asData: Bool) throws {
    guard !fixing.changes.isEmpty else { return console.say("no certain repairs") }
    let diff = fixing.changes.map(UnifiedDiff.text).joined()
    if asData { console.print(data: diff) } else { console.say(String(diff.dropLast())) }
    let files = fixing.changes.count == 1 ? "1 file" : "\(fixing.changes.count) files"
    if isAsking {
      try console.confirm(
        "Write \(fixing.count) repairs into \(files)?", "\(files) would change", why: "nothing was written",
        next: "check the changes above, then run the command again with --yes")
    }
    var written = self.files
    for change in fixing.changes where try written.replace(FilePath(change.file), with: change.after) {
      console.say(lines: ["repaired \(change.file)"])
    }
  }

  /// The input, with the changed files as they are now on disk.
  func inventory() throws -> Inventory {
    var documents = given.documents
    for change in fixing.changes {
      documents = Fixing.replace(change.file, with: try DocumentReader.all(path: change.file), in: documents)
    }
    return given.inventory(documents)
  }

  var node: Node {
    .mapping([
      ("repairs", .int(fixing.count)), ("files", .strings(fixing.changes.map(\.file))),
      ("refused", .sequence(refusals.map(\.node))),
    ])
  }

  private static func words(_ action: Edit.Action) -> String {
    switch action {
    case .replace(let old, let new): "`\(old)` should become `\(new)`"
    case .insert(let key, let value): "`\(key): \(value)` should be added"
    case .remove(let key, _): "`\(key)` should be removed"
    }
  }
}

enum FixError: Diagnosable {

  var diagnostic: Diagnostic {
    switch self {
    }
  }

  var exitStatus: ExitStatus { .refused }
}
