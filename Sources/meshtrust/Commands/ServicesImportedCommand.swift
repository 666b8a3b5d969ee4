import ArgumentParser
import Diagnostics
import Documents
import Federation
import Lint

/// `meshtrust services imported`: a mesh's imports from one peer.
struct ServicesImportedCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "imported",
    abstract: "Show which services a mesh imports from a peer, under which names; and which not, and why.",
    discussion: Manual.text(
      "Pass the ImportedServiceSet and, for the services that the peer offers, the peer's ExportedServiceSet; "
        + "Services of both meshes are read too. Localities and collisions are also shown. Of a mesh of Istio pass the "
        + "ServiceEntries and WorkloadEntries, and the peer's Gateways and AuthorizationPolicies.",
      examples: [
        "meshtrust services imported green-mesh --from red-mesh -f manifests",
        "meshtrust services imported green-mesh --from red-mesh -f manifests -o status",
      ],
      exits: [
        .done: "resolved", .no: "a rule is wrong", .pending: "between meshes of Istio: a service does not arrive",
        .malformed: "a file is not a manifest, or there is no such set",
        .usage: "wrong usage",
        .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The mesh that imports: its name, or its control plane's namespace.", valueName: "mesh"))
  var mesh: String

  @Option(name: .long, help: ArgumentHelp("The mesh's name for the peer.", valueName: "peer"))
  var from: String

  @OptionGroup var form: ServiceFormOption

  @OptionGroup var services: ServiceOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  var resultFile: String? { ServiceFormOption.file(output) }

  func execute(_ console: Console) throws -> ExitStatus {
    let form = try form.value(output)
    let (guide, reading) = try services.guide(home, console)
    if let border = guide.border(from: from, to: mesh, of: mesh) {
      guard form == .text else { throw ServicesError.noSets(forStatus: true) }
      ServiceView.show(border, schema: "services-imported", json: output.json, console)
      return reading.and(ServiceView.status([border]))
    }
    let set = try guide.imports(of: mesh, from: from)
    let diagnostics = ServiceView.diagnostics([], [set])
    ServiceView.show(
      form, status: set.resolved.status, entries: ServiceView.entries(set),
      text: ServiceView.text(set, on: console.page),
      diagnostics: diagnostics,
      schema: "services-imported", json: output.json, console)
    return reading.and(diagnostics.contains { $0.severity == .error } ? .no : .done)
  }
}
