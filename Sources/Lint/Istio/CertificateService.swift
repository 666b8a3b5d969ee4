import Diagnostics
import Documents
import Kubernetes
import X509

/// cert-manager's istio-csr, as the values of its chart or OpenShift's resource configure it.
struct CertificateService: Sendable {
  let top: Field
  let folder: Substring
  /// The namespace of the control plane that it serves; nil if it is not given.
  let namespace: String?
  /// Where its file of roots is named.
  let rootFile: Field
  /// Whom it trusts to ask for certificates of others; nil for OpenShift's resource, which does not say it.
  let trustedNodeAccounts: Field?
  /// The ConfigMap behind the file of roots.
  let roots: (name: String, namespace: String)?
  /// The issuer's kind, name and namespace.
  let issuer: (kind: String, name: String, namespace: String?)?

  /// The namespace of cert-manager, and of istio-csr, by default.
  static let usualNamespace = "cert-manager"

  /// The values of the chart.
  init?(_ stranger: Document) {
    let top = Field(stranger, object: "the file `\(stranger.source)`")
    let app = top["app"]
    guard app["istio"].exists || app["tls"].exists && app["server"].exists else { return nil }
    self.top = top
    let slash = stranger.source.utf8.lastIndex(of: UInt8(ascii: "/"))
    folder = slash.map { stranger.source[..<$0] } ?? ""
    namespace = app["istio"]["namespace"].string
    rootFile = app["tls"]["rootCAFile"]
    trustedNodeAccounts = app["server"]["caTrustedNodeAccounts"]
    let mounted = top["volumes"].items.lazy.compactMap { $0["configMap"]["name"].string }.first
    roots = mounted.map { ($0, Self.usualNamespace) }
    let reference = app["certmanager"]["issuer"]
    issuer = reference["name"].string.map { name in
      (reference["kind"].string ?? "Issuer", name, app["certmanager"]["namespace"].string ?? IstioLayer.usualNamespace)
    }
  }

  /// OpenShift's resource.
  init?(_ manifest: Manifest) {
    guard manifest.isA("IstioCSR", of: "operator.openshift.io") else { return nil }
    let config = manifest.spec["istioCSRConfig"]
    top = manifest.top
    folder = manifest.folder
    self.namespace = config["istio"]["namespace"].string
    let file = config["certManager"]["istioCACertificate"]
    rootFile = file
    trustedNodeAccounts = nil
    roots = file["name"].string.map { ($0, file["namespace"].string ?? manifest.namespace ?? "") }
    let reference = config["certManager"]["issuerRef"]
    let namespace = config["istio"]["namespace"].string
    issuer = reference["name"].string.map { (reference["kind"].string ?? "Issuer", $0, namespace) }
  }
}

extension IstioObjects {
  /// Those that sign for a mesh.
  func certificateServices(of plane: IstioPlane) -> [CertificateService] {
    certificateServices.filter { service in
      planes(near: service.folder).contains { $0.id == plane.id }
        && (service.namespace ?? plane.namespace) == plane.namespace
    }
  }

  /// The roots in the file of istio-csr: those of its ConfigMap, or of the bundle that writes it. Nil if neither is in the
  /// input.
  func roots(of service: CertificateService) -> [Certificate]? {
    guard let (name, namespace) = service.roots else { return nil }
    let map = manifests.first {
      $0.isA(ConfigMap.kind, of: "") && $0.name == name && ($0.namespace ?? namespace) == namespace
    }
    if let map {
      return map.top["data"].entries.flatMap { PEMValue(Array(($0.field.string ?? "").utf8), .roots).list.certificates }
    }
    return distributed.first { $0.manifest.name == name }?.inlineRoots.nonEmpty
  }
}
