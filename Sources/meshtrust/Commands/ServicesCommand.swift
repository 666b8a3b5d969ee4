import ArgumentParser
import Diagnostics
import Documents
import Federation
import Lint

/// `meshtrust services`: which services go from mesh to mesh, and under which names.
struct ServicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "services",
    abstract: "Resolve which services go from mesh to mesh, and under which names.",
    discussion: Manual.text(
      "Reads ExportedServiceSets and ImportedServiceSets and, where given, the Services themselves. Without a subcommand "
        + "it joins both sides: from the Service in one mesh to the name in the other.",
      examples: [
        "meshtrust services -f red-manifests -f green-manifests",
        "meshtrust services exported red-mesh --to green-mesh",
      ],
      exits: [
        .done: "resolved, and nothing differs", .pending: "`diff`: the live status differs",
        .malformed: "a file is no manifest, or nothing of the mesh is in it", .usage: "wrong usage",
        .inputOutput: "a file cannot be read",
      ]),
    subcommands: [
      ServicesJoinedCommand.self, ServicesExportedCommand.self, ServicesImportedCommand.self, ServicesDiffCommand.self,
    ],
    defaultSubcommand: ServicesJoinedCommand.self)
}

/// `meshtrust services joined`, which is also what the group does by itself.
struct ServicesJoinedCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "joined",
    abstract: "Join both sides: from the Service in one mesh to the name in the other.",
    discussion: Manual.text(
      "A direction is shown for each set. Files of one mesh are told from those of another by their namespaces; Services "
        + "by the member rolls, or by the folder or file that they share with a set.",
      examples: [
        "meshtrust services -f red-manifests -f green-manifests", "meshtrust services -f both.yaml --json",
      ],
      exits: [
        .done: "resolved", .malformed: "a file is no manifest, or there is no set", .usage: "wrong usage",
        .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup var services: ServiceOptions

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("text, or status: as the control planes write it.", valueName: "form"))
  var form = ServiceForm.text.rawValue

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let form: ServiceForm = try OptionValue.choice("-o", form)
    let guide = try services.guide(home, console)
    let directions = guide.directions
    guard !directions.isEmpty else { throw ServicesError.noSets }
    let told = ServiceView.told(guide.exports, guide.imports)
    if form == .status {
      let objects = guide.exports.map(ServiceView.object) + guide.imports.map(ServiceView.object)
      if output.json {
        console.print(.schema("services-status", [("objects", .sequence(objects))]))
      } else {
        console.print(YAMLWriter.string(objects))
      }
      console.say(told)
    } else if output.json {
      console.print(
        .schema(
          "services",
          [
            ("directions", .sequence(directions.map(ServiceView.node))),
            ("diagnostics", .sequence(told.map(\.node))),
          ]))
    } else {
      console.print(directions.map(ServiceView.text).joined(separator: "\n\n"))
      console.say(told)
    }
    return .done
  }
}

/// How services are shown.
enum ServiceForm: String, CaseIterable {
  case text, status
}
