import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import Lint
import SystemPackage

/// The sets and Services to resolve.
struct ServiceOptions: ParsableArguments {
  @OptionGroup var input: InputFiles<Input.ServiceSets>

  @OptionGroup var source: LiveSource

  /// What is read of clusters: the sets, and what stands for them in meshes of Istio. The ConfigMaps say by which names a
  /// mesh of Istio goes in policies.
  private static let parts: LiveParts = [
    .controlPlane, .members, .peers, .sets, .configMaps, .services, .istio, .border,
  ]

  /// The input, resolved.
  ///
  /// - Returns: The status is that of reading: clusters may have been read in part.
  func guide(
    _ home: HomeOptions, _ console: Console, mesh: String? = nil
  ) throws -> (guide: ServiceGuide, reading: ExitStatus) {
    try source.check(files: input.file)
    guard source.live else { return (try Self.guide(input.paths, home, console, mesh: mesh), .done) }
    var facts = Facts(now: try Clock.now(home.now, option: "--now"))
    let opened = try home.openBegun(console)
    facts.federation = try opened.federation()
    let live = try LiveInput.read(Self.parts, source.contexts, opened, named: input.named, console)
    facts.completeKinds = live.completeKinds
    return (try Self.guide(live.documents, facts, console), live.status)
  }

  /// Files and folders, resolved. A home that is named, or that is the only input, adds the sets of its federation.yaml that
  /// are missing from the input: those of one mesh if `mesh` names it, so that the Services in the input are its own.
  static func guide(
    _ paths: [String], _ home: HomeOptions, _ console: Console, live: [Document] = [], mesh: String? = nil
  ) throws -> ServiceGuide {
    var facts = Facts(now: try Clock.now(home.now, option: "--now"))
    var documents: [Document] = []
    for path in paths { documents += try ManifestInput.read(path) }
    if home.home != nil || (paths.isEmpty && live.isEmpty) {
      let opened = try home.open(console)
      let federation = try opened.federation()
      facts.federation = federation
      documents = try adding(own(federation, opened, mesh), to: documents, byFolder: true)
      if paths.isEmpty, live.isEmpty, mesh == nil {
        facts.completeKinds = Dictionary(federation.meshes.map { ($0.name, BorderKind.names) }) { first, _ in
          first
        }
      }
    }
    return try guide(try adding(live, to: documents), facts, console)
  }

  /// What clusters have, resolved by the rules of the home where it describes any, and else by those that run.
  ///
  /// - Parameter named: The meshes that were named; empty for every mesh with a context.
  static func live(
    _ named: [String], _ source: LiveSource, _ home: HomeOptions, _ console: Console
  ) throws -> (guide: ServiceGuide, documents: [Document], reading: ExitStatus) {
    var facts = Facts(now: try Clock.now(home.now, option: "--now"))
    let opened = try home.openBegun(console)
    let federation = try opened.federation()
    facts.federation = federation
    let live = try LiveInput.read(parts, source.contexts, opened, named: named, console)
    let described = live.meshes.flatMap { own(federation, opened, $0.place.name) }
    return (try guide(try adding(live.documents, to: described), facts, console), live.documents, live.status)
  }

  private static func guide(_ documents: [Document], _ facts: Facts, _ console: Console) throws -> ServiceGuide {
    let guide = try wrapping(Inventory(documents: documents, facts: facts))
    console.say(warnings(guide))
    return guide
  }

  private static func wrapping(_ inventory: Inventory) throws -> ServiceGuide {
    do {
      return try ServiceGuide(inventory)
    } catch {
      throw CAError.kubernetes(error)
    }
  }

