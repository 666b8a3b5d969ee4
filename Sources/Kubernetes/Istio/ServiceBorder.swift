import Cryptography
public import Documents
public import Federation
import SPIFFE

/// The objects for services that cross the border to a mesh with which no service sets are exchanged.
///
/// For an import: a ServiceEntry whose `subjectAltNames` are the outbound trust, a WorkloadEntry without an address, and the
/// gateway of the other network. For an export: the east-west gateway, the hosts that pass through it, and the
/// AuthorizationPolicies that admit exactly the importing identities.
///
/// Source: istio/istio, pilot/pkg/networking/core and pilot/pkg/security; sail-operator,
/// docs/ossm/ossm2-migration/federation.
public struct ServiceBorder: Sendable {
  /// The name of the gateway through which other networks come in.
  public static let gateway = Naming.eastWestGateway
  /// The label that ties an entry to its workload.
  static let serviceLabel = "meshtrust/service"
  /// Where sidecars of other networks come in.
  static let port = FederationPort.service.rawValue

  /// In the order in which they are applied, with their file names.
  public let objects: [(file: String, node: Node)]

  /// Empty for a mesh without such services.
  public init(_ mesh: Mesh) {
    let versions = APIVersions(mesh.controlPlane)
    var objects: [(file: String, node: Node)] = []
    if !mesh.offeredServices.isEmpty {
      if mesh.dataPlane == .sidecar {
        objects.append(("k8sgateway-\(Self.gateway).yaml", Self.eastWest(of: mesh)))
        objects.append(("gateway-exports.yaml", Self.exports(of: mesh, versions)))
      }
      objects += ExportPolicy.all(of: mesh, versions).map { policy in
        ("authorizationpolicy-\(policy.namespace)-\(policy.name).yaml", policy.node)
      }
    }
    if mesh.dataPlane == .sidecar {
      let exporters = mesh.peers.filter { peer in mesh.usedServices.contains { $0.peer == peer.name } }
      objects += exporters.map { ("k8sgateway-\($0.name).yaml", Self.remote($0, of: mesh)) }
      for service in mesh.usedServices {
        guard let peer = mesh.peer(named: service.peer) else { continue }
        let name = Self.name(of: service)
        objects.append(("serviceentry-\(name).yaml", Self.entry(service, of: mesh, versions)))
        objects.append(("workloadentry-\(name).yaml", Self.workload(service, peer, of: mesh, versions)))
      }
    }
    self.objects = objects
  }

  // MARK: - Exporting

  /// The Pods of the gateway. The listener has a host that nobody calls: hosts come from ``exports(of:_:)``.
  private static func eastWest(of mesh: Mesh) -> Node {
    KubernetesObject(
      "gateway.networking.k8s.io/v1", "Gateway", gateway, mesh.namespace, labels: network(mesh.network ?? ""),
      spec: [
        ("gatewayClassName", .string("istio")), ("listeners", .sequence([listener(host: "none.invalid")])),
      ]
    ).node
  }

  private static func exports(of mesh: Mesh, _ versions: APIVersions) -> Node {
    let hosts = Set(mesh.offeredServices.map(\.host)).sorted()
    let server = Node.mapping([
      (
        "port",
        .mapping([("number", .int(port)), ("name", .string("tls")), ("protocol", .string("TLS"))])
      ),
      ("tls", .mapping([("mode", .string("AUTO_PASSTHROUGH"))])),
      ("hosts", .sequence(hosts.map { .string($0) })),
    ])
    return KubernetesObject(
      versions.networking, "Gateway", "meshtrust-exports", mesh.namespace,
      spec: [
        ("selector", .mapping([("istio.io/gateway-name", .string(gateway))])), ("servers", .sequence([server])),
      ]
    ).node
  }

  // MARK: - Importing

