import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import Lint
import SystemPackage
import X509

/// `meshtrust remove service`: removes a service from export or import sets.
struct RemoveServiceCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "service",
    abstract: "Remove a service from its owner's exports, or from one peer's imports with --from.",
    discussion: Manual.text(
      "Without files, edits federation.yaml, and lists the objects to delete that `apply` no longer writes. With "
        + "files, edits manifests in place: ExportedServiceSets, or with --from ImportedServiceSets. Comments and order stay. "
        + "A set without any rule left is to be deleted instead. A rule that also selects other services is reported "
        + "and left unchanged. Importers see the change within about two minutes.",
      examples: [
        "meshtrust remove service bookinfo/ratings --dry-run",
        "meshtrust remove service bookinfo/ratings -f red-manifests --dry-run",
        "meshtrust remove service bookinfo/ratings --from green-mesh -f green.yaml",
      ],
      exits: [
        .done: "removed, or shown with --dry-run", .no: "no set selects it, or a rule selects it with others",
        .malformed: "a file is not YAML or JSON",
        .refused: "the edit of federation.yaml is uncertain", .usage: "wrong usage",
        .inputOutput: "a file cannot be read or written",
      ]))

  @Flag(name: .long, help: "Show what would be done, without changing anything.")
  var dryRun = false

  @Option(name: .long, help: ArgumentHelp("The only peer that loses it. (default: all)", valueName: "peer"))
  var from: String?

  @Option(
    name: .long, help: ArgumentHelp("The mesh that owns it, if several export one of that name.", valueName: "mesh"))
  var mesh: String?

  @Argument(help: ArgumentHelp("The service at its owner: NAMESPACE/NAME.", valueName: "service"))
  var service: String

  @OptionGroup var input: InputFiles<Input.EditedSets>

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let parts = service.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw CommandLineError.value(
        option: "SERVICE", text: service, why: "a service has a namespace and a name", next: "such as bookinfo/ratings")
    }
    let paths = input.paths
    guard !paths.isEmpty else { return try executeInHome(ServiceName(namespace: parts[0], name: parts[1]), console) }
    guard !paths.contains("-") else {
      throw UsageError.misfit(.editedStandardInput)
    }
    var documents: [Document] = []
    var edited = EditedFiles()
    var files: [String: [UInt8]] = [:]
    for path in paths {
      for document in try ManifestInput.read(path) {
        documents.append(document)
        files[document.source] = try edited.read(FilePath(document.source))
      }
    }
    let home = try home.open(console)
    let known = from.flatMap { peer in (try? home.federation())?.mesh(named: peer)?.namespace }
    let inventory = Inventory(documents: documents, facts: Facts(now: home.now))
    let removal = ServiceRemoval(
      ServiceName(namespace: parts[0], name: parts[1]), from: from, inNamespace: known, inventory, files: files)
    console.say(removal.findings)
    if !dryRun {
      for (path, bytes) in removal.files.sorted(by: { $0.key < $1.key }) {
        _ = try edited.replace(FilePath(path), with: bytes)
      }
    }
    if output.json { console.print(node(removal)) } else { console.print(text(removal, console)) }
    return removal.changes.isEmpty || removal.isStillTaken ? .no : .done
  }

  private func text(_ removal: ServiceRemoval, _ console: Console) -> String {
    guard !removal.changes.isEmpty else {
      return "no rule of the sets names \(service)" + (from.map { " for \($0)" } ?? "")
    }
    var lines: [String] = []
    for change in removal.changes {
      let numbers = change.rules.map { "\($0 + 1)" }.joined(separator: ", ")
      let what = change.isLast ? "its only rule is removed, and so is the set" : "rule \(numbers) is removed"
      lines.append(
        "\(dryRun ? "would change" : "changed") \(change.object.printable) in \(change.file.printable): \(what)")
      let commands = change.step.commands.joined(separator: ", then ")
      lines.append(console.text("  the administrator of \(change.namespace.printable) runs: \(commands)"))
    }
    for (object, step) in removal.failovers {
      let commands = step.commands.joined(separator: ", then ")
      lines.append(console.text("\(object): \(step.what): \(commands)"))
    }
    return lines.joined(separator: "\n")
  }

  private func text(of file: String, _ removal: ServiceRemoval) -> String? {
    removal.files[file].map { String(decoding: $0, as: UTF8.self) }
  }

  private func node(_ removal: ServiceRemoval) -> Node {
    .schema(
      "remove-service",
      [
        ("service", .string(service)), ("from", .optional(from)), ("done", .bool(!dryRun)),
        (
          "changes",
          .sequence(
            removal.changes.map { change in
              .mapping([
                ("object", .string(change.object)), ("file", .string(change.file)),
                ("rules", .sequence(change.rules.map { .int($0) })), ("delete", .bool(change.isLast)),
                ("command", .string(change.step.commands.joined(separator: "\n").description)),
                ("text", .optional(text(of: change.file, removal))),
              ])
            })
        ),
        (
          "delete",
          .sequence(
            removal.failovers.map { object, step in
              .mapping([
                ("object", .string(object)), ("command", .string(step.commands.joined(separator: "\n").description)),
              ])
            })
        ),
        ("diagnostics", .sequence(removal.findings.map(\.node))),
      ])
  }
}
