public import Documents
public import X509

/// What the configuration of a mesh of Istio says of trust, as istiod reads it.
///
/// Source: istio/api, mesh/v1alpha1/config.proto; istio/istio, pilot/pkg/trustbundle.
public struct MeshConfig: Hashable, Sendable {
  /// One entry of `caCertificates`.
  public struct Authority: Hashable, Sendable {
    /// Every certificate of its `pem`; empty if it only names trust domains.
    public let roots: [Certificate]
    public let trustDomains: [String]
  }

  public let trustDomain: String?
  public let trustDomainAliases: [String]
  public let authorities: [Authority]
  /// Whether the proxies ask for what `caCertificates` holds.
  public let requestsRoots: Bool

  /// The configuration in a ConfigMap; nil if it has none.
  ///
  /// - Throws: ``KubernetesError/document(_:)`` for text that is no YAML, and
  ///   ``KubernetesError/certificates(key:_:_:)``: one bad entry, and istiod refuses the whole list (I-22).
  public init?(_ configMap: ConfigMap, source: String) throws(KubernetesError) {
    guard let text = configMap.data[IstioForm.meshKey] else { return nil }
    let name = "\(source), data.\(IstioForm.meshKey)"
    let root: Node?
    do throws(DocumentsError) {
      root = try Self.node(text, source: name)
    } catch {
      throw .document(error)
    }
    try self.init(
      root ?? .mapping(Mapping()), of: ObjectName(kind: ConfigMap.kind, name: configMap.metadata.name), in: name)
  }

  /// The configuration as a mapping, wherever it stands in `source`.
  public init(_ given: Node, of object: ObjectName, in source: String) throws(KubernetesError) {
    let node = given.withJSONNames
    let entries: [MeshConfigEntry]
    do throws(DocumentsError) {
      entries = try MeshConfigEntry.all(of: node, in: source)
      trustDomainAliases = try node.texts("trustDomainAliases", at: "trustDomainAliases", in: source)
    } catch {
      throw .document(error)
    }
    trustDomain = node["trustDomain"]?.string
    let variable = node["defaultConfig"]?["proxyMetadata"]?[IstioTrust.bundleRequest]
    requestsRoots = variable?.text == "true"
    var authorities: [Authority] = []
    for entry in entries {
      var roots: [Certificate] = []
      if let pem = entry.pem {
        (roots, _) = try PEM.certificatesOfMesh(Array(pem.utf8), under: "caCertificates", of: object)
      }
      authorities.append(Authority(roots: roots, trustDomains: entry.trustDomains))
    }
    self.authorities = authorities
  }

  /// The roots in the entries that name a trust domain. Proxies pool them with all others: the trust domain only opens
  /// their check of names.
  public func roots(of trustDomain: String) -> [Certificate] {
    authorities.filter { $0.trustDomains.contains(trustDomain) }.flatMap(\.roots)
  }

  /// The roots in every entry: what the proxies trust, for whichever trust domain they were given.
  public var pool: [Certificate] { authorities.flatMap(\.roots) }

  /// Whether an entry without roots names a trust domain: its roots are those of the mesh itself.
  public func sharesRoots(with trustDomain: String) -> Bool {
    authorities.contains { $0.roots.isEmpty && $0.trustDomains.contains(trustDomain) }
  }
}
