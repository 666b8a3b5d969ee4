import Diagnostics
import Documents
import Files
import Glibc
import SystemPackage
import X509

/// Everything is printed here, by these rules:
///
/// - Data goes to standard output, messages to standard error, so that output can always be piped.
/// - A diagnostic has one line for what is wrong, one for why, one for what to do; empty ones are left out.
/// - Words carry the meaning; colour only helps, and only on a terminal without NO_COLOR.
/// - With `--json` standard output is exactly one document, also on failure.
/// - Questions are asked only if standard input is a terminal.
/// - What came from a file, a server or an argument cannot act on the terminal: it is escaped here, once, in all text,
///   and in data where standard output is a terminal.
/// - No text and no JSON repeats a private key that somebody put where a name should be. A key that was asked for is
///   printed as data, or with ``print(asked:)``.
struct Console {
  /// Whether the command line asks for JSON; known even if it cannot be parsed.
  let wantsJSON: Bool
  /// Whether warnings, notes and messages are left out.
  private let isQuiet: Bool
  /// Whether tables may have any width.
  private let isWide: Bool
  private let style: Style
  /// What suggested commands need to mean what the user's own command meant.
  private(set) var context: CommandContext
  private let sink: OutputSink

  init(arguments: [String], sink: OutputSink = OutputSink()) {
    self.sink = sink
    let options = arguments.prefix { $0 != "--" }
    wantsJSON = options.contains("--json")
    isQuiet = options.contains("-q") || options.contains("--quiet")
    isWide = options.contains("--wide")
    style = Style(arguments: arguments)
    context = .none.named(ToolName.typed)
  }

  /// The same console, once it is known what the user's command is.
  func suggesting(in context: CommandContext) -> Console {
    var console = self
    console.context = context.named(ToolName.typed)
    return console
  }

  /// Whether a question can be asked.
  var isInteractive: Bool { isatty(0) == 1 && isatty(2) == 1 }

  /// Whether the output is a terminal, and not a pipe or a file.
  var isOutputWatched: Bool { isatty(1) == 1 && !sink.isCollecting }

  /// What tables are fitted to: the terminal, 80 characters elsewhere, or nothing with --wide.
  var page: Page {
    guard !isWide else { return .unlimited }
    return isOutputWatched ? Self.page(of: 1) ?? .standard : .standard
  }

  /// What sentences are fitted to: the terminal, and nothing elsewhere, so that programs find whole lines.
  private func prosePage(_ descriptor: Int32) -> Page {
    let isWatched = descriptor == 1 ? isOutputWatched : isatty(descriptor) == 1
    return isWatched && !isWide ? Self.page(of: descriptor) ?? .unlimited : .unlimited
  }

