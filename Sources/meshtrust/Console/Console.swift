import Diagnostics
import Documents
import Glibc

/// Everything that is printed goes through here, by these rules:
///
/// - Data goes to standard output, talk to standard error, so that output can always be piped.
/// - A diagnostic has one line of what, one of why, one of what to do, each only if there is something to say.
/// - Words carry the meaning; colour only helps, and only on a terminal without NO_COLOR.
/// - With `--json` standard output holds one document and nothing else, also on failure.
/// - Nothing asks a question unless standard input is a terminal.
struct Console {
  /// Whether the command line asks for JSON, known even when it cannot be parsed.
  let wantsJSON: Bool
  private let style: Style
  private let home: HomeHint

  init(arguments: [String]) {
    wantsJSON = arguments.prefix { $0 != "--" }.contains("--json")
    style = Style(arguments: arguments)
    home = HomeHint(arguments: arguments)
  }

  /// Whether a question can be asked.
  var isInteractive: Bool { isatty(0) == 1 && isatty(2) == 1 }

  /// Whether data goes to somebody who looks at it, and not into a pipe or a file.
  var isOutputWatched: Bool { isatty(1) == 1 }

  /// Data, with a line break behind it.
  func print(_ text: String) {
    write(text.hasSuffix("\n") ? text : text + "\n", to: 1)
  }

  /// Data as one JSON document.
  func print(_ node: Node) {
    print(JSONWriter.write(node, pretty: true))
  }

  /// Data as it is, such as a PEM text.
  func print(bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe write($0, to: 1) }
  }

  /// Talk.
  func say(_ text: String) {
    write(text + "\n", to: 2)
  }

  /// A text with commands to type, as they are to be typed for the home that the command line named.
  func forThisHome(_ text: String) -> String { home.added(to: text) }

  /// Talk about warnings and notes, which never change how a command ends.
  ///
  /// Notes that differ only in whom they are about are told once; `--json` has all of them.
  func say(_ diagnostics: [Diagnostic]) {
    for line in lines(diagnostics) { say(line) }
  }

  /// The diagnostics as they are shown, each code of a note once.
  func lines(_ diagnostics: [Diagnostic]) -> [String] {
    var told: Set<Code> = []
    return diagnostics.compactMap { diagnostic in
      guard diagnostic.severity == .note else { return text(diagnostic) }
      guard told.insert(diagnostic.code).inserted else { return nil }
      let others = diagnostics.count { $0.code == diagnostic.code && $0.severity == .note } - 1
      return text(diagnostic) + (others > 0 ? "\n  and \(others) more like it" : "")
    }
  }

  /// The failure that ends the command.
  func report(_ error: any Diagnosable) {
    let diagnostics = ((error as? any SeveralDiagnostics)?.diagnostics ?? [error.diagnostic])
      // What is only worth a note waits until the errors are repaired.
      .filter { $0.severity != .note }.map(home.added)
    for diagnostic in diagnostics { say(style.text(diagnostic)) }
    guard wantsJSON else { return }
    print(
      .schema(
        "error",
        [("exitStatus", .int(Int(error.exitStatus.rawValue))), ("diagnostics", .sequence(diagnostics.map(\.node)))]))
  }

  /// A word with a meaning: accepted, rejected, and the like.
  func emphasised(_ word: String, _ severity: Severity?) -> String { style.emphasised(word, severity) }

  /// A diagnostic as it is shown on standard error.
  func text(_ diagnostic: Diagnostic) -> String { style.text(home.added(to: diagnostic)) }

  /// Asks a question that wants yes or no; only yes is yes.
  func asks(_ question: String) -> Bool {
    write(question + " [y/N] ", to: 2)
    return readLine().map { ["y", "yes"].contains($0.lowercased()) } ?? false
  }

  private func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in unsafe write(UnsafeRawBufferPointer(bytes), to: descriptor) }
  }

  /// A reader that has gone away ends the command quietly, as it does with other tools in a pipe.
  private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    var done = 0
    while done < bytes.count {
      let count = unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { exit(errno == EPIPE ? ExitStatus.done.rawValue : ExitStatus.inputOutput.rawValue) }
      done += count
    }
  }
}

/// An error that tells several stories at once, such as all faults of a federation.yaml.
protocol SeveralDiagnostics {
  /// The stories in the order of the input.
  var diagnostics: [Diagnostic] { get }
}
