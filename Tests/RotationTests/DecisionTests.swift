import Cryptography
import Diagnostics
import Federation
import Testing
import X509

@testable import CA
@testable import Rotation

/// What may begin, what goes on, and what is refused before anything is changed.
@Suite struct DecisionTests {
  private static let red = LedgerScene.red
  private static let start = LedgerScene.start
  private static let day = LedgerScene.day
  private static let istio = ["controlPlane: {flavour: istio, version: 1.29.4}"]

  /// The code of what is refused; nil if nothing is.
  private static func code(_ body: () throws -> Void) -> String? {
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

  private static func seen(_ kind: Evidence.Kind, at time: Timestamp, holder: String = "red-mesh") -> Evidence {
    Evidence(holder: holder, mesh: "red-mesh", kind: kind, version: 2, time: time, source: "a test")
  }

  // MARK: - Beginning

  /// A ledger in which red's root is that of another authority.
  private static func foreign(_ acme: OtherAuthority) throws -> RotationLedger {
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

  // MARK: - Roots of others

  private static func check(
    _ root: Certificate, _ ledger: RotationLedger, of owner: AuthorityOwner = red, isEmergency: Bool = false
  ) throws -> String? {
    let old = try #require(ledger.authorities.root(of: owner))
    return code {
      try ArrivingRoot(certificate: root, ledger: ledger, owner: owner).check(
        replacing: old, fingerprint: nil, isEmergency: isEmergency, acceptsUnconfined: false)
    }
  }

  @Test func `a root must last until its answer has come and everybody has renewed twice`() throws {
    let acme = try OtherAuthority("Acme", days: 300).certificate
    let due = RenewalRule.rotation(of: acme)
    let lead = 32 * Self.day
    let ledger = try LedgerScene.ledger(.steady)
    for (now, isEmergency, wanted) in [
      (due + (-lead - 1), false, nil as String?), (due + -lead, false, "MT-ROOT-08"), (due + -lead, true, nil),
      (due + -1, true, nil), (due, true, "MT-ROOT-08"),
    ] {
      let found = try Self.check(acme, ledger.copy(now: now), isEmergency: isEmergency)
      #expect(found == wanted)
    }
  }

  @Test func `no name stands for two keys`() throws {
    let acme = try OtherAuthority("Acme")
    let (again, twin) = (try OtherAuthority("Acme", key: acme.key), try OtherAuthority("Acme"))
    var ledger = try LedgerScene.ledger(.steady)
    func found(_ remote: [Certificate]) throws -> String? {
      ledger.change(remotes: [try LedgerScene.remote("far-mesh", remote)])
      return try Self.check(acme.certificate, ledger)
    }
    var code = try found([])
    #expect(code == nil)
    for certificates in [[acme.certificate], [again.certificate], [try OtherAuthority("Globex").certificate]] {
      code = try found(certificates)
      #expect(code == nil)
    }
    code = try found([try OtherAuthority("Globex").certificate, twin.certificate])
    #expect(code == "MT-ROOT-09")
    // Nor in the home.
    for (root, wanted) in [(twin, "MT-ROOT-09" as String?), (again, nil)] {
      var home = try LedgerScene.ledger(.steady)
      home.change(adding: [
        Authority(
          owner: .mesh("green-mesh"), role: .root, generation: 2, certificate: root.certificate, hasKey: false)
      ])
      code = try Self.check(acme.certificate, home)
      #expect(code == wanted)
    }
  }

  /// Two certificates of one key and name, and an intermediate that names the first by its serial number, as no part of this
  /// program writes it.
  private static let pinned = """
    -----BEGIN CERTIFICATE-----
    MIIBezCCASCgAwIBAgIENQHLmDAKBggqhkjOPQQDAjAjMQ0wCwYDVQQKDARBY21l
    MRIwEAYDVQQDDAlBY21lIFJvb3QwHhcNMjYxMTMwMjEwOTQxWhcNNDYxMTI1MjEw
    OTQxWjAjMQ0wCwYDVQQKDARBY21lMRIwEAYDVQQDDAlBY21lIFJvb3QwWTATBgcq
    hkjOPQIBBggqhkjOPQMBBwNCAARlQrdlj2eW7avQsUgYnSNuXLZYcKDiZksZu2E0
    fNziPIfzZ+utuYFvp9B77yOcL5SJC1w0GwCH8m4eC9COnB2Qo0IwQDAPBgNVHRMB
    Af8EBTADAQH/MA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQUWFUBaGbMiJ67qJ7k
    Bu33DecRmxwwCgYIKoZIzj0EAwIDSQAwRgIhAPtHfu2YheFnn33GLBzsNrPBhrSR
    XeWtICCjud4OCzSyAiEAkKhOQed4j/C1EX73uXnL8f1sLjwc+/djMeXXWNcU/NI=
    -----END CERTIFICATE-----
    -----BEGIN CERTIFICATE-----
    MIIBezCCASGgAwIBAgIFAKt7vHswCgYIKoZIzj0EAwIwIzENMAsGA1UECgwEQWNt
    ZTESMBAGA1UEAwwJQWNtZSBSb290MB4XDTI2MTEzMDIxMDk0MVoXDTQ2MTEyNTIx
    MDk0MVowIzENMAsGA1UECgwEQWNtZTESMBAGA1UEAwwJQWNtZSBSb290MFkwEwYH
    KoZIzj0CAQYIKoZIzj0DAQcDQgAEZUK3ZY9nlu2r0LFIGJ0jbly2WHCg4mZLGbth
    NHzc4jyH82frrbmBb6fQe+8jnC+UiQtcNBsAh/JuHgvQjpwdkKNCMEAwDwYDVR0T
    AQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFFhVAWhmzIieu6ie
    5Abt9w3nEZscMAoGCCqGSM49BAMCA0gAMEUCIQCNXvetEmHmwrHZ0FK3xSrpVW85
    Ik9DJqNWm8mKWgF1rAIgZrpemitHm+tJDzwNudZtgNrJHakapvmWhokMP6zo9lI=
    -----END CERTIFICATE-----
    -----BEGIN CERTIFICATE-----
    MIIB6zCCAZCgAwIBAgIBTTAKBggqhkjOPQQDAjAjMQ0wCwYDVQQKDARBY21lMRIw
    EAYDVQQDDAlBY21lIFJvb3QwHhcNMjYxMTMwMjEwOTQxWhcNNDYwMTI5MjEwOTQx
    WjAdMQ0wCwYDVQQKDARBY21lMQwwCgYDVQQDDANyZWQwWTATBgcqhkjOPQIBBggq
    hkjOPQMBBwNCAATKJZO2Ojac4cRWFT6P9asiJ4d4QYKP0QM2yTxrT+I3+lhLPjw5
    U2NgCet56pisPXpX44UZEuajR9LDWQnDdXS+o4G6MIG3MBIGA1UdEwEB/wQIMAYB
    Af8CAQAwDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBT1YjdUpDWnmGlVgxGMJwH1
    qIXehDBOBgNVHSMERzBFgBRYVQFoZsyInruonuQG7fcN5xGbHKEnpCUwIzENMAsG
    A1UECgwEQWNtZTESMBAGA1UEAwwJQWNtZSBSb290ggQ1AcuYMCIGA1UdEQQbMBmG
    F3NwaWZmZTovL3JlZC1tZXNoLmxvY2FsMAoGCCqGSM49BAMCA0kAMEYCIQCo5dfZ
    OS4sWRZ+CIGqANg4PEvUytVmSUE9IPg8D0zwWwIhAMG+YbZnoe1wiCwPnY+R/PC3
    sbl+pTQGK701fWA9I05u
    -----END CERTIFICATE-----
    """

  @Test func `an intermediate that names the old certificate of a key cannot go below the new one`() throws {
    let all = try PEM.certificates(Array(Self.pinned.utf8)).certificates
    let (old, new, intermediate) = (all[0], all[1], all[2])
    let now = intermediate.validity.notBefore + Self.day
    #expect(ArrivingRoot.keepsKey(new, of: old) && !ArrivingRoot.keepsKey(old, of: old))
    let acme = try OtherAuthority("Acme", key: PrivateKey.generate(.p256), from: now)
    let same = try OtherAuthority("Globex", from: now)
    let later = try OtherAuthority("Globex", key: same.key, from: now + 1)
    func ledger(_ root: Certificate, _ intermediate: Certificate?) throws -> RotationLedger {
      var ledger = try LedgerScene.ledger(.steady).copy(now: now + 60)
      let added = [Authority(owner: Self.red, role: .root, generation: 2, certificate: root, hasKey: false)]
      ledger.change(
        adding: added
          + (intermediate.map {
            [Authority(owner: Self.red, role: .intermediate, generation: 2, certificate: $0, hasKey: true)]
          } ?? []))
      return ledger
    }
    var found = try Self.check(new, ledger(old, intermediate))
    #expect(found == "MT-ROOT-10")
    // Without the serial number the same key is enough, and below another key nothing stays anyhow.
    found = try Self.check(later.certificate, ledger(same.certificate, nil))
    #expect(found == nil)
    found = try Self.check(same.certificate, ledger(old, intermediate))
    #expect(found == nil)
    found = try Self.check(acme.certificate, ledger(old, intermediate))
    #expect(found == "MT-ROOT-09")
  }

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

  // MARK: - The next generation

  @Test func `a certificate of the next generation is below the root that arrives`() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      func issuer(at time: Timestamp) throws -> (name: String, version: Int) {
        let next = try home.at(time).nextGeneration(of: "red-mesh", for: "green-mesh")
        return ("\(try #require(next.chain.last).issuer)", next.bundleVersion)
      }
      func code(at time: Timestamp) -> String? {
        do throws(RotationError) {
          _ = try home.at(time).nextGeneration(of: "red-mesh", for: "green-mesh")
          return nil
        } catch {
          return error.diagnostic.code.rawValue
        }
      }
      #expect(code(at: Self.start) == "MT-ROT-14")
      try home.move(Self.red, .start(.init()), at: Self.start)
      let root = try #require(try home.at(Self.start).authorities().root(of: Self.red, generation: 2)).certificate
      var found = try issuer(at: Self.start)
      #expect(found.name == "\(root.subject)" && found.version == 2)
      try home.seeAll(Self.red, at: Self.start)
      try home.move(Self.red, .next, at: Self.start + Self.day)
      let before = try home.at(Self.start).authorities().intermediate(of: "red-mesh")
      found = try issuer(at: Self.start + Self.day)
      #expect(found.name == "\(root.subject)" && found.version == 2)
      // Nothing of it is kept.
      #expect(try home.at(Self.start).authorities().intermediate(of: "red-mesh") == before)
      try home.assume("istiod restarted", Self.red, at: Self.start + Self.day)
      try home.move(Self.red, .next, at: Self.start + 2 * Self.day)
      #expect(code(at: Self.start + 2 * Self.day) == "MT-ROT-18")
    }
  }

  @Test func `below a root of somebody else there is a next generation once it has signed`() throws {
    try RotatingHome.with(meshes: ["red-mesh", "green-mesh"]) { home in
      let acme = try OtherAuthority("Acme")
      var options = RotationMachine.Options()
      options.newRoot = .external(acme.certificate, fingerprint: nil)
      try home.move(Self.red, .start(options), at: Self.start)
      func code() -> String? {
        do throws(RotationError) {
          _ = try home.at(Self.start).nextGeneration(of: "red-mesh", for: "green-mesh")
          return nil
        } catch {
          return error.diagnostic.code.rawValue
        }
      }
      #expect(code() == "MT-ROT-46")
      try home.answer("red-mesh", by: acme, at: Self.start)
      #expect(code() == nil)
      let next = try home.at(Self.start).nextGeneration(of: "red-mesh", for: "green-mesh")
      #expect(next.chain.last?.issuer == acme.certificate.subject)
    }
  }
}
