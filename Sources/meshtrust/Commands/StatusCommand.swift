import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Reports
import Rotation
import X509

/// `meshtrust status`: every certificate, by expiry.
struct StatusCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "List every certificate in every bundle and chain by expiry, and the next thing to do.",
    discussion: Manual.text(
      "Valid leaves are listed too, but never reported as expiring: they are short-lived by design. --live adds how each "
        + "mesh runs: its control plane, its peers, and what differs from what the home writes. --check answers as a plug-in of "
        + "Nagios does, and does not use the home's secret: one line, and exit status 0 for OK, 1 for WARNING, 2 for "
        + "CRITICAL, 3 for UNKNOWN.",
      examples: [
        "meshtrust status", "meshtrust status --fail-within 30d --json", "meshtrust status --live red-mesh",
        "meshtrust status --check",
      ],
      exits: [
        .done: "every certificate is valid, and nothing expires inside the window",
        .no: "something expires or is not valid yet, a mesh is not ready or not connected, or the home is older than "
          + "its checkpoint",
        .pending: "what runs differs from what the home writes",
        .malformed: "federation.yaml is missing or wrong",
        .secret: "the home cannot be opened", .inputOutput: "a file cannot be read",
      ]))

  @Flag(name: .long, help: "Print one line and end as a check of Nagios or Icinga does.")
  var check = false

  @Option(
    name: .long, help: ArgumentHelp("Exit 1 if anything expires within this time, such as 30d.", valueName: "time"))
  var failWithin: String?

  @Argument(help: ArgumentHelp("With --live, the meshes. (default: every mesh with a context)", valueName: "mesh"))
  var meshes: [String] = []

  @OptionGroup var source: LiveSource

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    try source.check()
    guard source.live || meshes.isEmpty else { throw UsageError.conflict(.meshesOfHome) }
    let window = try failWithin.map { text in
      guard let lifetime = Lifetime(text) else {
        throw CommandLineError.value(
          option: "--fail-within", text: text, why: "\(OptionValue.lifetimes)", next: "--fail-within 30d")
      }
      return lifetime
    }
    guard !check else { return try answer(window, console) }
    let home = try home.openForFindings()
    let status = try home.status()
    let shared = try home.authorities().sharedKeys(in: home.federation())
    let isOlder = try !home.checkpointNotes().isEmpty
    let findings = home.home.findings() + status.warnings + shared
    let counted = status.entries.filter { $0.kind != .leaf }
    let expiring = counted.filter { $0.certificate.validity.notAfter <= home.now + (window?.seconds ?? 0) }
    let early = counted.filter { $0.certificate.validity.notBefore > home.now }
    let (running, reading) = try running(home, console)
    if output.json {
      console.print(node(status, expiring, findings, running))
    } else {
      console.print(
        ([text(status, expiring, early, shared, console)]
          + running.map { $0.lines(on: console.page).joined(separator: "\n") })
          .joined(separator: "\n\n"))
    }
    console.say(findings)
    return ExitStatus.worst(
      [reading, (expiring + early).isEmpty && shared.isEmpty && !isOlder ? .done : .no] + running.map(\.status))
  }

  /// One line for Nagios. Whatever prevents the answer is its UNKNOWN.
  private func answer(_ window: Lifetime?, _ console: Console) throws -> ExitStatus {
    guard !output.json else { throw UsageError.conflict(.forms(["--check", "--json"])) }
    let result: HealthCheck
    do {
      result = try health(window, console)
    } catch let error as any Diagnosable {
      result = HealthCheck(unknown: "\(console.text(error.diagnostic.what)) [\(error.diagnostic.code)]")
    }
    console.print(result.line)
    return switch result.state {
    case .ok: .done
    case .warning: .no
    case .critical: .pending
    case .unknown: .malformed
    }
  }

  private func health(_ window: Lifetime?, _ console: Console) throws -> HealthCheck {
    let home = try home.openWithoutSecret(nil)
    let metrics = try HomeMetrics(home, version: Version.number, at: home.now)
    var more: [(severity: Alert.Severity, text: String)] = []
    if let window {
      for entry in try home.status().expiring(within: window, of: home.now) where entry.kind != .leaf {
        more.append((.warning, "\(entry.name) expires on \(entry.certificate.validity.notAfter.day)"))
      }
    }
    for text in try Self.waiting(home) { more.append((.warning, console.text(text))) }
    more += try home.checkpointNotes().map { (.critical, console.text($0.what)) }
    more += try home.outdatedSealers().map { (.warning, console.text($0.what)) }
    let (running, reading) = try running(home, console)
    for mesh in running where mesh.status != .done {
      let lacking = mesh.isReady == true ? "connected" : "ready"
      more.append(
        mesh.status == .no
          ? (.critical, "\(mesh.mesh) is not \(lacking)") : (.warning, "\(mesh.mesh) does not run as written"))
    }
    if reading != .done { more.append((.warning, "not every cluster could be read")) }
    return HealthCheck(metrics.samples, named: try home.federation().name, at: home.now, more: more)
  }

  /// What waits for somebody: the next step of a rotation, unless time alone opens it, a removal that was stopped, and a
  /// folder that cannot be written.
  private static func waiting(_ home: OpenHome) throws -> [Message] {
    let ledger = try home.rotationLedger(withKeys: false)
    let steps = ledger.rotations.compactMap { rotation -> Message? in
      let gates = RotationMachine(ledger, rotation.owner).gates()
      let shut = gates.filter { !$0.isOpen }
      guard shut.isEmpty || shut.contains(where: { $0.opens == nil }) else { return nil }
      return "\(rotation.owner)/root is \(rotation.phase.rawValue), next: \(Gate.advice(on: gates, of: rotation.owner))"
    }
    let removals = try home.stoppedRemovals().map { name -> Message in
      "the removal of \(name) was stopped: `\(.meshtrust("apply"))`, or if the key of its last CRL is lost "
        + "`\(.meshtrust("remove", "mesh", name, "--accept-missing-crl"))`"
    }
    return removals + ledger.blockedFolders.map { "\($0.line)" } + steps
  }

  /// How the meshes run, if clusters are asked.
  private func running(_ home: OpenHome, _ console: Console) throws -> (meshes: [LiveStatus], reading: ExitStatus) {
    guard source.live else { return ([], .done) }
    let live = try LiveInput.read(LiveStatus.parts, source.contexts, home, named: meshes, console)
    let federation = try home.federation()
    let running = try live.meshes.map { try LiveStatus($0, federation.requireMesh($0.place.name), home) }
    return (running, live.status)
  }

  private func text(
    _ status: HomeStatus, _ expiring: [StatusEntry], _ early: [StatusEntry], _ shared: [Diagnostic], _ console: Console
  ) -> String {
    var table = Table("EXPIRES", "CERTIFICATE", "KIND", "WHERE")
    for entry in status.entries {
      let mark = expiring.contains(entry) ? "!" : ""
      table.add(
        "\(entry.certificate.validity.notAfter)\(mark)", entry.name, entry.kind.rawValue,
        entry.places.joined(separator: ", "))
    }
    var lines = early.isEmpty ? [] : ["\(early.count) of \(Self.counted(status)) are not valid yet"]
    if early.isEmpty || !expiring.isEmpty { lines.append(verdict(status, expiring)) }
    if !shared.isEmpty { lines.append("meshes share a signing key: see below") }
    lines += status.blocked.map(\.line) + superseded(status)
    lines += table.lines(on: console.page)
    let date = status.next.date.map { "on \($0.day)" } ?? "now"
    lines.append(console.text("next: \(date): \(status.next.command)  (\(status.next.reason))"))
    return lines.joined(separator: "\n")
  }

  /// One line, however many there are: nothing is to be done about them unless a key is lost.
  private func superseded(_ status: HomeStatus) -> [String] {
    guard let last = status.superseded.last else { return [] }
    let name = "\(last.name) \(last.certificate.fingerprint.prefix(8))".printable
    let day = last.certificate.validity.notAfter.day
    return status.superseded.count == 1
      ? ["1 superseded intermediate is accepted until it expires: \(name) on \(day)"]
      : [
        "\(status.superseded.count) superseded intermediates are accepted until they expire, the last one, \(name), "
          + "on \(day)"
      ]
  }

  /// Leaves are short-lived by design.
  private static func counted(_ status: HomeStatus) -> Int { status.entries.count { $0.kind != .leaf } }

  /// What the exit status says of the certificates.
  private func verdict(_ status: HomeStatus, _ expiring: [StatusEntry]) -> String {
    let count = Self.counted(status)
    guard count > 0 else { return "nothing is issued yet" }
    guard expiring.isEmpty else {
      return "\(expiring.count) of \(count) \(failWithin.map { "expire within \($0)" } ?? "have expired")"
    }
    return "none of \(Counted.text(count, "certificate")) \(failWithin.map { "expires within \($0)" } ?? "has expired")"
  }

  private func node(
    _ status: HomeStatus, _ expiring: [StatusEntry], _ findings: [Diagnostic], _ running: [LiveStatus]
  ) -> Node {
    let live: [(String, Node)] = source.live ? [("meshes", .sequence(running.map(\.node)))] : []
    return .schema(
      "status",
      [
        (
          "certificates",
          .sequence(
            status.entries.map { $0.node([("insideWindow", .bool(expiring.contains($0)))]) })
        ),
        ("superseded", .sequence(status.superseded.map(\.node))), ("next", status.next.node),
        ("blocked", .sequence(status.blocked.map(\.node))), ("diagnostics", .sequence(findings.map(\.node))),
      ] + live)
  }
}

extension BlockedFolder {
  /// For whoever believes that a folder is up to date.
  var line: String { "out/\(mesh) cannot be written yet: \(reason)" }

  /// The folder as JSON.
  var node: Node {
    .mapping([
      ("mesh", .string(mesh)), ("peer", .string(peer)), ("reason", .string(reason)),
      ("command", .string(answer.text(in: .none))),
    ])
  }
}

extension HomeStatus.Next {
  /// The next thing to do as JSON.
  var node: Node {
    .mapping([
      ("command", .string(command.text(in: .none))), ("date", .optional(date?.description)),
      ("reason", .string(reason)),
    ])
  }
}

extension StatusEntry {
  /// The certificate as JSON.
  var node: Node { node([]) }

  func node(_ more: [(String, Node)]) -> Node {
    .mapping(
      [
        ("name", .string(name)), ("kind", .string(kind.rawValue)), ("fingerprint", .string(certificate.fingerprint)),
        ("notAfter", .string(certificate.validity.notAfter.description)), ("where", .strings(places)),
      ] + more)
  }
}
