import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Kubernetes
import Lint
import SPIFFE
import X509

/// The manifests to look at, and what a home knows besides.
struct ManifestOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Files and folders of manifests, YAML or JSON; - is standard input. Without any: what the home would write.",
      valueName: "path"))
  var paths: [String] = []

  @Option(name: .long, help: ArgumentHelp("Take only the manifests of this mesh's namespace.", valueName: "mesh"))
  var mesh: String?

  /// Everything given, sorted by mesh; with a home's roots and names as facts where one is named or needed.
  func inventory(_ home: HomeOptions, isHomeNamed: Bool) throws -> Inventory {
    var facts = Facts(now: try Clock.now(home.now, option: "--now"))
    var documents: [Document] = []
    for path in paths { documents += try ManifestInput.read(path) }
    if isHomeNamed || paths.isEmpty || mesh != nil {
      let opened = try home.open()
      try ManifestInput.add(opened, to: &facts)
      if paths.isEmpty { documents = try ManifestInput.own(opened) }
    }
    guard let mesh, let federation = facts.federation else { return Inventory(documents: documents, facts: facts) }
    let namespace = try federation.requireMesh(mesh).namespace
    let chosen = documents.flatMap { $0.unrolled() }.filter {
      let found = $0.root["metadata"]?["namespace"]?.string
      return found == nil || found == namespace
    }
    return Inventory(documents: chosen, facts: facts)
  }
}

/// Manifests from files, folders and homes.
enum ManifestInput {
  /// The documents of a file, or of every manifest in a folder and below it, in the order of their names.
  static func read(_ path: String) throws -> [Document] {
    guard path != "-", FileSystem.isFolder(path) else { return try DocumentReader.all(path: path) }
    var documents: [Document] = []
    for name in FileSystem.names(in: path) {
      let inner = path + "/" + name
      if FileSystem.isFolder(inner) || ["yaml", "yml", "json"].contains(where: { name.hasSuffix("." + $0) }) {
        documents += try read(inner)
      }
    }
    return documents
  }

  /// What `apply` would write, without the plain keys: no rule looks at them.
  static func own(_ home: Home) throws -> [Document] {
    var documents: [Document] = []
    for mesh in try home.federation().meshes {
      for file in try home.manifests(of: mesh.name, withKey: false).manifests.files {
        guard case .plain(let bytes) = file.content, file.name != "kustomization.yaml" else { continue }
        documents += try DocumentReader.all(bytes: bytes, source: home.outputFolder(of: mesh.name) + "/" + file.name)
      }
    }
    return documents
  }

  /// What the home knows of names, roots and intermediates.
  static func add(_ home: Home, to facts: inout Facts) throws {
    let federation = try home.federation()
    let authorities = try home.authorities()
    facts.federation = federation
    for mesh in federation.meshes {
      let domain = mesh.trustDomain.name
      facts.roots[domain] = authorities.bundle(of: mesh.name, sharedRoots: federation.roots == .shared)?.certificates
      facts.intermediates[domain] = authorities.intermediate(of: mesh.name).map { [$0.certificate] }
    }
    for remote in authorities.remotes { facts.roots[remote.card.trustDomain.name] = remote.card.roots }
  }
}
