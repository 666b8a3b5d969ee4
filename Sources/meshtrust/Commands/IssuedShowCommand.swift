import ArgumentParser
import CA
import Diagnostics
import Documents
import X509

/// `meshtrust issued show`.
struct IssuedShowCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a leaf certificate that this home issued: its names, its time, its issuer, and what was logged.",
    discussion: Manual.text(
      "The home keeps the certificate, never its key. --pem prints it, with the intermediate that issued it.",
      examples: ["meshtrust issued show 3f2a90c17b64d805", "meshtrust issued show 3f2a90c17b64d805 --pem"],
      exits: [
        .done: "shown", .malformed: "federation.yaml is missing or wrong", .refused: "nothing is issued yet",
        .usage: "no such certificate", .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("Its SHA-256, or 8 or more of its first digits.", valueName: "fingerprint"))
  var fingerprint: String

  @Flag(name: .long, help: "Print the certificate and its issuer as PEM.")
  var pem = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let (leaf, issuer, entries) = try home.issuedLeafWithHistory(fingerprint)
    let view = IssuedView(leaf: leaf, now: home.now)
    let chain = PEM.write([leaf.certificate] + (issuer.map { [$0] } ?? []))
    if output.json {
      let history = entries.map(\.node)
      console.print(
        .schema(
          "issued-show",
          [
            ("leaf", view.node), ("issuer", .optional(issuer?.fingerprint)), ("log", .sequence(history)),
            ("pem", .string(chain)),
          ]))
    } else if pem {
      console.print(chain)
    } else {
      console.print(text(view, issuer, entries, console))
    }
    return .done
  }

  private func text(
    _ view: IssuedView, _ issuer: Certificate?, _ entries: [LogEntry], _ console: Console
  ) -> String {
    let certificate = view.leaf.certificate
    var table = Table()
    table.add("identity", certificate.uris.first ?? certificate.description)
    let names = certificate.dnsNames
    if !names.isEmpty { table.add("DNS names", names.joined(separator: ", ")) }
    table.add("mesh", view.leaf.mesh ?? "-")
    table.add("valid", "\(certificate.validity.notBefore) to \(certificate.validity.notAfter)")
    table.add("state", view.state)
    table.add("key", InspectedItem.key(certificate.publicKeyInfo))
    table.add("serial", "\(certificate.serialNumber)")
    table.add("SHA-256", certificate.fingerprint)
    table.add("issuer", issuer.map { "\($0), SHA-256 \($0.fingerprint.prefix(16))…" } ?? "\(certificate.issuer)")
    for entry in entries {
      table.add("log \(entry.number)", "\(entry.time) \(LogShowCommand.actor(entry)) \(entry.action)")
    }
    return table.text(on: console.page)
  }
}
