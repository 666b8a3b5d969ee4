import Documents
import Federation
import Kubernetes
import SPIFFE
import X509

/// A control plane of Istio as the rules see it: one revision in one cluster, whatever it is configured with.
struct IstioPlane: Sendable {
  /// Its index.
  let id: Int
  /// In the order in which they count.
  let layers: [IstioLayer]
  /// The mesh in the home's federation.
  let described: Mesh?
  /// The entries of `caCertificates`.
  let authorities: [PoolEntry]
  /// Istio's version; nil if it is unknown.
  let version: ControlPlane.Version?
  // What pairs of control planes are compared by is found once for each.
  let namespace: String?
  let folder: Substring
  /// By default `cluster.local`; nil if nothing says what the mesh's configuration is.
  private(set) var trustDomain: String?
  private(set) var clusterName: String?
  /// The ConfigMap in which the roots are published.
  private(set) var trustBundleName = ControlPlaneView.usualRootConfigMap

  init(id: Int, layers: [IstioLayer], facts: Facts, home: MeshFolders) {
    let layers = layers.sorted { $0.origin.rawValue < $1.origin.rawValue }
    self.id = id
    self.layers = layers
    let namespace = layers.lazy.compactMap(\.namespace).first
    let domain = Self.first("trustDomain", in: layers)?.string
    let meshes = (facts.federation?.meshes ?? []).filter { $0.controlPlane.flavour != .maistra }
    let named = meshes.filter { $0.namespace == namespace }
    let ofDomain = meshes.filter { $0.trustDomain.name == domain }
    // Meshes of several clusters may share a namespace, and then a trust domain or the folder tells them apart.
    let names = Set(layers.compactMap { home.mesh($0.folder, in: namespace ?? "") })
    let beside = names.count == 1 ? named.first { names.contains($0.name) } : nil
    let likely = ofDomain.count == 1 ? ofDomain.first : beside ?? ofDomain.first
    let described = named.count == 1 ? named.first : likely
    self.described = described
    authorities = (Self.first("caCertificates", in: layers)?.items ?? []).map(PoolEntry.init)
    version =
      layers.lazy.compactMap(Self.versionField).compactMap { $0.string }.compactMap(IstioVersion.read).first
      ?? described?.controlPlane.version
    self.namespace = namespace
    folder = layers.first?.folder ?? ""
    trustDomain = trustDomainField.string ?? described?.trustDomain.name ?? (hasConfiguration ? "cluster.local" : nil)
    clusterName = value("global", "multiCluster", "clusterName").string ?? described?.cluster.name
    if let name = value("global", "trustBundleName").string ?? variable("PILOT_CA_CERT_CONFIGMAP")?.string {
      trustBundleName = name
    }
  }

  // MARK: - Names

  var revision: String { layers.lazy.compactMap(\.revision).first ?? IstioLayer.defaultRevision }

  /// For messages.
  var object: String { layers.first?.top.object ?? "Istio" }

  /// `trustDomain`, whether it is given or not.
  var trustDomainField: Field { config("trustDomain") }

  var aliases: [Field] { config("trustDomainAliases").items }

  /// Whether the mesh's configuration is in the input, and not only istiod.
  var hasConfiguration: Bool { layers.contains { $0.origin != .deployment } }

  // MARK: - Settings

  /// A field of the mesh's configuration; a missing one has the place of the mapping that should have it.
  func config(_ key: String) -> Field {
    Self.first(key, in: layers) ?? layers.first { $0.meshConfig.exists }?.meshConfig[key] ?? top["meshConfig"][key]
  }

  /// A field of the chart's values.
  func value(_ first: String, _ rest: String...) -> Field {
    let fields = layers.map { layer in rest.reduce(layer.values[first]) { $0[$1] } }
    return fields.first(where: \.exists) ?? fields.first ?? top[first]
  }

  /// A variable in istiod's environment: nil if no form in the input has the environment; a field without a value if it is
  /// not set.
  func variable(_ name: String) -> Field? {
    if let field = layers.lazy.compactMap({ $0.variable(name) }).first { return field }
    guard let layer = layers.first(where: \.hasEnvironment) else { return nil }
    return layer.values["pilot"]["env"][name]
  }

  /// Metadata of every proxy, by default.
  var proxyMetadata: Field { config("defaultConfig")["proxyMetadata"] }

