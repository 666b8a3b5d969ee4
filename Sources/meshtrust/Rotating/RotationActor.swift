import ArgumentParser
import CA
import Cluster
import Diagnostics
import Federation
import Kubernetes
import Rotation

/// What one look at the clusters asks for, and the doing of it. Whatever fails in one mesh does not stop the others.
struct RotationActor {
  let owner: AuthorityOwner
  let home: OpenHome
  let ledger: RotationLedger
  let looks: MeshLooks
  let report: RunReport
  let options: RotationRun.Options
  /// What could not be done, and why.
  private(set) var failures: [Diagnostic] = []
  private(set) var failure: ExitStatus = .done

  init(
    owner: AuthorityOwner, home: OpenHome, ledger: RotationLedger, looks: MeshLooks, report: RunReport,
    options: RotationRun.Options
  ) {
    self.owner = owner
    self.home = home
    self.ledger = ledger
    self.looks = looks
    self.report = report
    self.options = options
  }

  // MARK: - What is missing

  /// The meshes that were seen and may be written to.
  var meshes: [Mesh] {
    looks.clusters.meshes.compactMap { reached in
      guard let mesh = ledger.federation.mesh(named: reached.place.name), looks.looks[mesh.name] != nil else {
        return nil
      }
      return mesh.cluster.allowsWriting ? mesh : nil
    }
  }

  func isRotating(_ mesh: String) -> Bool { ledger.rootOwner(of: mesh) == owner }

  /// The meshes whose objects of this step are not as they should be.
  var behind: [Mesh] {
    meshes.filter { mesh in
      looks.gatherings[mesh.name]?.result.observations.contains { item in
        guard item.verdict != .shown else { return false }
        return item.subject == .bundle && isRotating(item.about) || item.subject == .secret && isRotating(mesh.name)
      } ?? false
    }
  }

  /// For each mesh below the root: what is restarted, as far as the step needs it.
  var plans: [(mesh: Mesh, restarting: Restarting, plan: RestartPlan)] {
    meshes.compactMap { mesh in
      guard isRotating(mesh.name), let look = looks.looks[mesh.name], let gathering = looks.gatherings[mesh.name],
        gathering.waitsForRestarts, !behind.contains(where: { $0.name == mesh.name })
      else { return nil }
      // Proxies are restarted once istiod has what they need; before, they would get what was before.
      var stages: Set<RestartStage> = [.istiod]
      if gathering.proxiesSince != nil {
        stages.insert(.gateways)
        if options.restartsWorkloads { stages.insert(.workloads) }
      }
      let restarting = Restarting(home, mesh, ledger)
      return (mesh, restarting, restarting.plan(look, gathering, stages))
    }
  }

  /// What would be written now, for people.
  var work: [String] {
    behind.map { "\($0.name): the roots of this step" }
      + plans.flatMap { item in item.plan.due.map { "\(item.mesh.name): restart \($0.name)" } }
  }

  // MARK: - Doing

  /// Whether anything was done.
  mutating func carryOut() throws -> Bool {
    let isDeployed = try deploy()
    var isRestarted = false
    for (mesh, restarting, plan) in plans where !Interrupt.isWanted {
      for target in plan.targets { report.tell(mesh.name, target) }
      guard !plan.due.isEmpty, let context = looks.contexts[mesh.name] else { continue }
      do {
        let refused = try restarting.carryOut(plan.due, looks.clusters, through: context)
        for (target, fault) in refused { fail(RestartBlock.refused(target.name, mesh.name, fault), in: mesh.name) }
        if refused.count < plan.due.count { isRestarted = true }
      } catch let error as ClusterError {
        fail(error, in: mesh.name)
      }
    }
    return isDeployed || isRestarted
  }

