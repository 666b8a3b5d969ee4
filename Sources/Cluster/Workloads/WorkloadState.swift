import Documents

/// What evidence needs of a Deployment, StatefulSet or DaemonSet.
public struct WorkloadState: Hashable, Sendable {
  public let type: ResourceType
  public let name: String
  public let namespace: String
  public let uid: String
  public let resourceVersion: String?
  /// It rises with every change of what is wanted, not with the status; nil if it is not said.
  public let generation: Int?
  public let labels: [String: String]
  public let selector: [String: String]
  /// The Pods that it wants.
  public let wanted: Int
  public let replicas: Int
  public let updated: Int
  public let available: Int
  /// Whether its controller has seen the last change.
  public let isObserved: Bool
  /// Whether changes reach Pods only when those are deleted, or not at all for now.
  public let isHeld: Bool
  /// Why it does not progress, if its deadline has passed.
  public let failure: String?
  /// The step in the Pod template's annotation (``RestartMark/annotation``).
  public let restartedFor: String?

  public init(
    _ type: ResourceType = .deployments, name: String, namespace: String, uid: String, resourceVersion: String?,
    labels: [String: String] = [:],
    selector: [String: String], wanted: Int = 1, replicas: Int, updated: Int, available: Int, isObserved: Bool = true,
    isHeld: Bool = false, failure: String? = nil, restartedFor: String? = nil, generation: Int? = nil
  ) {
    self.type = type
    self.name = name
    self.namespace = namespace
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.generation = generation
    self.labels = labels
    self.selector = selector
    self.wanted = wanted
    self.replicas = replicas
    self.updated = updated
    self.available = available
    self.isObserved = isObserved
    self.isHeld = isHeld
    self.failure = failure
    self.restartedFor = restartedFor
  }

  /// As `namespace/name`.
  public var path: String { "\(namespace)/\(name)" }

  /// Whether the last change has reached every Pod.
  public var isSettled: Bool { isObserved && updated == replicas && available == replicas && replicas == wanted }

  public func selects(_ pod: PodState) -> Bool {
    pod.namespace == namespace && !selector.isEmpty && selector.allSatisfy { pod.labels[$0.key] == $0.value }
  }
}

extension WorkloadState {
  init(_ root: Node, _ type: ResourceType) {
    self.type = type
    let (metadata, spec, status) = (root["metadata"], root["spec"], root["status"])
    name = metadata?["name"]?.string ?? ""
    namespace = metadata?["namespace"]?.string ?? ""
    uid = metadata?["uid"]?.string ?? ""
    resourceVersion = metadata?["resourceVersion"]?.string
    generation = metadata?["generation"]?.int
    labels = PodState.texts(metadata?["labels"])
    selector = PodState.texts(spec?["selector"]?["matchLabels"])
    let isEverywhere = type == .daemonSets
    replicas = status?[isEverywhere ? "currentNumberScheduled" : "replicas"]?.int ?? 0
    wanted = isEverywhere ? status?["desiredNumberScheduled"]?.int ?? 1 : spec?["replicas"]?.int ?? 1
    updated = status?[isEverywhere ? "updatedNumberScheduled" : "updatedReplicas"]?.int ?? 0
    // Before Kubernetes 1.22 a StatefulSet reports only what is ready.
    let available = status?[isEverywhere ? "numberAvailable" : "availableReplicas"] ?? status?["readyReplicas"]
    self.available = available?.int ?? 0
    isObserved = (status?["observedGeneration"]?.int ?? -1) >= (metadata?["generation"]?.int ?? 0)
    isHeld = spec?["paused"]?.bool ?? false || spec?["updateStrategy"]?["type"]?.string == "OnDelete"
    failure =
      (status?["conditions"]?.sequence ?? []).first {
        $0["type"]?.string == "Progressing" && $0["reason"]?.string == "ProgressDeadlineExceeded"
      }.map { $0["message"]?.sentence ?? "it has exceeded its progress deadline" }
    restartedFor = spec?["template"]?["metadata"]?["annotations"]?[RestartMark.annotation]?.string
  }
}

extension WorkloadState {
  /// Whether its Pods are replicas of istiod.
  public var isIstiod: Bool { type == .deployments && (labels["app"] == "istiod" || name.hasPrefix("istiod")) }
}
