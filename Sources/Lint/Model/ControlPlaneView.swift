import Federation

/// A ServiceMeshControlPlane as the rules see it.
struct ControlPlaneView: Sendable {
  let manifest: Manifest
  let spec: Field
  /// The ingress and egress gateways other than the default ones, in file order, ingress first.
  let gateways: [GatewayView]
  private let ingress: [String: GatewayView]
  private let egress: [String: GatewayView]

  init(_ manifest: Manifest) {
    self.manifest = manifest
    spec = manifest.spec
    let field = spec["gateways"]
    let inwards = field["additionalIngress"].entries.map { GatewayView($0.key, .ingress, $0.field) }
    let outwards = field["additionalEgress"].entries.map { GatewayView($0.key, .egress, $0.field) }
    gateways = inwards + outwards
    ingress = Dictionary(inwards.map { ($0.name, $0) }) { first, _ in first }
    egress = Dictionary(outwards.map { ($0.name, $0) }) { first, _ in first }
  }

  var name: String { manifest.name }
  var trustDomain: Field { spec["security"]["trust"]["domain"] }
  var additionalDomains: Field { spec["security"]["trust"]["additionalDomains"] }
  var certificateAuthority: Field { spec["security"]["certificateAuthority"] }
  var clusterName: Field { spec["cluster"]["name"] }
  var clusterDomain: Field { spec["proxy"]["networking"]["clusterDomain"] }

  /// The mesh configuration, which can be in two places.
  var meshConfigs: [Field] { [spec["techPreview"]["meshConfig"], spec["meshConfig"]].map(\.withJSONNames) }

  /// A variable of istiod's environment.
  func pilotVariable(_ name: String) -> Field {
    spec["runtime", "components", "pilot"]["container"]["env"][name]
  }

  /// Whether endpoints are filtered by network, which makes a wrong view fatal.
  var isMultiNetwork: Bool {
    let multiCluster = spec["cluster"]["multiCluster"]
    guard multiCluster.exists else { return false }
    let hasNetwork = clusterName.exists && spec["cluster"]["network"].exists
    return multiCluster["enabled"].isTrue || multiCluster["meshNetworks"].exists || hasNetwork
  }

  /// The names of some gateways of a direction, as suggestions.
  func names(_ direction: GatewayView.Direction) -> [String] {
    // Ingress gateways come first.
    (direction == .ingress ? gateways[...] : gateways[ingress.count...]).prefix(8)
      .filter { $0.direction == direction }.map(\.name)
  }

  /// The gateway of a name and direction.
  func gateway(_ name: String, _ direction: GatewayView.Direction) -> GatewayView? {
    direction == .ingress ? ingress[name] : egress[name]
  }
}

/// One gateway of a control plane, other than the default ones.
struct GatewayView: Sendable {
  enum Direction: String, Sendable {
    case ingress
    case egress

    /// The field of `spec.gateways` for such gateways.
    var field: String { self == .ingress ? "additionalIngress" : "additionalEgress" }
  }

  let name: String
  let direction: Direction
  let field: Field

  init(_ name: String, _ direction: Direction, _ field: Field) {
    self.name = name
    self.direction = direction
    self.field = field
  }

  var service: Field { field["service"] }
  var ports: [Field] { service["ports"].items }
  var labels: [String: String] { service["metadata"]["labels"].table }
  var serviceType: String { service["type"].string ?? "ClusterIP" }

  /// Whether anything of it is of federation, or nothing shows that it serves something else.
  var mayBeOfFederation: Bool {
    guard !ports.isEmpty, !field["requestedNetworkView"].exists, field["routerMode"].string != "sni-dnat" else {
      return true
    }
    return labels.keys.contains { $0.hasPrefix("federation.maistra.io/") }
      || FederationPort.allCases.contains { port in
        ports.contains { $0["port"].int == port.rawValue || $0["targetPort"].int == port.rawValue }
      }
  }

  /// The entry for a port number.
  func port(_ number: Int) -> Field? { ports.first { $0["port"].int == number } }
}
