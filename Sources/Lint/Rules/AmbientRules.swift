import Diagnostics
import Federation
import Kubernetes
import X509

/// The rules about ztunnels, the proxies of ambient meshes: MT-I-30 to -33 and -55.
enum AmbientRules {
  static let all: [Rule] = [
    Rule.istio("MT-I-30", .error) { _, inventory, collector in
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
    },
    Rule.plane("MT-I-31", .error) { plane, istio, collector in
      guard istio.isAmbient(plane) else { return }
      for (domain, field) in istio.peers(of: plane) {
        collector.report(
          field, "the mesh is ambient and has the trust domain `\(plane.trustDomain ?? "")`; the peer has `\(domain)`")
      }
      let named = Set(istio.peers(of: plane).map(\.domain))
      for alias in plane.aliases {
        guard let domain = alias.string, domain != plane.trustDomain, !named.contains(domain),
          istio.knownDomains.contains(domain)
        else { continue }
        collector.report(alias, "the mesh is ambient, and ztunnels know no aliases: `\(domain)` is refused")
      }
    },
    Rule.plane("MT-I-32", .error) { plane, istio, collector in
      guard istio.isAmbient(plane) else { return }
      let own = Set((istio.ownRoots(of: plane) ?? []).map(\.publicKeyInfo.der))
      for entry in plane.authorities {
        if entry.url.exists, !entry.pem.exists {
          collector.report(
            entry.url, "the mesh is ambient, and ztunnels never get what is fetched from `\(entry.url.string ?? "")`")
        }
        for root in entry.certificates where !own.contains(root.publicKeyInfo.der) {
          collector.report(
            entry.pem, "the mesh is ambient, and ztunnels never get `\(root)`, which is only in `caCertificates`")
        }
      }
    },
    Rule.plane("MT-I-33", .error) { plane, istio, collector in
      guard istio.isAmbient(plane), let roots = istio.ownRoots(of: plane), Set(roots).count > 1 else { return }
      guard let version = plane.version else { return collector.needs(.istioVersion, for: plane.object) }
      guard version.ztunnelsReadOneRoot else { return }
      collector.report(
        plane.versionField ?? plane.top,
        "there are \(Set(roots).count) roots, and the ztunnels of Istio \(version) read only the first")
    },
    Rule.plane("MT-I-55", .error) { plane, istio, collector in
      guard istio.isAmbient(plane) else { return }
      let accounts = istio.ztunnelNamespaces(of: plane).map { "\($0)/ztunnel" }
      if plane.foreignCA == nil {
        let trusted = plane.variable("CA_TRUSTED_NODE_ACCOUNTS")
        let chart = plane.value("pilot", "trustedZtunnelNamespace").string ?? plane.namespace
        guard trusted?.string != nil || chart != nil else { return }
        let known = trusted?.string.map(Self.accounts) ?? [chart.map { "\($0)/ztunnel" } ?? ""]
        for account in accounts where !known.contains(account) {
          collector.report(
            trusted?.string == nil ? plane.value("pilot", "trustedZtunnelNamespace") : trusted ?? plane.top,
            "istiod issues certificates to \(known.quoted) for others, and the ztunnels are `\(account)`",
            paste: "pilot:\n  trustedZtunnelNamespace: \(account.prefix { $0 != "/" })")
        }
      }
      let csr = istio.certificateServices(of: plane)
      let fields = csr.compactMap(\.trustedNodeAccounts)
      guard let place = fields.first else {
        if let service = csr.first { collector.needs(.trustedNodeAccounts, for: service.top.object) }
        return
      }
      let known = fields.flatMap { Self.accounts($0.string ?? "") }
      for account in accounts.nonEmpty ?? ["\(plane.namespace ?? IstioLayer.usualNamespace)/ztunnel"]
      where !known.contains(account) {
        collector.report(
          place, "istio-csr does not trust `\(account)` to ask for certificates of others",
          paste: "caTrustedNodeAccounts: \(account)")
      }
    },
  ]

  private static func accounts(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
  }

  /// The authorities of every chain in the input, with the namespace of the object that holds them.
  private static func chains(in inventory: Inventory) -> [(namespace: String?, field: Field, Certificate)] {
    let secrets = inventory.manifests(Secret.kind, of: "").filter { manifest in
      [CACerts.secretName, CACerts.selfSignedName].contains(manifest.name)
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

extension IstioObjects {
  /// The namespaces in which ztunnels run, as far as the input says.
  fileprivate func ztunnelNamespaces(of plane: IstioPlane) -> [String] {
    let found = manifests.filter { manifest in
      manifest.isZTunnel && planes(of: manifest).contains { $0.id == plane.id }
    }
    let names = found.compactMap { manifest in
      manifest.kind == "ZTunnel" ? manifest.spec["namespace"].string ?? "ztunnel" : manifest.namespace
    }
    return Set(names).sorted()
  }
}
