import Diagnostics
public import Federation
import SPIFFE
import SystemPackage

/// What takes the roots of former peers out of a mesh of Istio. It reads them from its configuration, from its own
/// bundle or from SPIRE, so that no deleted object takes them away. Of Maistra there is nothing to do: the objects are
/// the trust.
///
/// Source: istio/api, mesh/v1alpha1/config.proto, `caCertificates`; spiffe/spire 1.15, doc/spire_server.md.
public struct FormerRoots: Sendable {
  /// The mesh as it was, or as it is if that is all that is known.
  private let mesh: Mesh
  /// The mesh without the peers; nil if the home writes nothing for it any more.
  private let after: Mesh?
  private let peers: [String]
  /// Whether roots of the peers are in the mesh's own bundle.
  private let isPooled: Bool
  /// The trust domains of the peers, as SPIFFE IDs, where SPIRE has a bundle for each.
  let spireDomains: [String]

  /// - Parameter domains: Trust domains of peers that nothing describes any more, as SPIFFE IDs.
  public init(of mesh: Mesh, written after: Mesh?, peers: [String], isPooled: Bool, domains: [String] = []) {
    self.mesh = mesh
    self.after = after
    self.peers = peers
    self.isPooled = isPooled
    let known = peers.compactMap { mesh.peer(named: $0)?.trustDomain.uri }
    spireDomains = mesh.controlPlane.signer == .spire ? known + domains : []
  }

  private var names: String {
    peers.isEmpty ? "the former peers" : peers.map { "`\($0)`" }.joined(separator: ", ")
  }

  /// The steps, in order; none for Maistra.
  var steps: [AdministratorStep] {
    guard mesh.controlPlane.flavour != .maistra else { return [] }
    return (isPooled ? ownBundle : []) + [configuration] + (spireDomains.isEmpty ? [] : [agent])
  }

  /// What the home has written since the peers went.
  private func path(_ name: String) -> Message { "\(OutputPath(mesh.name, name))" }

  // MARK: - Its configuration

  private var configuration: AdministratorStep {
    let what: Message =
      after == nil
      ? "take the roots and trust domains of \(names) out of its configuration"
      : "apply its configuration without \(names), once the home has written it"
    let isSail = mesh.controlPlane.flavour == .sail
    return AdministratorStep(
      .mesh(mesh.name), isSail ? what : "\(what); with istioctl: \(install)",
      why: "istiod reads there whom it trusts (`caCertificates`): until it is applied, their keys still give access",
      commands: isSail ? patches : [upgrade])
  }

  /// A merge patch leaves what it does not have, so that the last entry goes by a patch of its own.
  private var patches: [Message] {
    let written: [Message] = after == nil ? [] : [mesh.sailPatch(file: path(IstioFiles.patch.string))]
    guard after?.peers.isEmpty ?? true else { return written }
    let aliases = mesh.controlPlane.aliasesPeers ? ",\"trustDomainAliases\":null" : ""
    let patch = "{\"spec\":{\"values\":{\"meshConfig\":{\"caCertificates\":null\(aliases)}}}}"
    return written + ["\(mesh.client) patch istio \(mesh.controlPlane.name) --type merge -p '\(patch)'"]
  }

  private var upgrade: Message {
    let values: Message = after == nil ? "" : " -f \(path(IstioFiles.values.string))"
    return "helm upgrade RELEASE istio/istiod -n \(mesh.namespace) -f YOURS.yaml\(values)"
  }

  private var install: Message {
    "istioctl install -f YOURS.yaml" + (after == nil ? "" : " -f \(path(IstioFiles.overlay.string))")
  }

  // MARK: - Its own bundle, and SPIRE's

  private var ownBundle: [AdministratorStep] {
    guard after != nil else { return [] }
    let commands = mesh.clientCommands
    switch mesh.controlPlane.signer {
    case .istiod:
      guard let file = ManifestSet.secretFile(of: mesh) else { return [] }
      return [onMesh(commands.applySecret(path(file)), "root-cert.pem without the roots of \(names)")]
    case .istioCSR:
      return [
        onMesh(commands.apply(path(IstioCSR.rootsFile(of: mesh))), "istio-csr's roots without those of \(names)")
      ]
    case .spire: return []
    }
  }

  /// The controller of a ClusterFederatedTrustDomain ends the relationship with it, and leaves the bundle.
  private var agent: AdministratorStep {
    AdministratorStep(
      .mesh(mesh.name), "on the SPIRE server: delete the bundles of \(names)",
      why: "agents give the roots of every bundle that the server has to the proxies",
      commands: spireDomains.map { "spire-server bundle delete -id \($0) -mode dissociate" })
  }

  private func onMesh(_ command: Message, _ what: Message) -> AdministratorStep {
    AdministratorStep(.mesh(mesh.name), what + ", once the home has written it", commands: [command])
  }
}

extension ResolvedFederation {
  /// Whether a mesh has roots of a peer in its own bundle that go with the peer: a shared root stays.
  public func holdsInOwnBundle(rootsOf peer: String, at holder: String) -> Bool {
    rootSource(of: peer, at: holder) == .ownBundle && (roots != .shared || mesh(named: peer) == nil)
  }
}