  private static func page(of descriptor: Int32) -> Page? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Page(width: Int(size.ws_col))
  }

  /// What people read, sentences and tables, fitted to a terminal.
  func print(_ text: String) { print(data: Prose.folded(text.withoutPrivateKeys, on: prosePage(1))) }

  /// What people read, line by line, where names of others stand in it: a line break in one makes no further line.
  func print(lines: [String]) { print(Self.joined(lines)) }

  /// What programs read, such as PEM and YAML: its lines stay as they are. With a line break at the end.
  func print(data text: String) {
    write(text.hasSuffix("\n") ? text : text + "\n", to: 1)
  }

  /// Data as one JSON document.
  func print(_ node: Node) { print(asked: node.withKeysHidden) }

  /// Data as one JSON document, with the private key that was asked for.
  func print(asked node: Node) { print(data: JSONWriter.write(node, pretty: true)) }

  /// Data as one JSON document that is already written.
  func print(_ json: JSONWriter) {
    print(data: String(decoding: json.bytes, as: UTF8.self))
  }

  /// Data without changes, such as PEM text, unless it would act on a terminal.
  func print(bytes: [UInt8]) {
    guard !isOutputWatched else { return write(String(decoding: bytes, as: UTF8.self), to: 1) }
    unsafe bytes.withUnsafeBytes { unsafe sink.write($0, to: 1) }
  }

  /// A message that a quiet command leaves out.
  func say(_ text: String) {
    if !isQuiet { write(Prose.folded(text.withoutPrivateKeys, on: prosePage(2)) + "\n", to: 2) }
  }

  /// The same of several lines, as ``print(lines:)``.
  func say(lines: [String]) { say(Self.joined(lines)) }

  private static func joined(_ lines: [String]) -> String { lines.map(\.printable).joined(separator: "\n") }

  /// A message as it is shown, with its commands as they are to be typed.
  func text(_ message: Message) -> String { message.text(in: context) }

  /// Warnings and notes, which never change the exit status.
  ///
  /// Notes that differ only in their subject are printed once; `--json` has all of them.
  func say(_ diagnostics: [Diagnostic]) {
    for line in lines(diagnostics) { say(line) }
  }

  /// The printed lines: each code of a note once, and of findings that differ only in their line the first.
  func lines(_ diagnostics: [Diagnostic]) -> [String] {
    var counts: [Folding: Int] = [:]
    for diagnostic in diagnostics { counts[Folding(diagnostic), default: 0] += 1 }
    return diagnostics.compactMap { diagnostic in
      guard let count = counts.removeValue(forKey: Folding(diagnostic)) else { return nil }
      guard count > 1 else { return text(diagnostic) }
      let more = diagnostic.severity == .note ? "like it" : "of these"
      return text(diagnostic) + "\n  and \(count - 1) more \(more)"
    }
  }

  /// The error that ends the command.
  func report(_ error: any Diagnosable) {
    let diagnostics = ((error as? any SeveralDiagnostics)?.diagnostics ?? [error.diagnostic])
      // Notes wait until the errors are repaired.
      .filter { $0.severity != .note }
    for diagnostic in diagnostics { write(Prose.folded(text(diagnostic), on: prosePage(2)) + "\n", to: 2) }
    guard wantsJSON else { return }
    print(
      .schema(
        "error",
        [
          ("exitStatus", .int(Int(error.exitStatus.rawValue))),
          ("diagnostics", .sequence(diagnostics.map { $0.node(in: context) })),
        ]))
  }

  /// A word with a meaning, such as accepted or rejected.
  func emphasised(_ word: String, _ severity: Severity?) -> String { style.emphasised(word, severity) }

  /// A diagnostic as it is printed by a process that ends before anything else can print it.
  static func lastWords(_ diagnostic: Diagnostic) -> String {
    Style(arguments: []).text(diagnostic, in: .none.named(ToolName.typed))
  }

  /// A diagnostic as printed on standard error.
  func text(_ diagnostic: Diagnostic) -> String { style.text(diagnostic, in: context) }

  /// Asks a yes-or-no question; without a terminal to ask on, the answer is no.
  ///
  /// - Throws: ``NotConfirmed``, with what would change, why that needs confirmation, and how to confirm it.
  func confirm(_ question: String, _ change: Message, why: Message, next: Message) throws(NotConfirmed) {
    guard isInteractive else { throw NotConfirmed(change, why: why, next: next, isAsked: false) }
    // What the question is about was said before, but not to somebody who asked for quiet.
    if isQuiet { write("\(text(change)): \(text(why))".withoutPrivateKeys.printable + "\n", to: 2) }
    write(question.withoutPrivateKeys.printable + " [y/N] ", to: 2)
    let answer = Progress.pausing { Interrupt.whileAsking { readLine()?.lowercased() ?? "" } }
    guard ["y", "yes"].contains(answer) else { throw NotConfirmed(change, why: why, next: next) }
  }

  /// Shows on a terminal that a command goes on, from its first second.
  func during<Value>(_ text: String, _ body: () throws -> Value) rethrows -> Value {
    guard !sink.isDiscarding else { return try body() }
    let progress = Progress(text)
    progress.start()
    defer { progress.stop() }
    return try body()
  }

  /// Runs a command whose data goes into a file instead of standard output. If it fails with an error, the file stays
  /// as it was, and what was printed goes to standard output.
  func collecting(into path: String, _ body: () throws -> ExitStatus) throws -> ExitStatus {
    sink.collect()
    do {
      let status = try body()
      try FileSystem.write(sink.collected(), to: FilePath(path), permissions: .secret)
      return status
    } catch {
      let printed = sink.collected()
      unsafe printed.withUnsafeBytes { unsafe sink.write($0, to: 1) }
      throw error
    }
  }

  private func write(_ text: String, to descriptor: Int32) {
    var text = style.shown(text)
    text.withUTF8 { bytes in unsafe sink.write(UnsafeRawBufferPointer(bytes), to: descriptor) }
  }
}

/// An error with several diagnostics, such as all errors of a federation.yaml.
protocol SeveralDiagnostics {
  /// In input order.
  var diagnostics: [Diagnostic] { get }
}

/// What equal findings have in common.
private struct Folding: Hashable {
  private let code: Code
  private let what: Message?
  private let file: String?

  init(_ diagnostic: Diagnostic) {
    code = diagnostic.code
    what = diagnostic.severity == .note ? nil : diagnostic.what
    file = diagnostic.severity == .note ? nil : diagnostic.place?.file
  }
}