  var top: Field { layers.first?.top ?? Self.nowhere }

  // MARK: - What follows from them

  /// ISTIO_MULTIROOT_MESH; nil if the environment is not in the input.
  var takesSeveralRoots: Bool? { variable(IstioVariable.multiRoot).map(\.isTrueToGo) }

  /// Where the version stands.
  var versionField: Field? { layers.lazy.compactMap(Self.versionField).first(where: \.exists) }

  /// Whether ztunnels carry the traffic of the mesh, as far as its own configuration says.
  var saysAmbient: Bool {
    described?.dataPlane == .ambient
      || layers.contains { layer in
        [layer.top["spec"]["profile"], layer.values["profile"]].contains { $0.string == "ambient" }
          || layer.variable("PILOT_ENABLE_AMBIENT")?.isTrueToGo == true
      }
  }

  /// The address of the CA of the proxies, if it is not istiod.
  var foreignCA: Field? {
    let field = value("global", "caAddress")
    guard let address = field.string else { return nil }
    return address.hasPrefix("istiod") || address.hasSuffix(":15012") || address.hasSuffix(":15010") ? nil : field
  }

  /// The network of the mesh; nil if it is not given.
  var network: String? { value("global", "network").string ?? described?.network }

  private static func first(_ key: String, in layers: [IstioLayer]) -> Field? {
    layers.lazy.map { $0.meshConfig[key] }.first(where: \.exists)
  }

  private static func versionField(_ layer: IstioLayer) -> Field? {
    switch layer.origin {
    case .resource, .revision, .patch: layer.top["spec"]["version"]
    case .istioOperator:
      layer.top["spec"]["tag"].exists ? layer.top["spec"]["tag"] : layer.values["global"]["tag"]
    case .values: layer.values["global"]["tag"]
    case .deployment: layer.top["spec"]["template", "spec", "containers"].items.first?["image"]
    case .configMap: nil
    }
  }

  private static let nowhere = Field(Document(root: Node(.null), source: ""), object: "Istio")
}

/// An entry of `caCertificates`.
struct PoolEntry: Sendable {
  let field: Field
  /// Its roots as read; nil without `pem`.
  let value: PEMValue?

  init(_ field: Field) {
    self.field = field
    value = field["pem"].node?.text.map { PEMValue(Array($0.utf8), .roots) }
  }

  var pem: Field { field["pem"] }
  var url: Field { field["spiffeBundleUrl"] }
  var trustDomains: [Field] { field["trustDomains"].items }
  var certificates: [Certificate] { value?.list.certificates ?? [] }
  /// Whether it has roots, and not only trust domains.
  var hasRoots: Bool { pem.exists || url.exists }
}

/// The variables on which trust depends.
enum IstioVariable {
  /// istiod: takes up changed roots, and sends those of peers.
  static let multiRoot = "ISTIO_MULTIROOT_MESH"
  /// Each proxy: asks istiod for the roots of peers.
  static let bundleRequest = "PROXY_CONFIG_XDS_AGENT"
}

/// Reads versions of Istio where people and charts write them.
enum IstioVersion {
  /// `v1.30.1`, `1.24-latest`, `1.26.2-distroless`, or an image with such a tag. Nil for a digest and for names such as
  /// `latest`.
  static func read(_ text: String) -> ControlPlane.Version? {
    let tag = text.contains("/") || text.contains(":") ? Self.tag(ofImage: text) : text[...]
    guard let tag else { return nil }
    if let version = ControlPlane.Version(istio: String(tag)) { return version }
    return ControlPlane.Version(istio: String(tag.prefix { $0 != "-" && $0 != "_" && $0 != "+" }))
  }

  private static func tag(ofImage image: String) -> Substring? {
    guard !image.contains("@"), let colon = image.lastIndex(of: ":") else { return nil }
    return image[image.index(after: colon)...]
  }
}

extension Field {
  /// Whether Go's `strconv.ParseBool`, by which istiod reads its environment, takes it for true.
  var isTrueToGo: Bool { node?.bool == true || ["1", "t", "T", "true", "TRUE", "True"].contains(node?.text ?? "") }

  /// Whether it takes it for false.
  var isFalseToGo: Bool {
    node?.bool == false || ["0", "f", "F", "false", "FALSE", "False"].contains(node?.text ?? "")
  }
}
