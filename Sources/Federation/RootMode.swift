public enum RootMode: String, CaseIterable, Hashable, Sendable {
  /// Each mesh has its own root, and peers exchange them.
  case perMesh = "per-mesh"
  /// One root above the intermediates of all meshes.
  case shared
}
