import Documents

/// `tls` of a DestinationRule: how clients use TLS with the service.
public struct ClientTLS: Sendable {
  /// `DISABLE`, `SIMPLE`, `MUTUAL` or `ISTIO_MUTUAL`.
  public var mode: String?
  /// The identities that the server may have; if empty, those that the control plane knows for the endpoints.
  public var subjectAltNames: [String]

  private var base = Mapping()

  /// Clients present the certificate of the mesh and accept only the listed identities.
  public init(mode: String = "ISTIO_MUTUAL", subjectAltNames: [String]) {
    self.mode = mode
    self.subjectAltNames = subjectAltNames
  }

  /// Nil if `tls` is missing.
  init?(of policy: inout ObjectReader) throws(DocumentsError) {
    guard policy.has("tls") else { return nil }
    var reader = try policy.child(
      "tls",
      fields: [
        "mode", "subjectAltNames", "caCertificates", "caCrl", "clientCertificate", "credentialName",
        "insecureSkipVerify", "privateKey", "sni",
      ])
    base = reader.mapping
    mode = try reader.string("mode")
    subjectAltNames = try reader.strings("subjectAltNames")
  }

  var node: Node {
    var mapping = base
    mapping.set("mode", to: mode.map { .string($0) })
    mapping.set("subjectAltNames", to: .list(subjectAltNames))
    return .mapping(mapping)
  }
}
