import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import Lint
import SystemPackage

/// The sets and Services to resolve.
struct ServiceOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Files and folders of manifests, YAML or JSON; - is standard input. Without any: what federation.yaml says.",
      valueName: "path"))
  var file: [String] = []

  /// Everything given, resolved. A home that is named, or that is all there is, adds what its federation.yaml says of
  /// sets that are not given: those of one mesh where `mesh` names it, so that Services given beside them are its own.
  func guide(
    _ home: HomeOptions, _ console: Console, live: [Document] = [], mesh: String? = nil
  ) throws -> ServiceGuide {
    var facts = Facts(now: try Clock.now(home.now, option: "--now"))
    var documents: [Document] = []
    for path in file { documents += try ManifestInput.read(path) }
    if home.home != nil || (file.isEmpty && live.isEmpty) {
      let opened = try home.open()
      let federation = try opened.federation()
      facts.federation = federation
      documents = Self.adding(Self.own(federation, opened, mesh), to: documents)
    }
    documents = Self.adding(live, to: documents)
    let guide = try wrapping(Inventory(documents: documents, facts: facts))
    console.say(Self.warnings(guide))
    return guide
  }

  private func wrapping(_ inventory: Inventory) throws -> ServiceGuide {
    do {
      return try ServiceGuide(inventory)
    } catch {
      throw CAError.kubernetes(error)
    }
  }

  /// Documents with those of others that are not among them: objects are the same by kind, namespace and name.
  private static func adding(_ others: [Document], to documents: [Document]) -> [Document] {
    let known = Set(documents.flatMap { $0.unrolled() }.map(identity))
    return documents + others.flatMap { $0.unrolled() }.filter { !known.contains(identity($0)) }
  }

  private static func identity(_ document: Document) -> [String] {
    let metadata = document.root["metadata"]
    return [document.root["kind"]?.text, metadata?["namespace"]?.text, metadata?["name"]?.text].map { $0 ?? "" }
  }

  /// The sets that federation.yaml describes, as `apply` would write them; no authority is needed for that.
  private static func own(_ federation: ResolvedFederation, _ home: Home, _ word: String?) -> [Document] {
    var documents: [Document] = []
    for mesh in federation.meshes where word.map({ [mesh.name, mesh.namespace].contains($0) }) ?? true {
      for file in ServiceManifests(mesh).files {
        documents.append(
          Document(root: file.node, source: home.outputFolder(of: mesh.name).appending(file.name).string))
      }
    }
    return documents
  }

  private static func warnings(_ guide: ServiceGuide) -> [Diagnostic] {
    var warnings = guide.misplaced.map { object in
      Diagnostic(
        "MT-P-01", .warning, what: "\(object) is left out: its namespace is that of no control plane at hand",
        why: "a control plane reads only the sets of its own namespace",
        next: "move it, or give its mesh's ServiceMeshControlPlane or ServiceMeshPeers as well")
    }
    if guide.strayServices > 0 {
      warnings.append(
        Diagnostic(
          "MT-SVC-03", .warning,
          what: "\(guide.strayServices) Services are left out: which mesh they belong to cannot be told",
          why: "several meshes are at hand, and no ServiceMeshMemberRoll names their namespaces",
          next: "give each mesh's ServiceMeshMemberRoll, or keep each mesh's files in a folder of its own"))
    }
    return warnings
  }
}

extension ServiceGuide {
  /// The mesh that is meant.
  private func mesh(_ word: String) throws(ServicesError) -> MeshName {
    guard let mesh = meshes.first(where: { $0.isCalled(word) }) else {
      throw .noMesh(word, known: meshes.map(\.name))
    }
    return mesh
  }

  /// What a mesh exports to a peer.
  func exports(of word: String, to peer: String) throws(ServicesError) -> ExportGuide {
    let mesh = try mesh(word)
    let sets = exports.filter { $0.mesh == mesh }
    guard let set = sets.first(where: { $0.resolved.peer == peer || $0.other?.name == peer }) else {
      throw .noSet(ExportedServiceSet.kind, mesh: word, peer: peer, known: sets.map(\.resolved.peer))
    }
    return set
  }

  /// What a mesh imports from a peer.
  func imports(of word: String, from peer: String) throws(ServicesError) -> ImportGuide {
    let mesh = try mesh(word)
    let sets = imports.filter { $0.mesh == mesh }
    guard let set = sets.first(where: { $0.resolved.peer == peer || $0.other?.name == peer }) else {
      throw .noSet(ImportedServiceSet.kind, mesh: word, peer: peer, known: sets.map(\.resolved.peer))
    }
    return set
  }
}

/// What keeps services from being resolved.
enum ServicesError: Error, Diagnosable {
  /// Nothing of a mesh is at hand.
  case noMesh(String, known: [String])
  /// A mesh has no set for a peer.
  case noSet(String, mesh: String, peer: String, known: [String])
  /// There is nothing to resolve.
  case noSets
  /// The live object has no status, or there is none.
  case noStatus(file: String)
  /// Labels decide, and nobody knows them.
  case needsServices(object: String)

  var diagnostic: Diagnostic {
    switch self {
    case .noMesh(let name, let known):
      Diagnostic(
        "MT-SVC-01", what: "nothing of the mesh `\(name)` is among what is given",
        why: known.isEmpty
          ? "there is no ExportedServiceSet, ImportedServiceSet, ServiceMeshPeer or ServiceMeshControlPlane in it"
          : "there are manifests of \(known.map { "`\($0)`" }.joined(separator: ", "))",
        next: Spelling.nearest(to: name, among: known).map { "did you mean `\($0)`?" }
          ?? "give that mesh's manifests with -f, or name it by the namespace of its control plane")
    case .noSet(let kind, let mesh, let peer, let known):
      Diagnostic(
        "MT-SVC-02", what: "`\(mesh)` has no \(kind) for `\(peer)`",
        why: "without one nothing is \(kind.hasPrefix("Exported") ? "exported" : "imported")"
          + (known.isEmpty ? "" : "; it has one for \(known.map { "`\($0)`" }.joined(separator: ", "))"),
        next: Spelling.nearest(to: peer, among: known).map { "did you mean `\($0)`?" }
          ?? "give the set with -f, or write `\(kind.hasPrefix("Exported") ? "exports" : "imports")` in federation.yaml"
      )
    case .noSets:
      Diagnostic(
        "MT-SVC-02", what: "there is no ExportedServiceSet and no ImportedServiceSet",
        why: "without one nothing goes from mesh to mesh",
        next: "give the sets with -f, or write `exports` and `imports` in federation.yaml")
    case .noStatus(let file):
      Diagnostic(
        "MT-SVC-04",
        what:
          "`\(file == "-" ? "standard input" : file)` holds no ExportedServiceSet or ImportedServiceSet with a status",
        why: "the control plane writes the status; without it there is nothing to compare with",
        next: "oc get exportedserviceset,importedserviceset -n NAMESPACE -o yaml")
    case .needsServices(let object):
      Diagnostic(
        "MT-SVC-05", what: "what \(object) exports cannot be told: its rules go by labels",
        why: "only the Services have the labels", next: "give `oc get svc -A -o yaml` with -f as well")
    }
  }

  var exitStatus: ExitStatus { .malformed }
}
