import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Lint
import SystemPackage

/// `meshtrust init`: writes a federation.yaml.
struct InitCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a federation.yaml: for named meshes that all peer with each other, or for running meshes.",
    discussion: Manual.text(
      "Everything that can be derived is left out of the file; `meshtrust show` prints it resolved. --from reads the "
        + "manifests of one or several meshes from files, folders or `oc get … -o yaml`, and reports what the file "
        + "cannot express and what `apply` would change. A mesh that only other meshes' ServiceMeshPeers mention "
        + "becomes a remote. --live MESH… --context MESH=CONTEXT reads the same from clusters, in the namespace of the "
        + "context, or else NAME-system.",
      examples: [
        "meshtrust init red-mesh green-mesh blue-mesh",
        "meshtrust init --home /srv/pki --roots shared red-mesh green-mesh",
        "meshtrust init --from red-manifests green-manifests",
        "oc get smcp,servicemeshpeer,cm,secret -n red -o yaml | meshtrust init --from -",
      ],
      exits: [
        .done: "written", .no: "written, but the running meshes cannot be federated as they are",
        .malformed: "a mesh name is invalid, or a manifest cannot be read",
        .refused: "the file already exists", .usage: "wrong usage", .inputOutput: "a file cannot be read or written",
      ]))

  @Option(
    name: .long, help: ArgumentHelp("per-mesh or shared. (default: per-mesh, or what --from finds)", valueName: "mode"),
    completion: .list(RootMode.allCases.map(\.rawValue)))
  var roots: String?

  @Option(name: .long, help: ArgumentHelp("The federation's name.", valueName: "name"))
  var name = "federation"

  @Flag(name: .long, help: "Describe running meshes: what is named are their manifests.")
  var from = false

  @OptionGroup var input: InputFiles<Input.NewFederation>

  @OptionGroup var source: LiveSource

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    try source.check(files: input.file)
    if source.live { return try importMeshes(console) }
    if from || !input.file.isEmpty { return try importManifests(console) }
    let meshes = input.named
    guard !meshes.isEmpty else {
      throw UsageError.choice(.meshes)
    }
    let mode: RootMode = try roots.map { try OptionValue.choice("--roots", $0) } ?? .perMesh
    if let twice = meshes.enumerated().first(where: { meshes.prefix($0.offset).contains($0.element) }) {
      throw CommandLineError.value(
        option: "MESH…", text: twice.element, why: "it appears twice", next: "name each mesh once")
    }
    let home = try home.named()
    try home.create(try FederationFile.text(name: name, meshes: meshes, roots: mode))
    console.say(console.text("wrote \(home.federationPath.string.printable)\nnext: \(.meshtrust("apply"))"))
    if output.json {
      console.print(.schema("init", [("path", .string(home.federationPath.string)), ("meshes", .strings(meshes))]))
    }
    return .done
  }
}

extension InitCommand {
  /// Describes running meshes from their manifests.
  private func importManifests(_ console: Console) throws -> ExitStatus {
    guard roots == nil, from || input.named.isEmpty else { throw UsageError.conflict(.surveyWithNames) }
    var documents: [Document] = []
    for path in try input.required() { documents += try ManifestInput.read(path) }
    return try write(documents, home.named(), console)
  }

  /// Describes running meshes from their clusters.
  private func importMeshes(_ console: Console) throws -> ExitStatus {
    guard !input.named.isEmpty else { throw UsageError.choice(.meshes) }
    guard roots == nil, !from else { throw UsageError.conflict(.surveyWithNames) }
    let (documents, reading) = try NewMeshes(input.named, source.contexts).read(console)
    return reading.and(try write(documents, home.named(), console))
  }

  private func write(_ documents: [Document], _ home: Home, _ console: Console) throws -> ExitStatus {
    let inventory = Inventory(documents: documents, facts: Facts(now: home.now))
    if let old = inventory.manifests.lazy.compactMap({ OldControlPlane($0) }).first {
      throw UsageError.misfit(.oldControlPlane(what: old.what, why: old.why, next: old.next))
    }
    let imported = FederationImport(inventory, name: name, file: home.federationPath.string)
    guard !imported.isEmpty else {
      throw UsageError.misfit(.noMesh(manifests: inventory.manifests.count))
    }
    try home.create(imported.text)
    console.say(imported.findings + imported.faults)
    console.say(
      "wrote \(home.federationPath.string.printable): \(Self.count(imported.meshes, "mesh", "meshes"))"
        + (imported.remotes.isEmpty ? "" : ", \(Self.count(imported.remotes, "remote", "remotes"))"))
    if imported.faults.isEmpty {
      for mesh in imported.meshes {
        let option = imported.isSelfSigned(mesh) ? "--istio-ca-secret" : "--cacerts"
        console.say(console.text("next: \(.meshtrust("adopt", mesh, option, "FILE"))"))
      }
      console.say(console.text("then: \(.meshtrust("plan"))"))
    } else {
      console.say(console.text("next: repair the errors, then \(.meshtrust("show"))"))
    }
    if output.json {
      console.print(
        .schema(
          "init",
          [
            ("path", .string(home.federationPath.string)), ("meshes", .strings(imported.meshes)),
            ("remotes", .strings(imported.remotes)),
            ("diagnostics", .sequence((imported.findings + imported.faults).map(\.node))),
          ]))
    }
    return imported.faults.isEmpty ? .done : .no
  }

  private static func count(_ names: [String], _ one: String, _ many: String) -> String {
    "\(names.count) \(names.count == 1 ? one : many) (\(names.map(\.printable).joined(separator: ", ")))"
  }
}
