/// Where the change from one root to the next stands.
public enum RotationPhase: String, Hashable, Sendable, CaseIterable {
  /// One root in every bundle, and it signs.
  case steady
  /// Both roots in every bundle; the old one signs.
  case distributing
  /// Both roots in every bundle; the new one signs, through a new intermediate.
  case signing
  /// Only the new root in every bundle.
  case retiring
}
