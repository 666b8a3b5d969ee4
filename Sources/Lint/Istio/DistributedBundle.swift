import Diagnostics
import Kubernetes
import X509

/// A bundle of cert-manager's trust-manager, in either of its forms.
struct DistributedBundle: Sendable {
  let manifest: Manifest
  /// The texts in it.
  let inline: [Field]
  /// The ConfigMaps and Secrets from which it takes more.
  let references: [(kind: String, name: Field, key: Field)]
  /// Where it asks for the public CAs of its image; nil if it does not.
  let publicAuthorities: Field?
  /// The keys that it writes.
  let targetKeys: [String]

  init?(_ manifest: Manifest) {
    let spec = manifest.spec
    self.manifest = manifest
    if manifest.isA("Bundle", of: "trust.cert-manager.io") {
      let sources = spec["sources"].items
      inline = sources.map { $0["inLine"] }.filter(\.exists)
      references = sources.flatMap { source in
        [(ConfigMap.kind, source["configMap"]), (Secret.kind, source["secret"])].filter(\.1.exists)
          .map { ($0.0, $0.1["name"], $0.1["key"]) }
      }
      publicAuthorities = sources.map { $0["useDefaultCAs"] }.first(where: \.isTrue)
      targetKeys = ["configMap", "secret"].compactMap { spec["target"][$0]["key"].string }
    } else if manifest.isA("ClusterBundle", of: "trust-manager.io") {
      inline = [spec["inLineCAs"]].filter(\.exists)
      references = spec["sourceRefs"].items.map { ($0["kind"].string ?? ConfigMap.kind, $0["name"], $0["key"]) }
      let provider = spec["defaultCAs"]["provider"]
      publicAuthorities = provider.string == "System" ? provider : nil
      targetKeys = ["configMap", "secret"].flatMap { spec["target"][$0]["data"].items.compactMap { $0["key"].string } }
    } else {
      return nil
    }
  }

  /// The certificates in its own texts.
  var inlineRoots: [Certificate] {
    inline.flatMap { PEMValue(Array(($0.string ?? "").utf8), .roots).list.certificates }
  }
}

extension IstioObjects {
  var distributed: [DistributedBundle] { manifests.compactMap(DistributedBundle.init) }

  /// Whether proxies, istiod or istio-csr read what a bundle writes.
  func isOfMesh(_ bundle: DistributedBundle) -> Bool {
    bundle.targetKeys.contains(ConfigMap.rootKey) || bundle.manifest.name.hasSuffix("-ca-root-cert")
      || certificateServices.contains { $0.roots?.name == bundle.manifest.name }
  }
}
