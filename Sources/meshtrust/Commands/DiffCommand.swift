import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Kubernetes
import X509

/// `meshtrust diff`: compares what runs with what the home would write.
struct DiffCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare running manifests with those that the home would write, field by field.",
    discussion: Manual.text(
      "Certificates are compared by fingerprint, Secrets without showing any value. Fields that only a server or "
        + "operator sets are ignored. Every object of a kind that the home writes and that it would not write is "
        + "reported: control planes, peers, export and import sets, ConfigMaps with roots, Secrets with a key that "
        + "istiod signs with, and DestinationRules in the mesh's namespaces; of Istio, a second istiod and what widens "
        + "the trust that the home writes. Of an Istio only what is ours is compared. "
        + "Meshes without manifests in the input are left out.",
      examples: [
        "oc get smcp,servicemeshpeer,cm,secret -n red -o yaml | meshtrust diff -",
        "meshtrust diff red-manifests green-manifests --json", "meshtrust diff --live red-mesh green-mesh",
      ],
      exits: [
        .done: "nothing differs", .pending: "something differs",
        .malformed: "a file is not YAML or JSON, or belongs to none of the meshes",
        .refused: "a document exceeds the limits", .usage: "wrong usage",
        .inputOutput: "a file or a part of a cluster cannot be read",
      ]))

  static let activity = "comparing"

  @OptionGroup var input: InputFiles<Input.RunningManifests>

  @Option(name: .long, help: ArgumentHelp("Compare only this mesh.", valueName: "mesh"))
  var mesh: String?

  @Flag(
    name: .long, help: "Ignore fields that the home does not write, as `oc apply` does, and others' DestinationRules.")
  var onlyOurs = false

  @OptionGroup var source: LiveSource

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    try source.check(files: input.file)
    let home = try home.openBegun(console)
    let live =
      source.live
      ? try LiveInput.read(
        [.manifests, .secret], source.contexts, home, named: mesh.map { [$0] } ?? input.named, console) : nil
    let (documents, chosen) = try read(home, live)
    let running = RunningObjects(documents, of: try home.federation().meshes)
    var comparisons: [MeshComparison] = []
    for mesh in chosen {
      let objects = running.objects(of: mesh)
      if let repeated = RepeatedObject.all(in: objects, of: mesh).first {
        throw CommandLineError.severalObjects(
          kind: repeated.object.kind,
          candidates: repeated.places.map { "\(repeated.namespace)/\(repeated.object.name) at \($0)" }, option: "PATH")
      }
      let comparison = try MeshComparison(
        running: objects, secret: live?.secret(of: mesh.name), mesh: mesh, material: try home.knownMaterial(of: mesh)
      ).leavingOut(kinds: try live.map { Self.unread($0, mesh) } ?? Self.kindsElsewhere(home, mesh, objects))
      comparisons.append(onlyOurs ? comparison.onlyOurs : comparison)
    }
    let names = Dictionary(try home.authorities().all.map { ($0.certificate.fingerprint, $0) }) { first, _ in first }
    let view = DiffView(comparisons: comparisons, authorities: names)
    if output.json { console.print(view.node) } else { console.print(view.text) }
    return (live?.status ?? .done).and(comparisons.allSatisfy(\.isSame) ? .done : .pending)
  }

  /// Where SPIRE signs there is no Secret of ours.
  private static func unread(_ live: LiveInput, _ mesh: Mesh) -> Set<String> {
    live.unreadKinds(of: mesh.name).union(mesh.controlPlane.signer == .spire ? ["Secret"] : [])
  }

  /// Files without a plain Secret, such as those in git, say nothing about the one that runs.
  private static func kindsElsewhere(_ home: OpenHome, _ mesh: Mesh, _ objects: [Document]) throws -> Set<String> {
    let hasSecret = objects.contains { $0.root["kind"]?.string == "Secret" }
    return try hasSecret || home.hasPlainSecret(mesh) ? [] : ["Secret", "SealedSecret"]
  }

  /// What runs, and the meshes to compare.
  private func read(_ home: OpenHome, _ live: LiveInput?) throws -> (documents: [Document], meshes: [Mesh]) {
    let federation = try home.federation()
    if let live {
      return (live.documents, try live.meshes.map { try federation.requireMesh($0.place.name) })
    }
    var documents: [Document] = []
    for path in try input.required() { documents += try ManifestInput.read(path) }
    return (documents, try mesh.map { [try federation.requireMesh($0)] } ?? Self.meshes(federation, in: documents))
  }

  /// The meshes that have objects in the input.
  private static func meshes(_ federation: ResolvedFederation, in documents: [Document]) throws -> [Mesh] {
    let namespaces = Set(
      documents.flatMap { $0.unrolled() }.compactMap { document in
        document.root["kind"]?.string == IstioForm.sailKind
          ? document.root["spec"]?["namespace"]?.string : document.root.objectNamespace
      })
    let meshes = federation.meshes.filter { namespaces.contains($0.namespace) }
    guard !meshes.isEmpty else {
      throw DiffError.noMesh(given: namespaces.sorted(), known: federation.meshes.map(\.namespace))
    }
    for mesh in meshes {
      let others = meshes.filter { $0.namespace == mesh.namespace }.map(\.name)
      guard others.count == 1 else { throw DiffError.ambiguous(namespace: mesh.namespace, meshes: others) }
    }
    return meshes
  }
}

enum DiffError: Diagnosable {
  /// No object is in the namespace of one of the home's meshes.
  case noMesh(given: [String], known: [String])
  /// Several meshes in several clusters share a namespace name.
  case ambiguous(namespace: String, meshes: [String])

  var diagnostic: Diagnostic {
    switch self {
    case .noMesh(let given, let known):
      Diagnostic(
        "MT-DIFF-01", what: "none of the manifests is in a namespace of a mesh of the home",
        why: "the meshes are in \(known.prefix(8).joined(separator: ", ")); the manifests "
          + (given.isEmpty ? "have no namespace" : "are in \(given.prefix(8).joined(separator: ", "))"),
        next: "pass the objects of a control plane's namespace, or add --mesh")
    case .ambiguous(let namespace, let meshes):
      Diagnostic(
        "MT-DIFF-02", what: "the namespace `\(namespace)` is that of \(meshes.joined(separator: " and "))",
        why: "they are in different clusters, and the manifests do not show which one",
        next: "pass the manifests of one cluster, and --mesh \(meshes.first ?? "")")
    }
  }

  var exitStatus: ExitStatus { .malformed }
}
