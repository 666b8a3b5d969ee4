import CA
import Cluster
import Diagnostics
import Federation
import Rotation

/// Restarts workloads of one mesh: what is due is written, and recorded before.
struct Restarting {
  let home: OpenHome
  let mesh: Mesh
  let mark: RestartMark

  /// - Parameter ledger: What names the step.
  init(_ home: OpenHome, _ mesh: Mesh, _ ledger: RotationLedger) {
    self.home = home
    self.mesh = mesh
    let owner = ledger.rootOwner(of: mesh.name)
    if let rotation = ledger.rotation(of: owner) {
      mark = RestartMark(step: "\(owner)-g\(rotation.arriving)/\(rotation.step)-\(rotation.phase.rawValue)")
    } else {
      // Without a rotation a restart makes istiod take up what it signs with.
      let generation = ledger.authorities.intermediate(of: mesh.name)?.generation ?? 0
      mark = RestartMark(step: "\(mesh.name)-intermediate-g\(generation)")
    }
  }

  /// What of a look at the mesh's cluster is to be restarted, and how far that is.
  func plan(_ look: MeshLook, _ gathering: MeshGathering, _ stages: Set<RestartStage>) -> RestartPlan {
    RestartPlan(
      look.workloads, stages: stages, gateways: mesh.gatewayNames, mark: mark,
      since: RestartPlan.Since(
        istiod: look.workloads.secret?.changed, proxies: gathering.proxiesSince, now: look.time))
  }

  /// Writes the marks. An answer that got lost is no failure: the next look shows what became of it.
  ///
  /// - Parameter context: The one that was shown.
  /// - Returns: What the cluster refused.
  func carryOut(
    _ targets: [RestartTarget], _ clusters: MeshClusters, through context: ContextView
  ) throws -> [(RestartTarget, AnswerFault)] {
    var due: [(target: RestartTarget, mark: String)] = []
    for target in targets { if case .due(let mark) = target.state { due.append((target, mark)) } }
    guard !due.isEmpty else { return [] }
    try home.record(restarts: due.map { "\($0.target.name) for \($0.mark)" }, of: mesh.name)
    let writes = due
    let answers = clusters.only { $0.place.name == mesh.name }.each(.writing) { mesh, session throws(ClusterError) in
      try ShownCluster(mesh.place, context, mesh.known).require(session)
      return writes.compactMap { write -> (RestartTarget, AnswerFault)? in
        guard case .refused(let fault) = session.restart(write.target.workload, mark: write.mark) else { return nil }
        return (write.target, fault)
      }
    }
    return try answers.flatMap { try $0.answer.get() }
  }
}
