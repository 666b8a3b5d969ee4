import ArgumentParser
import CA
import Diagnostics
import Documents
import X509

/// `meshtrust request`: a request to a root outside this home.
struct RequestCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "request",
    abstract: "Print a request for an intermediate, for a corporate or offline root to sign; the key stays sealed.",
    discussion: Manual.text(
      "Run it before the first `apply` of the mesh. Run again, it prints the same request until it is answered.",
      examples: [
        "meshtrust request red-mesh --as intermediate > red-mesh.csr",
        "meshtrust request red-mesh --as intermediate --json",
      ],
      exits: [
        .done: "printed", .malformed: "federation.yaml is missing or wrong",
        .refused: "the mesh already has a root of this home", .secret: "the home cannot be opened",
        .usage: "wrong usage", .inputOutput: "a file cannot be written",
      ]))

  /// What can be requested.
  enum Role: String, CaseIterable {
    case intermediate
  }

  @Option(
    name: .customLong("as"), help: ArgumentHelp("intermediate.", valueName: "role"),
    completion: .list(Role.allCases.map(\.rawValue)))
  var role: String

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let _: Role = try OptionValue.choice("--as", role)
    let request = try home.openForWriting(console).requestIntermediate(mesh)
    let pem = PEM.write("CERTIFICATE REQUEST", request.der)
    if output.json {
      console.print(
        .schema("request", [("subject", .string(request.subject.description)), ("request", .string(pem))]))
    } else {
      console.say(
        console.text(
          "request for \(request.subject)\n"
            + "next: have it signed, then \(.meshtrust("install", mesh, "--chain", "FILE"))"))
      console.print(pem)
    }
    return .done
  }
}
