import Diagnostics

/// What a command could have read.
enum InputForms: String {
  case certificates = "a file is recognised by its content: PEM, DER, Kubernetes manifests and SPIFFE bundles (JWKS)"
  case objects = "the command reads Kubernetes objects, in YAML or JSON"
}

/// Errors on the command line.
enum CommandLineError: Error, Hashable, Diagnosable {
  /// There is no such command; what was typed behind it is kept for the one that was meant.
  case unknownCommand(String, nearest: [String]?, rest: [String])
  /// The parser rejects the arguments.
  case parser(ParserMessage)
  /// A value that cannot be parsed.
  case value(option: String, text: String, why: Message, next: Message)
  /// A value of an option, with the diagnostic of the reader that rejected it.
  case option(String, Diagnostic, ExitStatus)
  /// A file with other content than required.
  case wrongContent(file: String, found: String, wanted: String, of: InputForms = .certificates)
  /// A file in a form that another tool converts.
  case foreignForm(ForeignForm, file: String)
  /// Several objects where one is needed; each candidate is named with its namespace and its file.
  case severalObjects(kind: String, candidates: [String], option: String)
  /// More documents than any cluster has objects.
  case tooManyDocuments(file: String, limit: Int)
  case unknownCode(String, nearest: String?)

  var diagnostic: Diagnostic {
    switch self {
    case .unknownCommand(let name, let nearest, let rest):
      Diagnostic(
        "MT-CLI-01", what: "there is no command `\(name)`",
        why: nearest.map { "the nearest one is `\($0.joined(separator: " "))`" } ?? "",
        next: nearest.map { Message(SuggestedCommand($0 + rest)) } ?? "`\(.meshtrust("--help"))` lists the commands")
    case .parser(let message):
      Diagnostic("MT-CLI-20", what: "\(message.what)", why: "usage: \(message.usage)", next: Message(message.help))
    case .value(let option, let text, let why, let next):
      Diagnostic("MT-CLI-03", what: "`\(text)` is not a valid value for \(option)", why: why, next: next)
    case .option(let option, let diagnostic, _): Self.prefixed(diagnostic, of: option)
    case .wrongContent(let file, let found, let wanted, let forms):
      Diagnostic(
        "MT-CLI-04", what: "`\(file == "-" ? "standard input" : file)` contains \(found), not \(wanted)",
        why: "\(forms.rawValue)", next: "pass a file with \(wanted)")
    case .foreignForm(let form, let file):
      Diagnostic(
        "MT-CLI-90", what: "`\(file == "-" ? "standard input" : file)` is \(form.name)",
        why: "\(form.why)", next: "\(form.verb): `\(form.command(for: file))`")
    case .severalObjects(let kind, let candidates, let option):
      Diagnostic(
        "MT-CLI-14", what: "\(option): there are \(candidates.count) candidates of kind \(kind)",
        why: "\(candidates.prefix(8).joined(separator: "; "))\(candidates.count > 8 ? "; …" : "")",
        next: "pass a file that contains only the right one")
    case .tooManyDocuments(let file, let limit):
      Diagnostic(
        "MT-CLI-15", what: "`\(file == "-" ? "standard input" : file)` contains more than \(limit) documents",
        why: "no more are read, so that an endless input ends", next: "pass the manifests of one mesh")
    case .unknownCode(let code, let nearest):
      Diagnostic(
        "MT-CLI-05", what: "there is no code `\(code)`", why: "codes look like MT-LF-01",
        next: nearest.map { "\(.meshtrust("explain", $0))" }
          ?? "`\(.meshtrust("explain", "--list"))` prints all of them")
    }
  }

  var exitStatus: ExitStatus {
    switch self {
    case .unknownCommand, .parser, .unknownCode: .usage
    case .value, .wrongContent, .foreignForm, .severalObjects, .tooManyDocuments: .malformed
    case .option(_, _, let status): status
    }
  }

  private static func prefixed(_ diagnostic: Diagnostic, of option: String) -> Diagnostic {
    var copy = diagnostic
    copy.what = "\(option): \(diagnostic.what)"
    return copy
  }
}
