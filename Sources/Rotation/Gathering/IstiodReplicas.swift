import Cluster
import X509

/// Whether every replica of istiod started with the present Secret.
///
/// A replica reads the Secret when it starts. One that is about to end still serves and signs, so it counts as long as it
/// is there, although a rollout is reported as complete by then (kubernetes/kubectl 1628).
struct IstiodReplicas {
  let deployments: [WorkloadState]
  /// By their label, whoever owns them.
  let pods: [PodState]
  private let moving: [String]
  private let areDeploymentsUnread: Bool

  init(_ workloads: MeshWorkloads) {
    deployments = workloads.deployments.filter(\.isIstiod)
    let all = deployments
    pods = workloads.pods.filter { pod in
      !pod.isOver && (pod.labels["app"] == "istiod" || all.contains { $0.selects(pod) })
    }
    moving = workloads.moving
    areDeploymentsUnread = workloads.unread.contains(WorkloadKind.deployments)
  }

  /// Why Pods that the list lacks may be there all the same; nil if nothing speaks for that. A list without the replicas
  /// that their Deployment has does not show that there are no proxies.
  var missingPods: String? {
    if areDeploymentsUnread, pods.isEmpty { return "no Pod of istiod is listed, and Deployments may not be read" }
    for deployment in deployments {
      let listed = pods.count(where: deployment.selects)
      let wanted = max(deployment.replicas, min(deployment.wanted, 1))
      if listed < wanted {
        return "the list of Pods has \(listed) of \(wanted) of Deployment \(deployment.path), and may lack proxies too"
      }
    }
    return nil
  }

  /// Two servers that are synchronised differ by less than this many seconds.
  private static let margin = ServerClock.margin

  /// What is left to wait for; nil if nothing is.
  ///
  /// - Parameter secret: When the Secret changed, by the cluster's clock.
  func lack(since secret: Timestamp) -> String? {
    if let lack = rollout { return lack }
    if let old = old(since: secret) {
      return "\(Self.age(of: old)), and the Secret of \(secret)\(old.isBeingDeleted ? "; it is ending" : "")"
    }
    return unready
  }

  /// The same for what the operator of a control plane passes on, which takes longer than servers differ.
  func lack(after change: Timestamp) -> String? {
    if let lack = rollout { return lack }
    if let old = pods.first(where: { pod in pod.created.map { $0 <= change } ?? true }) {
      return "\(Self.age(of: old)), and what the control plane is told of \(change): restart istiod"
    }
    return unready
  }

  private static func age(of pod: PodState) -> String {
    "\(pod.path) is of \(pod.created.map { "\($0)" } ?? "an unknown time")"
  }

  /// Why not every replica is there as its Deployment wants it.
  private var rollout: String? {
    if deployments.isEmpty { return "there is no Deployment of istiod" }
    if let moving = moving.first { return "\(moving) changed while it was read" }
    for deployment in deployments {
      if let failure = deployment.failure { return "Deployment \(deployment.path): \(failure)" }
      guard deployment.isSettled, deployment.replicas > 0 else {
        return "Deployment \(deployment.path): \(deployment.updated) of \(deployment.wanted) replicas are new, "
          + "\(deployment.available) available"
      }
      let own = pods.filter(deployment.selects)
      guard own.count >= deployment.replicas else {
        return "Deployment \(deployment.path): \(own.count) of \(deployment.replicas) Pods are there"
      }
    }
    return nil
  }

  private var unready: String? {
    if let unready = pods.first(where: { !$0.isReady || $0.isBeingDeleted }) {
      return "\(unready.path) is not ready\(unready.waiting.map { ": \($0)" } ?? "")"
    }
    return deployments.first.flatMap { $0.uid.isEmpty ? "Deployment \($0.path) has no uid" : nil }
  }

  /// A replica that does not have the present Secret, whatever else is lacking.
  func old(since secret: Timestamp) -> PodState? {
    pods.first { pod in pod.created.map { $0 <= secret + Self.margin } ?? true }
  }
}

extension PodState {
  /// Whether its containers have ended for good.
  var isOver: Bool { phase == .succeeded || phase == .failed }
}
