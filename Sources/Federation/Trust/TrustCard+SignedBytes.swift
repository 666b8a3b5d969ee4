import SPIFFE
import X509

extension TrustCard {
  /// The first bytes of everything that is signed. No certificate begins with them (certificates begin with 0x30), so a
  /// signature over a card can never be mistaken for one over a certificate.
  static let signedPrefix = "meshtrust/v1 TrustCard\n"

  /// The bytes that are signed; `docs/trust-card.md` defines them.
  ///
  /// The prefix, then each field as its length in bytes (decimal), a colon and the bytes: name, audience (empty for
  /// everyone), trust domain, sequence (decimal), namespace, cluster domain, the number of roots, each root's DER, the
  /// number of gateways, and for each, by the peer's name: peer, ingress, egress, discovery port, service port, the
  /// number of addresses, each address. Then, only if the card has them: `dataPlane` and its value; `bundleEndpoint`, its
  /// URL, its profile and its SPIFFE ID (empty for none). The identities on a card follow from these and are compared when it is read.
  public var signedBytes: [UInt8] {
    var bytes = Array(Self.signedPrefix.utf8)
    func append(_ field: some Collection<UInt8>) {
      bytes += Array("\(field.count):".utf8)
      bytes += field
    }
    func append(_ text: String) { append(text.utf8) }
    for text in [name, audience ?? "", trustDomain.name, sequence.map(String.init) ?? "", namespace, clusterDomain] {
      append(text)
    }
    append(String(roots.count))
    for root in roots { append(root.der) }
    append(String(gateways.count))
    for gateways in gateways {
      for text in [gateways.peer, gateways.ingress, gateways.egress] { append(text) }
      for number in [gateways.discoveryPort, gateways.servicePort, gateways.addresses.count] { append(String(number)) }
      for address in gateways.addresses { append(address) }
    }
    // Cards without them keep the bytes that they always had.
    if let dataPlane { for text in ["dataPlane", dataPlane.rawValue] { append(text) } }
    if let endpoint {
      let identity = endpoint.endpointID?.uri ?? ""
      for text in ["bundleEndpoint", endpoint.url, endpoint.profile.rawValue, identity] { append(text) }
    }
    return bytes
  }

  /// Whether two cards with the same number contradict each other. Cards for different peers may differ in the gateways
  /// that only one of them lists, and in nothing else.
  public func contradicts(_ other: TrustCard) -> Bool {
    if audience == other.audience { return signedBytes != other.signedBytes }
    let known = Dictionary(gateways.map { ($0.peer, $0) }) { first, _ in first }
    return name != other.name || trustDomain != other.trustDomain || namespace != other.namespace
      || clusterDomain != other.clusterDomain || dataPlane != other.dataPlane || endpoint != other.endpoint
      || roots != other.roots
      || other.gateways.contains { gateways in known[gateways.peer].map { $0 != gateways } ?? false }
  }
}
