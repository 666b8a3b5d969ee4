import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import X509

/// `meshtrust request`: a request to a root outside this home.
struct RequestCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "request",
    abstract: "Print a request for an intermediate, for a corporate or offline root to sign; the key stays sealed.",
    discussion: Manual.text(
      "Run it before the first `apply` of the mesh, when its intermediate is due, or in a rotation to the root of "
        + "another authority. Run again, it prints the same request until it is answered. With --recipe it prints how "
        + "to sign it, in the words of the owner's software, instead.",
      examples: [
        "meshtrust request red-mesh --as intermediate > red-mesh.csr",
        "meshtrust request red-mesh --as intermediate --recipe vault > sign.sh",
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

  /// The root that the answer is below.
  enum Place: String, CaseIterable {
    case present, arriving
  }

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What it is for; only an intermediate can be requested.", valueName: "role"),
    completion: .list(Role.allCases.map(\.rawValue)))
  var role = Role.intermediate.rawValue

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Below the present root of the mesh, or the one that is arriving. (default: arriving, until that is answered)",
      valueName: "root"),
    completion: .list(Place.allCases.map(\.rawValue)))
  var below: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Print how to sign it: with openssl, vault, aws, adcs, or text for people.", valueName: "signer"),
    completion: .list(SigningRecipe.Signer.allCases.map(\.rawValue)))
  var recipe: String?

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let _: Role = try OptionValue.choice("--as", role)
    let place: Place? = try below.map { try OptionValue.choice("--below", $0) }
    let signer: SigningRecipe.Signer? = try recipe.map { try OptionValue.choice("--recipe", $0) }
    let home = try home.openForWriting(console)
    let pending = try home.intermediateRequest(of: mesh, place.map { $0 == .arriving ? .arrive : .renew })
    let profile = try home.federation().requireMesh(mesh).profile
    let pem = PEM.write("CERTIFICATE REQUEST", pending.request.der)
    let text = signer.map {
      console.text(SigningRecipe(pending, days: profile.intermediateLifetime.seconds / 86_400).text(for: $0))
    }
    if output.json {
      console.print(
        .schema(
          "request",
          [
            ("subject", .string(pending.request.subject.description)), ("request", .string(pem)),
            ("below", .string(pending.purpose == .arrive ? "arriving" : "present")),
            ("created", .string(pending.created.description)), ("recipe", .optional(text)),
          ]))
    } else if let text {
      console.print(data: text)
    } else {
      console.say(
        console.text(
          "request for \(pending.request.subject.description)"
            + (pending.purpose == .arrive ? ", below the root that arrives" : "") + "\n"
            + "next: have it signed, then \(.meshtrust("install", mesh, "--chain", "FILE"))\n"
            + "how to sign it: \(.meshtrust("request", mesh, "--as", "intermediate", "--recipe", "text"))"))
      console.print(data: pem)
    }
    return .done
  }
}
