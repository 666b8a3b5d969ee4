public import X509

/// A step that was taken, and the proof that it was safe.
public struct RotationStep: Hashable, Sendable {
  /// Its name: `02-red-mesh-signing`.
  public let name: String
  /// When it was taken.
  public let time: Timestamp
  /// The table of the proof.
  public let proof: String
}
