import Federation

/// A handshake that cannot be verified, because it is not known what one side presents. Unknown never counts as passing.
public struct UnknownPair: Hashable, Sendable {
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// Others run the mesh, and only they can issue its certificates.
    case remote
    /// The mesh has no intermediate yet.
    case waiting
    /// The key of its intermediate is elsewhere.
    case keyElsewhere = "key-elsewhere"
  }

  public let client: String
  /// The same mesh for the handshakes within it, and with its istiod.
  public let server: String
  /// The side that is not known.
  public let mesh: String
  public let cause: Cause

  /// Why it cannot be verified.
  public var reason: String {
    switch cause {
    case .remote: "\(mesh) is run by others, and only they can issue its certificates"
    case .waiting: "\(mesh) has no intermediate yet"
    case .keyElsewhere: "the key of \(mesh)'s intermediate is not in this home"
    }
  }

  public var text: String { client == server ? "\(client) within itself" : "\(client) → \(server)" }
}

extension RehearsalScene {
  /// Every handshake of which one side is none of the meshes whose certificates are known.
  func unknown(besides known: Set<String>) -> [UnknownPair] {
    var pairs: [UnknownPair] = []
    for party in parties {
      let name = party.mesh.name
      func add(_ client: String, _ server: String, for missing: String) {
        pairs.append(UnknownPair(client: client, server: server, mesh: missing, cause: cause(missing)))
      }
      for peer in party.mesh.peers where !known.contains(name) || !known.contains(peer.name) {
        let missing = known.contains(name) ? peer.name : name
        add(name, peer.name, for: missing)
        if self[peer.name] == nil { add(peer.name, name, for: missing) }
      }
      if !known.contains(name) { add(name, name, for: name) }
    }
    return pairs
  }

  private func cause(_ mesh: String) -> UnknownPair.Cause {
    guard let party = self[mesh] else { return .remote }
    return party.material == nil ? .waiting : .keyElsewhere
  }
}
