import Diagnostics
import Documents
import Federation
import Kubernetes
import X509

/// The rules about trust-manager and istio-csr: MT-I-47 to MT-I-54.
enum DistributionRules {
  static let all: [Rule] = bundles + services

  /// What trust-manager writes.
  private static let bundles: [Rule] = [
    Rule.istio("MT-I-47", .error) { istio, _, collector in
      let taken = Set(istio.planes.map(\.trustBundleName)).union([ControlPlaneView.usualRootConfigMap])
      for bundle in istio.distributed where taken.contains(bundle.manifest.name) {
        collector.report(
          bundle.manifest.top["metadata"]["name"],
          "the bundle writes the ConfigMap `\(bundle.manifest.name)`, which istiod or istio-csr writes too")
      }
    },
    Rule.istio("MT-I-48", .error) { istio, _, collector in
      for bundle in istio.distributed where istio.isOfMesh(bundle) {
        guard let field = bundle.publicAuthorities else { continue }
        collector.report(field, "the roots of a mesh include every public CA", next: "remove it")
      }
    },
    Rule.istio("MT-I-49", .error) { istio, _, collector in
      for bundle in istio.distributed {
        for text in bundle.inline { Self.check(text, Array((text.string ?? "").utf8), &collector) }
        for (kind, name, key) in bundle.references {
          let found = istio.all(kind, of: "").filter { $0.name == name.string }
          let trusted = found.first { ($0.namespace ?? Self.trustNamespace) == Self.trustNamespace }
          if trusted == nil, let elsewhere = found.first?.namespace {
            collector.report(
              name,
              "the \(kind) `\(name.string ?? "")` is in `\(elsewhere)`; trust-manager reads only its trust namespace, by default `\(Self.trustNamespace)`"
            )
          }
          let value = trusted.map { $0.top["data"][key.string ?? ConfigMap.rootKey] }
          guard kind == ConfigMap.kind, let text = value?.string else { continue }
          Self.check(name, Array(text.utf8), &collector)
        }
      }
    },
    Rule.istio("MT-I-50", .warning) { istio, _, collector in
      for bundle in istio.distributed where istio.isOfMesh(bundle) {
        guard bundle.inline.isEmpty, bundle.references.count == 1, let source = bundle.references.first,
          source.name.exists
        else { continue }
        collector.report(
          source.name,
          "all roots come from one \(source.kind), `\(source.name.string ?? "")`, whose content changes in place")
      }
    },
  ]

  /// What signs instead of istiod.
  private static let services: [Rule] = [
    Rule.istio("MT-I-51", .error) { istio, _, collector in
      for service in istio.certificateServices where !service.rootFile.exists {
        let key = service.rootFile.path.split(separator: ".").last ?? ""
        collector.report(
          service.rootFile,
          "istio-csr has no file of roots (`\(key)`): it takes the root of its issuer, and swaps it at once")
      }
    },
    Rule.istio("MT-I-52", .error) { istio, inventory, collector in
      for service in istio.certificateServices where service.rootFile.exists {
        guard let roots = istio.roots(of: service), let issuing = istio.issuer(of: service) else {
          collector.needs(.issuer, for: service.top.object)
          continue
        }
        guard let certificate = issuing.certificate, !roots.contains(certificate) else { continue }
        let builder = PathBuilder(
          anchors: TrustAnchors(roots, rule: .anyAuthority), policy: PathPolicy(time: inventory.facts.now))
        guard let why = builder.verdict(leaf: certificate, intermediates: issuing.chain + issuing.roots).refusal else {
          continue
        }
        collector.report(
          issuing.field(issuing.layout.certificateKey),
          "the issuer's `\(certificate)` does not lead to a root in `\(service.roots?.name ?? "")`: \(why.what.description)"
        )
      }
    },
    Rule.plane("MT-I-53", .warning) { plane, istio, collector in
      let services = istio.certificateServices(of: plane)
      guard !services.isEmpty, let roots = services.lazy.compactMap({ istio.roots(of: $0) }).first else { return }
      guard let version = plane.version else { return collector.needs(.istioVersion, for: plane.object) }
      guard !version.isAtLeast(1, 31, 0) else { return }
      let keys = Set(roots.map(\.publicKeyInfo.der))
      let webhooks = istio.webhooks(of: plane)
      if webhooks.isEmpty { collector.needs(.webhooks, for: plane.object) }
      for webhook in webhooks {
        let held = webhook.authorities
        guard !held.isEmpty, !keys.isSubset(of: held.map(\.publicKeyInfo.der)) else { continue }
        collector.report(
          webhook.field, "istio-csr has other roots than this webhook: istiod \(version) read them when it started")
      }
    },
    Rule.plane("MT-I-54", .error) { plane, _, collector in
      guard let server = plane.variable("ENABLE_CA_SERVER") else { return }
      if let address = plane.foreignCA {
        guard !server.isFalseToGo else { return }
        collector.report(
          server, "proxies ask `\(address.string ?? "")` for certificates, and istiod's own CA is on too",
          paste: "pilot:\n  env:\n    ENABLE_CA_SERVER: \"false\"")
      } else if server.isFalseToGo, !plane.value("global", "caAddress").exists, !plane.isSignedBySPIRE {
        collector.report(
          server, "istiod's CA is off, and no `caAddress` says who signs instead",
          paste: "global:\n  caAddress: cert-manager-istio-csr.cert-manager.svc:443")
      }
    },
  ]

