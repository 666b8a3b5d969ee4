import Diagnostics
import Documents
import Kubernetes
import X509

/// The rules about certificates, keys and where they are stored.
enum CertificateRules {
  static let all: [Rule] = configMaps + values + roots + comparisons + signing + hierarchy + settings + chains

  /// Whether the roots can be decoded: C-01 to C-04, C-06, C-07, C-13.
  private static let configMaps: [Rule] = [
    Rule.peer("MT-C-01", .error) { item, collector in
      // Another kind than ConfigMap is reported by another rule.
      guard item.peer.certificateChain["kind"].string ?? ConfigMap.kind == ConfigMap.kind else { return }
      guard item.bundle == nil else { return }
      let elsewhere = Set((item.mesh.strayConfigMaps[item.peer.configMapName] ?? []).compactMap(\.namespace)).sorted()
      guard !elsewhere.isEmpty || !item.mesh.configMaps.isEmpty else {
        return collector.needs(.configMaps, for: item.peer.top.object)
      }
      let name = item.peer.configMapName
      let field = item.peer.certificateChain["name"]
      collector.report(
        field.exists ? field : item.peer.top["metadata"]["name"],
        elsewhere.isEmpty
          ? "there is no ConfigMap `\(name)` with the peer's roots"
          : "the ConfigMap `\(name)` is in the namespace \(elsewhere.quoted), not in that of the peer",
        next: "create it from the peer's root-cert.pem",
        paste: "oc create configmap \(ShellWord.quoted(name)) -n \(ShellWord.quoted(item.mesh.namespace)) "
          + "--from-file=root-cert.pem=FILE")
    },
    Rule.bundle("MT-C-02", .error) { bundle, _, collector in
      guard !bundle.field.exists, !bundle.manifest.omitted.contains(ConfigMap.rootKey) else { return }
      let data = bundle.manifest.top["data"]
      let inBinary = bundle.manifest.top["binaryData"][ConfigMap.rootKey]
      let isNull = data.entries.contains { $0.key == ConfigMap.rootKey }
      let only = data.entries.count == 1 && !isNull ? data.entries[0] : nil
      collector.report(
        inBinary.exists ? inBinary : (only?.field ?? data),
        inBinary.exists
          ? "`root-cert.pem` is in `binaryData`"
          : isNull ? "`root-cert.pem` has no value" : "there is no key `root-cert.pem`",
        next: only.map { "rename the key `\($0.key)`, if it contains the peer's roots" } ?? nil,
        paste: "root-cert.pem: |",
        edit: nil)
    },
    Rule.peer("MT-C-03", .error) { item, collector in
      let kind = item.peer.certificateChain["kind"]
      guard let name = kind.string, name != ConfigMap.kind else { return }
      collector.report(
        kind, "the peer's roots are expected in a \(name)", next: "put them into a ConfigMap",
        paste: "certificateChain:\n  kind: ConfigMap\n  name: \(item.peer.configMapName)")
    },
    Rule.bundle("MT-C-04", .error) { bundle, _, collector in
      guard bundle.field.exists, let fault = bundle.fault else { return }
      // A key or a CRL instead of certificates has its own rule with a better message.
      guard bundle.keys.isEmpty || !bundle.certificates.isEmpty else { return }
      collector.report(
        bundle.field, "`\(ConfigMap.rootKey)` \(fault.what)", next: fault.next(ConfigMap.rootKey))
    },
    Rule.inventory("MT-C-06", .error) { inventory, collector in
      for manifest in inventory.manifests(ConfigMap.kind, of: "") {
        for entry in manifest.top["data"].entries + manifest.top["binaryData"].entries {
          guard let text = entry.field.node?.text, PrivateKeys.areIn(text) else { continue }
          collector.report(entry.field, "`\(entry.key)` of a ConfigMap contains a private key")
        }
        for name in manifest.omitted {
          collector.report(
            manifest.top["metadata"]["annotations"][Annotation.omitted],
            "`\(name)` of a ConfigMap contains a private key")
        }
      }
    },
    Rule.peer("MT-C-07", .error) { item, collector in
      guard let bundle = item.bundle else { return collector.needs(.configMaps, for: item.peer.top.object) }
      guard !bundle.revocationLists.isEmpty else { return }
      if item.other == nil { collector.needsOtherSide(of: item) }
      let issuers = Set(bundle.revocationLists.compactMap { $0?.issuer })
      let authorities = bundle.certificates.filter(\.isAuthority) + (item.other?.intermediates ?? [])
      let uncovered = authorities.filter { !issuers.contains($0.subject) }
      guard let first = uncovered.first else { return }
      collector.report(
        bundle.field, "the bundle has a CRL, but none of `\(first)`", next: "remove the block `X509 CRL`")
    },
    Rule.bundle("MT-C-13", .warning) { bundle, _, collector in
      guard bundle.fault == nil else { return collector.needs(.readableRoots, for: bundle.manifest.object) }
      let repeated = bundle.certificates.count - Set(bundle.certificates).count
      if repeated > 0, !bundle.isDeliberate {
        collector.report(bundle.field, "\(repeated) of the \(bundle.certificates.count) certificates are repeated")
      }
      if bundle.certificates.count > 20 {
        collector.report(bundle.field, "the bundle has \(bundle.certificates.count) certificates")
      }
      if let stranger = bundle.strangers.first {
        collector.report(
          bundle.field, "the bundle has a block `\(stranger.label)`, which is not a certificate",
          next: stranger.label == PEMBlock.trustedCertificateLabel
            ? "convert it: `openssl x509 -in root-cert.pem -out converted.pem`" : "remove the block")
      } else if let irregularity = bundle.irregularities.first {
        collector.report(
          bundle.field,
          "the bundle's text is untidy: \(irregularity.description) (line \(irregularity.line) of the text)",
          next: "write it again: `\(.meshtrust("inspect", "FILE", "--pem"))`")
      }
    },
  ]
}

extension BundleView {
  /// Whether a certificate is repeated on purpose: then the object's own list of fingerprints repeats it too.
  var isDeliberate: Bool {
    let listed = manifest.top["metadata"]["annotations"][Annotation.rootFingerprints].string?
      .split(separator: ",").map(String.init)
    return listed == certificates.map(\.fingerprint)
  }
}
