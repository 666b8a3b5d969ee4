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
    let home = try home.open(console)
    let named = try home.remoteNames()
    let remotes = try home.remotes()
    let unknown = named.filter { name in !remotes.contains { $0.name == name } }
    let bundles = Dictionary(try home.endpointBundles().map { ($0.remote, $0) }) { first, _ in first }
    if output.json {
      console.print(
        .schema(
          "trust-list",
          [
            ("remotes", .sequence(remotes.map(TrustView.node))), ("unknown", .strings(unknown)),
            ("waiting", .sequence(bundles.values.filter(\.isWaiting).sorted { $0.remote < $1.remote }.map(Self.node))),
          ]))
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
        ends.joined(separator: ", ") + (named.contains(remote.name) ? "" : "  (not in spec.remotes)")
          + Self.remark(bundles[remote.name]))
    }
    for name in unknown { table.add(name, "-", "-", "-", "-", "no trust card yet" + Self.remark(bundles[name])) }
    console.print(table.text(on: console.page))
    return .done
  }

  /// What is said of roots that nobody has vouched for.
  private static func remark(_ bundle: EndpointBundle?) -> String {
    guard let bundle, bundle.isWaiting else { return "" }
    return "; \(bundle.sequence.map { "sequence \($0)" } ?? "another bundle") of \(bundle.fetched.day) waits"
  }

  private static func node(_ bundle: EndpointBundle) -> Node {
    .mapping([
      ("name", .string(bundle.remote)), ("trustDomain", .string(bundle.trustDomain)), ("url", .string(bundle.url)),
      ("sequence", bundle.sequence.map { .int(Int($0)) } ?? .null), ("fetched", .string(bundle.fetched.description)),
      ("fingerprints", .strings((bundle.roots ?? []).map(\.fingerprint).sorted())),
    ])
  }
}
