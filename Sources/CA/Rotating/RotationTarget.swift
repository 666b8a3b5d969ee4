/// Whose the root is that arrives in a rotation.
public enum RotationTarget: String, Hashable, Sendable, CaseIterable {
  /// Made by this home.
  case own
  /// Of another authority, which signs on request; its key is elsewhere.
  case external
  /// One for all meshes, in place of one for each.
  case shared
  /// One for each mesh, in place of one for all.
  case perMesh = "per-mesh"

  /// Whether the root changes for all meshes of the federation, each at its own pace.
  public var isMove: Bool { self == .shared || self == .perMesh }
}
