import ArgumentParser
import Diagnostics
import Documents
import Federation
import Lint

/// `meshtrust services exported`: what leaves a mesh for one peer.
struct ServicesExportedCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "exported",
    abstract: "Show which services leave a mesh for a peer, under which names, by which rule; and which stay, and why.",
    discussion: Manual.text(
      "Give the ExportedServiceSet and, so that wildcards and labels can be resolved, `oc get svc -A -o yaml`. A "
        + "ServiceMeshMemberRoll and ServiceMeshControlPlane beside them are read too.",
      examples: [
        "meshtrust services exported red-mesh --to green-mesh -f red-manifests",
        "oc get ess,svc -A -o yaml | meshtrust services exported red-mesh --to a -f -",
      ],
      exits: [
        .done: "resolved", .malformed: "a file is no manifest, or there is no such set", .usage: "wrong usage",
        .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The mesh that exports: its name, or its control plane's namespace.", valueName: "mesh"))
  var mesh: String

  @Option(name: .long, help: ArgumentHelp("The peer, as the mesh calls it.", valueName: "peer"))
  var to: String

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("text, or status: as the control plane writes it.", valueName: "form"))
  var form = ServiceForm.text.rawValue

  @OptionGroup var services: ServiceOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let form: ServiceForm = try OptionValue.choice("-o", form)
    let set = try services.guide(home, console, mesh: mesh).exports(of: mesh, to: to)
    let told = ServiceView.told([set], [])
    ServiceView.show(
      form, status: set.resolved.status, entries: ServiceView.entries(set), text: ServiceView.text(set), told: told,
      schema: "services-exported", json: output.json, console)
    return .done
  }
}
