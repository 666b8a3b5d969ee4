public import X509

/// A completed step, and the proof that it was safe.
public struct RotationStep: Hashable, Sendable {
  /// For example `02-red-mesh-signing`.
  public let name: String
  public let time: Timestamp
  /// The table of the proof.
  public let proof: String
}
