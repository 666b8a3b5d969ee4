import Cryptography
import Diagnostics
import Federation
import Testing
import X509

@testable import CA
@testable import Rotation

/// What may begin, what goes on, and what is refused before anything is changed.
@Suite struct DecisionTests {
  static let red = LedgerScene.red
  static let start = LedgerScene.start
  static let day = LedgerScene.day
  static let istio = ["controlPlane: {flavour: istio, version: 1.29.4}"]

  /// The code of what is refused; nil if nothing is.
  static func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let error as CAError {
      return error.diagnostic.code.rawValue
    } catch let error as UnfitRoot {
      return error.diagnostic.code.rawValue
    } catch {
      return "\(error)"
    }
  }

  // MARK: - Obstacles

  @Test func `a root changes only where everybody who holds it believes both`() throws {
    func plane(_ text: String) -> [String] { ["controlPlane: {\(text)}"] }
    func ambient(_ text: String) -> [String] { ["dataPlane: ambient", "controlPlane: {\(text), poolInRoot: true}"] }
    let cases: [(red: [String], green: [String], code: String?)] = [
      (plane("flavour: maistra"), plane("flavour: maistra"), nil), (Self.istio, Self.istio, nil),
      // Versions that give proxies one root of several, wherever the root is held.
      (plane("flavour: istio, version: 1.24.4"), Self.istio, "MT-ROT-52"),
      (Self.istio, plane("flavour: istio, version: 1.24.4"), "MT-ROT-52"),
      (Self.istio, plane("flavour: istio, version: 1.24.3"), nil),
      (Self.istio, plane("flavour: istio, version: 1.24.4, signer: spire"), nil),
      (Self.istio, ambient("flavour: istio, version: 1.24.3"), "MT-ROT-52"),
      (Self.istio, ambient("flavour: istio, version: 1.29.4"), nil),
      // Which of them an ambient mesh is must be known.
      (ambient("flavour: istio"), Self.istio, "MT-ROT-52"), (Self.istio, ambient("flavour: sail"), "MT-ROT-52"),
      // Without ISTIO_MULTIROOT_MESH there is no second root, except in the file of istio-csr.
      (plane("flavour: istio, version: 1.29.4, multiRoot: false"), Self.istio, "MT-ROT-53"),
      (Self.istio, plane("flavour: istio, version: 1.29.4, multiRoot: false"), "MT-ROT-53"),
      (plane("flavour: istio, version: 1.29.4, multiRoot: false, signer: istio-csr"), Self.istio, nil),
      (Self.istio, plane("flavour: istio, version: 1.29.4, multiRoot: false, signer: istio-csr"), "MT-ROT-53"),
      (Self.istio, plane("flavour: istio, version: 1.29.4, multiRoot: false, signer: spire"), nil),
      (Self.istio, ambient("flavour: istio, version: 1.29.4, multiRoot: false, signer: istio-csr"), nil),
      (Self.istio, ambient("flavour: istio, version: 1.29.4, multiRoot: false"), "MT-ROT-53"),
    ]
    for (index, item) in cases.enumerated() {
      let ledger = try LedgerScene.ledger(.steady, planes: ["red-mesh": item.red, "green-mesh": item.green])
      let found = Self.code { try RotationObstacles(ledger, Self.red).check() }
      #expect(found == item.code, "\(index)")
      // A stolen key does not wait.
      var options = RotationMachine.Options()
      let ordinary = Self.code { _ = try RotationMachine(ledger, Self.red).start(options) }
      #expect(ordinary == item.code, "\(index)")
      options.isCompromised = true
      let urgent = Self.code { _ = try RotationMachine(ledger, Self.red).start(options) }
      #expect(urgent == nil, "\(index)")
    }
  }

  @Test func `each mesh of an unknown version is named once`() throws {
    let cases: [(plane: String, severity: Severity?)] = [
      ("{flavour: maistra}", nil), ("{flavour: istio, multiRoot: true, version: 1.29.4}", nil),
      ("{flavour: istio, multiRoot: true}", .note),
      ("{flavour: istio, multiRoot: true, version: 1.39.0}", .warning),
      ("{flavour: istio, multiRoot: true, version: 1.39.0, signer: spire}", nil),
    ]
    for item in cases {
      let ledger = try LedgerScene.ledger(.steady, .shared, every: ["controlPlane: \(item.plane)"])
      let notes = RotationObstacles(ledger, .shared).notes
      #expect(notes.map(\.severity) == (item.severity.map { [$0, $0, $0] } ?? []), "\(item.plane)")
    }
  }

  @Test func `what a mesh became on the way keeps the new root from signing, and nothing later`() throws {
    let old = ["controlPlane: {flavour: istio, version: 1.24.4}"]
    for (phase, wanted) in [(RotationPhase.distributing, "MT-ROT-52" as String?), (.signing, nil)] {
      var ledger = try LedgerScene.ledger(phase, every: Self.istio).copy(now: Self.start + 3 * Self.day)
      let since = Self.start + Self.day
      ledger.evidence =
        Stage.names.map { Self.seen(.bundle, at: Self.start, holder: $0) }
        + [.webhooks, .signer, .serving].map { Self.seen($0, at: since) }
      let gates = RotationMachine(ledger, Self.red).gates()
      #expect(gates.allSatisfy { $0.isOpen })
      #expect(Self.code { _ = try RotationMachine(ledger, Self.red).next() } == nil)
      ledger.federation = try LedgerScene.federation(every: old)
      #expect(Self.code { _ = try RotationMachine(ledger, Self.red).next() } == wanted)
    }
  }

  static func seen(_ kind: Evidence.Kind, at time: Timestamp, holder: String = "red-mesh") -> Evidence {
    Evidence(holder: holder, mesh: "red-mesh", kind: kind, version: 2, time: time, source: "a test")
  }

  // MARK: - Beginning

  /// A ledger in which red's root is that of another authority.
  static func foreign(_ acme: OtherAuthority) throws -> RotationLedger {
    var ledger = try LedgerScene.ledger(.steady)
    ledger.change(adding: [
      Authority(owner: red, role: .root, generation: 2, certificate: acme.certificate, hasKey: false)
    ])
    return ledger
  }

  @Test func `a root of somebody else is replaced only by what is named, and signs no other`() throws {
    let (acme, globex) = (try OtherAuthority("Acme"), try OtherAuthority("Globex"))
    let (own, foreign) = (try LedgerScene.ledger(.steady), try Self.foreign(acme))
    func start(
      _ ledger: RotationLedger, _ root: RotationMachine.NewRoot?, crossSigns: Bool = false
    ) throws -> [RotationAction] {
      var options = RotationMachine.Options()
      (options.newRoot, options.crossSigns) = (root, crossSigns)
      return try RotationMachine(ledger, Self.red).start(options)
    }
    #expect(Self.code { _ = try start(foreign, nil) } == "MT-ROT-33")
    #expect(Self.code { _ = try start(foreign, .own) } == nil)
    #expect(Self.code { _ = try start(own, nil) } == nil)
    #expect(Self.code { _ = try start(foreign, .own, crossSigns: true) } != nil)
    let other = RotationMachine.NewRoot.external(globex.certificate, fingerprint: globex.certificate.fingerprint)
    #expect(Self.code { _ = try start(own, other, crossSigns: true) } != nil)
    var actions = try start(own, other)
    #expect(actions.contains(.takeRoot(Self.red, generation: 2, globex.certificate)))
    actions = try start(own, nil, crossSigns: true)
    #expect(actions.contains(.crossSign(Self.red)))
    actions = try start(own, nil)
    #expect(!actions.contains(.crossSign(Self.red)))
  }

  @Test func `in an emergency nobody waits for an answer`() throws {
    let acme = try OtherAuthority("Acme")
    let request = try CertificateRequest(
      subject: DistinguishedName(organization: "a", commonName: "b"), key: PrivateKey.generate(.p256),
      subjectAlternativeNames: [], basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign])
    let root = Authority(owner: Self.red, role: .root, generation: 2, certificate: acme.certificate, hasKey: false)
    let answer = Authority(
      owner: Self.red, role: .intermediate, generation: 2, certificate: try acme.chain(request, at: Self.start)[0],
      hasKey: true)
    let rotation = RootRotation(
      owner: Self.red, leaving: 1, arriving: 2, phase: .distributing, started: Self.start, since: Self.start,
      target: .external)
    func escalate(
      _ added: [Authority], _ newRoot: RotationMachine.NewRoot? = nil, phase: RotationPhase = .distributing
    ) throws -> [RotationAction] {
      var ledger = try LedgerScene.ledger(.steady)
      ledger.change(
        adding: added, rotations: [phase == .distributing ? rotation : rotation.moved(to: phase, at: Self.start)])
      var options = RotationMachine.Options()
      (options.isCompromised, options.newRoot) = (true, newRoot)
      return try RotationMachine(ledger, Self.red).start(options)
    }
    // What is awaited is put away for a root of the home, if that is said.
    #expect(Self.code { _ = try escalate([root]) } == "MT-ROT-47")
    let replaced = try escalate([root], .own)
    #expect(replaced.contains(.finish(Self.red)) && replaced.contains(.issueIntermediate(mesh: "red-mesh")))
    // What is answered goes on at once.
    for actions in [try escalate([root, answer]), try escalate([root, answer], phase: .signing)] {
      #expect(!actions.contains(.finish(Self.red)))
      #expect(actions.contains { if case .set(let next) = $0 { next.isCompromised } else { false } })
    }
    #expect(Self.code { _ = try escalate([root, answer], phase: .retiring) } == "MT-ROT-15")
    // Whoever came while the other root signed gets an intermediate, and nobody else.
    let own = Authority(owner: Self.red, role: .root, generation: 2, certificate: acme.certificate, hasKey: true)
    let late = try escalate([own], phase: .signing)
    #expect(late.contains(.issueIntermediate(mesh: "red-mesh")))
    let early = try escalate([own, answer], phase: .signing)
    #expect(!early.contains(.issueIntermediate(mesh: "red-mesh")))
  }

  @Test func `only what is under way goes on`() throws {
    let (steady, moving) = (try LedgerScene.ledger(.steady), try LedgerScene.ledger())
    #expect(Self.code { try RotationMachine(steady, Self.red).requireRotation() } == "MT-ROT-14")
    #expect(Self.code { try RotationMachine(moving, Self.red).requireRotation() } == nil)
    #expect(Self.code { try RotationMachine(moving, .mesh("green-mesh")).requireRotation() } == "MT-ROT-14")
  }

  @Test func `a refusal counts what else is shut, and says what to do about the first`() throws {
    var ledger = try LedgerScene.ledger()
    func refused() -> (opens: Timestamp?, advice: Message, others: Int)? {
      do throws(CAError) {
        _ = try RotationMachine(ledger, Self.red).next()
        return nil
      } catch {
        guard case .refused(.rotation(.gateShut(_, _, _, let opens, let advice, let others))) = error else {
          return nil
        }
        return (opens, advice, others)
      }
    }
    let first = try #require(RotationMachine(ledger, Self.red).gates().first)
    var found = try #require(refused())
    #expect(found.others == 2 && found.opens == nil && found.advice == first.next)
    ledger.evidence = [Self.seen(.bundle, at: Self.start)]
    let waiting = try #require(RotationMachine(ledger, Self.red).gates().first)
    found = try #require(refused())
    #expect(found.opens == Self.start + Self.day && found.advice == waiting.shortcut && found.others == 2)
    ledger.evidence.append(Self.seen(.bundle, at: Self.start + -60, holder: "green-mesh"))
    ledger = ledger.copy(now: Self.start + 60)
    found = try #require(refused())
    #expect(found.others == 1)
  }

  @Test func `a proof ends when everybody has renewed, or with the old root`() throws {
    let ledger = try LedgerScene.ledger()
    let end = try #require(ledger.bundles[Self.red]?.first?.certificates.first).validity.notAfter
    let wait = Self.day + 60
    for (now, planned) in [
      (Self.start, Self.start + wait), (end + -600, end), (end + -1, end), (end, end + wait), (end + 1, end + 1 + wait),
    ] {
      #expect(RotationMachine(ledger.copy(now: now), Self.red).plannedEnd == planned)
    }
  }
}
