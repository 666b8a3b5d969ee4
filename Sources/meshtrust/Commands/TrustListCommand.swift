import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import SPIFFE
import X509

/// `meshtrust trust list`: every mesh that others run.
struct TrustListCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the meshes that others run, and what the home knows about them.",
    discussion: Manual.text(
      examples: ["meshtrust trust list", "meshtrust trust list --json"],
      exits: [
        .done: "listed", .malformed: "federation.yaml is missing or wrong", .inputOutput: "the database cannot be read",
      ]))

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.open()
    let named = try home.remoteNames()
    let remotes = try home.remotes()
    let unknown = named.filter { name in !remotes.contains { $0.name == name } }
    if output.json {
      console.print(
        .schema("trust-list", [("remotes", .sequence(remotes.map(TrustView.node))), ("unknown", .strings(unknown))]))
      return .done
    }
    guard !(remotes.isEmpty && unknown.isEmpty) else {
      console.print("no remotes: federation.yaml has none, and none was imported")
      return .done
    }
    var table = Table("NAME", "TRUST DOMAIN", "SEQUENCE", "FORM", "IMPORTED", "ROOTS UNTIL")
    for remote in remotes {
      let ends = remote.card.roots.map(\.validity.notAfter.day)
      table.add(
        remote.name, remote.card.trustDomain.name, remote.card.sequence.map(String.init) ?? "-", remote.form.rawValue,
        remote.imported.day,
        ends.joined(separator: ", ") + (named.contains(remote.name) ? "" : "  (not in spec.remotes)"))
    }
    for name in unknown { table.add(name, "-", "-", "-", "-", "no trust card yet") }
    console.print(table.text(on: console.page))
    return .done
  }
}
