public import Federation
import SPIFFE
public import X509

extension AuthoritySet {
  /// Refuses a root from elsewhere that cannot stand beside those that are known: equal names of different keys break path
  /// builders, and a root that names another trust domain would be taken for that one's.
  ///
  /// - Parameter meshes: Those that it is to be above.
  public func requireFit(_ arriving: Certificate, above meshes: [Mesh]) throws(UnfitRoot) {
    let key = arriving.publicKeyInfo.der
    func isTaken(_ root: Certificate) -> Bool {
      root.subject == arriving.subject && root.publicKeyInfo.der != key
    }
    if let root = all.first(where: { $0.role == .root && isTaken($0.certificate) }) {
      throw .nameTaken(arriving, by: root.name)
    }
    if let remote = remotes.first(where: { $0.card.roots.contains(where: isTaken) }) {
      throw .nameTaken(arriving, by: remote.name)
    }
    for mesh in meshes {
      guard let uri = arriving.uris.first(where: { $0 != mesh.trustDomain.uri }) else { continue }
      throw .otherIdentity(arriving, uri: uri, mesh: mesh.name)
    }
  }
}
