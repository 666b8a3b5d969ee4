import CA
import Cluster
import Diagnostics
import Federation
import Kubernetes
import Rotation

/// Why a phase is not begun: a rotation of a sick mesh proves nothing.
struct Unfitness {
  let text: String
  /// Whether it passes by itself, as a rollout does.
  var isPassing = false
  /// Whether it is a connection, of which a mesh tells with a delay.
  var isConnection = false

  var diagnostic: Diagnostic {
    Diagnostic(
      "MT-K-65", what: "\(text)",
      why: "a phase that begins in a sick mesh proves nothing, and may break what still works",
      next: "repair it, then run the same again; `\(.meshtrust("doctor", "--live"))` says more of connections")
  }
}

/// Rights that a run needs and the user of a context does not have.
struct LackingRights {
  let mesh: String
  let rights: [MeshRights.Right]

  var diagnostic: Diagnostic {
    Diagnostic(
      "MT-K-66", what: "\(mesh): not allowed: \(rights.map(\.description).joined(separator: ", "))",
      why: "the run would stop in the middle of a phase",
      next:
        "`\(.meshtrust("cluster", "rights", mesh, "--apply"))` prints the Role that the cluster's administrator can "
        + "grant; what is missing: \(rights.map(\.rule.line).joined(separator: ", "))")
  }
}

extension RotationActor {
  /// Whether something of this phase stands in a cluster already: then a run goes on, whatever it finds.
  var isBegun: Bool {
    guard let rotation = ledger.rotation(of: owner) else { return true }
    let isMarked = plans.contains { _, restarting, plan in
      plan.targets.contains { restarting.mark.matches($0.workload.restartedFor) }
    }
    return isMarked
      || looks.gatherings.contains { name, gathering in
        gathering.result.observations.contains { item in
          guard item.verdict == .shown else { return false }
          // The bundles of *signing* are those of *distributing*.
          let isBundle = item.subject == .bundle && isRotating(item.about) && rotation.phase != .signing
          return isBundle || item.subject == .secret && isRotating(name)
        }
      }
  }

  /// What of the meshes that were seen is not as it should be before a phase begins, and before the next one follows.
  var unfitness: [Unfitness] {
    let rotating = Set(ledger.meshes(below: owner).map(\.name))
    return looks.looks.keys.sorted().flatMap { name -> [Unfitness] in
      guard let look = looks.looks[name] else { return [] }
      var found: [Unfitness] = []
      if let plane = look.unreconciled {
        found.append(
          Unfitness(
            text: "\(name): ServiceMeshControlPlane \(plane.name) is not reconciled: \(plane.reason)",
            isPassing: plane.isInProgress))
      }
      for deployment in Self.meshDeployments(look) where deployment.failure != nil || !deployment.isSettled {
        let state = deployment.failure ?? "\(deployment.updated) of \(deployment.wanted) Pods are new"
        found.append(
          Unfitness(
            text: "\(name): Deployment \(deployment.path) is being rolled out: \(state)",
            isPassing: deployment.failure == nil))
      }
      for item in looks.gatherings[name]?.result.observations ?? []
      where item.subject == .connection && item.verdict != .shown
        && (rotating.contains(name) || rotating.contains(item.about))
      {
        found.append(
          Unfitness(text: "\(name) and \(item.about) are not connected both ways: \(item.text)", isConnection: true))
      }
      return found
    }
  }

  /// istiod and the gateways: what else runs beside them is not waited for.
  private static func meshDeployments(_ look: MeshLook) -> [WorkloadState] {
    let proxies = look.workloads.pods.filter { $0.proxy != nil }
    return look.workloads.deployments.filter { $0.isIstiod || proxies.contains(where: $0.selects) }
  }

  /// The rights that are missing for what is to be written, by the clusters' own answers. A cluster that asks others too
  /// says no more than what it knows.
  func lackingRights() throws -> [LackingRights] {
    let names = Set(behind.map(\.name) + plans.map(\.mesh.name))
    var needed: [String: [MeshRights.Right]] = [:]
    for name in names {
      guard let mesh = ledger.federation.mesh(named: name) else { continue }
      let bundles = Set(ledger.meshes(below: owner).map { ledger.federation.rootConfigMap(of: $0.name, at: name) })
      needed[name] = MeshRights.rights(MeshRights(mesh).applying).filter { right in
        switch right.resource {
        case "configmaps": right.verb != "delete" && right.name.map(bundles.contains) ?? false
        case "secrets": isRotating(name) && right.verb != "create"
        case "deployments": isRotating(name)
        default: false
        }
      }
    }
    let wanted = needed
    let answers = looks.clusters.only { names.contains($0.place.name) }.each(.asking) {
      mesh, session throws(ClusterError) in
      let granted = try GrantedRights(in: mesh.place.namespace, of: session)
      return granted.isIncomplete ? [] : (wanted[mesh.place.name] ?? []).filter { !granted.allow($0) }
    }
    return answers.compactMap { mesh, answer in
      guard let lacking = try? answer.get(), !lacking.isEmpty else { return nil }
      return LackingRights(mesh: mesh, rights: lacking)
    }
  }
}
