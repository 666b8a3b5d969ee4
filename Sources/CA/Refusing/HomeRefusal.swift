public import Diagnostics

/// A request that is refused because it would not be safe, with its evidence.
///
/// Each refusal is a case with its own code and explanation; the cases are grouped by subject.
public enum HomeRefusal: Hashable, Sendable {
  /// The description contradicts what is issued, or cannot be edited.
  case description(DescriptionRefusal)
  /// A certificate would be invalid, or its key is not here.
  case issuing(IssuingRefusal)
  /// A root of another authority cannot take the place of a present one.
  case unfitRoot(UnfitRoot)
  /// A rotation step would break a handshake, or its evidence does not count.
  case rotation(RotationRefusal)
  /// A mesh does not change its control plane, or not yet.
  case migration(MigrationRefusal)
  /// A key outside of the home is not taken, made or used.
  case key(KeyRefusal)

  public var diagnostic: Diagnostic {
    switch self {
    case .description(let refusal): refusal.diagnostic
    case .issuing(let refusal): refusal.diagnostic
    case .unfitRoot(let refusal): refusal.diagnostic
    case .rotation(let refusal): refusal.diagnostic
    case .migration(let refusal): refusal.diagnostic
    case .key(let refusal): refusal.diagnostic
    }
  }
}
