import Diagnostics

/// One of `spec.meshes` as written.
struct MeshEntry: Hashable, Sendable {
  var name: Located<String>
  var namespace: Located<String>?
  var trustDomain: Located<String>?
  var controlPlane: ControlPlaneEntry?
  var dataPlane: Located<DataPlane>?
  var exportPolicy: Located<Mesh.ExportPolicy>?
  var trustManager: Located<Mesh.TrustManagerForm>?
  var bundleURL: Located<String>?
  var spireClass: Located<String>?
  var clusterName: Located<String>?
  var network: Located<String>?
  var context: Located<String>?
  var allowsWriting: Located<Bool>?
  var clusterDomain: Located<String>?
  var platform: Located<Platform>?
  var locality: Locality?
  var profile: Located<String>?
  var peers: [Located<String>]
  var gateways: [GatewayEntry]
  var ingressAddresses: [AddressEntry]
  var ingressPorts: [PortEntry]
  var rootConfigMaps: [ConfigMapEntry]
  var exports: [ExportEntry]
  var imports: [ImportEntry]
  var place: Place

  /// Nil if the mesh has no name.
  init?(reader: inout FieldReader) {
    place = reader.place
    let name = reader.requiredText("name")
    namespace = reader.text("namespace")
    trustDomain = reader.text("trustDomain")
    controlPlane = reader.object("controlPlane") { ControlPlaneEntry(reader: &$0) }
    dataPlane = reader.choice("dataPlane", DataPlane.self)
    let cluster = reader.object("cluster") {
      (name: $0.text("name"), network: $0.text("network"), context: $0.text("context"), write: $0.bool("write"))
    }
    clusterName = cluster?.name
    network = cluster?.network
    context = cluster?.context
    allowsWriting = cluster?.write
    clusterDomain = reader.text("clusterDomain")
    platform = reader.platform("platform")
    locality = reader.object("locality") { Locality(reader: &$0) } ?? nil
    profile = reader.text("profile")
    peers = reader.texts("peers")
    gateways = reader.table("gateways") { GatewayEntry(peer: $0, reader: &$1) }
    ingressAddresses = reader.textsTable("ingressAddresses").map { AddressEntry(peer: $0.name, addresses: $0.texts) }
    ingressPorts = reader.table("ingressPorts") { PortEntry(peer: $0, ports: PortPair(reader: &$1)) }
    rootConfigMaps = reader.textTable("rootConfigMaps").map { ConfigMapEntry(peer: $0.name, name: $0.text) }
    exports = reader.objectsTable("exports") { ExportRuleEntry(reader: &$0) }.map {
      ExportEntry(peer: $0.name, rules: $0.items)
    }
    trustManager = reader.choice("trustManager", Mesh.TrustManagerForm.self)
    bundleURL = reader.text("bundleURL")
    spireClass = reader.text("spireClass")
    exportPolicy = reader.choice("exportPolicy", Mesh.ExportPolicy.self)
    imports = reader.table("imports") { ImportEntry(peer: $0, reader: &$1) }
    guard let name else { return nil }
    self.name = name
  }
}

/// `controlPlane` of a mesh as written.
struct ControlPlaneEntry: Hashable, Sendable {
  var name: Located<String>?
  var flavour: ControlPlane.Flavour
  var version: Located<String>?
  var autoReload: Located<Bool>?
  var signer: Located<ControlPlane.Signer>?
  var multiRoot: Located<Bool>?
  var poolInRoot: Located<Bool>?
  var trustDomainAliases: Located<Bool>?

  init(reader: inout FieldReader) {
    name = reader.text("name")
    flavour = reader.choice("flavour", ControlPlane.Flavour.self)?.value ?? .maistra
    version = reader.scalar("version")
    signer = reader.choice("signer", ControlPlane.Signer.self)
    autoReload = reader.bool("autoReload")
    multiRoot = reader.bool("multiRoot")
    poolInRoot = reader.bool("poolInRoot")
    trustDomainAliases = reader.bool("trustDomainAliases")
  }
}

extension Locality {
  /// Nil if a level is missing: the control plane would drop the whole locality.
  init?(reader: inout FieldReader) {
    let region = reader.text("region")
    let zone = reader.text("zone")
    let subzone = reader.text("subzone")
    guard let region, zone != nil || subzone == nil else {
      reader.report(
        Diagnostic(
          "MT-FED-34", what: "the locality has a level without the one above it",
          why: "the control plane silently drops such a locality (F-01)",
          next: region == nil ? "add `region:`" : "add `zone:`"))
      return nil
    }
    self.init(region: region.value, zone: zone?.value, subzone: subzone?.value)
  }
}

extension FieldReader {
  fileprivate mutating func platform(_ key: String) -> Located<Platform>? {
    guard let text = word(key, among: Platform.allCases.map(\.rawValue)) else { return nil }
    if let platform = Platform(rawValue: text.value) { return Located(value: platform, place: text.place) }
    guard let product = Platform.unsupported[text.value.lowercased()] else {
      reportChoice(text, key: key, among: Platform.allCases.map(\.rawValue))
      return nil
    }
    report(
      Diagnostic(
        "MT-FED-22", what: "a mesh on \(product) cannot be federated",
        why: "OpenShift Service Mesh does not support federation there (manual 1.18.4; L-07)",
        next: "leave the mesh out, or move it to another platform", place: text.place))
    return nil
  }
}
