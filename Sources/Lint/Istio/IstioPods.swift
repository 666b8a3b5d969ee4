import Diagnostics
import Documents
import Kubernetes
import X509

/// A running Pod with a proxy of Istio, or with istiod.
struct IstioPod: Sendable {
  let manifest: Manifest
  /// The proxy's container; nil for istiod.
  let proxy: Field?
  let isIstiod: Bool

  init?(_ manifest: Manifest) {
    guard manifest.isA("Pod", of: "") else { return nil }
    let spec = manifest.spec
    self.manifest = manifest
    isIstiod = manifest.top["metadata"]["labels"]["app"].string == "istiod" || manifest.name.hasPrefix("istiod-")
    let containers = spec["containers"].items + spec["initContainers"].items
    proxy = isIstiod ? nil : containers.first { $0["name"].string == "istio-proxy" }
    guard isIstiod || proxy != nil else { return nil }
  }

  /// A variable of the proxy; nil if it is not set.
  func variable(_ name: String) -> Field? {
    proxy?["env"].items.first { $0["name"].string == name }?["value"]
  }

  /// When its containers were started, or else when it was created.
  var started: Timestamp? {
    (manifest.top["status"]["startTime"].string ?? manifest.top["metadata"]["creationTimestamp"].string)
      .flatMap { try? Timestamp($0) }
  }

  /// The revision that injected it.
  var revision: String? {
    let metadata = manifest.top["metadata"]
    return metadata["annotations"]["istio.io/rev"].string ?? metadata["labels"]["istio.io/rev"].string
  }
}

extension Manifest {
  /// Whether it is a Pod with a proxy, or of istiod.
  var isOfIstio: Bool { IstioPod(self) != nil }

  /// When the object was created; nil for one that no cluster returned.
  var created: Timestamp? {
    top["metadata"]["creationTimestamp"].string.flatMap { try? Timestamp($0) }
  }
}
