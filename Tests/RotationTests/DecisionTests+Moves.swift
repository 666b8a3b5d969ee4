import Cryptography
import Diagnostics
import Federation
import Testing
import X509

@testable import CA
@testable import Rotation

/// Moves of all meshes, and what is still to come.
extension DecisionTests {
  // MARK: - Moves of all meshes

  @Test func `a move joins what has one root already, and takes the others along`() throws {
    let acme = try OtherAuthority("Acme")
    func ledger(_ meshes: [String], isDormant: Bool = true) throws -> RotationLedger {
      var ledger = try LedgerScene.ledger(.steady)
      ledger.change(
        adding: meshes.map { mesh in
          Authority(owner: .mesh(mesh), role: .root, generation: 2, certificate: acme.certificate, hasKey: false)
        })
      return ledger.copy(dormant: isDormant ? [acme.certificate.fingerprint: 1] : [:])
    }
    func owners(_ actions: [RotationAction]) -> [String] {
      actions.compactMap { if case .takeRoot(let owner, _, _) = $0 { owner.description } else { nil } }
    }
    func actions(_ ledger: RotationLedger, _ mode: RootMode = .shared) throws -> [RotationAction] {
      try RootMove(ledger: ledger, options: .init()).actions(to: mode)
    }
    var found = try actions(ledger(Stage.names))
    #expect(found == [.joinRoots])
    found = try actions(ledger(["red-mesh"]))
    #expect(owners(found) == ["green-mesh", "blue-mesh"])
    // A root that nobody shared before is no beginning.
    found = try actions(ledger(["red-mesh"], isDormant: false))
    #expect(owners(found).isEmpty && found.contains { if case .issueSharedRoot = $0 { true } else { false } })
  }

  @Test func `the last mesh that comes below the one root ends the move`() throws {
    let acme = try OtherAuthority("Acme").certificate
    func joins(
      _ meshes: [String] = Stage.names, moving: [String] = ["red-mesh"], target: RotationTarget = .shared,
      roots: RootMode = .perMesh
    ) throws -> Bool {
      var ledger = try LedgerScene.ledger(.steady)
      ledger.federation = try LedgerScene.federation(roots)
      ledger.change(
        adding: meshes.map { mesh in
          Authority(owner: .mesh(mesh), role: .root, generation: 2, certificate: acme, hasKey: false)
        },
        rotations: moving.map { mesh in
          RootRotation(
            owner: .mesh(mesh), leaving: 1, arriving: 2, phase: .retiring, started: Self.start, since: Self.start,
            target: target)
        })
      let actions = try RotationMachine(ledger, Self.red).ahead()
      #expect(actions.contains(.finish(Self.red)))
      return actions.contains(.joinRoots)
    }
    var found = try joins()
    #expect(found)
    for wrong in [
      try joins(["red-mesh", "green-mesh"]), try joins(moving: ["red-mesh", "green-mesh"]),
      try joins(target: .external), try joins(roots: .shared),
    ] {
      #expect(!wrong)
    }
    found = try joins(target: .perMesh)
    #expect(found)
  }

  @Test func `a move is refused where everybody is already, and where there is nothing to split`() throws {
    func code(_ ledger: RotationLedger, _ mode: RootMode) -> String? {
      Self.code { _ = try RootMove(ledger: ledger, options: .init()).actions(to: mode) }
    }
    let (each, shared) = (try LedgerScene.ledger(.steady), try LedgerScene.ledger(.steady, .shared))
    #expect(code(each, .perMesh) == "MT-ROT-48" && code(shared, .shared) == "MT-ROT-48")
    #expect(code(each, .shared) == nil && code(shared, .perMesh) == nil)
    var empty = each
    empty.federation = try LedgerScene.federation(.shared)
    #expect(code(empty, .perMesh) == "MT-ROT-48")
    #expect(code(try LedgerScene.ledger(), .shared) == "MT-ROT-15")
  }

