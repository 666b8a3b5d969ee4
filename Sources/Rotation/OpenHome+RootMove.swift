public import CA
import Diagnostics
public import Federation

extension OpenHome {
  /// What keeps the meshes from having their roots in another way, before anything is changed.
  public func checkMove(to mode: RootMode, _ ledger: RotationLedger) throws(CAError) {
    try requireDescription(with: mode)
    try RootMove(ledger: ledger, options: .init()).checkObstacles()
  }

  /// Begins to move every mesh to one shared root, or from it to one for each: takes the new roots into the bundles, if
  /// the proof succeeds. From then on each mesh has a rotation of its own, with its own gates.
  ///
  /// - Parameter review: Called with the proof and everything as it would be before anything is stored; an error that
  ///   it throws stops the step.
  public func moveRoots(
    to mode: RootMode, _ options: RotationMachine.Options, withSecrets: Bool? = nil,
    review: (HandshakeProof, RotationLedger) throws(CAError) -> Void = { _, _ in }
  ) throws(RotationError) -> RotationStepTaken {
    try fromHome { () throws(CAError) in
      try locked { () throws(CAError) in
        // Every mesh moves.
        try refuseLeaving(.shared)
        try requireSettled(withSecrets: withSecrets)
        try requireDescription(with: mode)
        let before = try rotationLedger()
        for mesh in before.federation.meshes { try requireNoMigration(before.rootOwner(of: mesh.name), before) }
        let actions = try RootMove(ledger: before, options: options).actions(to: mode)
        let draft = try draft(actions, after: before)
        let after = draft.ledger
        let proof = try Self.proof(after, .shared)
        try review(proof, after)
        for mesh in after.federation.meshes { try Self.require(proof, after, .mesh(mesh.name), before: before) }
        var entry = RotationEntry(
          .startedRotation, of: .shared, subject: "roots",
          details: "to \(mode.rawValue): "
            + after.rotations.map { "\($0.owner) \($0.leaving) to \($0.arriving)" }.joined(separator: ", ")
            + (options.reason.isEmpty ? "" : ", \(options.reason)"), proof: proof.text)
        entry.others = after.rotations.map { ($0.owner, proof.text(of: "\($0.owner)")) }
        let described = after.rotations.isEmpty ? mode : nil
        try authorize(draft, subject: entry.subject, describing: described)
        if let described { try describeRoots(described) }
        return RotationStepTaken(outcome: try commit(draft, as: entry, withSecrets: withSecrets), proof: proof)
      }
    }
  }
}
