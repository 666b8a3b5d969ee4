import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import X509

/// `meshtrust status`: every certificate, by expiry.
struct StatusCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "List every certificate in every bundle and chain by expiry, and the next thing to do.",
    discussion: Manual.text(
      "Valid leaves are listed too, but never reported as expiring: they are short-lived by design.",
      examples: ["meshtrust status", "meshtrust status --fail-within 30d --json"],
      exits: [
        .done: "nothing expires inside the window", .no: "something expires",
        .malformed: "federation.yaml is missing or wrong",
        .secret: "the home cannot be opened", .inputOutput: "a file cannot be read",
      ]))

  @Option(
    name: .long, help: ArgumentHelp("Exit 1 if anything expires within this time, such as 30d.", valueName: "time"))
  var failWithin: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let window = try failWithin.map { text in
      guard let lifetime = Lifetime(text) else {
        throw CommandLineError.value(
          option: "--fail-within", text: text, why: "\(OptionValue.lifetimes)", next: "--fail-within 30d")
      }
      return lifetime
    }
    let home = try home.open()
    let status = try home.status()
    let shared = try home.authorities().sharedKeys(in: home.federation())
    let findings = home.home.findings() + status.warnings + shared
    console.say(findings)
    let counted = status.entries.filter { $0.kind != .leaf }
    let expiring = counted.filter { $0.certificate.validity.notAfter <= home.now + (window?.seconds ?? 0) }
    if output.json {
      console.print(node(status, expiring, findings))
    } else {
      console.print(text(status, expiring, home, console))
    }
    return expiring.isEmpty && shared.isEmpty ? .done : .no
  }

  private func text(_ status: HomeStatus, _ expiring: [StatusEntry], _ home: OpenHome, _ console: Console) -> String {
    var table = Table("EXPIRES", "CERTIFICATE", "KIND", "WHERE")
    for entry in status.entries {
      let mark = expiring.contains(entry) ? " !" : ""
      table.add(
        "\(entry.certificate.validity.notAfter)\(mark)", entry.name, entry.kind.rawValue,
        entry.places.joined(separator: ", "))
    }
    var lines = status.entries.isEmpty ? ["nothing is issued yet"] : table.lines(width: console.width)
    if !expiring.isEmpty {
      let window = failWithin.map { "expire within \($0)" } ?? "have expired"
      lines.append("\(expiring.count) of \(status.entries.count { $0.kind != .leaf }) \(window)")
    }
    let date = status.next.date.map { "on \($0.day)" } ?? "now"
    lines.append(console.text("next: \(date): \(status.next.command)  (\(status.next.reason))"))
    return lines.joined(separator: "\n")
  }

  private func node(_ status: HomeStatus, _ expiring: [StatusEntry], _ findings: [Diagnostic]) -> Node {
    .schema(
      "status",
      [
        (
          "certificates",
          .sequence(
            status.entries.map { entry in
              .mapping([
                ("name", .string(entry.name)), ("kind", .string(entry.kind.rawValue)),
                ("fingerprint", .string(entry.certificate.fingerprint)),
                ("notAfter", .string(entry.certificate.validity.notAfter.description)),
                ("where", .strings(entry.places)), ("insideWindow", .bool(expiring.contains(entry))),
              ])
            })
        ),
        (
          "next",
          .mapping([
            ("command", .string(status.next.command.text(in: .none))),
            ("date", .optional(status.next.date?.description)),
            ("reason", .string(status.next.reason)),
          ])
        ),
        ("diagnostics", .sequence(findings.map(\.node))),
      ])
  }
}
