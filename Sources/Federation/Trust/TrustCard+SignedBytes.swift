import SPIFFE
import X509

extension TrustCard {
  /// What the first bytes of every signed form are. No certificate begins so (theirs is 0x30), so that a signature over
  /// a card can never be taken for one over a certificate.
  static let signedPrefix = "meshtrust/v1 TrustCard\n"

  /// The bytes that signatures are made over; `docs/trust-card.md` defines them.
  ///
  /// The prefix, then each field as its length in bytes (decimal), a colon and the bytes: name, audience (empty for
  /// everybody), trust domain, sequence (decimal), namespace, cluster domain, the number of roots, each root's DER, the
  /// number of gateways, and for each, by the peer's name: peer, ingress, egress, discovery port, service port, the
  /// number of addresses, each address. The identities on a card follow from these and are compared when it is read.
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
    return bytes
  }

  /// Whether two cards under one number contradict each other. Cards for different peers may differ in what each is
  /// told, and in nothing that both are told.
  public func contradicts(_ other: TrustCard) -> Bool {
    if audience == other.audience { return signedBytes != other.signedBytes }
    let known = Dictionary(gateways.map { ($0.peer, $0) }) { first, _ in first }
    return name != other.name || trustDomain != other.trustDomain || namespace != other.namespace
      || clusterDomain != other.clusterDomain || roots != other.roots
      || other.gateways.contains { gateways in known[gateways.peer].map { $0 != gateways } ?? false }
  }
}
