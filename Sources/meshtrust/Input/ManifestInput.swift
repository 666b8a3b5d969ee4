import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import Lint
import SPIFFE
import SystemPackage
import X509

/// The manifests to check, and additional facts from a home.
struct ManifestOptions: ParsableArguments {
  @OptionGroup var input: InputFiles<Input.Manifests>

  @OptionGroup var source: LiveSource

  /// The files; none if clusters take their place.
  var paths: [String] { source.live ? [] : input.paths }

  @Option(name: .long, help: ArgumentHelp("Use only the manifests in this mesh's namespace.", valueName: "mesh"))
  var mesh: String?

  /// The input sorted by mesh, with a home's roots and names as facts if one is named or needed. Documents are read one
  /// at a time, and parts that no rule needs are dropped at once.
  ///
  /// - Returns: The status is that of reading: clusters may have been read in part.
  func inventory(
    _ home: HomeOptions, isHomeNamed: Bool, _ console: Console, with parts: LiveParts = .manifests,
    adding more: (inout Facts) throws -> Void = { _ in }
  ) throws -> (inventory: Inventory, reading: ExitStatus) {
    try source.check(files: input.file)
    let (known, opened, namespace) = try facts(home, isHomeNamed: isHomeNamed, console)
    var facts = known
    try more(&facts)
    let gathered = Gathered(namespace: namespace)
    facts.plainKeys = try eachDocument { gathered.add($0) }.keys
    var reading = ExitStatus.done
    if source.live, let opened {
      let live = try LiveInput.read(parts, source.contexts, opened, named: input.named, console)
      for document in live.documents { gathered.add(document) }
      reading = live.status
    } else if paths.isEmpty, let opened {
      for document in try ManifestInput.own(opened) { gathered.add(document) }
    }
    return (Inventory(gathered, facts: facts), reading)
  }

  /// The documents of the files, as read.
  func read(
    _ home: HomeOptions, isHomeNamed: Bool, _ console: Console, adding more: (inout Facts) throws -> Void = { _ in }
  ) throws -> GivenManifests {
    let (known, _, namespace) = try facts(home, isHomeNamed: isHomeNamed, console)
    var facts = known
    try more(&facts)
    var documents: [Document] = []
    let git = try eachDocument { documents.append($0) }
    return GivenManifests(documents: documents, facts: facts, namespace: namespace, git: git)
  }

  /// Reads every document of the files, one at a time.
  ///
  /// - Returns: What git would take of them, and of the files beside them.
  private func eachDocument(_ body: (Document) throws -> Void) throws -> GitFiles {
    var git = GitFiles()
    for path in paths {
      try ManifestInput.each(
        path,
        { document in
          git.add(document)
          try body(document)
        }, others: { try git.add($0, in: $1) })
    }
    return git
  }

  private func facts(
    _ home: HomeOptions, isHomeNamed: Bool, _ console: Console
  ) throws -> (facts: Facts, home: OpenHome?, namespace: String?) {
    var facts = Facts(now: try Clock.now(home.now, option: "--now"))
    guard isHomeNamed || paths.isEmpty || mesh != nil else { return (facts, nil, nil) }
    let opened = try home.open(console)
    try ManifestInput.add(opened, to: &facts)
    return (facts, opened, try mesh.flatMap { try facts.federation?.requireMesh($0).namespace })
  }
}

/// Manifests as read, with additional facts.
struct GivenManifests {
  /// Including lists.
  let documents: [Document]
  let facts: Facts
  /// The only namespace to use, if chosen.
  let namespace: String?
  /// Of what was read, and the files beside it.
  let git: GitFiles

  /// Sorts the documents that were read, or their edited versions.
  func inventory(_ documents: [Document]) -> Inventory {
    let gathered = Gathered(namespace: namespace)
    for document in documents { gathered.add(document) }
    var facts = self.facts
    facts.plainKeys = git.with(documents).keys
    return Inventory(gathered, facts: facts)
  }
}

enum ManifestInput {
  /// The documents of a file, or of every manifest in a folder and below it, sorted by name.
  static func read(_ path: String) throws -> [Document] {
    var documents: [Document] = []
    try each(path) { documents.append($0) }
    return documents
  }

  /// One at a time.
  ///
  /// - Parameter others: Takes the names of what else is in a folder, and the folder.
  static func each(
    _ path: String, _ body: (Document) throws -> Void, others: ([String], String) throws -> Void = { _, _ in }
  ) throws {
    var visited: Set<FilePath> = []
    var count = 0
    let counted = { (document: Document) throws in
      count += 1
      guard count <= mostDocuments else {
        throw CommandLineError.tooManyDocuments(file: path, limit: mostDocuments)
      }
      try body(document)
    }
    try each(path, isNamed: true, &visited, counted, others)
  }

  /// A whole large cluster has fewer objects; a stream of documents may have no end.
  private static let mostDocuments = 1_000_000

  /// Each folder once, also where links lead back to it.
  private static func each(
    _ path: String, isNamed: Bool, _ visited: inout Set<FilePath>, _ body: (Document) throws -> Void,
    _ others: ([String], String) throws -> Void
  ) throws {
    guard path != "-", FileSystem.isFolder(FilePath(path)) else {
      // What was looked at may be a pipe by now.
      var reader = try DocumentReader(path: path, onlyRegular: !isNamed)
      while let document = try reader.next() {
        try ServerRefusal.check(document, wanted: "manifests", of: .objects)
        try body(document)
      }
      return
    }
    guard visited.insert(FileSystem.resolved(FilePath(path)) ?? FilePath(path)).inserted else { return }
    // A draft of an output folder is half of something.
    let names = try FileSystem.names(in: FilePath(path)).filter { !OutputTree.isDraft($0) }
    for name in names {
      let inner = path + "/" + name
      if FileSystem.isFolder(FilePath(inner)) || ["yaml", "yml", "json"].contains(where: { name.hasSuffix("." + $0) }) {
        // A pipe that somebody names is read; one among the files of a folder would be waited for.
        try FileSystem.requireRegular(FilePath(inner))
        try each(inner, isNamed: false, &visited, body, others)
      }
    }
    try others(names, path)
  }

  /// What `apply` would write, without the plain keys, which no rule needs.
  static func own(_ home: OpenHome) throws -> [Document] {
    var documents: [Document] = []
    for mesh in try home.federation().meshes {
      for file in try home.manifests(of: mesh.name, withKey: false).manifests.files {
        guard case .plain(let bytes) = file.content, file.path != "kustomization.yaml",
          ["yaml", "json"].contains(file.path.extension)
        else { continue }
        let path = home.outputFolder(of: mesh.name).pushing(file.path)
        documents += try DocumentReader.all(bytes: bytes, source: path.string)
      }
    }
    return documents
  }

  /// The home's names, roots and intermediates.
  static func add(_ home: OpenHome, to facts: inout Facts) throws {
    let federation = try home.federation()
    let authorities = try home.authorities()
    facts.federation = federation
    for mesh in federation.meshes {
      let domain = mesh.trustDomain.name
      facts.roots[domain] = authorities.bundle(of: mesh.name, in: federation)?.certificates
      facts.intermediates[domain] = authorities.intermediate(of: mesh.name).map { [$0.certificate] }
    }
    for remote in authorities.remotes {
      facts.roots[remote.card.trustDomain.name] = remote.card.roots
      facts.remoteDomains[remote.name] = remote.card.trustDomain.name
    }
  }
}
