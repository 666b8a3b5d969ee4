import Cluster
import Diagnostics
import Rotation

/// Why a restart does not come to its end.
enum RestartBlock: Error, Hashable {
  /// A rollout has failed, or a change of the workload would not reach its Pods.
  case failed(String, mesh: String, reason: String)
  case refused(String, String, AnswerFault)
  /// It takes too long; what is waited for.
  case late(String, [RestartTarget])
  /// What there is to restart may not be read.
  case unread(kinds: [String], mesh: String, AnswerFault?)

  /// The first workload that cannot go on; nil if all can.
  init?(_ targets: [RestartTarget], _ mesh: String) {
    for target in targets {
      if case .blocked(let reason) = target.state {
        self = .failed(target.name, mesh: mesh, reason: reason)
        return
      }
    }
    return nil
  }

  static func requireReadable(
    _ look: MeshLook, _ stages: Set<RestartStage>, of mesh: String
  ) throws(RestartBlock) {
    let needed =
      [WorkloadKind.pods, WorkloadKind.deployments] + (stages.contains(.workloads) ? ["StatefulSet", "DaemonSet"] : [])
    let lacking = needed.filter(look.workloads.unread.contains)
    guard !lacking.isEmpty else { return }
    let fault = look.workloads.faults.first { lacking.contains($0.kind) }?.fault
    throw .unread(kinds: lacking, mesh: mesh, fault)
  }
}

extension RestartBlock: Diagnosable {
  var diagnostic: Diagnostic {
    switch self {
    case .failed(let name, let mesh, let reason):
      Diagnostic(
        "MT-K-60", what: "\(mesh): \(name) does not restart", why: "\(reason)",
        next: "repair what the reason names, then run the same command again")
    case .refused(let name, let mesh, let fault):
      Diagnostic(
        "MT-K-61", what: "\(mesh): the restart of \(name) is refused", why: fault.diagnostic.what,
        next: fault.diagnostic.next.filling("MESH", with: mesh))
    case .late(let mesh, let targets):
      Diagnostic(
        "MT-K-62", what: "\(mesh): the restart is not complete yet",
        why: "\(targets.prefix(3).map { "\($0.name): \($0.wait)" }.joined(separator: "; "))",
        next: "look at what is named; the same command goes on waiting, and --timeout allows more time")
    case .unread(let kinds, let mesh, let fault):
      Diagnostic(
        "MT-K-63", what: "\(mesh): what is to be restarted may not be read: \(kinds.joined(separator: ", "))",
        why: fault.map { "\($0.diagnostic.what)" } ?? "what is not seen cannot be waited for",
        next: fault?.diagnostic.next.filling("MESH", with: mesh)
          ?? "`\(.meshtrust("cluster", "rights", mesh))` prints the Role that the cluster's administrator can grant")
    }
  }

  var exitStatus: ExitStatus {
    switch self {
    case .failed: .no
    case .refused(_, _, let fault): fault.exitStatus
    case .late, .unread: .inputOutput
    }
  }
}

extension RestartTarget {
  /// What it waits for.
  var wait: String {
    switch state {
    case .done: "done"
    case .rolling(let text): text
    case .due: "to be restarted"
    case .blocked(let reason): reason
    }
  }
}