  private mutating func deploy() throws -> Bool {
    let names = Set(behind.map(\.name))
    guard !names.isEmpty else { return false }
    let rotating = Set(ledger.meshes(below: owner).map(\.namespace))
    let bundles = Set(
      ledger.meshes(below: owner).flatMap { mesh in
        behind.map { "\($0.namespace)/\(ledger.federation.rootConfigMap(of: mesh.name, at: $0.name))" }
      })
    var wanted = Deployment.Options()
    wanted.isWanted = { manifest in
      switch manifest.type {
      case .configMaps: bundles.contains("\(manifest.reference.namespace)/\(manifest.reference.name)")
      case .secrets: manifest.reference.name == CACerts.secretName && rotating.contains(manifest.reference.namespace)
      default: manifest.type.carriesRoots
      }
    }
    let deployment = try Deployment(looks.clusters.only { names.contains($0.place.name) }, home, wanted)
    let shown = deployment.preview(through: looks.contexts)
    let done = try deployment.carryOut(shown)
    for (mesh, answer) in done {
      for outcome in (try? answer.get()) ?? [] {
        report.tell("deploy", mesh: mesh, object: "\(outcome.reference)", outcome.result.rawValue)
      }
    }
    // What stands in its way: when it is shown, or because others were faster.
    let view = DeployView(shown: shown, done: done, isPruning: false)
    failures += view.findings.filter { $0.severity == .error } + view.failures
    failure = failure.and(view.status(isCarriedOut: true))
    return done.contains { _, answer in
      ((try? answer.get()) ?? []).contains { $0.isGood && $0.result != .unchanged }
    }
  }

  private mutating func fail(_ error: some Diagnosable, in mesh: String) {
    var diagnostic = error.diagnostic
    diagnostic.next = diagnostic.next.filling("MESH", with: mesh)
    failures.append(diagnostic)
    failure = failure.and(error.exitStatus)
  }

  // MARK: - What goes on

  /// What a cluster is still doing; nil if nothing is.
  var inProgress: String? {
    for (mesh, _, plan) in plans {
      for target in plan.targets { report.tell(mesh.name, target) }
      if let (_, targets) = plan.stage, let target = targets.first {
        guard case .blocked = target.state else { return "\(mesh.name): \(target.name): \(target.wait)" }
      }
    }
    // istiod's leader writes its roots into every namespace after it has started.
    for mesh in meshes where isRotating(mesh.name) {
      guard let gathering = looks.gatherings[mesh.name], gathering.waitsForRestarts else { continue }
      let items = gathering.result.observations
      let roots = items.first { $0.subject == .ownRoots && $0.verdict == .missing }
      if let roots, items.contains(where: { $0.subject == .istiod && $0.verdict == .shown }) {
        return "\(mesh.name): \(roots.text)"
      }
    }
    return nil
  }

  /// Workloads that cannot be restarted.
  var blocks: [Diagnostic] {
    plans.compactMap { mesh, _, plan in
      (plan.stage?.targets).flatMap { RestartBlock($0, mesh.name) }?.diagnostic
    }
  }

  // MARK: - What nobody here can reach

  /// Asks the ingress of each peer that has no context, once, whether it accepts the next generation; whether one does.
  func probe(_ shut: [Gate]) throws -> Bool {
    let reached = Set(looks.clusters.meshes.map(\.place.name))
    var found: [Evidence] = []
    for gate in shut
    where gate.need == .holdsArriving && gate.opens == nil && gate.holder != gate.mesh && !reached.contains(gate.holder)
    {
      guard let mesh = ledger.federation.mesh(named: gate.mesh),
        let peer = mesh.peers.first(where: { $0.name == gate.holder }), !peer.reach.isAssumed,
        let address = peer.reach.addresses.first
      else { continue }
      let server =
        address.contains(":") ? "[\(address)]:\(peer.reach.discoveryPort)" : "\(address):\(peer.reach.discoveryPort)"
      do {
        let seen = SeenServer(live: try LiveOptions.parse([]), holder: gate.holder, mesh: mesh, home: home)
        let (evidence, _) = try seen.evidence(at: server)
        found.append(evidence)
        report.tell("probe", mesh: gate.holder, object: server, evidence.source)
      } catch let error as any Diagnosable {
        report.tell("probe", mesh: gate.holder, object: server, "\(error.diagnostic.what)")
      }
    }
    try home.record(found)
    return !found.isEmpty
  }
}
