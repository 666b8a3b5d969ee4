public import X509

/// Which workloads of a mesh are restarted for a step, as one look at its cluster shows them.
public struct RestartPlan: Sendable {
  /// From when on Pods are new, where that is known.
  public struct Since: Hashable, Sendable {
    /// When the Secret changed.
    public var istiod: Timestamp?
    /// When every replica of istiod had what the proxies need.
    public var proxies: Timestamp?
    /// The cluster's time now; nil if it is of no account.
    public var now: Timestamp?

    public init(istiod: Timestamp? = nil, proxies: Timestamp? = nil, now: Timestamp? = nil) {
      self.istiod = istiod
      self.proxies = proxies
      self.now = now
    }
  }

  /// In the order of the stages, and of the gateways.
  public let targets: [RestartTarget]
  /// Proxies that no workload makes anew, such as those of Jobs.
  public let lone: [PodState]

  /// - Parameter gateways: The names of the federation gateways, in the order in which they are restarted.
  public init(
    _ workloads: MeshWorkloads, stages: Set<RestartStage>, gateways: [String], mark: RestartMark, since: Since
  ) {
    let pods = workloads.pods
    var targets: [RestartTarget] = []
    func add(_ workload: WorkloadState, _ stage: RestartStage) {
      guard stages.contains(stage) else { return }
      targets.append(
        RestartTarget(
          workload, stage, pods: pods, mark: mark, since: stage == .istiod ? since.istiod : since.proxies,
          now: since.now))
    }
    let home = workloads.deployments
    let istiods = home.filter(\.isIstiod)
    for istiod in istiods { add(istiod, .istiod) }
    let proxies = pods.filter { $0.proxy != nil }
    let others = home.filter { workload in !workload.isIstiod && proxies.contains(where: workload.selects) }
    let order = Dictionary(gateways.enumerated().map { ($1, $0) }) { first, _ in first }
    for gateway in others.sorted(by: { (order[$0.name] ?? .max, $0.name) < (order[$1.name] ?? .max, $1.name) }) {
      add(gateway, .gateways)
    }
    let members = workloads.memberWorkloads.filter { workload in proxies.contains(where: workload.selects) }
    for workload in members.sorted(by: { $0.path < $1.path }) { add(workload, .workloads) }
    self.targets = targets
    let all = home + workloads.memberWorkloads
    lone = stages.contains(.workloads) ? proxies.filter { pod in !all.contains { $0.selects(pod) } } : []
  }

  /// The first stage that is not done, with what is to be done in it; nil if all are done.
  public var stage: (stage: RestartStage, targets: [RestartTarget])? {
    for stage in RestartStage.allCases {
      let own = targets.filter { $0.stage == stage && $0.state != .done }
      if !own.isEmpty { return (stage, own) }
    }
    return nil
  }

  /// What is to be written now: one gateway after another, and every other stage at once.
  public var due: [RestartTarget] {
    guard let (stage, targets) = stage else { return [] }
    let due = targets.filter { if case .due = $0.state { true } else { false } }
    guard stage == .gateways else { return due }
    let isRolling = targets.contains { if case .rolling = $0.state { true } else { false } }
    return isRolling ? [] : Array(due.prefix(1))
  }
}