  /// Adds documents of others that are missing. Objects are the same by kind, namespace and name; of two clusters with
  /// objects of one name, the one that is not here is missing.
  ///
  /// - Parameter byFolder: Whether a folder has one mesh's objects, as in a home: what is here replaces that of a folder of
  /// the same name.
  /// - Throws: if others have more versions of an object than are here, and it is not known which of them are missing.
  private static func adding(
    _ others: [Document], to documents: [Document], byFolder: Bool = false
  ) throws(ServicesError) -> [Document] {
    let known = Dictionary(grouping: documents.flatMap { $0.unrolled() }, by: identity)
    let others = others.flatMap { $0.unrolled() }
    let named = Dictionary(grouping: others.indices) { identity(others[$0]) }
    var missing: Set<Int> = []
    for (identity, indices) in named.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      guard var here = known[identity] else {
        missing.formUnion(indices)
        continue
      }
      var left = indices
      if byFolder {
        for mesh in Set(here.compactMap { folder($0) }) {
          let replaced = left.filter { folder(others[$0]) == mesh }
          guard Set(replaced.map { Version(others[$0]) }).count == 1 else { continue }
          left.removeAll { replaced.contains($0) }
          here.removeAll { folder($0) == mesh }
        }
      }
      let rest = left.filter { index in !here.contains { states($0, others[index]) } }
      let unlike = here.filter { given in !left.contains { states(given, others[$0]) } }
      let versions = distinct(rest.map { others[$0] })
      if unlike.isEmpty {
        missing.formUnion(rest)
      } else if versions.count > unlike.count, resolving.contains(identity[0]) {
        let further = unlike.filter { given in !versions.contains { states($0, given) } }
        throw .several("object", distinct(versions + further).map { "\(name(identity)) at \($0.place)" })
      }
    }
    return documents + others.indices.filter(missing.contains).map { others[$0] }
  }

  /// The kinds whose objects say what crosses.
  private static let resolving: Set<String> = [
    ExportedServiceSet.kind, ImportedServiceSet.kind, "ServiceMeshPeer", "ServiceEntry", "WorkloadEntry", "Gateway",
    "AuthorizationPolicy", "PeerAuthentication", "DestinationRule", "VirtualService",
  ]

  /// What a document states. Sets of services with different statuses are of two clusters.
  private struct Version: Hashable {
    let stated: Mapping?
    let status: Node?

    init(_ document: Document) {
      stated = document.stated
      let isSet = [ExportedServiceSet.kind, ImportedServiceSet.kind].contains(document.root["kind"]?.text)
      status = isSet ? document.root["status"] : nil
    }
  }

  /// Whether a document that is here states what another one does; one without a status says nothing of it.
  private static func states(_ given: Document, _ other: Document) -> Bool {
    let (version, its) = (Version(given), Version(other))
    return version.stated == its.stated && (its.status == nil || its.status == version.status)
  }

  /// The first of each version.
  private static func distinct(_ documents: [Document]) -> [Document] {
    var versions: Set<Version> = []
    return documents.filter { versions.insert(Version($0)).inserted }
  }

  /// The name of the folder of a document's file; nil where no folder is named.
  private static func folder(_ document: Document) -> String? {
    FilePath(document.source).removingLastComponent().lastComponent?.string
  }

  private static func name(_ identity: [String]) -> String {
    "\(identity[0]) `\(identity[1].isEmpty ? "" : "\(identity[1])/")\(identity[2])`".printable
  }

  private static func identity(_ document: Document) -> [String] {
    let metadata = document.root["metadata"]
    let group = document.root["apiVersion"]?.text?.split(separator: "/").dropLast().first.map(String.init)
    return [document.root["kind"]?.text, metadata?["namespace"]?.text, metadata?["name"]?.text, group].map { $0 ?? "" }
  }

  /// The sets in federation.yaml as `apply` would write them; needs no authorities.
  private static func own(_ federation: ResolvedFederation, _ home: OpenHome, _ word: String?) -> [Document] {
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
        "MT-P-01", .warning, what: "\(object) is left out: its namespace has no control plane in the input",
        why: "a control plane reads only the sets in its own namespace",
        next: "move it, or pass its mesh's ServiceMeshControlPlane or ServiceMeshPeers too")
    }
    for mesh in guide.withoutPeers {
      warnings.append(
        Diagnostic(
          "MT-SVC-06", .note, what: "whether `\(mesh)` has the other mesh as its peer is not known",
          why: "no ServiceMeshPeer of it is in the input, and without one none of its services crosses",
          next: "pass its ServiceMeshPeers with -f too"))
    }
    // Where there are no sets, no Service is resolved for one.
    if guide.strayServices > 0, !guide.directions.isEmpty || guide.borders.isEmpty {
      warnings.append(
        Diagnostic(
          "MT-SVC-03", .warning,
          what: "\(guide.strayServices) Services are left out: their mesh is unknown",
          why: "there are several meshes, and no ServiceMeshMemberRoll lists the namespaces",
          next: "pass each mesh's ServiceMeshMemberRoll, or keep each mesh's files in its own folder"))
    }
    return warnings
  }
}

extension ServiceGuide {
  private func mesh(_ word: String) throws(ServicesError) -> MeshName {
    // A mesh whose names are unknown may be meant only if no other one is.
    let called = meshes.filter { !$0.name.isEmpty && $0.isCalled(word) }
    let candidates = called.isEmpty ? meshes.filter { $0.isCalled(word) } : called
    guard let mesh = candidates.first else { throw .noMesh(word, known: meshes.map(\.name)) }
    guard candidates.count == 1 else {
      throw .severalMeshes(word, candidates: candidates.map { "\($0.name) in the namespace \($0.namespace)" })
    }
    return mesh
  }

  /// What crosses from one mesh to another without sets; nil where sets say it, and where nothing is known of either.
  ///
  /// - Parameter word: The one of the two that may be named by its namespace too.
  func border(from: String, to: String, of word: String) -> BorderDirection? {
    let found = borders.filter { border in
      Self.isCalled(border.from, from, freely: from == word) && Self.isCalled(border.to, to, freely: to == word)
    }
    return found.count == 1 ? found[0] : nil
  }

  private static func isCalled(_ mesh: MeshName, _ word: String, freely: Bool) -> Bool {
    mesh.name == word || freely && mesh.isCalled(word)
  }

