public import Documents
import Federation
public import X509

/// Reads the status of a ServiceMeshPeer and says in words whether two meshes are connected.
public struct Doctor: Sendable, Hashable {
  /// One of the two directions between us and a peer.
  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// Our control plane watches the peer's: `watch`.
    case outbound
    /// The peer's control plane watches ours: `remotes`.
    case inbound
  }

  /// How a direction fares.
  public enum Health: String, Sendable, Hashable {
    /// Connected, with everything exchanged.
    case connected
    /// Connected, but nothing was exchanged for too long, or ever.
    case stale
    /// Not connected.
    case disconnected
    /// Nothing is said of it.
    case unknown
  }

  /// What there is to say of one direction, as one replica of istiod sees it.
  public struct Finding: Sendable, Hashable {
    /// The direction.
    public let direction: Direction
    /// How it fares.
    public let health: Health
    /// The replica of istiod that says so; nil when none says anything.
    public let pod: String?
    /// The other end, for the inbound direction.
    public let source: String?
    /// Since when: the time of connecting, or of disconnecting.
    public let since: String?
    /// The whole in one sentence.
    public let text: String
    /// What the last disconnect says, and where to look.
    public let reason: String?
    /// The logs to read, each as `WHAT in NAMESPACE`; none where all is well.
    public let logs: [String]
  }

  /// How long after the last full exchange a connection counts as stale: five of the control plane's polls.
  public static let staleSeconds: Int64 = 300

  /// The peer's name.
  public let peer: String
  /// The findings, outbound first, for each replica.
  public let findings: [Finding]
  /// Whether every replica is connected in both directions.
  public let isHealthy: Bool

  /// Examines a ServiceMeshPeer with its status; nil for any other document. `now` tells what is stale; without it the
  /// times are only repeated.
  public init?(_ document: Document, now: Timestamp? = nil) {
    guard let manifest = Manifest(document), manifest.isPeer else { return nil }
    let view = PeerView(manifest)
    let examiner = DoctorExaminer(peer: view, now: now)
    peer = view.name
    findings = examiner.findings
    isHealthy = findings.allSatisfy { $0.health == .connected } && !findings.isEmpty
  }
}

/// What the status of a ServiceMeshControlPlane says.
public struct ControlPlaneHealth: Sendable, Hashable {
  /// The control plane's name.
  public let name: String
  /// Whether its condition Ready is true; nil if it has none.
  public let isReady: Bool?
  /// How many components are ready, as `9/9`, if it is said.
  public let readyComponents: String?
  /// The whole in one sentence.
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
    case nil: text = "the control plane `\(name)` says nothing of being ready: has the operator seen it?"
    }
  }
}
