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
  /// For each replica, outbound first.
  public let findings: [Finding]
  /// Whether every replica is connected in both directions.
  public let isHealthy: Bool

  /// Examines a ServiceMeshPeer with its status; nil for any other document. `now` is needed to detect staleness.
  public init?(_ document: Document, now: Timestamp? = nil) {
    guard let manifest = Manifest(document), manifest.isPeer else { return nil }
    let view = PeerView(manifest)
    let examiner = DoctorExaminer(peer: view, now: now)
    peer = view.name
    findings = examiner.findings
    isHealthy = findings.allSatisfy { $0.health == .connected } && !findings.isEmpty
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

  /// Reads a ServiceMeshControlPlane with its status; nil for any other document.
  public init?(_ document: Document) {
    guard let manifest = Manifest(document), manifest.kind == "ServiceMeshControlPlane" else { return nil }
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
      text = "the control plane `\(name)` is not ready\(components)\(why)"
    case nil: text = "the control plane `\(name)` does not report whether it is ready: has the operator processed it?"
    }
  }
}
