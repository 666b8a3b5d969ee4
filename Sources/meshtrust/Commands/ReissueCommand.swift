import ArgumentParser
import CA
import Diagnostics
import Federation
import Rotation

/// `meshtrust reissue`: same key, new certificate.
struct ReissueCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "reissue",
    abstract: "Issue an authority's certificate again: same key, same names, a new validity period.",
    discussion: Manual.text(
      "A reissued root must reach every bundle before the old certificate expires. Both verify the same "
        + "chains, so the order does not matter. Every handshake is proven first.",
      examples: ["meshtrust reissue red-mesh/root", "meshtrust reissue red-mesh/intermediate"],
      exits: [
        .done: "issued", .malformed: "federation.yaml is missing or wrong",
        .refused: "the proof fails, or the key is missing",
        .secret: "the home cannot be opened", .usage: "no such authority", .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("MESH/root, MESH/intermediate or shared/root.", valueName: "authority"))
  var authority: String

  @OptionGroup(title: "Step Options") var step: StepOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console, writing: true)
    let found = try home.authorities().named(authority)
    let signing = try home.authorities().root(of: found.owner)
    guard found.role == .intermediate || found == signing else {
      throw CAError.refused(.rotation(.notSigning(found.certificate)))
    }
    let owner = try found.owner == .shared ? .shared : home.federation().rootOwner(of: "\(found.owner)")
    let taken = try home.renew(
      .reissue(found.owner, found.role), of: owner, subject: found.name, .reissued, withSecrets: step.secrets.choice())
    RotationView(console: console, explain: step.explain).show(taken, owner, home, json: output.json)
    return .done
  }
}

/// `meshtrust rekey`: a new intermediate below the same root.
struct RekeyCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey",
    abstract: "Give a mesh a new intermediate below the same root: new key, new subject.",
    discussion: Manual.text(
      "The root of a mesh is rekeyed by `rotate`. Peers need to do nothing; istiod loads the new Secret. Every "
        + "handshake is proven first.",
      examples: ["meshtrust rekey red-mesh --intermediate", "meshtrust rekey red-mesh --intermediate --explain"],
      exits: [
        .done: "issued", .malformed: "federation.yaml is missing or wrong",
        .refused: "the proof fails, or the key is missing",
        .secret: "the home cannot be opened", .usage: "no such mesh, or --intermediate is missing",
        .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @Flag(name: .long, help: "The intermediate; the only authority that can be rekeyed on its own.")
  var intermediate = false

  @OptionGroup(title: "Step Options") var step: StepOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    guard intermediate else {
      throw UsageError.choice(.rekeyed(mesh: mesh))
    }
    let home = try home.openForWriting(console)
    let federation = try home.federation()
    let mesh = try federation.requireMesh(mesh)
    let owner = federation.rootOwner(of: mesh.name)
    let taken = try home.renew(
      .issueIntermediate(mesh: mesh.name), of: owner, subject: "\(mesh.name)/intermediate", .rekeyed,
      withSecrets: step.secrets.choice())
    RotationView(console: console, explain: step.explain).show(taken, owner, home, json: output.json)
    return .done
  }
}
