public import CA
public import Federation
public import X509

/// A whole rotation ahead: every step that is left, who does what in it, and when it can begin at the earliest.
public struct RotationForecast: Sendable {
  /// One step.
  public struct Step: Sendable {
    /// The rotation as it is in that step; in the last one the leaving root is gone.
    public let phase: RotationPhase
    /// When it can begin if everybody applies the step before at once; nil for the present one, which has begun.
    public let earliest: Timestamp?
    /// What each administrator does.
    public let work: [(mesh: String, steps: [AdministratorStep])]
  }

  /// The steps, in order.
  public let steps: [Step]

  /// Forecasts from where an owner's root stands now.
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
    // Whoever turned back, or replaced a root at once, is in the middle of the list.
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
