import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Files
import SystemPackage

/// `meshtrust addresses`: copies the addresses of a mesh's gateways from its cluster into federation.yaml.
struct AddressesCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "addresses",
    abstract: "Fill a mesh's ingressAddresses in federation.yaml from its gateways' Services and its cluster's Nodes.",
    discussion: Manual.text(
      "Reads `.status.loadBalancer.ingress`: the host name on AWS, the IP address elsewhere. The file's comments and "
        + "order stay. Shows the diff, and writes it after confirmation or with --yes. Gateways with node ports get the "
        + "addresses of the Nodes that are ready, external ones if there are any.",
      examples: [
        "oc get svc,nodes -n red-mesh-system -o yaml | meshtrust addresses red-mesh -",
        "meshtrust addresses red-mesh -f services.yaml --yes", "meshtrust addresses red-mesh --live",
      ],
      exits: [
        .done: "written, or nothing to change", .no: "a gateway has no address yet; the others are written",
        .malformed: "a file is not a manifest, or federation.yaml cannot be edited", .refused: "not confirmed",
        .usage: "there is no such mesh", .inputOutput: "a file or a cluster cannot be read or written",
      ]))

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup var input: InputFile<Input.GatewayServices>

  @OptionGroup var source: LiveSource

  @Flag(name: .long, help: "Write the change without asking.")
  var yes = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    try source.check(files: [input.named, input.file].compactMap { $0 })
    let home = try home.openForWriting(console)
    let mesh = try home.federation().requireMesh(mesh)
    let (addresses, reading) = try addresses(of: mesh, home, console)
    let description = try EditedFile(home.federationPath)
    let new = try edited(description, addresses.found)
    console.say(addresses.warnings + addresses.missing)
    let isChanged = description.bytes != new
    if !output.json {
      console.print(
        data: isChanged
          ? "\(description.path.string.printable):\n\(ChangedLines.text(from: description.bytes, to: new))"
          : "nothing to change: \(Counted.text(addresses.found.count, "address")) known")
    }
    if isChanged {
      try confirm(console)
      try home.rewrite(description, with: new)
    }
    if output.json {
      console.print(node(addresses, changed: isChanged))
    } else if isChanged {
      console.print(
        console.text("wrote \(home.federationPath.string.printable); run `\(.meshtrust("apply"))` to tell the peers"))
    }
    return reading.and(addresses.missing.isEmpty ? .done : .no)
  }

  private func addresses(
    of mesh: Mesh, _ home: OpenHome, _ console: Console
  ) throws -> (addresses: GatewayAddresses, reading: ExitStatus) {
    if source.live {
      let hasNodePorts = mesh.gateways.contains { $0.ingress.serviceType == .nodePort }
      let parts: LiveParts = hasNodePorts ? [.gatewayServices, .nodes] : .gatewayServices
      let live = try LiveInput.read(parts, source.contexts, home, named: [mesh.name], console)
      return (try GatewayAddresses(of: mesh, in: live.documents, of: "the cluster of \(mesh.name)"), live.status)
    }
    let file = try input.path()
    return (try GatewayAddresses(of: mesh, in: ManifestInput.read(file), of: file), .done)
  }

  /// The content with the addresses, which must otherwise resolve as before.
  private func edited(_ file: EditedFile, _ found: [(peer: String, addresses: [String])]) throws -> [UInt8] {
    let bytes: [UInt8]
    do throws(EditFault) {
      bytes = try AddressEdit.setting(found, of: mesh, in: file.bytes, source: file.path.string)
    } catch {
      throw AddressesError.layout(file: file.path.string, mesh: mesh, paste: AddressEdit.paste(found))
    }
    do {
      _ = try ResolvedFederation(FederationFile.read(bytes, source: file.path.string))
    } catch {
      throw CAError.federation(error)
    }
    return bytes
  }

  private func confirm(_ console: Console) throws {
    if yes { return }
    try console.confirm(
      "Write it?", "federation.yaml was not changed", why: "the file belongs to you",
      next: "check the diff, then add --yes")
  }

  private func node(_ addresses: GatewayAddresses, changed: Bool) -> Node {
    .schema(
      "addresses",
      [
        ("mesh", .string(mesh)), ("changed", .bool(changed)),
        (
          "ingressAddresses",
          .mapping(addresses.found.map { ($0.peer, .strings($0.addresses)) })
        ),
        ("diagnostics", .sequence((addresses.warnings + addresses.missing).map(\.node))),
      ])
  }
}

/// Why addresses cannot be written.
enum AddressesError: Error, Diagnosable {
  /// The layout of the file makes the edit uncertain.
  case layout(file: String, mesh: String, paste: String)

  var diagnostic: Diagnostic {
    switch self {
    case .layout(let file, let mesh, let paste):
      Diagnostic(
        "MT-SVC-23", what: "the layout of `\(file)` makes the edit uncertain",
        why: "anchors, merge keys, or values over several lines cannot be edited",
        next: "paste into `\(mesh)`:\n\(paste)", place: Place(file: file))
    }
  }

  var exitStatus: ExitStatus {
    switch self {
    case .layout: .malformed
    }
  }
}
