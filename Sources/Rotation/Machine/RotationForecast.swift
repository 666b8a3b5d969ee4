public import CA
public import Federation
public import X509

/// The remaining steps of a rotation: who does what in each, and when it can start at the earliest.
public struct RotationForecast: Sendable {
  public struct Step: Sendable {
    /// The state of the rotation in the step; in the last step the old root is gone.
    public let phase: RotationPhase
    /// The earliest start if everyone applies the previous step at once; nil for the current step.
    public let earliest: Timestamp?
    public let work: [(mesh: String, steps: [AdministratorStep])]
  }

  public let steps: [Step]

  /// Forecasts from the current state of an owner's root.
  public init(_ ledger: RotationLedger, _ owner: AuthorityOwner) {
    let current = ledger.rotation(of: owner)
    let old = ledger.authorities.root(of: owner)?.generation ?? 1
    let first =
      current
      ?? RootRotation(
        owner: owner, leaving: old, arriving: (ledger.lastGenerations["\(owner)/root"] ?? old) + 1,
        phase: .distributing, started: ledger.now, since: ledger.now)
    let renewal =
      ledger.meshes(below: owner).map { ledger.maxWorkloadLifetime(of: $0, before: ledger.now).seconds }.max() ?? 0
    let phases = [RotationPhase.distributing, .signing, .retiring]
    var steps: [Step] = []
    var rotation = first
    // An aborted or escalated rotation enters in the middle of the list.
    var date = current == nil ? ledger.now : max(ledger.now, first.since)
    for phase in phases.drop(while: { $0 != first.phase }) {
      if phase != first.phase { rotation = rotation.moved(to: phase, at: date) }
      steps.append(
        Step(
          phase: phase, earliest: phase == current?.phase ? nil : date, work: Self.work(rotation, ledger)))
      date = date + renewal
    }
    steps.append(Step(phase: .steady, earliest: date, work: []))
    self.steps = steps
  }

  private static func work(
    _ rotation: RootRotation, _ ledger: RotationLedger
  ) -> [(mesh: String, steps: [AdministratorStep])] {
    ledger.federation.meshes.compactMap { mesh in
      let steps = StepInstructions(rotation: rotation, mesh: mesh, federation: ledger.federation).steps
      return steps.isEmpty ? nil : (mesh.name, steps)
    }
  }
}
