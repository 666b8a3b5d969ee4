import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import X509

/// Which roots and trust domains the meshes have, as far as the input or a home says.
extension IstioObjects {
  /// The mesh's own roots: of its Secret, as published, or of a home; nil if they are unknown.
  func findOwnRoots(of plane: IstioPlane) -> [Certificate]? {
    if plane.foreignCA == nil {
      if let roots = signer(of: plane)?.view.roots.nonEmpty { return roots }
    } else if let roots = certificateServices(of: plane).lazy.compactMap({ self.roots(of: $0) }).first {
      return roots
    }
    if let roots = rootMaps(of: plane).first.map({ BundleView($0).certificates })?.nonEmpty { return roots }
    return plane.trustDomain.flatMap { facts.roots[$0] }?.nonEmpty
  }

  /// Every root that the sidecars of a mesh trust, with the place that says so.
  func placedPool(of plane: IstioPlane) -> [(root: Certificate, field: Field)] {
    let signer = signer(of: plane)
    let place = signer.map { $0.view.field($0.view.layout.rootsKey) } ?? plane.top
    let own = (ownRoots(of: plane) ?? []).map { ($0, place) }
    return own + plane.authorities.flatMap { entry in entry.certificates.map { ($0, entry.pem) } }
  }

  func pool(of plane: IstioPlane) -> [Certificate] { placedPool(of: plane).map(\.root) }

  /// Why a mesh needs more than one root; nil if it has one.
  func reasonForSeveralRoots(_ plane: IstioPlane) -> String? {
    if plane.authorities.contains(where: \.hasRoots) { return "`caCertificates` has roots of peers" }
    guard plane.foreignCA == nil, let roots = signer(of: plane)?.view.roots, Set(roots).count > 1 else { return nil }
    return "`root-cert.pem` has \(Set(roots).count) roots"
  }

  // MARK: - Peers

  /// The trust domains of others that a mesh admits, each with the place that names it first.
  func peers(of plane: IstioPlane) -> [(domain: String, field: Field)] {
    var found: [(String, Field)] = []
    var seen: Set<String> = [plane.trustDomain ?? ""]
    for entry in plane.authorities {
      for domain in entry.trustDomains {
        if let name = domain.string, seen.insert(name).inserted { found.append((name, domain)) }
      }
      for root in entry.certificates where entry.trustDomains.isEmpty {
        if let name = root.trustDomainName, seen.insert(name).inserted { found.append((name, entry.pem)) }
      }
    }
    for peer in plane.described?.peers ?? [] where seen.insert(peer.trustDomain.name).inserted {
      found.append((peer.trustDomain.name, plane.config("caCertificates")))
    }
    return found
  }

  /// The trust domains whose roots an entry has, as far as that is known: by the roots' own names, and by whoever signs
  /// with them.
  func trustDomains(of entry: PoolEntry, besides plane: IstioPlane) -> Set<String> {
    let own = entry.certificates.compactMap(\.trustDomainName)
    let keys = Set(entry.certificates.map(\.publicKeyInfo.der))
    let signing = knownDomains.filter { domain in
      (roots(of: domain, besides: plane) ?? []).contains { keys.contains($0.publicKeyInfo.der) }
    }
    return Set(own).union(signing)
  }

  /// The roots of another mesh, by its trust domain; nil if they are unknown.
  func roots(of domain: String, besides plane: IstioPlane?) -> [Certificate]? {
    let others = planes(ofDomain: domain).filter { $0.id != plane?.id && !isOneMesh($0, plane) }
    if let roots = others.lazy.compactMap({ self.ownRoots(of: $0) }).first { return roots }
    if let roots = maistra.first(where: { $0.trustDomain == domain })?.ownRoots.nonEmpty { return roots }
    return facts.roots[domain]?.nonEmpty
  }

  /// Whether two control planes are revisions of one mesh.
  func isOneMesh(_ one: IstioPlane, _ other: IstioPlane?) -> Bool {
    guard let other, one.namespace == other.namespace else { return false }
    return one.folder == other.folder && (one.clusterName == other.clusterName)
  }

  // MARK: - Ambient

  /// Whether ztunnels carry the traffic of a mesh.
  func isAmbient(_ plane: IstioPlane) -> Bool {
    plane.saysAmbient
      || (all("ZTunnel", of: "sailoperator.io") + all("DaemonSet", of: "apps")).contains {
        $0.isZTunnel && belongs($0, to: plane)
      }
  }
}

extension Manifest {
  /// Whether it is, or makes, the ztunnels of a cluster.
  var isZTunnel: Bool {
    isA("ZTunnel", of: "sailoperator.io") || isA("DaemonSet", of: "apps") && name == "ztunnel"
  }
}
