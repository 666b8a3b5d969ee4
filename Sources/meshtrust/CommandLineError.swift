import Diagnostics

/// What can be wrong with a command line beyond what the parser sees.
enum CommandLineError: Error, Hashable, Diagnosable {
  /// There is no such command.
  case unknownCommand(String, nearest: String?)
  /// Options that do not go together, or one that is missing.
  case usage(what: String, why: String, next: String)
  /// A value that cannot be read as what it should be.
  case value(option: String, text: String, why: String, next: String)
  /// A file that holds something else than was asked for.
  case wrongContent(file: String, found: String, wanted: String)
  /// Nothing is known of a code.
  case unknownCode(String, nearest: String?)

  var diagnostic: Diagnostic {
    switch self {
    case .unknownCommand(let name, let nearest):
      Diagnostic(
        "MT-CLI-01", what: "there is no command `\(name)`",
        why: nearest.map { "the nearest one is `\($0)`" } ?? "",
        next: nearest.map { "meshtrust \($0)" } ?? "`meshtrust --help` lists the commands")
    case .usage(let what, let why, let next): Diagnostic("MT-CLI-02", what: what, why: why, next: next)
    case .value(let option, let text, let why, let next):
      Diagnostic("MT-CLI-03", what: "`\(text)` is no value for \(option)", why: why, next: next)
    case .wrongContent(let file, let found, let wanted):
      Diagnostic(
        "MT-CLI-04", what: "`\(file == "-" ? "standard input" : file)` holds \(found), not \(wanted)",
        why: "what a file holds is recognised by its content",
        next: "give the right file; `meshtrust inspect` tells what a file holds")
    case .unknownCode(let code, let nearest):
      Diagnostic(
        "MT-CLI-05", what: "there is no code `\(code)`", why: "codes look like MT-LF-01",
        next: nearest.map { "meshtrust explain \($0)" } ?? "`meshtrust explain --list` prints all of them")
    }
  }

  var exitStatus: ExitStatus {
    switch self {
    case .unknownCommand, .usage, .unknownCode: .usage
    case .value, .wrongContent: .malformed
    }
  }
}
