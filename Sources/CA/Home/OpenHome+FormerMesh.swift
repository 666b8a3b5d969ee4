import Diagnostics
import Federation
import Files
import Kubernetes
import SPIFFE
import SystemPackage
import X509

extension OpenHome {
  /// What leaving means for everybody, of a mesh or remote that somebody took out of federation.yaml by hand. Its own
  /// last files and its peers' say what there was.
  struct Leaving {
    let procedure: LeaveProcedure
    let warnings: [Diagnostic]
  }

  /// Nil for a name of which the home has neither authorities nor a card, nor files that it wrote.
  func leaving(of name: String) throws(CAError) -> Leaving? {
    guard try isKept(name) else { return nil }
    let after = try federation()
    let former = try formerMesh(name, in: after)
    let file = try federationFile().adding(former)
    let remotes = try authorities().remotes.map(\.card.remote)
    do throws(FederationError) {
      let before = try ResolvedFederation(file, remotes: remotes)
      return Leaving(
        procedure: LeaveProcedure(of: name, from: before, to: after),
        warnings: former.peers.isEmpty ? [Self.unknownPeers(name, "no file of a mesh's folder names it")] : [])
    } catch {
      let reason = error.diagnostics.first?.what ?? ""
      return Leaving(
        procedure: LeaveProcedure(of: name, from: after, to: after), warnings: [Self.unknownPeers(name, "\(reason)")])
    }
  }

  /// Whether the home still has something of a name.
  private func isKept(_ name: String) throws(CAError) -> Bool {
    guard try isIssued() else { return false }
    let authorities = try authorities()
    if authorities.remote(named: name) != nil || authorities.present.contains(where: { $0.owner == .mesh(name) }) {
      return true
    }
    return try read { try $0.requests().contains { $0.mesh == name } || $0.writtenFiles()[name] != nil }
  }

  private func formerMesh(_ name: String, in federation: ResolvedFederation) throws(CAError) -> FormerMesh {
    let authorities = try authorities()
    let folder = FormerFolder(outputFolder(of: name), namespace: nil)
    var others: [String: FormerMesh.Gateways] = [:]
    for mesh in federation.meshes {
      let known = FormerFolder(outputFolder(of: mesh.name), namespace: mesh.namespace).gateways
      if let gateways = known.first(where: { $0.peer == name }) {
        others[mesh.name] = gateways
      } else if folder.gateways.contains(where: { $0.peer == mesh.name }) {
        others[mesh.name] = FormerMesh.Gateways(for: name)
      }
    }
    guard authorities.remote(named: name) == nil else { return FormerMesh(name, nil, others: others) }
    let uri = authorities.intermediate(of: name)?.certificate.uris.first
    let description = FormerMesh.Description(
      namespace: folder.objects.first { $0.object.kind == ConfigMap.kind }?.namespace,
      trustDomain: folder.controlPlane?.trustDomain ?? uri.map { String($0.dropFirst("spiffe://".count)) },
      flavour: folder.istio?.flavour
        ?? (folder.controlPlane == nil && folder.peers.isEmpty && !folder.objects.isEmpty ? .istio : .maistra),
      controlPlane: folder.controlPlane?.metadata.name ?? folder.istio?.name, gateways: folder.gateways)
    return FormerMesh(name, description, others: others)
  }

  private static func unknownPeers(_ name: String, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "MT-HOME-96", .warning,
      what: "who peered with `\(name)` is not known, and the steps for administrators are not whole",
      why: "it is no longer in federation.yaml, and \(reason)",
      next: "delete what is named after `\(name)` in each control plane's namespace, and restart istiod there")
  }
}

extension FormerFolder {
  /// The gateways for each peer. Upstream Istio has no object for a peer but the ConfigMap with its roots.
  fileprivate var gateways: [FormerMesh.Gateways] {
    let linked = peers.map {
      FormerMesh.Gateways(
        for: $0.metadata.name, ingress: $0.ingress, egress: $0.egress, rootConfigMap: $0.certificateChain?.name)
    }
    let suffix = Naming.rootConfigMap(ofPeer: "")
    let known = Set(linked.compactMap(\.rootConfigMap))
    let roots = objects.filter {
      $0.object.kind == ConfigMap.kind && $0.object.name.hasSuffix(suffix) && !known.contains($0.object.name)
    }
    .map { String($0.object.name.dropLast(suffix.count)) }.filter { $0 != "istio" }
    return linked
      + roots.filter { name in !linked.contains { $0.peer == name } }.map {
        FormerMesh.Gateways(for: $0)
      }
  }
}
