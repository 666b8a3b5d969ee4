import ArgumentParser
import Cluster
import Diagnostics
import Documents
import Lint
import X509

/// `meshtrust doctor`: checks by the status of a ServiceMeshPeer whether two meshes are connected.
struct DoctorCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Read the status of a ServiceMeshPeer and report whether the meshes are connected in each direction.",
    discussion: Manual.text(
      "Pass the live object: `oc get servicemeshpeer green-mesh -o yaml`, or its status alone. ServiceMeshControlPlanes "
        + "in the file are read too, and export and import sets are compared with their status, as by `services diff`. "
        + "Standard input is judged for now; a file was saved, and is judged for the latest time in it.",
      examples: [
        "oc get servicemeshpeer green-mesh -o yaml | meshtrust doctor -f -",
        "meshtrust doctor -f peer-with-status.yaml --json", "meshtrust doctor --live red-mesh",
      ],
      exits: [
        .done: "connected in both directions", .no: "not connected, or unknown",
        .pending: "connected, but sets differ from their status",
        .malformed: "the file contains no such object",
        .usage: "wrong usage", .inputOutput: "the file or a part of a cluster cannot be read",
      ]))

  @OptionGroup var input: InputFiles<Input.Status>

  @OptionGroup var source: LiveSource

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    try source.check(files: input.file)
    guard !source.live else {
      let live = try LiveInput.read(
        [.controlPlane, .members, .peers, .sets, .istio], source.contexts, home.openBegun(console), named: input.named,
        console)
      let name = live.meshes.map(\.place.name).joined(separator: ", ")
      return live.status.and(try examine(live.documents, name, now: live.time, console))
    }
    let files = try input.required()
    let now = try home.now == nil && files != ["-"] ? nil : Clock.now(home.now, option: "--now")
    let documents = try files.flatMap { try ManifestInput.read($0) }.flatMap { $0.unrolled() }
    return try examine(documents, files.joined(separator: ", "), now: now, console)
  }

  /// - Parameter now: Nil for the latest time in each object, which was saved.
  private func examine(
    _ documents: [Document], _ file: String, now given: Timestamp?, _ console: Console
  ) throws -> ExitStatus {
    let limit = try Clock.now(home.now, option: "--now")
    let doctors = documents.compactMap { Doctor($0, now: given, notAfter: limit, others: documents) }
    let planes = documents.compactMap { ControlPlaneHealth($0) }
    let sets = try ServicesDiffCommand.compare(documents)
    let reports = documents.compactMap { ReportedMessages($0) }
    guard !doctors.isEmpty || !planes.isEmpty || !sets.isEmpty || !reports.isEmpty else {
      throw CommandLineError.wrongContent(
        file: file, found: "no ServiceMeshPeer and no control plane",
        wanted: "an object with its status", of: .objects)
    }
    if output.json {
      console.print(
        .schema(
          "doctor",
          [
            ("peers", .sequence(doctors.map(Self.node))), ("controlPlanes", .sequence(planes.map(Self.node))),
            ("sets", .sequence(sets.map(ServiceDiffView.node))),
            (
              "reports",
              .sequence(
                reports.map { .mapping([("object", .string($0.object)), ("messages", .strings($0.messages))]) })
            ),
          ]))
    } else {
      let isSaved = given == nil
      console.print(
        (planes.map(\.text.printable) + doctors.map { Self.text($0, isSaved: isSaved) } + sets.map(ServiceDiffView.text)
          + reports.map(Self.text))
          .joined(separator: "\n"))
    }
    guard doctors.allSatisfy(\.isHealthy), planes.allSatisfy({ $0.isReady ?? false }), reports.isEmpty else {
      return .no
    }
    return sets.allSatisfy(\.differences.isEmpty) ? .done : .pending
  }

  private static func text(_ doctor: Doctor, isSaved: Bool) -> String {
    let view = doctor.namespace.map { ", as seen from \($0)" } ?? ""
    let time = isSaved ? doctor.time.map { ", judged for \($0), the latest time in the file (--now for another)" } : nil
    var lines = [doctor.peer + view + (time ?? "")]
    for finding in doctor.findings {
      lines.append("  \(finding.text)")
      if let reason = finding.reason { lines.append("    \(reason)") }
      lines += finding.logs.map { "    log: \($0)" }
    }
    return lines.map(\.printable).joined(separator: "\n")
  }

  private static func text(_ report: ReportedMessages) -> String {
    (["istiod reports of \(report.object):"] + report.messages.map { "  \($0)" }).map(\.printable).joined(
      separator: "\n")
  }

  private static func node(_ doctor: Doctor) -> Node {
    .mapping([
      ("peer", .string(doctor.peer)), ("namespace", .optional(doctor.namespace)),
      ("time", .optional(doctor.time?.description)), ("healthy", .bool(doctor.isHealthy)),
      (
        "findings",
        .sequence(
          doctor.findings.map {
            .mapping([
              ("direction", .string($0.direction.rawValue)), ("health", .string($0.health.rawValue)),
              ("pod", .optional($0.pod)), ("source", .optional($0.source)), ("since", .optional($0.since)),
              ("text", .string($0.text)), ("reason", .optional($0.reason)), ("logs", .strings($0.logs)),
            ])
          })
      ),
    ])
  }

  private static func node(_ plane: ControlPlaneHealth) -> Node {
    .mapping([
      ("name", .string(plane.name)), ("ready", plane.isReady.map { .bool($0) } ?? .null),
      ("readyComponents", .optional(plane.readyComponents)), ("text", .string(plane.text)),
    ])
  }
}
