import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import Lint
import SPIFFE
import SystemPackage
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

  /// Everything given, sorted by mesh; with a home's roots and names as facts where one is named or needed. Documents are
  /// read one after the other, and what no rule looks at is forgotten at once.
  func inventory(_ home: HomeOptions, isHomeNamed: Bool) throws -> Inventory {
    let (facts, opened, namespace) = try facts(home, isHomeNamed: isHomeNamed)
    var gathered = Gathered(namespace: namespace)
    for path in paths { try ManifestInput.each(path) { gathered.add($0) } }
    if paths.isEmpty, let opened {
      for document in try ManifestInput.own(opened) { gathered.add(document) }
    }
    return Inventory(gathered, facts: facts)
  }

  /// Everything in the files given, as it was read.
  func read(_ home: HomeOptions, isHomeNamed: Bool) throws -> GivenManifests {
    let (facts, _, namespace) = try facts(home, isHomeNamed: isHomeNamed)
    var documents: [Document] = []
    for path in paths { documents += try ManifestInput.read(path) }
    return GivenManifests(documents: documents, facts: facts, namespace: namespace)
  }

  private func facts(
    _ home: HomeOptions, isHomeNamed: Bool
  ) throws -> (facts: Facts, home: Home?, namespace: String?) {
    var facts = Facts(now: try Clock.now(home.now, option: "--now"))
    guard isHomeNamed || paths.isEmpty || mesh != nil else { return (facts, nil, nil) }
    let opened = try home.open()
    try ManifestInput.add(opened, to: &facts)
    return (facts, opened, try mesh.flatMap { try facts.federation?.requireMesh($0).namespace })
  }
}

/// Manifests as they were read, with what is known besides.
struct GivenManifests {
  /// The documents, lists and all.
  let documents: [Document]
  /// What is known besides.
  let facts: Facts
  /// The only namespace that counts, if one was chosen.
  let namespace: String?

  /// Sorts documents: those given, or what became of them.
  func inventory(_ documents: [Document]) -> Inventory {
    var gathered = Gathered(namespace: namespace)
    for document in documents { gathered.add(document) }
    return Inventory(gathered, facts: facts)
  }
}

/// Manifests from files, folders and homes.
enum ManifestInput {
  /// The documents of a file, or of every manifest in a folder and below it, in the order of their names.
  static func read(_ path: String) throws -> [Document] {
    var documents: [Document] = []
    try each(path) { documents.append($0) }
    return documents
  }

  /// The same, one after the other.
  static func each(_ path: String, _ body: (Document) throws -> Void) throws {
    guard path != "-", FileSystem.isFolder(FilePath(path)) else {
      var reader = try DocumentReader(path: path)
      while let document = try reader.next() { try body(document) }
      return
    }
    for name in FileSystem.names(in: FilePath(path)) {
      let inner = path + "/" + name
      if FileSystem.isFolder(FilePath(inner)) || ["yaml", "yml", "json"].contains(where: { name.hasSuffix("." + $0) }) {
        try each(inner, body)
      }
    }
  }

  /// What `apply` would write, without the plain keys: no rule looks at them.
  static func own(_ home: Home) throws -> [Document] {
    var documents: [Document] = []
    for mesh in try home.federation().meshes {
      for file in try home.manifests(of: mesh.name, withKey: false).manifests.files {
        guard case .plain(let bytes) = file.content, file.path != "kustomization.yaml" else { continue }
        let path = home.outputFolder(of: mesh.name).pushing(file.path)
        documents += try DocumentReader.all(bytes: bytes, source: path.string)
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
      facts.roots[domain] = authorities.bundle(of: mesh.name, in: federation)?.certificates
      facts.intermediates[domain] = authorities.intermediate(of: mesh.name).map { [$0.certificate] }
    }
    for remote in authorities.remotes { facts.roots[remote.card.trustDomain.name] = remote.card.roots }
  }
}
