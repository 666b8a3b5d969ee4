import Cluster
import Kubernetes

extension LiveInput {
  /// The kinds of objects of a mesh that could not be read, or not everywhere.
  func unreadKinds(of mesh: String) -> Set<String> {
    Set(meshes.filter { $0.place.name == mesh }.flatMap(\.unread).map(\.kind))
  }

  /// The kinds of Istio of which everything was read, by mesh. Whom a policy means, and where one is for every namespace, the
  /// configuration of the mesh says, which is in a ConfigMap.
  var completeKinds: [String: Set<String>] {
    let ofConfiguration: Set = ["AuthorizationPolicy", "PeerAuthentication"]
    let kinds = meshes.map { mesh in
      let isUnread = mesh.unread.contains { $0.kind == ConfigMap.kind }
      return (mesh.place.name, isUnread ? mesh.completeKinds.subtracting(ofConfiguration) : mesh.completeKinds)
    }
    return Dictionary(kinds) { $0.union($1) }
  }

  /// The Secret of a mesh with its key, if that was asked for.
  func secret(of mesh: String) -> Secret? { meshes.lazy.filter { $0.place.name == mesh }.compactMap(\.secret).first }
}
