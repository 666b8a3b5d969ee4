import Diagnostics
import SPIFFE

extension Resolver {
  /// For each mesh the names of its peers: meshes before remotes, in file order.
  ///
  /// Naming a peering on one side is enough; naming it on both makes no difference.
  mutating func peerings() -> [String: [Located<String>]] {
    var named: [String: [String: Place]] = [:]
    for entry in meshes {
      var listed: Set<String> = []
      for peer in entry.peers where isPeer(peer, of: entry, listed: &listed) {
        named[entry.name.value, default: [:]][peer.value] = peer.place
        if entries[peer.value] != nil, named[peer.value]?[entry.name.value] == nil {
          named[peer.value, default: [:]][entry.name.value] = peer.place
        }
      }
    }
    let order = meshes.map(\.name.value) + remoteNames
    let peerings = named.mapValues { peers in
      order.compactMap { name in peers[name].map { Located(value: name, place: $0) } }
    }
    reportLoners(peerings)
    return peerings
  }

  /// The names of remotes that are not also meshes, without duplicates.
  private var remoteNames: [String] {
    var seen = Set(entries.keys)
    return file.remotes.map(\.value).filter { seen.insert($0).inserted }
  }

  private mutating func isPeer(_ peer: Located<String>, of entry: MeshEntry, listed: inout Set<String>) -> Bool {
    if peer.value == entry.name.value {
      report(
        "MT-FED-12", what: "`\(peer.value)` names itself as a peer", why: "a mesh already trusts its own trust domain",
        next: "remove it from `peers`", place: peer.place)
      return false
    }
    guard entries[peer.value] != nil || file.remotes.contains(where: { $0.value == peer.value }) else {
      let names = meshes.map(\.name.value).filter { $0 != entry.name.value } + remoteNames
      report(
        "MT-FED-11",
        what: "`\(entry.name.value)` has the peer \(Excerpt(peer.value)), which is not in the federation",
        why: "a peer is in `spec.meshes`, or in `spec.remotes` if someone else runs it",
        next: .didYouMean(
          Spelling.nearest(to: peer.value, among: names), otherwise: "add it to `spec.meshes` or `spec.remotes`"),
        place: peer.place)
      return false
    }
    if !listed.insert(peer.value).inserted {
      report(
        "MT-FED-06", what: "`\(entry.name.value)` names the peer `\(peer.value)` twice",
        why: "a peering has one pair of gateways on each side", next: "remove one of the two", place: peer.place)
    }
    return true
  }

  private mutating func reportLoners(_ peerings: [String: [Located<String>]]) {
    for entry in meshes where peerings[entry.name.value] == nil {
      report(
        "MT-FED-35", .warning, what: "`\(entry.name.value)` has no peers", why: "it has authorities but no federation",
        next: "add `peers: [...]` to it or to another mesh", place: entry.name.place)
    }
    let wanted = Set(peerings.values.joined().map(\.value))
    for remote in file.remotes where !wanted.contains(remote.value) {
      report(
        "MT-FED-35", .warning, what: "no mesh peers with the remote `\(remote.value)`", why: "nothing uses its roots",
        next: "add it to the `peers` of a mesh", place: remote.place)
    }
  }

  /// The control plane derives names from a peer's name, and does not report when they are too long.
  mutating func checkPeerNames(_ peerings: [String: [Located<String>]]) {
    let peering = meshes.map(\.name).filter { peerings[$0.value] != nil }
    for name in peering + file.remotes {
      if name.value.utf8.count > Self.longestPeerName {
        report(
          "MT-FED-13",
          what: "the name \(Excerpt(name.value)) has \(name.value.utf8.count) characters, more than the "
            + "\(Self.longestPeerName) that a peer's name may have",
          why: "`federation-discovery-NAME-ingress` would exceed 63 characters, and the peers silently drop it (P-05)",
          next: "shorten it by \(name.value.utf8.count - Self.longestPeerName)", place: name.place)
      }
    }
    for name in meshes.map(\.name) + file.remotes where name.value.contains(".") {
      report(
        "MT-FED-13", what: "the name \(Excerpt(name.value)) has a dot",
        why: "peers derive gateway names from it, which must be labels, and silently drop it (P-06)",
        next: "write `\(String(name.value.map { $0 == "." ? "-" : $0 }))`", place: name.place)
    }
  }

  private static let longestPeerName = 34
}
