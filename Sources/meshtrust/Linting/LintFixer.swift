import CA
import Diagnostics
import Documents
import Lint

/// `meshtrust lint --fix`: shows the certain repairs, asks, and writes them, each file as a whole or not at all.
struct LintFixer {
  private let given: GivenManifests
  private let fixing: Fixing

  /// Works out the repairs; nothing is written yet.
  init(_ given: GivenManifests) throws {
    self.given = given
    fixing = try Fixing(given.documents, inventory: given.inventory) { try FileSystem.read($0) }
  }

  /// The repairs that are left to people, with their reasons.
  var refusals: [Diagnostic] {
    fixing.refused.map { refusal in
      let edit = refusal.edit
      return Diagnostic(
        "MT-FIX-03", .warning, what: "a certain repair was not written: \(Self.words(edit.action))",
        why: "\(refusal.reason.rawValue)", next: "make it by hand",
        place: Place(file: edit.file, line: edit.line, column: edit.column))
    }
  }

  /// Shows the changes, as data or as talk; asks if that is due; and writes.
  func write(_ console: Console, isAsking: Bool, asData: Bool) throws {
    guard !fixing.changes.isEmpty else { return console.say("nothing to repair for certain") }
    let diff = fixing.changes.map(UnifiedDiff.text).joined()
    if asData { console.print(diff) } else { console.say(String(diff.dropLast())) }
    let files = fixing.changes.count == 1 ? "1 file" : "\(fixing.changes.count) files"
    if isAsking {
      guard console.isInteractive else { throw FixError.nobodyToAsk(files: files) }
      guard console.asks("Write \(fixing.count) repairs into \(files)?") else { throw FixError.notConfirmed }
    }
    // Under two names a file would be written twice.
    var written: [String: [UInt8]] = [:]
    for change in fixing.changes {
      // A link stays one, and what it leads to is written.
      guard let path = FileSystem.resolved(change.file) else { throw FixError.changed(change.file) }
      if let before = written[path] {
        guard before == change.after else { throw FixError.changed(change.file) }
        continue
      }
      guard try FileSystem.read(path) == change.before else { throw FixError.changed(change.file) }
      try FileSystem.write(change.after, to: path, mode: FileSystem.mode(of: path) ?? 0o600)
      written[path] = change.after
      console.say("repaired \(change.file)")
    }
  }

  /// Everything given, with the changed files as they now stand on the disk.
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
    case .remove(let key, _): "`\(key)` should go"
    }
  }
}

/// Why repairs were not written.
enum FixError: Diagnosable {
  /// Standard input is no terminal.
  case nobodyToAsk(files: String)
  /// The answer was not yes.
  case notConfirmed
  /// The file is not the one that was read.
  case changed(String)

  var diagnostic: Diagnostic {
    switch self {
    case .nobodyToAsk(let files):
      Diagnostic(
        "MT-FIX-01", what: "\(files) would change, and there is no terminal to ask on",
        why: "nothing was written", next: "look at the changes above, then run it again with --yes")
    case .notConfirmed:
      Diagnostic(
        "MT-FIX-01", what: "nobody said yes", why: "nothing was written",
        next: "run it again and say yes, or change the files by hand")
    case .changed(let file):
      Diagnostic(
        "MT-FIX-02", what: "the file changed while it was being repaired", why: "writing would lose that change",
        next: "run the command again", place: Place(file: file))
    }
  }

  var exitStatus: ExitStatus { .refused }
}
