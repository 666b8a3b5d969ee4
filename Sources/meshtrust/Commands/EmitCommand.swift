import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Federation
import Kubernetes

/// `meshtrust emit`: a mesh's objects on standard output.
struct EmitCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "emit",
    abstract: "Print a mesh's objects, for `| oc apply -f -`, so that no plain key need touch the disk.",
    discussion: Manual.text(
      "The Secret holds the intermediate's plain key; that it was printed is logged.",
      examples: ["meshtrust emit red-mesh | oc apply -f -", "meshtrust emit red-mesh --only peers"],
      exits: [
        .done: "printed", .malformed: "federation.yaml is missing or wrong", .refused: "nothing is issued yet",
        .secret: "the home does not open", .usage: "there is no such mesh or part",
        .inputOutput: "a file cannot be read",
      ]))

  /// A part of a mesh's objects.
  enum Part: String, CaseIterable, ExpressibleByArgument {
    case secret, configmaps, peers, controlplane
  }

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: ArgumentHelp("Only secret, configmaps, peers or controlplane.", valueName: "part"))
  var only: Part?

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openForWriting(console)
    let wantsKey = only == nil || only == .secret
    let (mesh, manifests) = try home.manifests(of: mesh, withKey: wantsKey)
    if mesh.controlPlane.flavour == .istio, only == .peers || only == .controlplane {
      throw CommandLineError.usage(
        what: "`\(mesh.name)` is upstream Istio, which has no such objects",
        why: "ServiceMeshPeers and ServiceMeshControlPlanes belong to Maistra", next: "meshtrust emit \(mesh.name)")
    }
    for (index, resource) in manifests.resources.filter({ isWanted($0) }).enumerated() {
      if index > 0 { console.print("---") }
      switch resource.content {
      case .plain(let bytes): console.print(bytes: bytes)
      case .secret(let secret): secret.withBytes { unsafe console.print(bytes: Array($0)) }
      }
    }
    return .done
  }

  private func isWanted(_ resource: Resource) -> Bool {
    switch (only, resource) {
    case (nil, _), (.secret, .secret), (.configmaps, .configMap), (.peers, .serviceMeshPeer),
      (.controlplane, .serviceMeshControlPlane):
      true
    default: false
    }
  }
}
