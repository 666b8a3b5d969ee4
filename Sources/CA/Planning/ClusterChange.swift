import Diagnostics
public import Federation
import Kubernetes
import SPIFFE
import SystemPackage

/// What applying a mesh's new files does not bring about by itself, or breaks until somebody else applies too.
public struct ClusterChange: Sendable {
  public let mesh: String
  /// What its administrator deletes and restarts; empty if nothing.
  public let steps: [AdministratorStep]
  /// The changes of identity.
  let notes: [Diagnostic]

  /// Compares the files of a mesh that the home wrote last with what it would write now.
  ///
  /// - Parameter isAlone: Whether no other mesh is compared, so that nobody else tells that a peer's identity changes.
  init(_ mesh: Mesh, _ former: FormerFolder, isAlone: Bool) {
    self.mesh = mesh.name
    let wanted = ManifestSet.objects(of: mesh)
    let gone = former.objects.filter { old in !wanted.contains { $0.isSame(as: old) } }
    // A Secret that the folder no longer has stays on the cluster, where istiod needs it.
    // So does the one that a SealedSecret made, which would go with it.
    let keys: Set = [Secret.kind, SealedSecret.kind]
    let deleted = gone.filter { !keys.contains($0.object.kind) || $0.namespace != mesh.namespace }
    let peers = gone.filter { $0.object.kind == ServiceMeshPeer.kind }.map(\.object.name)
    let isLast = !peers.isEmpty && mesh.peers.isEmpty
    steps =
      PeeringEnd(
        at: PeeringEnd.Place(mesh), peers: mesh.namespace == former.namespace ? peers : [], deleting: deleted,
        ingress: [], egress: [],
        roots: FormerRoots(
          of: mesh, written: mesh, peers: [], isPooled: mesh.controlPlane.poolsInRoot,
          domains: former.spireDomains.filter { domain in !mesh.peers.contains { $0.trustDomain.uri == domain } }),
        isLast: isLast
      ).steps
    notes = Self.identityNotes(mesh, former, isAlone: isAlone)
  }

  /// The mesh is no longer described, and its folder is still there.
  init?(left name: String, _ former: FormerFolder) {
    guard let plane = former.controlPlane, !former.peers.isEmpty else { return nil }
    mesh = name
    let kept = [Secret.kind, ServiceMeshControlPlane.kind]
    steps =
      PeeringEnd(
        at: PeeringEnd.Place(mesh: name, plane), peers: former.peers.map(\.metadata.name),
        deleting: former.objects.filter { !kept.contains($0.object.kind) },
        ingress: plane.additionalIngress.map(\.name), egress: plane.additionalEgress.map(\.name), isLast: true
      ).steps
    notes = []
  }
}

// MARK: - Identities

extension ClusterChange {
  private static func identityNotes(_ mesh: Mesh, _ former: FormerFolder, isAlone: Bool) -> [Diagnostic] {
    let own = mesh.peers.compactMap { peer -> Diagnostic? in
      guard let old = former.clientID(for: peer.name) else { return nil }
      let new = clientID(of: mesh, for: peer)
      return old == new ? nil : changed(of: mesh.name, at: peer.name, isRemote: peer.isRemote, from: old, to: new)
    }
    let theirs = mesh.peers.filter { $0.isRemote || isAlone }.compactMap { peer -> Diagnostic? in
      guard let old = former.peers.first(where: { $0.metadata.name == peer.name })?.clientID,
        old != peer.client.clientID
      else { return nil }
      return peer.isRemote
        ? remoteChanged(peer, at: mesh, from: old)
        : changed(of: peer.name, at: mesh.name, isRemote: false, from: old, to: peer.client.clientID)
    }
    return own + theirs
  }

  private static func clientID(of mesh: Mesh, for peer: Peer) -> String {
    (try? mesh.identity(ofGateway: peer.egress.name).clientID) ?? ""
  }

  /// A peer accepts exactly one client ID, so that the two sides have to change at the same moment.
  private static func changed(
    of mesh: String, at peer: String, isRemote: Bool, from old: String, to new: String
  ) -> Diagnostic {
    let restart: Message =
      isRemote ? "restarts its istiod" : "restarts istiod, which keeps the old policy until then"
    return Diagnostic(
      "MT-HOME-95", .warning,
      what: "the client ID of `\(mesh)` at `\(peer)` changes from \(old) to \(new): \(part(old, new))",
      why: "`\(peer)` accepts exactly one client ID: it refuses `\(mesh)` from when one of the two has "
        + "applied until both have",
      next: "first `\(mesh)` applies out/\(mesh), so that the new gateway runs; at once after it "
        + "`\(peer)` applies \(isRemote ? "its ServiceMeshPeer for the new card" : "out/\(peer)") and \(restart); the old "
        + "objects go last")
  }

  private static func remoteChanged(_ peer: Peer, at mesh: Mesh, from old: String) -> Diagnostic {
    Diagnostic(
      "MT-HOME-92", .warning,
      what: "the client ID of the remote `\(peer.name)` at `\(mesh.name)` changes from \(old) to "
        + "\(peer.client.clientID): \(part(old, peer.client.clientID))",
      why: "`\(mesh.name)` accepts exactly one client ID, and refuses the remote until both have applied",
      next: "first `\(peer.name)` applies its change; at once after it `\(mesh.name)` applies out/\(mesh.name) and "
        + "restarts istiod: \(mesh.istiodRestart)")
  }

  /// Which part of an identity changes, in the words of federation.yaml.
  private static func part(_ old: String, _ new: String) -> String {
    func parts(_ id: String) -> [Substring] { id.split(separator: "/", omittingEmptySubsequences: false) }
    let (old, new) = (parts(old), parts(new))
    guard old.count == 5, new.count == 5 else { return "another identity" }
    var changed: [String] = []
    if old[0] != new[0] { changed.append("the trust domain") }
    if old[2] != new[2] { changed.append("the namespace") }
    if old[4] != new[4] { changed.append("the egress gateway's service account") }
    return changed.joined(separator: ", ")
  }
}

extension FormerFolder {
  /// The namespace of the control plane.
  fileprivate var namespace: String? { controlPlane?.metadata.namespace ?? peers.first?.metadata.namespace }

  /// The identity that the mesh's egress gateway for a peer had; nil if that is not known.
  fileprivate func clientID(for peer: String) -> String? {
    guard let known = peers.first(where: { $0.metadata.name == peer }), let egress = known.egress,
      let namespace = known.metadata.namespace, let domain = controlPlane?.trustDomain,
      let trustDomain = try? TrustDomain(domain)
    else { return nil }
    return try? WorkloadIdentity(
      trustDomain: trustDomain, namespace: namespace, serviceAccount: Naming.serviceAccount(ofGateway: egress)
    ).clientID
  }
}
