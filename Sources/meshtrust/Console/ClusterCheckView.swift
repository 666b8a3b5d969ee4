import Cluster
import Diagnostics
import Documents
import X509

/// What a look at the meshes' clusters showed.
struct ClusterCheckView {
  private let answers: [(mesh: String, answer: Result<MeshCheck, ClusterError>)]
  private let known: [String: ClusterIdentity]
  private let without: [String]

  init(
    _ answers: [(mesh: String, answer: Result<MeshCheck, ClusterError>)], known clusters: MeshClusters,
    without: [String]
  ) {
    self.answers = answers
    known = Dictionary(
      clusters.meshes.compactMap { mesh in mesh.known.map { (mesh.place.name, $0) } }
    ) { first, _ in first }
    self.without = without
  }

  var checks: [MeshCheck] { answers.compactMap { try? $0.answer.get() } }

  var status: ExitStatus {
    ExitStatus.worst(
      answers.map { mesh in
        switch mesh.answer {
        case .success(let check): check.isComplete ? .done : .no
        case .failure(let error): error.exitStatus
        }
      })
  }

  // MARK: - Text

  func text(_ console: Console) -> String {
    let blocks = answers.map { mesh in
      switch mesh.answer {
      case .success(let check): lines(check, console.page).joined(separator: "\n")
      case .failure(let error): "\(mesh.mesh)\n" + console.text(error.diagnostic)
      }
    }
    return (blocks + without.map { "\($0): no context" }).joined(separator: "\n\n")
  }

  private func lines(_ check: MeshCheck, _ page: Page) -> [String] {
    var table = Table()
    table.add("context", check.context.words)
    table.add("client", "\(check.client) \(check.clientVersion ?? "of an unknown version")\(Self.skew(check))")
    table.add("server", check.serverVersion ?? "of an unknown version")
    table.add("cluster", identity(check))
    let missing = Self.names(check.missingDefinitions).joined(separator: ", ")
    table.add("definitions", missing.isEmpty ? "all there" : "missing: \(missing)")
    table.add("reading", Self.rights(check.missingReading, check.mayBeGranted))
    table.add("applying", Self.rights(check.missingApplying, check.mayBeGranted))
    table.add("clock", Self.clock(check.clock.ahead))
    return [check.place.name] + table.lines(on: page, indent: 2)
  }

  private func identity(_ check: MeshCheck) -> String {
    guard let identity = check.identity else { return "unknown: the namespace may not be read" }
    let before = known[check.place.name]
    let isKnown = before?.isSame(as: identity) == true
    let since = before.map { isKnown ? "known since \($0.seen.day)" : "another one than on \($0.seen.day)" }
    return
      "\(identity.anchor.words) \(check.place.namespace), uid \(identity.uid), \(since ?? "seen for the first time")"
  }

  /// Kubernetes supports clients of the server's minor version and of those beside it. Others have done what is needed here,
  /// so that it is said and nothing more.
  private static func skew(_ check: MeshCheck) -> String {
    func minor(_ version: String?) -> Int? {
      version.flatMap { $0.split(separator: ".").dropFirst().first }.flatMap { PlainNumber.read($0) }
    }
    guard let client = minor(check.clientVersion), let server = minor(check.serverVersion) else { return "" }
    let count = abs(client - server)
    return count > 1
      ? ", \(count) minor versions \(client > server ? "after" : "before") the server's; supported is one" : ""
  }

  private static func names(_ types: [ResourceType]) -> [String] { types.map { "\($0.plural).\($0.group)" } }

  private static func rights(_ missing: [MeshRights.Right], _ mayBeGranted: Bool) -> String {
    guard !missing.isEmpty else { return "allowed" }
    return "not allowed\(mayBeGranted ? ", as far as the cluster says" : ""): "
      + missing.map(\.description).joined(separator: ", ")
  }

  private static func clock(_ ahead: Int64?) -> String {
    guard let ahead else { return "unknown" }
    if abs(ahead) <= 1 { return "as here" }
    return "\(abs(ahead)) s \(ahead > 0 ? "ahead of" : "behind") this machine"
  }

  // MARK: - Data

  func node(in context: CommandContext) -> Node {
    .schema(
      "cluster-check",
      [
        ("meshes", .sequence(answers.map { Self.node($0.mesh, $0.answer, context) })),
        ("withoutContext", .strings(without)),
      ])
  }

  private static func node(
    _ mesh: String, _ answer: Result<MeshCheck, ClusterError>, _ context: CommandContext
  ) -> Node {
    switch answer {
    case .failure(let error):
      return .mapping([
        ("mesh", .string(mesh)), ("reached", .bool(false)), ("error", error.diagnostic.node(in: context)),
      ])
    case .success(let check):
      return .mapping([
        ("mesh", .string(mesh)), ("reached", .bool(true)), ("context", .string(check.context.name)),
        ("server", .string(check.context.server.text)), ("user", .string(check.context.user)),
        ("client", .string(check.client)), ("clientVersion", .optional(check.clientVersion)),
        ("serverVersion", .optional(check.serverVersion)), ("clusterId", .optional(check.identity?.uid)),
        ("missingDefinitions", .strings(names(check.missingDefinitions))),
        ("missingReading", .strings(check.missingReading.map(\.description))),
        ("missingApplying", .strings(check.missingApplying.map(\.description))),
        ("serverTime", .optional(check.clock.latest?.description)),
        ("secondsAhead", check.clock.ahead.map { .int(Int($0)) } ?? .null), ("requests", .int(check.requests)),
      ])
    }
  }
}
