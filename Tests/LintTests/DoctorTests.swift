import Documents
import Testing
import X509

@testable import Lint

@Suite struct DoctorTests {
  private func doctor(_ status: String, now: Timestamp? = nil) throws -> Doctor {
    let text = """
      apiVersion: federation.maistra.io/v1
      kind: ServiceMeshPeer
      metadata: {name: green-mesh, namespace: red-mesh-system}
      spec:
        remote: {addresses: [ingress-red-mesh.green-mesh-system.svc.cluster.local]}
        gateways: {ingress: {name: ingress-green-mesh}, egress: {name: egress-green-mesh}}
        security: {clientID: green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account}
      \(status)
      """
    let document = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "peer.yaml").first)
    return try #require(Doctor(document, now: now))
  }

  private static let manual = """
    status:
      discoveryStatus:
        active:
        - pod: istiod-red-mesh-b65457658-9wq5j
          remotes:
          - connected: true
            lastConnected: "2021-10-05T13:02:25Z"
            lastFullSync: "2021-10-05T13:02:25Z"
            source: 10.128.2.149
          watch:
            connected: true
            lastConnected: "2021-10-05T13:02:55Z"
            lastDisconnectStatus: 503 Service Unavailable
            lastFullSync: "2021-10-05T13:05:43Z"
    """

  @Test func theManualsExampleIsHealthy() throws {
    let doctor = try doctor(Self.manual)
    #expect(doctor.isHealthy && doctor.peer == "green-mesh")
    #expect(doctor.findings.map(\.health) == [.connected, .connected])
    #expect(doctor.findings.map(\.since) == ["2021-10-05T13:02:55Z", "2021-10-05T13:02:25Z"])
    #expect(doctor.findings.allSatisfy { $0.logs.isEmpty && $0.reason == nil })
  }

  @Test func connectedIsNotEnough() throws {
    let later = try doctor(Self.manual, now: Timestamp("2021-10-05T14:00:00Z"))
    #expect(!later.isHealthy && later.findings.map(\.health) == [.stale, .stale])
    let soon = try doctor(Self.manual, now: Timestamp("2021-10-05T13:06:00Z"))
    #expect(soon.isHealthy)
  }

  @Test(arguments: [
    ("403 Forbidden", "T-15"), ("503 Service Unavailable", "C-10"), ("404 Not Found", "P-05"),
    ("400 Bad Request", "P-12"),
    ("dial tcp: lookup egress-green-mesh: no such host", "G-01"), ("EOF", "logs"),
  ])
  func theLastDisconnectIsExplained(status: String, hint: String) throws {
    let doctor = try doctor(
      """
      status:
        discoveryStatus:
          inactive:
          - pod: istiod-a
            watch: {connected: false, lastDisconnect: "2026-03-01T10:00:00Z", lastDisconnectStatus: "\(status)"}
      """)
    let finding = try #require(doctor.findings.first)
    #expect(finding.health == .disconnected && finding.since == "2026-03-01T10:00:00Z")
    #expect(finding.reason?.contains(status) ?? false && finding.reason?.contains(hint) ?? false)
    #expect(
      finding.logs == [
        "istiod in red-mesh-system", "egress-green-mesh in red-mesh-system", "ingress-red-mesh in green-mesh-system",
      ])
  }

  @Test func theOtherDirectionHasTheOtherLogs() throws {
    let doctor = try doctor("status: {discoveryStatus: {active: [{pod: a, watch: {connected: true}}]}}")
    let inbound = try #require(doctor.findings.first { $0.direction == .inbound })
    #expect(inbound.health == .unknown)
    #expect(
      inbound.logs == [
        "istiod in green-mesh-system", "egress-red-mesh in green-mesh-system", "ingress-green-mesh in red-mesh-system",
      ])
  }

  @Test(arguments: ["", "status: {}", "status: {discoveryStatus: {active: []}}", "status: hello"])
  func withoutAStatusNothingIsKnown(status: String) throws {
    let doctor = try doctor(status)
    #expect(!doctor.isHealthy && doctor.findings.map(\.health) == [.unknown, .unknown])
  }

  @Test func oneReplicaIsEnough() throws {
    let doctor = try doctor(
      """
      status:
        discoveryStatus:
          active:
          - pod: istiod-1
            remotes: [{connected: true, lastFullSync: "2026-03-01T11:59:00Z", source: 10.0.0.1}]
            watch: {connected: false, lastDisconnect: "2026-03-01T10:00:00Z"}
          - pod: istiod-2
            watch: {connected: true, lastFullSync: "2026-03-01T11:59:00Z"}
      """, now: now)
    #expect(doctor.isHealthy)
    let unknown = try #require(doctor.findings.first { $0.health == .unknown })
    #expect(unknown.reason == nil && unknown.logs.isEmpty && unknown.text.contains("another replica"))
  }

  /// istiod lists a Pod under `inactive` exactly if it does not watch the peer (maistra/istio, federation/status).
  @Test(arguments: ["connected: true, lastFullSync: \"2026-03-01T11:59:00Z\"", "connected: false", ""])
  func anInactiveReplicaWatchesNobody(watch: String) throws {
    let doctor = try doctor(
      """
      status:
        discoveryStatus:
          inactive:
          - pod: istiod-1
            remotes: [{connected: true, lastFullSync: "2026-03-01T11:59:00Z", source: 10.0.0.1}]
            watch: {\(watch)}
      """, now: now)
    #expect(!doctor.isHealthy && doctor.findings.map(\.health) == [.disconnected, .connected])
    let outbound = try #require(doctor.findings.first)
    #expect(!outbound.logs.isEmpty && outbound.text.contains("inactive") == watch.hasPrefix("connected: true"))
  }

  @Test func aDirectionThatNoReplicaHasIsNoConnection() throws {
    let doctor = try doctor(
      """
      status:
        discoveryStatus:
          active:
          - {pod: istiod-1, watch: {connected: true, lastFullSync: "2026-03-01T11:59:00Z"}}
          - {pod: istiod-2, watch: {connected: true, lastFullSync: "2026-03-01T11:59:00Z"}}
      """, now: now)
    #expect(!doctor.isHealthy)
    #expect(doctor.findings.filter { $0.direction == .inbound }.allSatisfy { !$0.logs.isEmpty })
  }

  @Test(arguments: ["notatime", "2099-01-01T00:00:00Z"]) func aTimeThatSaysNothingIsNoConnection(time: String) throws {
    let doctor = try doctor(
      """
      status:
        discoveryStatus:
          active:
          - pod: istiod-1
            remotes: [{connected: true, lastFullSync: "\(time)", source: 10.0.0.1}]
            watch: {connected: true, lastFullSync: "\(time)"}
      """, now: now)
    #expect(!doctor.isHealthy && doctor.findings.map(\.health) == [.stale, .stale])
    #expect(doctor.findings.allSatisfy { $0.text.contains(time) })
  }

  @Test func aSavedStatusIsJudgedForItsOwnTime() throws {
    let saved = try doctor(Self.manual)
    #expect(saved.isHealthy)
    #expect(try saved.time == Timestamp("2021-10-05T13:05:43Z"))
    let stale = try doctor(
      Self.manual.replacing("lastFullSync: \"2021-10-05T13:02:25Z\"", with: "lastFullSync: \"2021-10-05T12:02:25Z\""))
    #expect(!stale.isHealthy)
    #expect(stale.findings.contains { $0.text.contains("63 minutes before") && $0.text.contains("300 seconds") })
  }

  @Test(arguments: [
    "discoveryStatus: {active: [{pod: a, watch: {connected: true}}]}",
    "status: {discoveryStatus: {active: [{pod: a, watch: {connected: true}}]}}",
  ])
  func aStatusAloneIsRead(text: String) throws {
    let document = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "-").first)
    let doctor = try #require(Doctor(document))
    #expect(doctor.findings.map(\.direction) == [.outbound, .inbound])
  }

  @Test func theLogOfThePeersGatewayIsNamedFromTheClientID() throws {
    let text = """
      apiVersion: federation.maistra.io/v1
      kind: ServiceMeshPeer
      metadata: {name: green-mesh, namespace: red-mesh-system}
      spec:
        remote: {addresses: [192.0.2.1]}
        security: {clientID: green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account}
      """
    let document = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "-").first)
    #expect(Doctor(document)?.findings.first?.logs.last == "ingress-red-mesh in green-mesh-system")
  }

  /// Of the peers in the other mesh's namespace, only the one for us names the gateway.
  @Test func theLogIsThatOfThePeersGatewayForUs() throws {
    func peer(_ name: String, _ namespace: String, _ client: String, _ ingress: String) -> String {
      """
      apiVersion: federation.maistra.io/v1
      kind: ServiceMeshPeer
      metadata: {name: \(name), namespace: \(namespace)}
      spec: {gateways: {ingress: {name: \(ingress)}}, security: {clientID: \(client)}}
      """
    }
    let text = [
      peer("green", "red-system", "green.local/ns/green-system/sa/e-service-account", "a"),
      peer("blue", "green-system", "blue.local/ns/blue-system/sa/e-service-account", "for-blue"),
      peer("red", "green-system", "red.local/ns/red-system/sa/e-service-account", "for-red"),
    ].joined(separator: "\n---\n")
    let documents = try DocumentReader.all(bytes: Array(text.utf8), source: "-")
    let doctor = try #require(Doctor(documents[0], others: documents))
    #expect(doctor.findings.first?.logs.last == "for-red in green-system")
  }

  @Test func onlyPeersAreExamined() throws {
    let documents = try DocumentReader.all(bytes: Array("kind: Service\napiVersion: v1\n".utf8), source: "-")
    #expect(Doctor(documents[0]) == nil && ControlPlaneHealth(documents[0]) == nil)
  }

  @Test(arguments: [("\"True\"", true), ("\"False\"", false)])
  func theControlPlaneSaysWhetherItIsReady(status: String, expected: Bool) throws {
    let text = """
      apiVersion: maistra.io/v2
      kind: ServiceMeshControlPlane
      metadata: {name: red-mesh}
      status:
        annotations: {readyComponentCount: 8/9}
        readiness: {components: {pending: [ingress-green-mesh]}}
        conditions: [{type: Ready, status: \(status), message: waiting}]
      """
    let document = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "-").first)
    let health = try #require(ControlPlaneHealth(document))
    #expect(health.isReady == expected && health.readyComponents == "8/9")
    #expect(health.text.contains("waiting") != expected)
    #expect(health.text.contains("ingress-green-mesh") != expected)
  }
}
