import CA
import Cluster
import Diagnostics
import Documents
import Federation
import X509

/// What was read from clusters in place of files.
struct LiveInput {
  let meshes: [LiveObjects]
  /// What is to be said, errors of single meshes included.
  let diagnostics: [Diagnostic]
  /// Done if everything was read, or how the worst mesh ended.
  let status: ExitStatus

  var documents: [Document] { meshes.flatMap(\.documents) }

  /// The latest time of the clusters' servers.
  var time: Timestamp? { meshes.compactMap(\.clock.latest).max() }

  /// Reads parts of some meshes, or of every mesh with a context. A mesh whose cluster cannot be reached does not stop
  /// the others.
  ///
  /// - Throws: The error of the mesh if nothing was read at all.
  static func read(
    _ parts: LiveParts, _ options: ContextOptions, _ home: OpenHome, named: [String], _ console: Console
  ) throws -> LiveInput {
    let input = try LiveInput(parts, MeshClusters(options, home, named: named), home)
    console.say(input.diagnostics)
    return input
  }

  /// - Throws: The error of the mesh if nothing was read at all.
  init(_ parts: LiveParts, _ clusters: MeshClusters, _ home: OpenHome) throws {
    let answers = clusters.each { mesh, session throws(ClusterError) in
      try MeshReader.read(parts, of: mesh.place, from: session, known: mesh.known)
    }
    let (read, failures) = Self.sorted(answers)
    if read.isEmpty, let failure = failures.first, failures.count == 1 { throw failure.error }
    var diagnostics = clusters.without.map(Self.without)
    diagnostics += failures.map { failure in
      var diagnostic = failure.error.diagnostic
      diagnostic.what = "\(failure.mesh): \(diagnostic.what)"
      return diagnostic
    }
    diagnostics += read.flatMap(Self.findings)
    let identities = Dictionary(read.map { ($0.place.name, $0.identity) }) { first, _ in first }
    diagnostics += try ClusterRecord.remember(identities, clusters, home)
    let statuses = failures.map(\.error.exitStatus) + (read.contains { !$0.unread.isEmpty } ? [.inputOutput] : [])
    meshes = read
    self.diagnostics = diagnostics
    status = ExitStatus.worst(statuses)
  }

  private static func sorted(
    _ answers: [(mesh: String, answer: Result<LiveObjects, ClusterError>)]
  ) -> (read: [LiveObjects], failures: [(mesh: String, error: ClusterError)]) {
    var read: [LiveObjects] = []
    var failures: [(mesh: String, error: ClusterError)] = []
    for (mesh, answer) in answers {
      switch answer {
      case .success(let objects): read.append(objects)
      case .failure(let error): failures.append((mesh, error))
      }
    }
    return (read, failures)
  }

  static func without(_ mesh: String) -> Diagnostic {
    Diagnostic(
      "MT-K-30", .note, what: "`\(mesh)` is left out: nobody chose a context for it",
      why: "the current context is never used", next: "--context \(mesh)=CONTEXT")
  }

  /// What is unknown of a mesh, and what is unusual.
  static func findings(_ objects: LiveObjects) -> [Diagnostic] {
    var findings = objects.unread.map { finding($0, of: objects.place.name) }
    let commands = ClientCommands(objects.place.isMaistra ? "oc" : "kubectl")
    findings += objects.copiedSecrets.map { name in
      Diagnostic(
        "MT-K-32", .warning,
        what: "\(objects.place.name): the Secret `\(name)` has a copy of its private key in an annotation",
        why: "a client-side apply left it; whoever may read the Secret's history of annotations has every earlier key",
        next: "\(commands.removeCopy(ofSecret: name, in: objects.place.namespace))")
    }
    if !objects.unseenSecrets.isEmpty {
      let names = objects.unseenSecrets.map { "`\($0)`" }.joined(separator: ", ")
      findings.append(
        Diagnostic(
          "MT-K-36", .note,
          what: "\(objects.place.name): Secrets in \(objects.place.namespace) were not seen: \(names)",
          why: "they may not be read, and the rules about what signs for the mesh are not checked",
          next: "`\(.meshtrust("cluster", "rights", objects.place.name, "--secrets"))` prints the Role to grant"))
    }
    if let ahead = objects.clock.ahead, abs(ahead) > longestSkew {
      findings.append(
        Diagnostic(
          "MT-K-33", .warning,
          what: "\(objects.place.name): the cluster's clock is \(abs(ahead)) s \(ahead > 0 ? "ahead of" : "behind") "
            + "this machine's",
          why: "certificates are checked by one clock and were issued by the other", next: "synchronise both (NTP)"))
    }
    return findings
  }

  static func finding(_ unread: LiveObjects.Unread, of mesh: String) -> Diagnostic {
    Diagnostic(
      "MT-K-31", .warning,
      what: "\(mesh): \(unread.kind)s \(unread.namespace.map { "in \($0)" } ?? "of all namespaces") were not read",
      why: unread.fault.diagnostic.what, next: unread.fault.diagnostic.next.filling("MESH", with: mesh))
  }

  /// In seconds; certificates are back-dated by five minutes.
  private static let longestSkew: Int64 = 120
}

extension ExitStatus {
  /// In falling order: what ends a command that works on several meshes.
  private static let order: [ExitStatus] = [
    .internal, .usage, .interrupted, .refused, .no, .secret, .malformed, .inputOutput, .pending,
  ]

  static func worst(_ statuses: [ExitStatus]) -> ExitStatus {
    order.first(where: statuses.contains) ?? .done
  }

  /// The worse of both.
  func and(_ other: ExitStatus) -> ExitStatus { Self.worst([self, other]) }
}
