import Diagnostics

/// One of a mesh's `gateways` as written: the gateways for one peer.
struct GatewayEntry: Hashable, Sendable {
  var peer: Located<String>
  var ingressName: Located<String>?
  var egressName: Located<String>?
  var serviceType: Located<IngressGateway.ServiceType>?
  var nodePorts: Located<PortPair>?
  var annotations: [AnnotationEntry] = []

  init(peer: Located<String>, reader: inout FieldReader) {
    self.peer = peer
    egressName = reader.object("egress") { $0.text("name") } ?? nil
    let ingress = reader.object("ingress") { reader in
      Ingress(
        name: reader.text("name"), serviceType: reader.choice("serviceType", IngressGateway.ServiceType.self),
        nodePorts: reader.object("nodePorts") { Located(value: PortPair(reader: &$0), place: $0.place) },
        annotations: reader.textTable("annotations").map { AnnotationEntry(name: $0.name, value: $0.text) })
    }
    ingressName = ingress?.name
    serviceType = ingress?.serviceType
    nodePorts = ingress?.nodePorts
    annotations = ingress?.annotations ?? []
  }

  private struct Ingress {
    var name: Located<String>?
    var serviceType: Located<IngressGateway.ServiceType>?
    var nodePorts: Located<PortPair>?
    var annotations: [AnnotationEntry]
  }
}

/// An annotation of an ingress gateway's Service as written.
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

/// The ports `service` and `discovery` as written.
struct PortPair: Hashable, Sendable {
  var service: Located<Int>?
  var discovery: Located<Int>?

  init(reader: inout FieldReader) {
    service = reader.number("service")
    discovery = reader.number("discovery")
  }
}
