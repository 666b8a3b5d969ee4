import Cluster
import Kubernetes

extension LiveInput {
  /// The kinds of objects of a mesh that could not be read, or not everywhere.
  func unreadKinds(of mesh: String) -> Set<String> {
    Set(meshes.filter { $0.place.name == mesh }.flatMap(\.unread).map(\.kind))
  }

  /// The kinds of Istio of which everything was read, by mesh.
  var completeKinds: [String: Set<String>] {
    Dictionary(meshes.map { ($0.place.name, $0.completeKinds) }) { $0.union($1) }
  }

  /// The Secret of a mesh with its key, if that was asked for.
  func secret(of mesh: String) -> Secret? { meshes.lazy.filter { $0.place.name == mesh }.compactMap(\.secret).first }
}
