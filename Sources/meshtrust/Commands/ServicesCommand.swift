import ArgumentParser
import Diagnostics
import Documents
import Federation
import Lint

/// `meshtrust services`: the services between meshes, and their names.
struct ServicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "services",
    abstract: "Resolve which services are shared between meshes, and under which names.",
    discussion: Manual.text(
      "Reads ExportedServiceSets and ImportedServiceSets and, if passed, the Services themselves. Without a subcommand "
        + "it joins both sides: from the Service in one mesh to the name in the other. Between meshes of Istio there are "
        + "no such sets: there it joins ServiceEntries, Gateways and AuthorizationPolicies.",
      examples: [
        "meshtrust services -f red-manifests -f green-manifests",
        "meshtrust services exported red-mesh --to green-mesh",
      ],
      exits: [
        .done: "resolved, and nothing differs", .no: "a rule is wrong",
        .pending: "the live status differs, or a service does not arrive",
        .malformed: "a file is not a manifest, or does not contain the mesh", .usage: "wrong usage",
        .inputOutput: "a file cannot be read",
      ]),
    subcommands: [
      ServicesJoinedCommand.self, ServicesExportedCommand.self, ServicesImportedCommand.self, ServicesDiffCommand.self,
    ],
    defaultSubcommand: ServicesJoinedCommand.self)
}

/// `meshtrust services joined`, also the default of the group.
struct ServicesJoinedCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "joined",
    abstract: "Join both sides: from the Service in one mesh to the name in the other.",
    discussion: Manual.text(
      "Each set is one direction. Namespaces decide which mesh a file belongs to; for Services, "
        + "the member rolls do, or the folder or file that they share with a set. For a service that a mesh of Istio "
        + "calls in another mesh it shows whom the caller expects, and whom the other side lets in; what the input does "
        + "not settle is not known, and counts as no permission.",
      examples: [
        "meshtrust services -f red-manifests -f green-manifests", "meshtrust services -f both.yaml --json",
        "meshtrust services joined --live",
      ],
      exits: [
        .done: "resolved", .no: "a rule is wrong", .pending: "between meshes of Istio: a service does not arrive",
        .malformed: "a file is not a manifest, or there is no set",
        .usage: "wrong usage",
        .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup var services: ServiceOptions

  @OptionGroup var form: ServiceFormOption

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  var resultFile: String? { ServiceFormOption.file(output) }

  func execute(_ console: Console) throws -> ExitStatus {
    let form = try form.value(output)
    let (guide, reading) = try services.guide(home, console)
    let directions = guide.directions
    guard !directions.isEmpty || !guide.borders.isEmpty else { throw ServicesError.noSets(forStatus: false) }
    let diagnostics = ServiceView.diagnostics(guide.exports, guide.imports)
    if form == .status {
      guard !directions.isEmpty else { throw ServicesError.noSets(forStatus: true) }
      let objects = guide.exports.map(ServiceView.object) + guide.imports.map(ServiceView.object)
      if output.json {
        console.print(.schema("services-status", [("objects", .sequence(objects))]))
      } else {
        console.print(data: YAMLWriter.string(objects))
      }
      console.say(diagnostics)
    } else if output.json {
      console.print(
        .schema(
          "services",
          [
            ("directions", .sequence(directions.map(ServiceView.node))),
            ("borders", .sequence(guide.borders.map(ServiceView.node))),
            ("diagnostics", .sequence(diagnostics.map(\.node))),
          ]))
    } else {
      let texts = directions.map { ServiceView.text($0, on: console.page) } + guide.borders.map(ServiceView.text)
      console.print(texts.joined(separator: "\n\n"))
      console.say(diagnostics + ServiceView.notes(guide.borders))
    }
    return reading.and(diagnostics.contains { $0.severity == .error } ? .no : ServiceView.status(guide.borders))
  }
}

enum ServiceForm: String, CaseIterable {
  case text, status
}

/// How services are shown.
struct ServiceFormOption: ParsableArguments {
  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "text, or status: as written by the control plane. `-o status` means the same; a file of that name is ./status.",
      valueName: "form"))
  var form = ServiceForm.text.rawValue

  /// `-o` was this option's name before it became that of the file, and `oc` has it so.
  func value(_ output: OutputOptions) throws -> ServiceForm {
    try output.out.flatMap { ServiceForm(rawValue: $0) } ?? OptionValue.choice("--output", form)
  }

  static func file(_ output: OutputOptions) -> String? {
    output.out.flatMap { ServiceForm(rawValue: $0) == nil ? $0 : nil }
  }
}