  /// Where the other mesh's gateway is reached: istiod takes the addresses of its network from here.
  private static func remote(_ peer: Peer, of mesh: Mesh) -> Node {
    let addresses = peer.reach.addresses.map { address in
      Node.mapping([
        ("type", .string(IngressReach.isIPAddress(address) ? "IPAddress" : "Hostname")), ("value", .string(address)),
      ])
    }
    return KubernetesObject(
      "gateway.networking.k8s.io/v1", "Gateway", "\(peer.name)-eastwest", mesh.namespace,
      labels: network(peer.network ?? ""),
      spec: [
        ("gatewayClassName", .string("istio-remote")), ("addresses", .sequence(addresses)),
        ("listeners", .sequence([listener(host: nil, port: peer.reach.servicePort)])),
      ]
    ).node
  }

  private static func entry(_ service: SharedService, of mesh: Mesh, _ versions: APIVersions) -> Node {
    let ports = service.ports.map { port in
      Node.mapping([
        ("number", .int(port.number)), ("name", .string(port.name)), ("protocol", .string(port.protocolName)),
      ])
    }
    return KubernetesObject(
      versions.networking, "ServiceEntry", name(of: service), mesh.namespace,
      spec: [
        ("hosts", .sequence([.string(service.host)])), ("location", .string("MESH_INTERNAL")),
        ("resolution", .string("STATIC")), ("ports", .sequence(ports)),
        ("subjectAltNames", .sequence(service.servers.map { .string($0.spiffeID.uri) })),
        ("workloadSelector", .mapping([("labels", .mapping([(serviceLabel, .string(label(of: service)))]))])),
      ]
    ).node
  }

  private static func workload(_ service: SharedService, _ peer: Peer, of mesh: Mesh, _ versions: APIVersions) -> Node {
    KubernetesObject(
      versions.networking, "WorkloadEntry", name(of: service), mesh.namespace,
      spec: [
        (
          "labels",
          .mapping([
            (serviceLabel, .string(label(of: service))), ("security.istio.io/tlsMode", .string("istio")),
          ])
        ), ("network", .string(peer.network ?? "")),
      ]
    ).node
  }

  // MARK: - Parts

  private static func network(_ name: String) -> [String: String] { ["topology.istio.io/network": name] }

  private static func listener(host: String?, port: Int = Self.port) -> Node {
    .mapping(
      [("name", .string("cross-network")), ("port", .int(port)), ("protocol", .string("TLS"))]
        + (host.map { [("hostname", .string($0))] } ?? [])
        + [
          (
            "tls",
            .mapping([
              ("mode", .string("Passthrough")),
              ("options", .mapping([("gateway.istio.io/listener-protocol", .string("auto-passthrough"))])),
            ])
          )
        ])
  }

  private static func name(of service: SharedService) -> String {
    "\(service.peer)-\(service.service.namespace)-\(service.service.name)"
  }

  /// The value of a label has at most 63 characters.
  private static func label(of service: SharedService) -> String {
    let name = "\(service.service.name).\(service.service.namespace).\(service.peer)"
    return name.utf8.count <= 63 ? name : sha256Hex(Array(name.utf8)).prefix(32).description
  }
}

/// The versions of Istio's own kinds that a control plane serves: `v1` from Istio 1.22 on.
struct APIVersions {
  let networking: String
  let security: String

  init(_ plane: ControlPlane) {
    let isNew = plane.flavour != .maistra && plane.version?.isAtLeast(1, 22, 0) ?? true
    networking = "networking.istio.io/\(isNew ? "v1" : "v1beta1")"
    security = "security.istio.io/\(isNew ? "v1" : "v1beta1")"
  }
}

/// An object with our label and a `spec`.
struct KubernetesObject {
  let node: Node

  /// - Parameter namespace: Nil for an object of the whole cluster.
  init(
    _ version: String, _ kind: String, _ name: String, _ namespace: String?, labels: [String: String] = [:],
    spec: [(String, Node)]
  ) {
    let metadata = ObjectMetadata(
      name: name, namespace: namespace, labels: ManifestSet.managedBy.merging(labels) { first, _ in first })
    node = .mapping([
      ("apiVersion", .string(version)), ("kind", .string(kind)), ("metadata", metadata.node), ("spec", .mapping(spec)),
    ])
  }
}
