import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation

/// `meshtrust init`: writes a federation.yaml.
struct InitCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a federation.yaml; the named meshes all peer with each other.",
    discussion: Manual.text(
      "Everything that can be derived is left out of the file; `meshtrust show` prints it resolved.",
      examples: [
        "meshtrust init red-mesh green-mesh blue-mesh",
        "meshtrust init --home /srv/pki --roots shared red-mesh green-mesh",
      ],
      exits: [
        .done: "written", .malformed: "a name is not one that a mesh can have", .refused: "there is one already",
        .usage: "wrong usage", .inputOutput: "the folder cannot be written",
      ]))

  @Option(
    name: .long, help: ArgumentHelp("per-mesh or shared.", valueName: "mode"),
    completion: .list(RootMode.allCases.map(\.rawValue)))
  var roots = RootMode.perMesh.rawValue

  @Option(name: .long, help: ArgumentHelp("The federation's name.", valueName: "name"))
  var name = "federation"

  @Argument(help: ArgumentHelp("The meshes.", valueName: "mesh"))
  var meshes: [String]

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let mode: RootMode = try OptionValue.choice("--roots", roots)
    if let twice = meshes.enumerated().first(where: { meshes.prefix($0.offset).contains($0.element) }) {
      throw CommandLineError.value(
        option: "MESH…", text: twice.element, why: "it is named twice", next: "name each mesh once")
    }
    let home = try home.open()
    try home.create(try FederationFile.text(name: name, meshes: meshes, roots: mode))
    console.say("wrote \(home.federationPath)\nnext: meshtrust apply\(self.home.hint)")
    if output.json {
      console.print(.schema("init", [("path", .string(home.federationPath)), ("meshes", .strings(meshes))]))
    }
    return .done
  }
}
