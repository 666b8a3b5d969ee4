public import CA
public import Diagnostics
public import Rotation

/// A rotation in progress.
public struct ReportedRotation: Sendable {
  public let rotation: RootRotation
  public let gates: [Gate]
  /// What was seen or stated in the present phase.
  public let evidence: [Evidence]
  /// What speaks against a holder.
  public let contradictions: [Evidence]
  /// The present phase and those that follow, with what each administrator does.
  public let forecast: RotationForecast
  /// The steps so far.
  public let steps: [RotationStep]
  /// Of the last step.
  public let proof: StoredProof?
  /// The one next thing to do.
  public let next: Message

  public var shut: [Gate] { gates.filter { !$0.isOpen } }
}
