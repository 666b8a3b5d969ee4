/// Whether each mesh has a root of its own or all share one.
public enum RootMode: String, CaseIterable, Hashable, Sendable {
  /// Each mesh has a root of its own, and peers exchange them.
  case perMesh = "per-mesh"
  /// One root above the intermediates of all meshes.
  case shared
}
