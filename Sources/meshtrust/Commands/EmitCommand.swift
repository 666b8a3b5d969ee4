import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SystemPackage

/// `meshtrust emit`: a mesh's objects on standard output.
struct EmitCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit",
    abstract: "Print a mesh's objects, so that no plain key touches the disk on its way to a cluster.",
    discussion: Manual.text(
      "The Secret contains the intermediate's plain key. Printing it is logged. Pipe it alone, as `--only secret`, into "
        + "`\(ClientCommands("oc").applySecret().description)`: a client-side apply would copy the key into an annotation. A "
        + "control plane is never applied server-side, which would delete other people's fields from it. --seal-with prints a "
        + "SealedSecret in its place, which only the controller of that certificate opens.\n\n"
        + "--into edits a file with the configuration of Istio in place: the Istio resource of the Sail operator, an "
        + "IstioOperator, values of the chart istiod, or the ConfigMap istio. Other fields, comments and the order stay.",
      examples: [
        "meshtrust emit red-mesh --only secret",
        "meshtrust emit red-mesh --seal-with sealing.pem --only secret",
        "meshtrust emit red-mesh --only peers | oc apply -f -",
        "meshtrust emit red-mesh --into istio.yaml",
      ],
      exits: [
        .done: "printed or written", .malformed: "federation.yaml or the file is missing or wrong",
        .refused: "nothing is issued yet, not confirmed, or the file's form is uncertain",
        .secret: "the home cannot be opened", .usage: "there is no such mesh",
        .inputOutput: "a file cannot be read",
      ]))

  /// A part of a mesh's objects.
  enum Part: String, CaseIterable {
    case secret, configmaps, peers, controlplane, services, patch, values, istiooperator, meshconfig
  }

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only secret, configmaps, peers, controlplane or services; for Istio also patch, values, istiooperator, meshconfig.",
      valueName: "part"),
    completion: .list(Part.allCases.map(\.rawValue)))
  var only: String?

  @Option(name: .long, help: ArgumentHelp("Edit a file with the configuration of Istio.", valueName: "file"))
  var into: String?

  @Flag(name: .long, help: "With --into: write the change without asking.")
  var yes = false

  @Option(
    name: .long,
    help: ArgumentHelp("Seal the key for the controller with this certificate.", valueName: "file"))
  var sealWith: String?

  @OptionGroup var sealing: SealingOption

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let part: Part? = try only.map { try OptionValue.choice("--only", $0) }
    if into != nil, part != nil { throw UsageError.conflict(.partOfFile) }
    if yes, into == nil { throw UsageError.conflict(.confirmationWithoutFile) }
    let home = try home.openForWriting(console)
    let sealer = try sealing.sealer(sealWith, home)
    let (mesh, manifests) = try home.manifests(
      of: mesh, withKey: into == nil && (part == nil || part == .secret), sealer: sealer)
    console.say(sealer.map(home.notes) ?? [])
    if let into { return try edit(into, mesh, manifests, console) }
    if let part, let path = Self.file(part, mesh) {
      guard let file = manifests.istio.files.first(where: { $0.path == path }) else {
        throw UsageError.misfit(.otherForm(mesh: mesh.name, flavour: mesh.controlPlane.flavour.title, part.rawValue))
      }
      console.print(bytes: Self.bytes(file.content))
      return .done
    }
    if mesh.controlPlane.flavour != .maistra, part == .peers {
      throw UsageError.misfit(.upstream(mesh: mesh.name))
    }
    let resources = manifests.resources.filter { Self.isWanted($0, part) }
    if output.json {
      console.print(asked: try Self.list(resources))
    } else {
      for (index, resource) in resources.enumerated() {
        if index > 0 { console.print(data: "---") }
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

  /// The file with the configuration of Istio; nil for a part that consists of manifests.
  private static func file(_ part: Part, _ mesh: Mesh) -> FilePath? {
    switch part {
    case .secret, .configmaps, .peers, .services: nil
    case .controlplane: mesh.controlPlane.flavour == .maistra ? nil : IstioFiles.resource
    case .patch: IstioFiles.patch
    case .values: IstioFiles.values
    case .istiooperator: IstioFiles.overlay
    case .meshconfig: IstioFiles.configMap
    }
  }

  private static func bytes(_ resource: Resource) -> [UInt8] { bytes(resource.content) }

  private static func bytes(_ content: FileContent) -> [UInt8] {
    switch content {
    case .plain(let bytes): bytes
    case .secret(let secret): secret.withBytes { unsafe Array($0) }
    }
  }

  private static func isWanted(_ resource: Resource, _ part: Part?) -> Bool {
    if case .other(let node) = resource, node["kind"]?.string == SealedSecret.kind {
      return part == nil || part == .secret
    }
    return switch (part, resource) {
    case (nil, _), (.secret, .secret), (.configmaps, .configMap), (.peers, .serviceMeshPeer),
      (.controlplane, .serviceMeshControlPlane), (.services, .exportedServiceSet), (.services, .importedServiceSet),
      (.services, .destinationRule), (.services, .other):
      true
    default: false
    }
  }
}

// MARK: - Editing a file

extension EmitCommand {
  private func edit(_ path: String, _ mesh: Mesh, _ manifests: ManifestSet, _ console: Console) throws -> ExitStatus {
    guard path != "-" else { throw UsageError.misfit(.editedStandardInput) }
    guard mesh.controlPlane.flavour != .maistra else {
      throw UsageError.misfit(
        .otherForm(mesh: mesh.name, flavour: mesh.controlPlane.flavour.title, "file with the configuration of Istio"))
    }
    let file = try EditedFile(FilePath(path))
    let edit = try IstioFileEdit(file.bytes, source: path, mesh: mesh, trust: manifests.trust)
    let isChanged = edit.bytes != file.bytes
    if edit.droppedRoots > 0 {
      console.say([
        Diagnostic(
          "MT-IST-01", .warning,
          what:
            "\(Counted.text(edit.droppedRoots, "root")) in `caCertificates` of `\(path)` is not of this home and goes",
          why: "the list is written as a whole, and whoever holds the key of one of its roots can issue every identity",
          next: "describe the mesh of the root as a remote, if it is a peer")
      ])
    }
    if output.json {
      console.print(
        .schema(
          "emit",
          [
            ("file", .string(path)), ("form", .string(edit.form.rawValue)), ("changed", .bool(isChanged)),
            ("droppedRoots", .int(edit.droppedRoots)),
          ]))
    } else {
      console.print(
        data: isChanged
          ? "\(path.printable):\n\(ChangedLines.text(from: file.bytes, to: edit.bytes))"
          : "nothing to change in \(path.printable)")
    }
    guard isChanged else { return .done }
    if !yes {
      try console.confirm(
        "Write it?", "`\(path)` was not changed", why: "the file belongs to you",
        next: "check the lines, then add --yes")
    }
    try file.replace(with: edit.bytes, lockTimeout: 10)
    return .done
  }
}
