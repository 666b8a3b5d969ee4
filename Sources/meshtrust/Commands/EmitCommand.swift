import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes

/// `meshtrust emit`: a mesh's objects on standard output.
struct EmitCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit",
    abstract: "Print a mesh's objects, so that no plain key touches the disk on its way to a cluster.",
    discussion: Manual.text(
      "The Secret contains the intermediate's plain key. Printing it is logged. Pipe it alone, as `--only secret`, into "
        + "`\(ClientCommands("oc").applySecret())`: a client-side apply would copy the key into an annotation. A "
        + "control plane is never applied server-side, which would delete other people's fields from it.",
      examples: [
        "meshtrust emit red-mesh --only secret",
        "meshtrust emit red-mesh --only peers | oc apply -f -",
      ],
      exits: [
        .done: "printed", .malformed: "federation.yaml is missing or wrong, or there is no such part",
        .refused: "nothing is issued yet",
        .secret: "the home cannot be opened", .usage: "there is no such mesh",
        .inputOutput: "a file cannot be read",
      ]))

  /// A part of a mesh's objects.
  enum Part: String, CaseIterable {
    case secret, configmaps, peers, controlplane
  }

  @Option(
    name: .long, help: ArgumentHelp("Only secret, configmaps, peers or controlplane.", valueName: "part"),
    completion: .list(Part.allCases.map(\.rawValue)))
  var only: String?

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let part: Part? = try only.map { try OptionValue.choice("--only", $0) }
    let home = try home.openForWriting(console)
    let (mesh, manifests) = try home.manifests(of: mesh, withKey: part == nil || part == .secret)
    if mesh.controlPlane.flavour == .istio, part == .peers || part == .controlplane {
      throw UsageError.misfit(.upstream(mesh: mesh.name))
    }
    let resources = manifests.resources.filter { Self.isWanted($0, part) }
    if output.json {
      console.print(try Self.list(resources))
    } else {
      for (index, resource) in resources.enumerated() {
        if index > 0 { console.print("---") }
        console.print(bytes: Self.bytes(resource))
      }
    }
    return .done
  }

  /// The objects as printed by `oc get -o json`, which clients accept.
  private static func list(_ resources: [Resource]) throws -> Node {
    let items = try resources.flatMap { try DocumentReader.all(bytes: bytes($0), source: "-").map(\.root) }
    return .mapping([("apiVersion", .string("v1")), ("kind", .string("List")), ("items", .sequence(items))])
  }

  private static func bytes(_ resource: Resource) -> [UInt8] {
    switch resource.content {
    case .plain(let bytes): bytes
    case .secret(let secret): secret.withBytes { unsafe Array($0) }
    }
  }

  private static func isWanted(_ resource: Resource, _ part: Part?) -> Bool {
    switch (part, resource) {
    case (nil, _), (.secret, .secret), (.configmaps, .configMap), (.peers, .serviceMeshPeer),
      (.controlplane, .serviceMeshControlPlane):
      true
    default: false
    }
  }
}