  /// trust-manager's own namespace by default, and the only one that it reads from.
  private static let trustNamespace = "cert-manager"

  private static func check(_ field: Field, _ text: [UInt8], _ collector: inout Collector) {
    let value = PEMValue(text, .roots)
    if let block = value.blocks.first(where: { !$0.isCertificate }) {
      collector.report(
        field, "the source has a block `\(block.displayLabel)`, and trust-manager takes only certificates")
    } else if value.list.isEmpty {
      collector.report(field, "the source \(value.fault?.what.description ?? "holds no certificate")")
    }
  }
}

/// What a webhook of istiod trusts.
struct WebhookTrust: Sendable {
  let field: Field
  let authorities: [Certificate]
}

extension IstioObjects {
  /// The webhooks that lead to an istiod.
  func webhooks(of plane: IstioPlane) -> [WebhookTrust] {
    let kinds = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]
    return kinds.flatMap { all($0, of: "admissionregistration.k8s.io") }.flatMap { manifest in
      manifest.top["webhooks"].items.compactMap { webhook -> WebhookTrust? in
        let client = webhook["clientConfig"]
        let service = client["service"]
        guard service["name"].string?.hasPrefix("istiod") ?? false, service["namespace"].string == plane.namespace,
          let text = client["caBundle"].string, let bytes = try? Base64.decode(Array(text.utf8))
        else { return nil }
        return WebhookTrust(field: client["caBundle"], authorities: PEMValue(bytes, .roots).list.certificates)
      }
    }
  }

  /// The CA in the Secret behind the issuer of istio-csr; nil if it is not in the input.
  fileprivate func issuer(of service: CertificateService) -> SigningView? {
    guard let reference = service.issuer else { return nil }
    let issuer = all(reference.kind, of: "cert-manager.io").first { manifest in
      manifest.name == reference.name && (reference.namespace ?? manifest.namespace) == manifest.namespace
    }
    guard let issuer, let name = issuer.spec["ca"]["secretName"].string else { return nil }
    let namespace = reference.kind == "ClusterIssuer" ? CertificateService.usualNamespace : issuer.namespace
    return all(Secret.kind, of: "").first { $0.name == name && $0.namespace == namespace }.map(SigningView.init)
  }
}

extension IstioPlane {
  /// Whether SPIRE's agent gives the proxies their certificates.
  var isSignedBySPIRE: Bool {
    described?.controlPlane.signer == .spire || proxyMetadata["WORKLOAD_IDENTITY_SOCKET_FILE"].exists
  }
}
