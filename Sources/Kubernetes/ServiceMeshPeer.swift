public import Documents

/// A ServiceMeshPeer: another mesh as one mesh sees it, in the namespace of that mesh's control plane.
///
/// The API server takes any of the fields as missing; only names and ports have defaults that work.
public struct ServiceMeshPeer: Sendable {
  /// The API version.
  public static let apiVersion = "federation.maistra.io/v1"
  /// The kind.
  public static let kind = "ServiceMeshPeer"

  /// Where the peer's root certificates are.
  public struct CertificateChain: Hashable, Sendable {
    /// The kind of the object; only `ConfigMap` works.
    public var kind: String?
    /// The object's name.
    public var name: String?
    /// The API group of the kind; the control plane ignores it.
    public var apiGroup: String?

    /// Names the object.
    public init(kind: String? = ConfigMap.kind, name: String?, apiGroup: String? = nil) {
      self.kind = kind
      self.name = name
      self.apiGroup = apiGroup
    }
  }

  /// The peer's name is the object's.
  public var metadata: ObjectMetadata
  /// Where the peer's ingress gateway for us is reached: host names or IP addresses.
  public var addresses: [String] = []
  /// The port for discovery; 8188 if it is missing.
  public var discoveryPort: Int?
  /// The port for service traffic; 15443 if it is missing.
  public var servicePort: Int?
  /// Our ingress gateway for the peer.
  public var ingress: String?
  /// Our egress gateway for the peer.
  public var egress: String?
  /// The peer's trust domain.
  public var trustDomain: String?
  /// The identity that the peer's egress gateway for us must have, without `spiffe://`.
  public var clientID: String?
  /// Where the peer's root certificates are.
  public var certificateChain: CertificateChain?

  private var base = Mapping()

  /// Makes a ServiceMeshPeer whose fields are still to be set.
  public init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  /// Reads a document whose kind is known.
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

  /// What the control plane says of the connection, if the peer was read from a cluster.
  public var status: Node? { base["status"] }

  /// The ServiceMeshPeer as it is written.
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
  /// Whether both are written alike.
  public static func == (left: ServiceMeshPeer, right: ServiceMeshPeer) -> Bool { left.node == right.node }
}
