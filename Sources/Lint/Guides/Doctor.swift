public import Documents
import Federation
public import X509

/// Reads the status of a ServiceMeshPeer and explains whether two meshes are connected.
public struct Doctor: Sendable, Hashable {
  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// Our control plane watches the peer's: `watch`.
    case outbound
    /// The peer's control plane watches ours: `remotes`.
    case inbound
  }

  /// The state of a direction.
  public enum Health: String, Sendable, Hashable {
    /// Connected, with everything exchanged.
    case connected
    /// Connected, but nothing was exchanged for too long, or ever.
    case stale
    /// Not connected.
    case disconnected
    /// The status does not mention it.
    case unknown
  }

  /// The state of one direction as seen by one replica of istiod.
  public struct Finding: Sendable, Hashable {
    public let direction: Direction
    public let health: Health
    /// The replica of istiod that reports it; nil if none does.
    public let pod: String?
    /// The other end, for the inbound direction.
    public let source: String?
    /// The time of connecting or disconnecting.
    public let since: String?
    /// A summary in one sentence.
    public let text: String
    /// The reason of the last disconnect, and what to check.
    public let reason: String?
    /// The logs to read, each as `WHAT in NAMESPACE`; empty if all is well.
    public let logs: [String]
  }

  /// The age in seconds of the last full exchange after which a connection is stale: five of the control plane's polls.
  public static let staleSeconds: Int64 = 300

  public let peer: String
  /// The namespace of the control plane whose view it is, if the object names one.
  public let namespace: String?
  /// For each replica, outbound first.
  public let findings: [Finding]
  /// Whether each direction is connected: one replica of istiod is enough, because it shares what it learns.
  public let isHealthy: Bool
  /// The time for which the status is judged: the given one, or the latest in the status itself.
  public let time: Timestamp?

  /// Examines a ServiceMeshPeer with its status, or the status alone; nil for any other document.
  ///
  /// A status is judged at `now`, or, if it was saved, at the latest time in it that is not after `limit`: no status
  /// was saved later than now. `others` are further objects of the input, which may name the peer's gateways.
  public init?(
    _ document: Document, now: Timestamp? = nil, notAfter limit: Timestamp? = nil, others: [Document] = []
  ) {
    guard let manifest = Manifest(document) ?? Manifest(statusAlone: document), manifest.isPeer else { return nil }
    let view = PeerView(manifest)
    let time = now ?? manifest.latestTime(notAfter: limit)
    let peers = others.compactMap { Manifest($0) }.filter(\.isPeer)
    let examiner = DoctorExaminer(peer: view, now: time, others: peers)
    peer = view.name
    namespace = manifest.namespace
    self.time = time
    let findings = examiner.findings
    self.findings = findings
    isHealthy = Direction.allCases.allSatisfy { direction in
      findings.contains { finding in finding.direction == direction && finding.health == Health.connected }
    }
  }
}

extension Manifest {
  /// A status without its object, as `oc get -o jsonpath='{.status}'` prints it.
  fileprivate init?(statusAlone document: Document) {
    let root = document.root
    guard root["kind"] == nil, let status = root["discoveryStatus"] != nil ? root : root["status"],
      status["discoveryStatus"] != nil
    else { return nil }
    var whole = document
    whole.root = .mapping([
      ("apiVersion", .string("federation.maistra.io/v1")), ("kind", .string("ServiceMeshPeer")),
      ("metadata", .mapping([("name", .string("the peer"))])), ("status", status),
    ])
    self.init(whole)
  }

  /// The latest time in a status: when it was read, it cannot have been earlier.
  fileprivate func latestTime(notAfter limit: Timestamp?) -> Timestamp? {
    var latest: Timestamp?
    func visit(_ node: Node) {
      switch node.content {
      case .mapping(let mapping): mapping.entries.forEach { visit($0.value) }
      case .sequence(let items): items.forEach(visit)
      case .string(let text):
        if let time = try? Timestamp(text), limit.map({ time <= $0 }) ?? true { latest = max(latest ?? time, time) }
      default: break
      }
    }
    if let status = document.root["status"] { visit(status) }
    return latest
  }
}

/// The state in a ServiceMeshControlPlane's status.
public struct ControlPlaneHealth: Sendable, Hashable {
  public let name: String
  /// The condition Ready; nil if it is missing.
  public let isReady: Bool?
  /// The number of ready components, such as `9/9`, if reported.
  public let readyComponents: String?
  /// A summary in one sentence.
  public let text: String

  init(name: String, isReady: Bool?, readyComponents: String?, text: String) {
    self.name = name
    self.isReady = isReady
    self.readyComponents = readyComponents
    self.text = text
  }

  /// Reads a ServiceMeshControlPlane with its status, or an object of Istio or of what signs and distributes for it; nil
  /// for any other document.
  public init?(_ document: Document) {
    guard let manifest = Manifest(document) else { return nil }
    guard manifest.kind == "ServiceMeshControlPlane" else {
      guard let health = ControlPlaneHealth(istio: manifest) else { return nil }
      self = health
      return
    }
    let status = manifest.top["status"]
    let ready = status["conditions"].items.first { $0["type"].string == "Ready" }
    name = manifest.name
    isReady = ready.map { $0["status"].isTrue }
    readyComponents = status["annotations"]["readyComponentCount"].string
    let components = readyComponents.map { " (\($0) components)" } ?? ""
    switch isReady {
    case true: text = "the control plane `\(name)` is ready\(components)"
    case false:
      let why = ready.flatMap { $0["message"].string ?? $0["reason"].string }.map { ": \($0)" } ?? ""
      let waiting =
        (status["readiness"]["components"]["pending"].strings + status["readiness"]["components"]["unready"].strings)
      let named = waiting.isEmpty ? "" : "; not ready: \(waiting.quoted)"
      text = "the control plane `\(name)` is not ready\(components)\(why)\(named)"
    case nil: text = "the control plane `\(name)` does not report whether it is ready: has the operator processed it?"
    }
  }
}
