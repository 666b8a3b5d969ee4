import Diagnostics

/// One of a mesh's `gateways` as written: the gateways for one peer.
struct GatewayEntry: Hashable, Sendable {
  var peer: Located<String>
  var ingress = GatewayCommonEntry()
  var egress = GatewayCommonEntry()
  var serviceType: Located<IngressGateway.ServiceType>?
  var nodePorts: Located<PortPair>?
  var annotations: [AnnotationEntry] = []
  var requestedNetworkView: [Located<String>] = []

  var ingressName: Located<String>? { ingress.name }
  var egressName: Located<String>? { egress.name }

  init(peer: Located<String>, reader: inout FieldReader) {
    self.peer = peer
    if let given = reader.object("egress", { (GatewayCommonEntry(reader: &$0), $0.texts("requestedNetworkView")) }) {
      (egress, requestedNetworkView) = given
    }
    let ingress = reader.object("ingress") { reader in
      Ingress(
        common: GatewayCommonEntry(reader: &reader),
        serviceType: reader.choice("serviceType", IngressGateway.ServiceType.self),
        nodePorts: reader.object("nodePorts") { Located(value: PortPair(reader: &$0), place: $0.place) },
        annotations: reader.textTable("annotations").map { AnnotationEntry(name: $0.name, value: $0.text) })
    }
    guard let ingress else { return }
    self.ingress = ingress.common
    serviceType = ingress.serviceType
    nodePorts = ingress.nodePorts
    annotations = ingress.annotations
  }

  private struct Ingress {
    var common: GatewayCommonEntry
    var serviceType: Located<IngressGateway.ServiceType>?
    var nodePorts: Located<PortPair>?
    var annotations: [AnnotationEntry]
  }
}

/// What an ingress and an egress gateway have in common, as written.
struct GatewayCommonEntry: Hashable, Sendable {
  var name: Located<String>?
  var enabled: Located<Bool>?
  var labels: [AnnotationEntry] = []

  init() {}

  init(reader: inout FieldReader) {
    name = reader.text("name")
    enabled = reader.bool("enabled")
    labels = reader.textTable("labels").map { AnnotationEntry(name: $0.name, value: $0.text) }
  }

  /// The labels as a table.
  var labelTable: [String: String] {
    Dictionary(labels.map { ($0.name.value, $0.value.value) }) { first, _ in first }
  }
}

/// An annotation or label of a gateway's Service as written.
struct AnnotationEntry: Hashable, Sendable {
  var name: Located<String>
  var value: Located<String>
}

/// The addresses of a mesh's ingress for one peer as written.
struct AddressEntry: Hashable, Sendable {
  var peer: Located<String>
  var addresses: [Located<String>]
}

/// The outer ports of a mesh's ingress for one peer as written.
struct PortEntry: Hashable, Sendable {
  var peer: Located<String>
  var ports: PortPair
}

/// The name of the ConfigMap with the roots of one peer as written.
struct ConfigMapEntry: Hashable, Sendable {
  var peer: Located<String>
  var name: Located<String>
}

/// The ports `service` and `discovery` as written.
struct PortPair: Hashable, Sendable {
  var service: Located<Int>?
  var discovery: Located<Int>?

  init(reader: inout FieldReader) {
    service = reader.number("service")
    discovery = reader.number("discovery")
  }
}
