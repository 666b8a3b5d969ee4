import Cluster
import X509

/// Which proxies of a mesh may still have what they had before a time.
struct ProxyRestarts {
  /// A proxy that is in the way, and what removes it.
  struct Leftover: Hashable {
    let pod: PodState
    let reason: String
  }

  let leftovers: [Leftover]
  /// How many proxies there are.
  let count: Int
  /// How many of them count by the clock of their node.
  let byNode: Int
  let namespaces: [String]

  /// - Parameter time: When every replica of istiod had what the proxies need, by the cluster's clock.
  init(_ pods: [PodState], since time: Timestamp) {
    let proxies = pods.filter { $0.proxy != nil && !$0.isOver }
    count = proxies.count
    var leftovers: [Leftover] = []
    var byNode = 0
    for pod in proxies {
      switch Self.verdict(pod, since: time) {
      case .fine: break
      case .fineByNode: byNode += 1
      case .leftover(let reason): leftovers.append(Leftover(pod: pod, reason: reason))
      }
    }
    self.byNode = byNode
    self.leftovers = leftovers.sorted { $0.pod.age < $1.pod.age }
    namespaces = Set(proxies.map(\.namespace)).sorted()
  }

  private enum Verdict {
    case fine, fineByNode
    case leftover(String)
  }

  /// By how much a node's clock may differ, in seconds, and an agent be late.
  private static let nodeMargin: Int64 = 60

  private static func verdict(_ pod: PodState, since time: Timestamp) -> Verdict {
    let isNew = pod.created.map { $0 > time + ServerClock.margin } ?? false
    if pod.isBeingDeleted { return isNew ? .fine : .leftover("it is ending, and still talks") }
    if pod.phase == .unknown { return isNew ? .fine : .leftover("its node does not answer") }
    if isNew { return .fine }
    // istiod has signed for it since.
    if let renewed = pod.renewed, renewed > time { return .fine }
    // Whatever starts later asks istiod as it is then.
    if pod.phase == .pending, pod.proxy?.hasStarted == false { return .fine }
    if let started = pod.proxy?.started, started > time + nodeMargin { return .fineByNode }
    return .leftover(remedy(pod))
  }

  private static func remedy(_ pod: PodState) -> String {
    switch pod.owner?.kind {
    case nil: "nothing makes it anew: delete it, and create it again"
    case "Job"?: "its Job must end"
    case "StatefulSet"?: "restart its StatefulSet, or delete it if that updates OnDelete"
    case let kind?: "restart its \(kind == "ReplicaSet" ? "Deployment" : kind)"
    }
  }

  /// What is left, by namespace, and the oldest.
  var text: String {
    guard let oldest = leftovers.first else { return "" }
    let counts = Dictionary(grouping: leftovers) { $0.pod.namespace }.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value.count)" }
    let shown = counts.prefix(5).joined(separator: ", ") + (counts.count > 5 ? ", …" : "")
    return "\(leftovers.count) of \(count) proxies are from before (\(shown)); the oldest is \(oldest.pod.path)"
      + (oldest.pod.created.map { " of \($0)" } ?? "") + ": \(oldest.reason)"
  }
}

extension PodState {
  fileprivate var age: Timestamp { created ?? Timestamp(seconds: 0) }
}
