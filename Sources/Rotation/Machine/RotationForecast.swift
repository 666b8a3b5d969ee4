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
    /// The meshes for which the owner of the new root is still to sign an intermediate, and by when it is expected.
    public let answers: [(mesh: String, expected: Timestamp)]
  }

  public let steps: [Step]

  /// Forecasts from the current state of an owner's root.
  ///
  /// - Parameter target: Whose the next root is to be, if no rotation is under way.
  public init(_ ledger: RotationLedger, _ owner: AuthorityOwner, to target: RotationTarget = .own) {
    let current = ledger.rotation(of: owner)
    let old = ledger.authorities.root(of: owner)?.generation ?? 1
    let first =
      current
      ?? RootRotation(
        owner: owner, leaving: old, arriving: (ledger.lastGenerations["\(owner)/root"] ?? old) + 1,
        phase: .distributing, started: ledger.now, since: ledger.now, target: target)
    // In a move from one shared root the mesh has none of its own yet.
    let below = ledger.meshes(below: owner)
    let meshes = below.isEmpty ? ledger.federation.meshes.filter { owner == .mesh($0.name) } : below
    let renewal =
      meshes.map { ledger.maxWorkloadLifetime(of: $0, before: ledger.now).seconds }.max() ?? 0
    let phases = [RotationPhase.distributing, .signing, .retiring]
    var steps: [Step] = []
    var rotation = first
    // An aborted or escalated rotation enters in the middle of the list.
    var date = current == nil ? ledger.now : max(ledger.now, first.since)
    for phase in phases.drop(while: { $0 != first.phase }) {
      if phase != first.phase { rotation = rotation.moved(to: phase, at: date) }
      let answers = phase == .distributing ? Self.answers(rotation, meshes, ledger, askedAt: date) : []
      steps.append(
        Step(
          phase: phase, earliest: phase == current?.phase ? nil : date, work: Self.work(rotation, ledger),
          answers: answers))
      date = max(date + renewal, answers.map { $0.expected }.max() ?? date)
    }
    steps.append(Step(phase: .steady, earliest: date, work: [], answers: []))
    self.steps = steps
  }

  /// The intermediates that somebody else signs before the new root does, each with the days that its profile allows for
  /// an answer.
  private static func answers(
    _ rotation: RootRotation, _ meshes: [Mesh], _ ledger: RotationLedger, askedAt date: Timestamp
  ) -> [(mesh: String, expected: Timestamp)] {
    let root = ledger.authorities.root(of: rotation.owner, generation: rotation.arriving)
    guard root.map({ !$0.hasKey }) ?? (rotation.target == .external), !rotation.isBackwards else { return [] }
    return meshes.compactMap { mesh in
      if let root, ledger.authorities.waiting(of: mesh.name, below: root.certificate) != nil { return nil }
      let request = ledger.requests.first { $0.mesh == mesh.name && $0.purpose == .arrive }
      return (mesh.name, (request?.created ?? date) + mesh.profile.externalLead.seconds)
    }
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
