public import Documents

/// A ServiceMeshPeer: another mesh as seen from one mesh, in the namespace of that mesh's control plane.
///
/// The API server requires none of the fields, but only names and ports have defaults that work.
public struct ServiceMeshPeer: Sendable {
  public static let apiVersion = "federation.maistra.io/v1"
  public static let kind = "ServiceMeshPeer"

  /// The object with the peer's root certificates.
  public struct CertificateChain: Hashable, Sendable {
    /// Only `ConfigMap` works.
    public var kind: String?
    public var name: String?
    /// Ignored by the control plane.
    public var apiGroup: String?

    public init(kind: String? = ConfigMap.kind, name: String?, apiGroup: String? = nil) {
      self.kind = kind
      self.name = name
      self.apiGroup = apiGroup
    }
  }

  /// The peer's name is the object's.
  public var metadata: ObjectMetadata
  /// Host names or IP addresses of the peer's ingress gateway for us.
  public var addresses: [String] = []
  /// By default 8188.
  public var discoveryPort: Int?
  /// By default 15443.
  public var servicePort: Int?
  /// Our ingress gateway for the peer.
  public var ingress: String?
  /// Our egress gateway for the peer.
  public var egress: String?
  public var trustDomain: String?
  /// The identity that the peer's egress gateway for us must have, without `spiffe://`.
  public var clientID: String?
  /// The object with the peer's root certificates.
  public var certificateChain: CertificateChain?

  private var base = Mapping()

  public init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  /// The caller has checked the kind of the document.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["metadata", "spec", "status"])
    base = reader.mapping
    metadata = try ObjectMetadata(of: &reader)
    var spec = try reader.child("spec", fields: ["remote", "gateways", "security"])
    var remote = try spec.child("remote", fields: ["addresses", "discoveryPort", "servicePort"])
    addresses = try remote.strings("addresses")
    discoveryPort = try remote.int("discoveryPort")
    servicePort = try remote.int("servicePort")
    var gateways = try spec.child("gateways", fields: ["ingress", "egress"])
    var ingress = try gateways.child("ingress", fields: ["name"])
    self.ingress = try ingress.string("name")
    var egress = try gateways.child("egress", fields: ["name"])
    self.egress = try egress.string("name")
    var security = try spec.child("security", fields: ["trustDomain", "clientID", "certificateChain"])
    trustDomain = try security.string("trustDomain")
    clientID = try security.string("clientID")
    var chain = try security.child("certificateChain", fields: ["kind", "name", "apiGroup"])
    guard security.has("certificateChain") else { return }
    certificateChain = CertificateChain(
      kind: try chain.string("kind"), name: try chain.string("name"), apiGroup: try chain.string("apiGroup"))
  }

  /// The status of the connection, if the peer was read from a cluster.
  public var status: Node? { base["status"] }

  public var node: Node {
    var mapping = base
    mapping.set("apiVersion", to: .string(Self.apiVersion))
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("metadata", to: metadata.node)
    mapping.set("spec", "remote", "addresses", to: .list(addresses))
    mapping.set("spec", "remote", "discoveryPort", to: discoveryPort.map { .int($0) })
    mapping.set("spec", "remote", "servicePort", to: servicePort.map { .int($0) })
    mapping.set("spec", "gateways", "ingress", "name", to: ingress.map { .string($0) })
    mapping.set("spec", "gateways", "egress", "name", to: egress.map { .string($0) })
    mapping.set("spec", "security", "trustDomain", to: trustDomain.map { .string($0) })
    mapping.set("spec", "security", "clientID", to: clientID.map { .string($0) })
    let chain = certificateChain
    mapping.set("spec", "security", "certificateChain", "apiGroup", to: chain?.apiGroup.map { .string($0) })
    mapping.set("spec", "security", "certificateChain", "kind", to: chain?.kind.map { .string($0) })
    mapping.set("spec", "security", "certificateChain", "name", to: chain?.name.map { .string($0) })
    if chain == nil { mapping.set("spec", "security", "certificateChain", to: nil) }
    return .mapping(mapping)
  }
}

extension ServiceMeshPeer: Equatable {
  public static func == (left: ServiceMeshPeer, right: ServiceMeshPeer) -> Bool { left.node == right.node }
}
