/// An AuthorizationPolicy, read once.
struct AccessPolicy: Sendable {
  enum Action: String, Sendable {
    case allow = "ALLOW"
    case deny = "DENY"
    /// An authorizer outside of the mesh decides.
    case custom = "CUSTOM"
    case audit = "AUDIT"
    /// One that is not known here.
    case other = ""
  }

  /// Whether a policy is for the workloads of a service.
  enum Reach: Sendable {
    case surely, never
    /// With the reason why it is not known.
    case perhaps(String)
  }

  /// The display name.
  let object: String
  let namespace: String?
  let action: Action
  let matches: [AccessMatch]
  private let labels: [String: String]
  private let targets: [Field]
  private let isDryRun: Bool
  /// Whether it may be of another mesh.
  private let isStray: Bool

  init(_ manifest: Manifest, isStray: Bool = false) {
    let spec = manifest.spec
    object = manifest.object
    namespace = manifest.namespace
    let action = spec["action"]
    self.action = action.exists ? action.string.flatMap(Action.init(rawValue:)) ?? .other : .allow
    matches = AccessMatch.all(of: spec["rules"], policy: manifest.object)
    labels = spec["selector"]["matchLabels"].table
    targets = spec["targetRefs"].items + [spec["targetRef"]].filter(\.exists)
    let dryRun = manifest.top["metadata"]["annotations"]["istio.io/dry-run"]
    isDryRun = dryRun.exists && !dryRun.isFalse
    self.isStray = isStray
  }

  /// Whether it is for what its `targetRefs` name.
  var namesTargets: Bool { !targets.isEmpty }

  func reach(_ workloads: BorderWorkloads) -> Reach {
    var doubt: String?
    if let namespace {
      if namespace != workloads.namespace, !workloads.roots.contains(namespace) {
        guard workloads.roots.isEmpty else { return .never }
        doubt = "\(object) is for the whole mesh if its namespace is the mesh's root namespace, which is not known"
      }
    } else {
      doubt = "\(object) has no namespace"
    }
    if !targets.isEmpty {
      if targets.allSatisfy({ Self.isOfOther($0, than: workloads, namespace) }) { return .never }
      return .perhaps("\(object) is for what its `targetRefs` name, such as a waypoint")
    }
    switch workloads.have(labels) {
    case false?: return .never
    case nil: doubt = doubt ?? workloads.doubt(about: object)
    case true?: break
    }
    if isDryRun { doubt = doubt ?? "\(object) is a dry run" }
    if isStray { doubt = doubt ?? "it is not known which mesh \(object) belongs to" }
    return doubt.map { Reach.perhaps($0) } ?? .surely
  }

  /// Why calls may end at a gateway.
  struct Obstacle: Sendable {
    let reason: String
    /// Calls of services in this namespace do not meet it; nil if all do.
    let exempt: String?
  }

  /// Whether it may make a gateway that passes TLS through, and so sees no principal, refuse calls.
  func obstacle(at gateway: BorderGatewayPods) -> Obstacle? {
    let refuses =
      switch action {
      case .allow: !matches.contains(where: \.isForEveryCall)
      case .deny, .custom: matches.contains { !$0.needsPrincipal }
      case .audit: false
      case .other: true
      }
    guard refuses, !gateway.selector.contradicts(labels) else { return nil }
    if !targets.isEmpty, targets.allSatisfy({ ["Service", "ServiceEntry"].contains($0["kind"].string ?? "") }) {
      return nil
    }
    let isPlaced = namespace.map { gateway.namespaces.contains($0) || gateway.roots.contains($0) } ?? false
    if namespace != nil, !isPlaced, !gateway.namespaces.isEmpty, !gateway.roots.isEmpty { return nil }
    let isCertain = isPlaced && targets.isEmpty && gateway.selector.has(labels) && !isDryRun && !isStray
    return Obstacle(
      reason: "\(object) \(isCertain ? "is" : "may be") also for the gateway, which sees no principal",
      exempt: isPlaced ? nil : namespace)
  }

  /// Whether a target is certainly not what calls of the service pass.
  private static func isOfOther(_ target: Field, than workloads: BorderWorkloads, _ namespace: String?) -> Bool {
    switch target["kind"].string {
    case "ServiceEntry": true
    case "Service":
      target["name"].string.map { $0 != workloads.service } ?? false
        || namespace.map { $0 != workloads.namespace } ?? false
    default: false
    }
  }
}

/// The workloads behind a service, as far as is known.
struct BorderWorkloads: Sendable {
  /// The service's name.
  let service: String
  let namespace: String
  /// The namespace whose policies are for the whole mesh; empty if it is not known.
  let roots: Set<String>
  /// The labels by which the service selects them; nil if they are not known.
  let selector: [String: String]?
  /// The labels of each, if they are in the input.
  let labels: [[String: String]]
  /// Whether no other workload is in the cluster.
  var isComplete = false

  /// Whether all of them have some labels; nil if it is not known, or only some have.
  func have(_ wanted: [String: String]) -> Bool? {
    if wanted.isEmpty { return true }
    if let selector {
      // Whatever else the workloads have, they have what the service selects.
      if selector.contradicts(wanted) { return false }
      if selector.has(wanted) { return true }
    }
    guard !labels.isEmpty else { return nil }
    if labels.allSatisfy({ $0.has(wanted) }) { return true }
    // Others may be outside of the input, and Pods get labels that their templates lack.
    let plain = wanted.filter { !Self.isAdded($0.key) }
    return isComplete && !labels.contains { $0.has(plain) } ? false : nil
  }

  fileprivate func doubt(about policy: String) -> String {
    selector == nil && labels.isEmpty
      ? "the AuthorizationPolicies for it, or the labels of its workloads, are not in the input"
      : "it is not known whether \(policy) is for its workloads"
  }

  /// Whether a label is one that Istio or Kubernetes puts on Pods.
  private static func isAdded(_ key: String) -> Bool {
    key == "pod-template-hash"
      || ["service.istio.io/", "security.istio.io/", "istio.io/"].contains { key.hasPrefix($0) }
  }
}

/// The Pods of a gateway that passes TLS through, as far as is known.
struct BorderGatewayPods: Sendable {
  /// Where they may run; empty if it is not known.
  let namespaces: Set<String>
  /// The namespace whose policies are for the whole mesh; empty if it is not known.
  let roots: Set<String>
  /// Labels that they have.
  let selector: [String: String]
}

extension [String: String] {
  /// Whether all of some labels are among these.
  func has(_ wanted: [String: String]) -> Bool { wanted.allSatisfy { self[$0.key] == $0.value } }

  /// Whether one of some labels has another value here.
  func contradicts(_ wanted: [String: String]) -> Bool {
    wanted.contains { key, value in self[key].map { $0 != value } ?? false }
  }
}