  @Test func `below a shared root nobody else may issue for a mesh, unless somebody accepts it`() throws {
    let acme = try OtherAuthority("Acme")
    let request = try CertificateRequest(
      subject: DistinguishedName(organization: "a", commonName: "b"), key: PrivateKey.generate(.p256),
      subjectAlternativeNames: [], basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign])
    var ledger = try LedgerScene.ledger(.steady)
    let open = try acme.chain(request, at: Self.start, isConfined: false)[0]
    ledger.change(adding: [
      Authority(owner: Self.red, role: .root, generation: 2, certificate: acme.certificate, hasKey: false),
      Authority(owner: Self.red, role: .intermediate, generation: 2, certificate: open, hasKey: true),
    ])
    ledger = ledger.copy(dormant: [acme.certificate.fingerprint: 1])
    var options = RotationMachine.Options()
    #expect(Self.code { _ = try RootMove(ledger: ledger, options: options).actions(to: .shared) } == "MT-ROOT-17")
    options.acceptUnconfined = "a reason"
    #expect(Self.code { _ = try RootMove(ledger: ledger, options: options).actions(to: .shared) } == nil)
    options.newRoot = .external(acme.certificate, fingerprint: nil)
    let green = RotationMachine(ledger, .mesh("green-mesh"))
    #expect(Self.code { _ = try green.start(options) } == nil)
    options.acceptUnconfined = nil
    #expect(Self.code { _ = try green.start(options) } == "MT-ROOT-17")
  }

  // MARK: - Forecasts

  @Test func `a forecast has every step that is left, each after the renewal of the one before`() throws {
    func dates(_ ledger: RotationLedger) -> [String] {
      RotationForecast(ledger, Self.red).steps.map { step in
        let days = step.earliest.map { "\(($0.seconds - Self.start.seconds) / Self.day)" } ?? "now"
        return "\(step.phase.rawValue) \(days)"
      }
    }
    let steady = try LedgerScene.ledger(.steady)
    #expect(dates(steady) == ["distributing 0", "signing 1", "retiring 2", "steady 3"])
    let ledger = try LedgerScene.ledger()
    #expect(dates(ledger) == ["distributing now", "signing 1", "retiring 2", "steady 3"])
    #expect(dates(ledger.copy(now: Self.start + 5 * Self.day)).last == "steady 8")
    // A clock that was set back does not shorten the wait.
    #expect(dates(ledger.copy(now: Self.start + -5 * Self.day)).last == "steady 3")
    // Each step has work of its own.
    let work = RotationForecast(ledger, Self.red).steps.map { step in
      step.work.first { $0.mesh == "red-mesh" }?.steps.map(\.what.description) ?? []
    }
    #expect(Set(work).count == 4 && work.last == [])
    let signing = try LedgerScene.ledger(.signing)
    #expect(dates(signing) == ["signing now", "retiring 2", "steady 3"])
    for step in RotationForecast(ledger, Self.red).steps.dropLast() {
      #expect(step.work.contains { $0.mesh == "red-mesh" } && step.work.allSatisfy { !$0.steps.isEmpty })
      #expect(step.answers.isEmpty)
    }
  }

  @Test func `a forecast waits for the answers of other authorities`() throws {
    func answers(
      _ ledger: RotationLedger, _ owner: AuthorityOwner = Self.red, to target: RotationTarget = .own
    ) -> [String] {
      RotationForecast(ledger, owner, to: target).steps.flatMap(\.answers).map {
        "\($0.mesh) \(($0.expected.seconds - Self.start.seconds) / Self.day)"
      }
    }
    let steady = try LedgerScene.ledger(.steady)
    #expect(answers(steady).isEmpty)
    #expect(answers(steady, to: .external) == ["red-mesh 30"])
    let second = RotationForecast(steady, Self.red, to: .external).steps[1]
    #expect(second.earliest == Self.start + 30 * Self.day)
    // In a move from one shared root the mesh has none of its own yet.
    let shared = try LedgerScene.ledger(.steady, .shared)
    #expect(answers(shared, to: .external) == ["red-mesh 30"])
    #expect(answers(shared, .shared, to: .external).count == 3)

    let acme = try OtherAuthority("Acme")
    let request = try CertificateRequest(
      subject: DistinguishedName(organization: "a", commonName: "b"), key: PrivateKey.generate(.p256),
      subjectAlternativeNames: [], basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign])
    func ledger(leaving: Int = 1, isAnswered: Bool = false) throws -> RotationLedger {
      var ledger = try LedgerScene.ledger(.steady)
      var added = [
        Authority(owner: Self.red, role: .root, generation: 2, certificate: acme.certificate, hasKey: false)
      ]
      if isAnswered {
        added.append(
          Authority(
            owner: Self.red, role: .intermediate, generation: 2,
            certificate: try acme.chain(request, at: Self.start)[0], hasKey: true))
      }
      ledger.change(
        adding: added,
        rotations: [
          RootRotation(
            owner: Self.red, leaving: leaving, arriving: 2, phase: .distributing, started: Self.start,
            since: Self.start, target: .external)
        ])
      return ledger
    }
    var waiting = try ledger()
    #expect(answers(waiting) == ["red-mesh 30"])
    #expect(answers(try ledger(isAnswered: true)).isEmpty)
    // On the way back nobody is asked.
    #expect(answers(try ledger(leaving: 3)).isEmpty)
    for (mesh, purpose, expected) in [
      ("red-mesh", PendingRequest.Purpose.arrive, 35), ("red-mesh", .renew, 30), ("green-mesh", .arrive, 30),
    ] {
      waiting.requests = [
        PendingRequest(
          mesh: mesh, purpose: purpose, generation: 2, keyIdentifier: "", request: request,
          created: Self.start + 5 * Self.day)
      ]
      #expect(answers(waiting) == ["red-mesh \(expected)"])
    }
  }
}
