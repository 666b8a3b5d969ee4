import CA
import Cryptography
import Diagnostics
import Glibc
import X509

/// Who runs this command, for the log.
enum Invocation {
  /// Made when something is first logged; every entry of the command has it.
  static let origin = LogOrigin(
    actor: Environment.userName, proof: proof, host: Environment.hostName, command: command(CommandLine.arguments),
    tool: Version.number, run: run)

  /// The proposal that is carried out, while it is.
  @TaskLocal static var proposal: String?

  /// The command without the tool's name, and without the options that say which home and when.
  static var arguments: [String] {
    var words: [String] = []
    var isValue = false
    for word in CommandNames.ordered(Array(CommandLine.arguments.dropFirst())) {
      let isHome = ["--home", "--passphrase-file", "--now"].contains(String(word.prefix { $0 != "=" }))
      if !isValue, !isHome { words.append(word) }
      isValue = !isValue && isHome && !word.contains("=")
    }
    return words
  }

  /// Continuous integration sets one of these, each to the number of a run.
  private static let jobs = ["CI_JOB_URL", "GITHUB_RUN_ID", "BUILD_TAG", "BUILDKITE_BUILD_URL"]

  /// The system's word for the user, and what variables say beside it, which anybody can set.
  private static var proof: String {
    let by = Environment["SUDO_USER"].map { ["sudo by \($0)"] } ?? []
    let job = jobs.compactMap { name in Environment[name].map { "\(name) \(withoutSecrets($0))" } }
    return (["os"] + by + job.prefix(1)).joined(separator: ", ")
  }

  private static var run: String { (try? RandomBytes.bytes(16).hexadecimal) ?? "" }

  /// The longest command line that is logged, in characters.
  private static let limit = 1000

  /// The command line as a shell takes it, the tool without its folder. No option takes a secret, but a URL or a name of
  /// a key can contain one.
  static func command(_ arguments: [String]) -> String {
    let words = ["meshtrust"] + arguments.dropFirst().map { ShellWord.quoted(withoutSecrets($0)) }
    let text = words.joined(separator: " ")
    return text.count <= limit ? text : "\(text.prefix(limit))…"
  }

  /// Free text for the log, each of its words as in the command line that is logged beside it.
  static func withoutSecrets(text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { withoutSecrets(String($0)) }
      .joined(separator: " ")
  }

  /// The word with what stands before the last `@` of a URL, and the PIN of an RFC 7512 URI, left out. A password may
  /// have a `/` that nobody escaped.
  private static func withoutSecrets(_ word: String) -> String {
    var text = word
    if let scheme = text.firstRange(of: "://"), let at = text[scheme.upperBound...].lastIndex(of: "@") {
      text.replaceSubrange(scheme.upperBound..<at, with: "…")
    }
    guard let pin = text.firstRange(of: "pin-value=") else { return text }
    let value = text[pin.upperBound...].prefix { !"&;".contains($0) }
    return text[..<pin.upperBound] + "…" + text[value.endIndex...]
  }
}
