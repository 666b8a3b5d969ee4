import CA
import Diagnostics
import Documents
import Federation
import Reports
import Rotation
import SPIFFE
import X509

/// A report as JSON.
struct ReportView {
  private let report: FederationReport

  init(_ report: FederationReport) {
    self.report = report
  }

  var node: Node {
    let live: [(String, Node)] = report.running.map { [("running", .sequence($0.map(Self.node)))] } ?? []
    return .schema(
      "report",
      [
        ("name", .string(report.federation.name)), ("time", .string(report.time.description)),
        ("roots", .string(report.federation.roots.rawValue)), ("standing", .string(report.level.rawValue)),
        (
          "standings",
          .sequence(
            report.standings.map { .mapping([("level", .string($0.level.rawValue)), ("text", .string($0.text))]) })
        ),
        ("next", report.status.next.node),
        ("meshes", .sequence(report.meshes.map { MeshView($0).node })),
        ("remotes", .sequence(report.remotes.map(Self.node))),
        ("acceptances", .sequence(report.acceptances.map(Self.node))),
        ("lifetimes", .sequence(report.lifetimes.map(Self.node))),
        ("timeline", TimelineView(report.timeline).node(nil)),
        ("rotations", .sequence(report.rotations.map(Self.node))),
        ("certificates", .sequence(report.status.entries.map(\.node))),
        ("log", .mapping([("entries", .int(Int(report.logCount))), ("last", .sequence(report.log.map(\.node)))])),
        ("diagnostics", .sequence(report.findings.map(\.node))),
      ] + live)
  }

  private static func node(_ remote: ReportedRemote) -> Node {
    .mapping([
      ("name", .string(remote.name)), ("peers", .strings(remote.peers)),
      ("trustDomain", .optional(remote.held?.card.trustDomain.name)),
      ("form", .optional(remote.held?.form.rawValue)), ("imported", .optional(remote.held?.imported.description)),
      (
        "roots",
        .sequence(
          (remote.held?.card.roots ?? []).map { root in
            .mapping([
              ("subject", .string(root.subject.description)), ("fingerprint", .string(root.fingerprint)),
              ("notAfter", .string(root.validity.notAfter.description)),
            ])
          })
      ),
    ])
  }

  private static func node(_ acceptance: Acceptance) -> Node {
    let (reason, diagnostic): (String?, Node) =
      switch acceptance.state {
      case .accepts: (nil, .null)
      case .rejects(let reason): (reason.what.description, reason.node)
      case .unknown(let reason): (reason, .null)
      }
    return .mapping([
      ("verifies", .string(acceptance.holder)), ("presents", .string(acceptance.presenter)),
      ("state", .string(acceptance.word)), ("reason", .optional(reason)), ("diagnostic", diagnostic),
      ("awaited", .bool(acceptance.isAwaited)),
    ])
  }

  private static func node(_ lifetime: Lifespan) -> Node {
    .mapping([
      ("kind", .string(lifetime.kind.rawValue)), ("owner", .string(lifetime.owner)), ("name", .string(lifetime.name)),
      ("start", .string(lifetime.start.description)), ("due", .optional(lifetime.due?.description)),
      ("end", .string(lifetime.end.description)), ("fingerprints", .strings(lifetime.fingerprints)),
      ("remark", .optional(lifetime.remark.isEmpty ? nil : lifetime.remark)),
    ])
  }

  private static func node(_ reported: ReportedRotation) -> Node {
    let rotation = reported.rotation
    return .mapping([
      ("root", .string("\(rotation.owner)/root")), ("phase", .string(rotation.phase.rawValue)),
      ("since", .string(rotation.since.description)), ("started", .string(rotation.started.description)),
      ("leaving", .int(rotation.leaving)), ("arriving", .int(rotation.arriving)),
      ("backwards", .bool(rotation.isBackwards)), ("compromised", .bool(rotation.isCompromised)),
      ("reason", .string(rotation.reason)), ("next", .string(reported.next.description)),
      ("gates", .sequence(reported.gates.map(\.node))), ("evidence", .sequence(reported.evidence.map(\.node))),
      ("against", .sequence(reported.contradictions.map(\.node))),
      ("proof", reported.proof.map(node) ?? .null),
      (
        "steps",
        .sequence(
          reported.forecast.steps.map { step in
            .mapping([
              ("phase", .string(step.phase.rawValue)), ("earliest", .optional(step.earliest?.description)),
              ("administrators", StepsView(administrators: step.work).node),
            ])
          })
      ),
    ])
  }

  private static func node(_ proof: StoredProof) -> Node {
    .mapping([
      ("head", .string(proof.head)),
      (
        "rows",
        .sequence(
          proof.rows.map { row in
            .mapping([
              ("presents", .string(row.presenter)), ("judges", .string(row.holder)),
              ("handshake", .string(row.kind.rawValue)), ("signers", .string(row.signers)),
              ("bundles", .string(row.bundles)), ("holds", .bool(row.verdict == .holds)),
              ("result", .string(row.result)),
            ])
          })
      ),
    ])
  }

  private static func node(_ running: RunningMesh) -> Node {
    .mapping([
      ("mesh", .string(running.mesh)), ("context", .string(running.context)), ("asWritten", .bool(running.isHealthy)),
      ("lines", .strings(running.lines)),
    ])
  }
}
