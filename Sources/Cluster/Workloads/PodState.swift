import Documents
public import X509

/// What evidence needs of a Pod; the rest is dropped as it is read.
public struct PodState: Hashable, Sendable {
  public enum Phase: String, Hashable, Sendable, CaseIterable {
    case pending = "Pending"
    case running = "Running"
    case succeeded = "Succeeded"
    case failed = "Failed"
    /// Its node does not answer.
    case unknown = "Unknown"
  }

  /// The container `istio-proxy`, or ztunnel.
  public struct Proxy: Hashable, Sendable {
    /// Whether it ever ran.
    public let hasStarted: Bool
    /// When it started last, by the clock of its node.
    public let started: Timestamp?

    public init(hasStarted: Bool, started: Timestamp?) {
      self.hasStarted = hasStarted
      self.started = started
    }
  }

  public struct Owner: Hashable, Sendable {
    public let kind: String
    public let name: String

    public init(kind: String, name: String) {
      self.kind = kind
      self.name = name
    }
  }

  public let name: String
  public let namespace: String
  public let uid: String
  /// By the clock of the API server.
  public let created: Timestamp?
  public let isBeingDeleted: Bool
  public let phase: Phase
  public let isReady: Bool
  public let labels: [String: String]
  public let owner: Owner?
  /// Nil for a Pod without a proxy.
  public let proxy: Proxy?
  /// The step that it was restarted for (``RestartMark/annotation``).
  public let restartedFor: String?
  /// The revision of the control plane that its proxy belongs to, as the one who injected it says; nil if it is not said,
  /// or said in two ways.
  public let revision: String?
  /// From when on the certificate that its proxy presents is valid, by istiod's clock, if it was asked.
  public var renewed: Timestamp?
  /// What it waits for, as the node says it: container and reason.
  public let waiting: String?

  public init(
    name: String, namespace: String, uid: String, created: Timestamp?, isBeingDeleted: Bool = false, phase: Phase,
    isReady: Bool, labels: [String: String] = [:], owner: Owner? = nil, proxy: Proxy? = nil,
    restartedFor: String? = nil, waiting: String? = nil, revision: String? = nil
  ) {
    self.name = name
    self.namespace = namespace
    self.uid = uid
    self.created = created
    self.isBeingDeleted = isBeingDeleted
    self.phase = phase
    self.isReady = isReady
    self.labels = labels
    self.owner = owner
    self.proxy = proxy
    self.restartedFor = restartedFor
    self.waiting = waiting
    self.revision = revision
  }

  /// The same with unknown times in place of those that have not come yet.
  func withoutTimes(after limit: Timestamp) -> PodState {
    func past(_ time: Timestamp?) -> Timestamp? { time.flatMap { $0 <= limit ? $0 : nil } }
    var pod = PodState(
      name: name, namespace: namespace, uid: uid, created: past(created), isBeingDeleted: isBeingDeleted, phase: phase,
      isReady: isReady, labels: labels, owner: owner,
      proxy: proxy.map { Proxy(hasStarted: $0.hasStarted, started: past($0.started)) }, restartedFor: restartedFor,
      waiting: waiting, revision: revision)
    pod.renewed = past(renewed)
    return pod
  }

  /// As `namespace/name`.
  public var path: String { "\(namespace)/\(name)" }
}

extension PodState {
  static let proxyContainer = "istio-proxy"

  /// - Parameter keepsLabels: Labels are needed where workloads are matched with their Pods, and cost memory elsewhere.
  init(_ root: Node, keepsLabels: Bool) {
    let metadata = root["metadata"]
    let status = root["status"]
    let annotations = metadata?["annotations"]
    name = metadata?["name"]?.string ?? ""
    namespace = metadata?["namespace"]?.string ?? ""
    uid = metadata?["uid"]?.string ?? ""
    created = metadata?["creationTimestamp"].flatMap(Self.time)
    isBeingDeleted = metadata?["deletionTimestamp"]?.text?.isEmpty == false
    phase = status?["phase"]?.string.flatMap(Phase.init) ?? .unknown
    isReady = (status?["conditions"]?.sequence ?? []).contains {
      $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
    }
    labels = keepsLabels ? Self.texts(metadata?["labels"]) : [:]
    let owners = metadata?["ownerReferences"]?.sequence ?? []
    owner = (owners.first { $0["controller"]?.bool ?? false } ?? owners.first).map {
      Owner(kind: $0["kind"]?.string ?? "", name: $0["name"]?.string ?? "")
    }
    restartedFor = annotations?[RestartMark.annotation]?.string
    revision = Self.revision(of: annotations)
    let states = (status?["initContainerStatuses"]?.sequence ?? []) + (status?["containerStatuses"]?.sequence ?? [])
    waiting =
      states.lazy.compactMap { state in
        state["state"]?["waiting"]?["reason"]?.sentence.map { "\(state["name"]?.sentence ?? "") \($0)" }
      }.first
    let names = Self.containers(root["spec"])
    let isTunnel = metadata?["labels"]?["app"]?.string == "ztunnel"
    guard names.contains(Self.proxyContainer) || isTunnel || annotations?["sidecar.istio.io/status"] != nil else {
      proxy = nil
      return
    }
    let state = states.first { $0["name"]?.string == Self.proxyContainer } ?? (isTunnel ? states.first : nil)
    let running = state?["state"]?["running"]?["startedAt"] ?? state?["state"]?["terminated"]?["startedAt"]
    let hasRun = running != nil || (state?["restartCount"]?.int ?? 0) > 0 || state?["lastState"]?["terminated"] != nil
    proxy = Proxy(hasStarted: hasRun, started: state?["state"]?["running"]?["startedAt"].flatMap(Self.time))
  }

  /// Anybody may write the annotation into a template. What the injector noted is what runs, and where the two differ it
  /// is not certain.
  private static func revision(of annotations: Node?) -> String? {
    let annotated = annotations?["istio.io/rev"]?.string
    guard let noted = revision(annotations?["sidecar.istio.io/status"]?.string) else { return annotated }
    return annotated == nil || annotated == noted ? noted : nil
  }

  /// What the injector noted of its work, in JSON.
  private static func revision(_ status: String?) -> String? {
    guard let status else { return nil }
    let read = try? DocumentReader.all(bytes: Array(status.utf8), source: "sidecar.istio.io/status", format: .json)
    return read?.first?.root["revision"]?.string
  }

  private static func containers(_ spec: Node?) -> [String] {
    ((spec?["initContainers"]?.sequence ?? []) + (spec?["containers"]?.sequence ?? [])).compactMap {
      $0["name"]?.string
    }
  }

  static func texts(_ node: Node?) -> [String: String] {
    Dictionary((node?.mapping?.entries ?? []).compactMap { entry in entry.value.string.map { (entry.key, $0) } }) {
      first, _ in
      first
    }
  }

  static func time(_ node: Node) -> Timestamp? { node.text.flatMap { try? Timestamp($0) } }
}
