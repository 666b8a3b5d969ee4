import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import SPIFFE

/// `meshtrust id`: the client ID that one mesh must expect from another.
struct IDCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "id",
    abstract: "Print the client ID that a mesh must expect from a peer.",
    discussion: Manual.text(
      "The identity of the peer's egress gateway for the mesh, in the form of the ServiceMeshPeer's clientID. Exported "
        + "services never see it: their callers appear as the mesh's own ingress gateway for the peer, which --caller "
        + "prints, for AuthorizationPolicies.",
      examples: ["meshtrust id green-mesh --for red-mesh", "meshtrust id green-mesh --for red-mesh --uri"],
      exits: [
        .done: "printed", .malformed: "federation.yaml is missing or wrong", .refused: "the two are not peers",
        .usage: "there is no such mesh", .inputOutput: "a file cannot be read",
      ]))

  @Option(name: .customLong("for"), help: ArgumentHelp("The mesh that expects it.", valueName: "mesh"))
  var mesh: String

  @Flag(name: .long, help: "Print the SPIFFE ID instead, with spiffe://.")
  var uri = false

  @Flag(name: .long, help: "Print the identity under which the peer's calls reach exported services.")
  var caller = false

  @Argument(help: ArgumentHelp("The peer.", valueName: "peer"))
  var peer: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let federation = try home.open(console).federation()
    let mesh = try federation.requireMesh(mesh)
    let peer = try federation.requirePeer(peer, of: mesh)
    let shown = try caller ? mesh.identity(ofGateway: peer.ingress.name) : peer.client
    if output.json {
      console.print(
        .schema(
          "id",
          [
            ("mesh", .string(mesh.name)), ("peer", .string(peer.name)), ("clientID", .string(peer.client.clientID)),
            ("spiffeID", .string(peer.client.spiffeID.uri)),
            ("callerIdentity", .string(try mesh.identity(ofGateway: peer.ingress.name).clientID)),
          ]))
    } else {
      console.print(uri ? shown.spiffeID.uri : shown.clientID)
    }
    return .done
  }
}