  /// A mesh's exports to a peer.
  func exports(of word: String, to peer: String) throws(ServicesError) -> ExportGuide {
    let mesh = try mesh(word)
    let sets = exports.filter { $0.mesh == mesh }
    let named = sets.filter { $0.resolved.peer == peer }
    let candidates = named.isEmpty ? sets.filter { $0.other?.name == peer } : named
    guard let set = candidates.first else {
      throw .noSet(ExportedServiceSet.kind, mesh: word, peer: peer, known: sets.map(\.resolved.peer))
    }
    guard candidates.count == 1 else { throw .several("set", candidates.map { "\($0.object) at \($0.place)" }) }
    return set
  }

  /// A mesh's imports from a peer.
  func imports(of word: String, from peer: String) throws(ServicesError) -> ImportGuide {
    let mesh = try mesh(word)
    let sets = imports.filter { $0.mesh == mesh }
    let named = sets.filter { $0.resolved.peer == peer }
    let candidates = named.isEmpty ? sets.filter { $0.other?.name == peer } : named
    guard let set = candidates.first else {
      throw .noSet(ImportedServiceSet.kind, mesh: word, peer: peer, known: sets.map(\.resolved.peer))
    }
    guard candidates.count == 1 else { throw .several("set", candidates.map { "\($0.object) at \($0.place)" }) }
    return set
  }
}

/// Why services cannot be resolved.
enum ServicesError: Error, Diagnosable {
  /// The input has nothing of a mesh.
  case noMesh(String, known: [String])
  /// A word that names several meshes of the input.
  case severalMeshes(String, candidates: [String])
  case noSet(String, mesh: String, peer: String, known: [String])
  /// The input has a set, or another object, in several versions, and it is not known which one is meant.
  case several(String, [String])
  /// Nothing to resolve, or nothing whose status could be shown.
  case noSets(forStatus: Bool)
  /// The live object has no status, or is missing.
  case noStatus(file: String)
  /// Labels decide, and the Services are missing.
  case needsServices(object: String)

  var diagnostic: Diagnostic {
    switch self {
    case .noMesh(let name, let known):
      Diagnostic(
        "MT-SVC-01", what: "the input has nothing of the mesh `\(name)`",
        why: known.isEmpty
          ? "there is no ExportedServiceSet, ImportedServiceSet, ServiceMeshPeer or ServiceMeshControlPlane in it"
          : "there are manifests of \(known.map { "`\($0)`" }.joined(separator: ", "))",
        next: .didYouMean(
          Spelling.nearest(to: name, among: known),
          otherwise: "give that mesh's manifests with -f, or name it by the namespace of its control plane"))
    case .severalMeshes(let name, let candidates):
      Diagnostic(
        "MT-SVC-27", what: "`\(name)` names \(candidates.count) meshes of the input",
        why: "\(candidates.joined(separator: "; "))",
        next: "name it by the namespace of its control plane, or pass the manifests of one cluster")
    case .noSet(let kind, let mesh, let peer, let known): Self.noSet(kind, mesh, peer, known)
    case .several(let what, let candidates):
      Diagnostic(
        "MT-SVC-07", what: "there are \(candidates.count) versions of one \(what)",
        why: "\(candidates.joined(separator: "; "))", next: "pass only the one that runs, of one cluster")
    case .noSets(let isForStatus):
      Diagnostic(
        "MT-SVC-26",
        what: isForStatus
          ? "there is no ExportedServiceSet or ImportedServiceSet whose status could be shown"
          : "there is no ExportedServiceSet or ImportedServiceSet, and no ServiceEntry for another mesh",
        why: isForStatus
          ? "between meshes of Istio no object has a status of the services that cross"
          : "without one no services are shared",
        next: isForStatus
          ? "leave out the form"
          : "pass the sets with -f, or write `exports` and `imports` in federation.yaml")
    case .noStatus(let file):
      Diagnostic(
        "MT-SVC-04",
        what:
          "`\(file == "-" ? "standard input" : file)` has no ExportedServiceSet or ImportedServiceSet with a status",
        why: "the control plane writes the status; without it there is nothing to compare",
        next: "oc get exportedserviceset,importedserviceset -n NAMESPACE -o yaml")
    case .needsServices(let object):
      Diagnostic(
        "MT-SVC-05", what: "the exports of \(object) are unknown: its rules select by labels",
        why: "only the Services have the labels", next: "pass `oc get svc -A -o yaml` with -f too")
    }
  }

  var exitStatus: ExitStatus { .malformed }

  private static func noSet(_ kind: String, _ mesh: String, _ peer: String, _ known: [String]) -> Diagnostic {
    let isExported = kind == ExportedServiceSet.kind
    return Diagnostic(
      "MT-SVC-25", what: "`\(mesh)` has no \(kind) for `\(peer)`",
      why: "without one nothing is \(isExported ? "exported" : "imported")"
        + (known.isEmpty ? "" : "; it has one for \(known.map { "`\($0)`" }.joined(separator: ", "))"),
      next: .didYouMean(
        Spelling.nearest(to: peer, among: known),
        otherwise: "give the set with -f, or write `\(isExported ? "exports" : "imports")` in federation.yaml"))
  }
}
