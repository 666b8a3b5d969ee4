import Diagnostics
public import Federation
import X509

extension ResolvedFederation {
  /// The owner of the root above a mesh: the mesh itself, or the federation.
  public func rootOwner(of mesh: String) -> AuthorityOwner { roots == .shared ? .shared : .mesh(mesh) }

  /// The error for an unknown name suggests the nearest one.
  public func requireMesh(_ name: String) throws(CAError) -> Mesh {
    guard let mesh = mesh(named: name) else {
      if meshes.contains(where: { $0.gateways(for: name) != nil }) { throw .trust(.remoteMesh(name)) }
      throw .unknownMesh(name, nearest: Spelling.nearest(to: name, among: meshes.map(\.name)))
    }
    return mesh
  }

  /// The error for an unknown name suggests the nearest one.
  public func requirePeer(_ name: String, of mesh: Mesh) throws(CAError) -> Peer {
    guard let peer = mesh.peer(named: name) else {
      if self.mesh(named: name) == nil, !mesh.gateways.contains(where: { $0.peer == name }) {
        throw .unknownMesh(name, nearest: Spelling.nearest(to: name, among: mesh.peers.map(\.name)))
      }
      throw .refused(.description(.notPeer(name, of: mesh.name, peers: mesh.peers.map(\.name))))
    }
    return peer
  }

  /// The remotes that a mesh peers with but whose trust card has not been imported yet.
  var unknownRemotes: [String] {
    Set(
      meshes.flatMap { mesh in
        mesh.gateways.map(\.peer).filter { mesh.peer(named: $0) == nil && self.mesh(named: $0) == nil }
      }
    ).sorted()
  }
}

extension ResolvedFederation {
  /// The command that begins to replace a root. One of somebody else is replaced by one of the home only if that is said.
  ///
  /// - Parameter isUrgent: Whether nothing below the old one is accepted any more.
  func replacement(of root: Authority?, isUrgent: Bool = false) -> SuggestedCommand {
    let owner = root?.owner.argument ?? AuthorityOwner.shared.argument
    return SuggestedCommand(
      ["rotate", "start", owner] + (root.map(isOfHome) ?? true ? [] : ["--to", "own"])
        + (isUrgent ? ["--compromised"] : []))
  }

  /// Whether a root was made for all meshes, although some may have left it: it has the federation's name, and neither the
  /// identity nor the constraints of a mesh.
  func isSharedRoot(_ root: Certificate) -> Bool {
    let name = Naming.rootCommonName(name, generation: 1).dropLast()
    return root.uris.isEmpty && root.extensions.nameConstraints == nil
      && root.subject.commonName?.hasPrefix(name) ?? false
  }

  /// Whether the home made a root: an adopted one has other names, or its key is elsewhere.
  public func isOfHome(_ root: Authority) -> Bool {
    root.hasKey
      && root.certificate.subject.commonName
        == Naming.rootCommonName(root.owner.meshName ?? name, generation: root.generation)
  }
}
