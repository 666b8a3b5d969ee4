public import Diagnostics
public import SPIFFE
public import SystemPackage
public import X509

/// Why a change of federation.yaml is refused.
public enum DescriptionRefusal: Hashable, Sendable {
  /// `out` has roots, but the home has no authorities.
  case foreignOutput(folder: FilePath)
  /// `out` has a root that the database never had.
  case olderDatabase(file: FilePath, root: String)
  /// Somebody has applied a newer federation.yaml than this one, which was applied earlier.
  case replaced(mine: Timestamp, newest: Timestamp, by: String, host: String)
  /// The only mesh would be removed.
  case onlyMesh(String, home: FilePath)
  /// The form of the file makes the edit uncertain.
  case uncertainEdit(of: String, path: FilePath)
  /// A mesh is also known as a remote.
  case remoteDescribed(String)
  /// A mesh's trust domain changed.
  case trustDomainChanged(mesh: String, from: String, to: String)
  /// The intermediate of a mesh is below another root than the description says.
  case rootsChanged(mesh: String, described: String, issued: String)
  /// Ztunnels of a mesh would refuse its certificates, because these authorities constrain URIs.
  case constrainedForAmbient(mesh: String, authorities: [String], remedy: SuggestedCommand)
  /// An ambient mesh has peers of other trust domains.
  case ambientPeers(mesh: String, TrustDomain, peers: [AmbientPeer])
  /// A mesh that is not a peer is named as one.
  case notPeer(String, of: String, peers: [String])

  /// A peer of an ambient mesh.
  public struct AmbientPeer: Hashable, Sendable {
    public let name: String
    public let trustDomain: TrustDomain

    public init(name: String, trustDomain: TrustDomain) {
      self.name = name
      self.trustDomain = trustDomain
    }
  }

  private static func ambientPeers(_ mesh: String, _ domain: TrustDomain, _ peers: [AmbientPeer]) -> Diagnostic {
    let names = peers.prefix(4).map { "`\($0.name)` (\($0.trustDomain))" }.joined(separator: ", ")
    let more = peers.count > 4 ? " and \(peers.count - 4) more" : ""
    return Diagnostic(
      "MT-AMB-02", what: "the ambient mesh `\(mesh)`, of \(domain), cannot be federated with \(names)\(more)",
      why:
        "its ztunnels admit clients of their own trust domain only and expect servers in it, and no setting of Istio "
        + "changes that (I-31; istio/istio#58511 and #61608); nor do they read the roots of peers in `caCertificates` (I-32)",
      next:
        "write `dataPlane: sidecar` for `\(mesh)`; or make them ambient meshes below `roots: shared` with one trust "
        + "domain, as new meshes; or end the peering")
  }

  var diagnostic: Diagnostic {
    switch self {
    case .foreignOutput(let folder):
      Diagnostic(
        "MT-HOME-50", what: "`\(folder)` was created from authorities that are not in this home",
        why:
          "its database is missing or empty; new roots would break every handshake with peers that hold the old ones",
        next: "put authority.db and sealing.key back, or run `\(.restore)`; "
          + "to start anew, run `\(.meshtrust("apply", "--new-roots"))`")
    case .olderDatabase(let file, let root):
      Diagnostic(
        "MT-HOME-58", what: "the database is older than `\(file)`",
        why: "that file has the root SHA-256 \(root.prefix(16))…, which this database never issued; applying would "
          + "withdraw it and give its name to another one",
        next:
          "restore the newest backup beside it: `\(.restoreElsewhere)`; to go on from the older state, run "
          + "`\(.meshtrust("apply", "--new-roots"))`")
    case .replaced(let mine, let newest, let actor, let host):
      Diagnostic(
        "MT-HOME-98", what: "federation.yaml is older than the one that was applied last",
        why:
          "yours is that of \(mine.description); \(actor.isEmpty ? "somebody" : "`\(actor.printable)`") on "
          + "\(host.isEmpty ? "another machine" : "`\(host.printable)`") applied a newer one on \(newest.description), and "
          + "this one would undo it",
        next:
          "take the newest one, for example with `git pull`; to go back to yours on purpose, run "
          + "`\(.meshtrust("apply", "--accept-older"))`")
    case .onlyMesh(let name, let home):
      Diagnostic(
        "MT-HOME-51", what: "`\(name)` is the only mesh of the federation", why: "a federation needs at least one mesh",
        next: "to end it, keep a backup (`\(.backup)`), then remove the folder \(home)")
    case .uncertainEdit(let item, let path):
      Diagnostic(
        "MT-HOME-52", what: "`\(item)` cannot be removed from \(path) without other changes",
        why: "the form of the file, such as an alias, makes the edit uncertain",
        next: "write its lists and mappings out, then run the command again; or edit the file by hand")
    case .remoteDescribed(let mesh):
      Diagnostic(
        "MT-HOME-54", what: "`\(mesh)` is one of `spec.meshes`, but its roots came with a trust card",
        why: "its peers already trust those roots; new ones of this home would break every handshake",
        next: "list it under `spec.remotes`, or run `\(.meshtrust("trust", "remove", mesh))` first")
    case .trustDomainChanged(let mesh, let old, let new):
      Diagnostic(
        "MT-HOME-55", what: "the trust domain of `\(mesh)` changed from \(old) to \(new)",
        why: "its root and intermediate are bound to the old name, and every peer trusts them under it",
        next: "write `trustDomain: \(old)` for `\(mesh)`, or start a mesh of another name")
    case .rootsChanged(let mesh, let described, let issued):
      Diagnostic(
        "MT-HOME-56", what: "`roots: \(described)` does not fit the intermediate of `\(mesh)`",
        why: "it was issued below another root, and its peers trust that one; another one would break every "
          + "handshake",
        next: "restore `roots: \(issued)`; to move every mesh, with every handshake proven: "
          + "\(.meshtrust("rotate", "start", "--to", described)), which changes the file at its end")
    case .constrainedForAmbient(let mesh, let authorities, let remedy):
      Diagnostic(
        "MT-AMB-01",
        what: "ztunnels would refuse every certificate of `\(mesh)`: "
          + "\(authorities.map { "`\($0)`" }.joined(separator: " and ")) \(authorities.count == 1 ? "has" : "have") a "
          + "name constraint on URIs",
        why:
          "webpki 0.103.12 and later (Istio from 1.29.3 on, OpenShift Service Mesh from 3.4 on) refuse every URI below "
          + "one (RUSTSEC-2026-0098)",
        next:
          "before the mesh turns ambient, run `\(remedy)`, and turn it only when no workload has a certificate of the "
          + "old chain any more; until then leave its workloads with sidecars")
    case .ambientPeers(let mesh, let domain, let peers): Self.ambientPeers(mesh, domain, peers)
    case .notPeer(let name, let mesh, let peers):
      Diagnostic(
        "MT-HOME-57", what: "`\(name)` is not a peer of `\(mesh)`, or nothing is known of it",
        why: "its peers are \(peers.joined(separator: ", "))",
        next: .didYouMean(
          Spelling.nearest(to: name, among: peers), otherwise: "add it to `peers:` in federation.yaml"))
    }
  }
}
