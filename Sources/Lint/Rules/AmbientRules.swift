import Diagnostics
import Federation
import Kubernetes
import X509

/// The rules about ztunnels, the proxies of ambient meshes.
enum AmbientRules {
  static let all: [Rule] = [
    Rule.inventory("MT-I-30", .error) { inventory, collector in
      let planes = AmbientPlane.all(in: inventory)
      guard !planes.isEmpty else { return }
      for (namespace, field, certificate) in chains(in: inventory) where certificate.constrainsURIs {
        guard let plane = planes.first(where: { $0.serves(namespace) }) else { continue }
        let refuses = plane.version.map { $0.webPKI == .refusingURIConstraints } ?? true
        collector.report(
          field, "`\(certificate)` has a name constraint on URIs, and \(plane.object) makes the mesh ambient",
          why: refuses
            ? nil : "its ztunnels ignore the constraint; from Istio 1.29.3 on they refuse every certificate below it",
          severity: refuses ? .error : .warning)
      }
    }
  ]

  /// The authorities of every chain in the input, with the namespace of the object that holds them.
  private static func chains(in inventory: Inventory) -> [(namespace: String?, field: Field, Certificate)] {
    let secrets = inventory.manifests.filter { manifest in
      manifest.isA(Secret.kind, of: "") && [CACerts.secretName, CACerts.selfSignedName].contains(manifest.name)
    }
    var found: [(String?, Field, Certificate)] = []
    for manifest in secrets {
      let signing = SigningView(manifest)
      for (key, value) in signing.values.sorted(by: { $0.key < $1.key }) where key != signing.layout.chainKey {
        for certificate in value.list.certificates {
          found.append((manifest.namespace, signing.field(key), certificate))
        }
      }
    }
    for bundle in inventory.bundles {
      for certificate in bundle.certificates { found.append((bundle.manifest.namespace, bundle.field, certificate)) }
    }
    return found
  }
}

/// An object that shows that a mesh is ambient.
private struct AmbientPlane {
  let object: String
  /// The control plane's namespace; nil for a ztunnel, which serves every mesh of its cluster.
  let namespace: String?
  /// Istio's version; nil if it is unknown.
  let version: ControlPlane.Version?

  /// An object without a namespace may belong to any mesh.
  func serves(_ other: String?) -> Bool { namespace == nil || other == nil || namespace == other }

  static func all(in inventory: Inventory) -> [AmbientPlane] {
    let described = (inventory.facts.federation?.meshes ?? []).filter { $0.dataPlane == .ambient }.map { mesh in
      AmbientPlane(
        object: "federation.yaml (`\(mesh.name)`)", namespace: mesh.namespace, version: mesh.controlPlane.version)
    }
    return described + inventory.manifests.compactMap { AmbientPlane($0) }
  }

  private init(object: String, namespace: String?, version: ControlPlane.Version?) {
    self.object = object
    self.namespace = namespace
    self.version = version
  }

  private init?(_ manifest: Manifest) {
    let spec = manifest.spec
    let values = spec["values"]
    let isAmbient =
      [spec["profile"], values["profile"]].contains { $0.string == "ambient" }
      || values["pilot"]["env"]["PILOT_ENABLE_AMBIENT"].isTrue
    switch (manifest.kind, manifest.group) {
    case ("Istio", "sailoperator.io") where isAmbient, ("IstioRevision", "sailoperator.io") where isAmbient:
      self.init(
        object: manifest.object, namespace: spec["namespace"].string ?? "istio-system",
        version: spec["version"].string.flatMap { ControlPlane.Version(istio: $0) })
    case ("ZTunnel", "sailoperator.io"):
      self.init(
        object: manifest.object, namespace: nil,
        version: spec["version"].string.flatMap { ControlPlane.Version(istio: $0) })
    case ("IstioOperator", "install.istio.io") where isAmbient:
      self.init(
        object: manifest.object,
        namespace: spec["namespace"].string ?? manifest.namespace ?? values["global"]["istioNamespace"].string
          ?? "istio-system",
        version: (spec["tag"].string ?? values["global"]["tag"].string).flatMap { ControlPlane.Version(istio: $0) })
    case ("DaemonSet", "apps") where manifest.name == "ztunnel":
      let images = spec["template"]["spec"]["containers"].items.compactMap { $0["image"].string }
      self.init(
        object: manifest.object, namespace: nil, version: images.lazy.compactMap(Self.version(ofImage:)).first)
    default: return nil
    }
  }

  /// `docker.io/istio/ztunnel:1.29.3-distroless` has a version; a digest has none.
  private static func version(ofImage image: String) -> ControlPlane.Version? {
    guard let colon = image.lastIndex(of: ":"), !image.contains("@") else { return nil }
    let tag = image[image.index(after: colon)...]
    return ControlPlane.Version(istio: String(tag.prefix { $0 != "-" }))
  }
}
