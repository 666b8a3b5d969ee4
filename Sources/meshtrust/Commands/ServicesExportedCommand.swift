import ArgumentParser
import Diagnostics
import Documents
import Federation
import Lint

/// `meshtrust services exported`: a mesh's exports to one peer.
struct ServicesExportedCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "exported",
    abstract: "Show which services a mesh exports to a peer, under which names, by which rule; and which not, and why.",
    discussion: Manual.text(
      "Pass the ExportedServiceSet and, to resolve wildcards and labels, `oc get svc -A -o yaml`. A "
        + "ServiceMeshMemberRoll and ServiceMeshControlPlane are read too. Of a mesh of Istio pass the Gateways and "
        + "AuthorizationPolicies.",
      examples: [
        "meshtrust services exported red-mesh --to green-mesh -f red-manifests",
        "meshtrust services exported red-mesh --to green-mesh -f sets.yaml -f svc.yaml",
      ],
      exits: [
        .done: "resolved", .no: "a rule is wrong", .pending: "between meshes of Istio: a service does not arrive",
        .malformed: "a file is not a manifest, or there is no such set",
        .usage: "wrong usage",
        .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The mesh that exports: its name, or its control plane's namespace.", valueName: "mesh"))
  var mesh: String

  @Option(name: .long, help: ArgumentHelp("The mesh's name for the peer.", valueName: "peer"))
  var to: String

  @OptionGroup var form: ServiceFormOption

  @OptionGroup var services: ServiceOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  var resultFile: String? { ServiceFormOption.file(output) }

  func execute(_ console: Console) throws -> ExitStatus {
    let form = try form.value(output)
    let (guide, reading) = try services.guide(home, console, mesh: mesh)
    if let border = guide.border(from: mesh, to: to, of: mesh) {
      guard form == .text else { throw ServicesError.noSets(forStatus: true) }
      ServiceView.show(border, schema: "services-exported", json: output.json, console)
      return reading.and(ServiceView.status([border]))
    }
    let set = try guide.exports(of: mesh, to: to)
    let diagnostics = ServiceView.diagnostics([set], [])
    ServiceView.show(
      form, status: set.resolved.status, entries: ServiceView.entries(set),
      text: ServiceView.text(set, on: console.page),
      diagnostics: diagnostics,
      schema: "services-exported", json: output.json, console)
    return reading.and(diagnostics.contains { $0.severity == .error } ? .no : .done)
  }
}
