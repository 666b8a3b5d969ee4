public import Documents
public import X509

/// What a running proxy holds by its own account: the answer of `istioctl proxy-config secret POD -o json` (Envoy), or of
/// `istioctl ztunnel-config certificate -o json` (ztunnel).
///
/// Source: envoy, admin/v3/config_dump.proto; istio/ztunnel, src/admin.rs.
public struct ProxyDump: Sendable {
  /// One certificate and what is verified with it.
  public struct Identity: Hashable, Sendable {
    /// Leaf first; what follows the intermediates is what the proxy presents, roots included.
    public let chain: [Certificate]
    /// The roots, of whatever trust domain.
    public let pool: [Certificate]
    /// The roots of each trust domain, if the proxy keeps them apart: with SPIRE, and with Maistra.
    public let rootsByDomain: [String: [Certificate]]
    /// Since when it has them; nil if it does not say.
    public let since: Timestamp?
  }

  public let identities: [Identity]

  /// Nil for a document that is none of the two.
  ///
  /// - Throws: ``KubernetesError/certificates(key:_:_:)`` for what the proxy could not read either.
  public init?(_ document: Document) throws(KubernetesError) {
    let root = document.root
    let name = ObjectName(kind: "proxy", name: document.source)
    if let secrets = root["dynamicActiveSecrets"]?.sequence {
      identities = try Self.envoy(secrets, name)
      return
    }
    let items = root["certificates"]?.sequence ?? root.sequence ?? []
    let described = items.filter { $0["identity"] != nil && $0["certChain"] != nil }
    guard !described.isEmpty else { return nil }
    var identities: [Identity] = []
    // What is still being asked for shows nothing yet.
    for item in described where item["certChain"]?.sequence?.isEmpty == false {
      identities.append(try Self.ztunnel(item, name))
    }
    self.identities = identities
  }

  /// Each active secret counts: two of one name may differ, and which of them is in use the dump does not say.
  private static func envoy(_ secrets: [Node], _ name: ObjectName) throws(KubernetesError) -> [Identity] {
    func all(_ wanted: String) -> [Node?] {
      let found = secrets.filter { $0["name"]?.string == wanted || $0["secret"]?["name"]?.string == wanted }
      return found.isEmpty ? [nil] : found
    }
    let (own, roots) = (all("default"), all("ROOTCA"))
    var identities: [Identity] = []
    for index in 0..<max(own.count, roots.count) {
      identities.append(try identity(own[min(index, own.count - 1)], roots[min(index, roots.count - 1)], name))
    }
    return identities
  }

  private static func identity(
    _ own: Node?, _ roots: Node?, _ name: ObjectName
  ) throws(KubernetesError) -> Identity {
    let context = roots?["secret"]?["validationContext"]
    var byDomain: [String: [Certificate]] = [:]
    let custom = context?["customValidatorConfig"]
    let domains = custom?["typedConfig"]?["trustDomains"] ?? custom?["typedConfig"]?["trust_domains"]
    for domain in domains?.sequence ?? [] {
      let bundle = domain["trustBundle"] ?? domain["trust_bundle"]
      guard let key = domain["name"]?.string else { continue }
      byDomain[key, default: []] += try certificates(inline(bundle), "ROOTCA of \(key)", name)
    }
    return Identity(
      chain: try certificates(inline(own?["secret"]?["tlsCertificate"]?["certificateChain"]), "default", name),
      pool: try certificates(inline(context?["trustedCa"]), "ROOTCA", name), rootsByDomain: byDomain,
      since: (roots?["lastUpdated"]?.text).flatMap { try? Timestamp($0) })
  }

  private static func ztunnel(_ item: Node, _ name: ObjectName) throws(KubernetesError) -> Identity {
    func list(_ key: String) throws(KubernetesError) -> [Certificate] {
      var found: [Certificate] = []
      for certificate in item[key]?.sequence ?? [] {
        found += try certificates((certificate["pem"]?.string).map { Array($0.utf8) }, key, name)
      }
      return found
    }
    let chain = try list("certChain")
    // The roots come in the same answer as the certificate.
    return Identity(
      chain: chain, pool: try list("rootCerts"), rootsByDomain: [:], since: chain.first?.validity.notBefore)
  }

  private static func inline(_ node: Node?) -> [UInt8]? {
    ((node?["inlineBytes"] ?? node?["inline_bytes"])?.string).map { Array($0.utf8) }
  }

  /// PEM text, or its base64; none if there is no text.
  private static func certificates(
    _ text: [UInt8]?, _ key: String, _ name: ObjectName
  ) throws(KubernetesError) -> [Certificate] {
    guard let text, !text.isEmpty else { return [] }
    let pem = PEM.isEncoded(text) ? (try? Base64.decode(text.filter { $0 > 0x20 })) ?? text : text
    return try PEM.certificates(pem, under: key, of: name).certificates
  }
}
