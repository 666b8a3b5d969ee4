import Cluster

extension LiveInput {
  /// The kinds of objects of a mesh that could not be read, or not everywhere.
  func unreadKinds(of mesh: String) -> Set<String> {
    Set(meshes.filter { $0.place.name == mesh }.flatMap(\.unread).map(\.kind))
  }
}
