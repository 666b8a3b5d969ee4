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
    if isStray { doubt = doubt ?? "it is not known of which mesh \(object) is" }
    return doubt.map { Reach.perhaps($0) } ?? .surely
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

  /// Whether all of them have some labels; nil if it is not known, or only some have.
  func have(_ wanted: [String: String]) -> Bool? {
    if wanted.isEmpty { return true }
    guard labels.isEmpty else {
      let count = labels.count { Self.agree($0, wanted) }
      return count == labels.count ? true : count == 0 ? false : nil
    }
    guard let selector else { return nil }
    // Whatever else the workloads have, they have what the service selects.
    if wanted.contains(where: { key, value in selector[key].map { $0 != value } ?? false }) { return false }
    return Self.agree(selector, wanted) ? true : nil
  }

  fileprivate func doubt(about policy: String) -> String {
    selector == nil && labels.isEmpty
      ? "the AuthorizationPolicies for it, or the labels of its workloads, are not in the input"
      : "it is not known whether \(policy) is for its workloads"
  }

  private static func agree(_ labels: [String: String], _ wanted: [String: String]) -> Bool {
    wanted.allSatisfy { labels[$0.key] == $0.value }
  }
}
