import Cryptography
import Diagnostics
import Kubernetes
import X509

extension CertificateRules {
  /// The CA that istiod signs with: C-15 to C-17, C-19, C-20.
  static let signing: [Rule] = [
    Rule.mesh("MT-C-15", .error) { mesh, inventory, collector in
      guard let (signing, certificate) = collector.readableSigning(of: mesh),
        !inventory.isOfIstio(signing.manifest)
      else { return }
      let place = signing.field(signing.layout.certificateKey)
      if !certificate.isAuthority { collector.report(place, "`\(certificate)` is not a CA") }
      if !certificate.maySign {
        collector.report(
          place,
          "`\(certificate)` may not sign certificates: its keyUsage lacks keyCertSign, and peers refuse what it signs")
      }
      switch signing.key {
      case .missing: break
      case .unreadable(let reason):
        // What istiod does not even find is reported by C-30 and C-31.
        guard signing.faults[signing.layout.privateKeyKey] == nil else { break }
        collector.report(signing.field(signing.layout.privateKeyKey), "the private key cannot be decoded: \(reason)")
      case .read(let key):
        if (try? certificate.publicKeyInfo.components()) != key {
          collector.report(
            signing.field(signing.layout.privateKeyKey), "the private key does not match `\(certificate)`")
        }
      }
      guard !signing.roots.isEmpty else { return collector.needs(.readableSigning, for: signing.manifest.object) }
      guard !signing.roots.contains(certificate) else { return }
      if let failure = signing.failure(at: inventory.facts.now) {
        collector.report(
          place, "`\(certificate)` does not lead to root-cert.pem: \(failure.what)",
          next: SigningView.repair(of: failure.cause))
      }
    },
    Rule.mesh("MT-C-16", .error) { mesh, inventory, collector in
      guard let (signing, certificate) = collector.readableSigning(of: mesh), !signing.roots.contains(certificate),
        !signing.chain.contains(certificate), !inventory.isOfIstio(signing.manifest)
      else { return }
      let field = signing.field(signing.layout.chainKey)
      collector.report(
        field.exists ? field : signing.manifest.top["data"],
        "`\(signing.layout.chainKey)` leaves out `\(certificate)`, which signs for the workloads")
    },
    Rule.inventory("MT-C-17", .error) { inventory, collector in
      for mesh in inventory.meshes {
        if let signing = collector.signing(of: mesh), !inventory.isOfIstio(signing.manifest) {
          missingParts(of: signing, &collector)
        }
        for (name, secret) in mesh.secrets.sorted(by: { $0.key < $1.key }) where looksLikeSigning(secret) {
          guard name != CACerts.secretName, mesh.signing == nil else { continue }
          collector.report(
            secret.top["metadata"]["name"], "the Secret with istiod's key is named `\(name)`, not `cacerts`")
        }
        for secret in mesh.straySecrets where looksLikeSigning(secret) && secret.name == CACerts.secretName {
          guard mesh.signing == nil else { continue }
          collector.report(
            secret.top["metadata"]["namespace"],
            "the Secret `cacerts` is in the namespace `\(secret.namespace ?? "")`, not in `\(mesh.namespace)`")
        }
      }
    },
    Rule.mesh("MT-C-19", .warning) { mesh, inventory, collector in
      guard let signing = collector.signing(of: mesh), !inventory.isOfIstio(signing.manifest),
        signing.names.contains(CACerts.Layout.tls.certificateKey),
        signing.names.contains(CACerts.Layout.pem.certificateKey)
      else { return }
      collector.report(
        signing.field(CACerts.Layout.pem.certificateKey), "both `tls.crt` and `ca-cert.pem` are present")
    },
    Rule.mesh("MT-C-20", .warning) { mesh, _, collector in
      guard let authority = mesh.controlPlane?.certificateAuthority else {
        return collector.needsControlPlane(of: mesh)
      }
      let type = authority["istiod"]["type"]
      if type.string == "SelfSigned" {
        guard let signing = collector.signing(of: mesh), signing.layout != .selfSigned else { return }
        collector.report(type, "the type says self-signed, but there is a Secret `cacerts`, which istiod uses")
      } else if type.string == "PrivateKey", mesh.signing == nil {
        guard !mesh.secrets.isEmpty else { return collector.needs(.signingSecret, for: type.object) }
        collector.report(type, "the type says private key, but there is no Secret `cacerts`")
      }
    },
  ]

  /// The values that istiod requires.
  private static func missingParts(of signing: SigningView, _ collector: inout Collector) {
    let layout = signing.layout
    for key in Set([layout.certificateKey, layout.privateKeyKey, layout.rootsKey]).sorted()
    where !signing.names.contains(key) {
      collector.report(signing.manifest.top["data"], "the Secret `\(signing.manifest.name)` has no key `\(key)`")
    }
  }

  /// Whether a Secret contains a CA for istiod, under any name, except istiod's own.
  private static func looksLikeSigning(_ manifest: Manifest) -> Bool {
    guard manifest.isA(Secret.kind, of: ""), manifest.name != CACerts.selfSignedName else { return false }
    let names = Set(["data", "stringData"].flatMap { manifest.top[$0].entries.map(\.key) })
    return names.contains(CACerts.Layout.pem.certificateKey) && names.contains(ConfigMap.rootKey)
  }
}

extension Inventory {
  /// Whether a Secret is known to be that of a mesh of Istio, for which MT-I-01 to MT-I-10 say more.
  func isOfIstio(_ manifest: Manifest) -> Bool { istio?.isSigner(manifest) ?? false }
}

extension SigningView {
  /// Why the certificate does not lead to a root; nil if it does.
  func failure(at time: Timestamp) -> (what: String, cause: PathFailure.Cause)? {
    guard let certificate else { return nil }
    // Go ends a path at any certificate of the pool, self-signed or not.
    let verdict = PathBuilder(anchors: TrustAnchors(roots, rule: .anyAuthority), policy: PathPolicy(time: time))
      .verdict(leaf: certificate, intermediates: chain)
    guard let refusal = verdict.refusal, let cause = verdict.cause else { return nil }
    return (refusal.what.description, cause)
  }

  /// What to do about a path that broke; nil if a file is missing or another one is meant, as the rule says.
  static func repair(of cause: PathFailure.Cause) -> Message? {
    switch cause {
    case .gap: nil
    case .time: "renew it, or set the clock right, before istiod starts again"
    case .certificate: "have it issued again without that fault"
    }
  }

  /// The path from the certificate to a root.
  func path(at time: Timestamp) -> [Certificate] {
    guard let certificate else { return [] }
    if roots.contains(certificate) { return [certificate] }
    let builder = PathBuilder(anchors: TrustAnchors(roots), policy: PathPolicy(time: time))
    return builder.verdict(leaf: certificate, intermediates: chain).path?.certificates ?? [certificate]
  }
}
