import Diagnostics
import SPIFFE

extension Resolver {
  /// The ConfigMap in which a mesh keeps the roots of a peer.
  func rootConfigMap(for peer: String, _ entry: MeshEntry) -> String {
    entry.rootConfigMaps.first { $0.peer.value == peer }?.name.value ?? Naming.rootConfigMap(ofPeer: peer)
  }

  /// A ConfigMap has the roots of one trust domain, and istiod overwrites its own.
  mutating func checkRootConfigMaps(_ entry: MeshEntry, peers: [String]) {
    var holders: [String: String] = [:]
    for given in entry.rootConfigMaps where check(given.name, .subdomain, role: "ConfigMap's name") {
      let name = given.name.value
      let peer = given.peer.value
      if Self.published.contains(name) {
        reportConfigMap(
          given, "the ConfigMap `\(name)` is not free for the roots of `\(peer)`",
          why: "istiod publishes the mesh's own roots in it and overwrites what others write")
      } else if let owner = derivedOwner(of: name, peers), owner != peer {
        reportConfigMap(
          given, "the ConfigMap `\(name)` for the roots of `\(peer)` has the name of that for `\(owner)`",
          why: "a ConfigMap holds the roots of one trust domain, and everybody who reads the name expects the other's")
      } else if let other = holders[name] {
        reportConfigMap(
          given, "the peers `\(other)` and `\(peer)` have one ConfigMap for their roots, `\(name)`",
          why: "a ConfigMap holds the roots of one trust domain; with both, each peer could pose as the other")
      } else if name.utf8.count > Self.longestConfigMapName {
        reportConfigMap(
          given,
          "the ConfigMap's name \(Excerpt(name)) has \(name.utf8.count) characters, more than the "
            + "\(Self.longestConfigMapName) allowed",
          why: "the file `configmap-NAME.yaml` with it could not be created: file names have at most 255 octets")
      }
      holders[name] = holders[name] ?? peer
    }
  }

  private mutating func reportConfigMap(_ given: ConfigMapEntry, _ what: Message, why: Message) {
    report(
      "MT-FED-39", what: what, why: why,
      next:
        "choose another name, or remove the line: it is `\(Naming.rootConfigMap(ofPeer: given.peer.value))` by default",
      place: given.name.place)
  }

  /// The mesh or remote of the federation that a name is derived from.
  private func derivedOwner(of configMap: String, _ peers: [String]) -> String? {
    (peers + entries.keys + file.remotes.map(\.value)).first { Naming.rootConfigMap(ofPeer: $0) == configMap }
  }

  /// Where istiod publishes a mesh's own roots.
  private static let published = ["istio-ca-root-cert", "ossm-ca-root-cert"]

  /// What is left of 255 octets beside `configmap-`, `.yaml` and the suffix of a temporary name.
  private static let longestConfigMapName = 200
}
