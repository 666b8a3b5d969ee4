import Cryptography
import Diagnostics
import Federation
import SPIFFE
import Testing
import X509

@testable import CA
@testable import Rotation

/// Which gates of a step there are, what opens each, and what does not.
@Suite struct GateTests {
  static let red = LedgerScene.red
  static let start = LedgerScene.start
  static let day = LedgerScene.day

  static func seen(
    _ kind: Evidence.Kind, _ version: Int, at time: Timestamp, holder: String = "red-mesh", mesh: String = "red-mesh"
  ) -> Evidence {
    Evidence(holder: holder, mesh: mesh, kind: kind, version: version, time: time, source: "a test")
  }

  static func gates(_ ledger: RotationLedger, _ need: Gate.Need) -> [Gate] {
    RotationMachine(ledger, red).gates().filter { $0.need == need }
  }

  @Test func `a bundle that was seen opens the gate of its holder once every proxy has it`() throws {
    var ledger = try LedgerScene.ledger()
    func gate(_ holder: String, after seconds: Int64 = 0) throws -> Gate {
      try #require(Self.gates(ledger.copy(now: Self.start + seconds), .holdsArriving).first { $0.holder == holder })
    }
    let unseen = try gate("green-mesh")
    #expect(!unseen.isOpen && unseen.opens == nil && unseen.shortcut.isEmpty)
    #expect(unseen.waitsFor.contains("no evidence") && unseen.waitsFor.contains("generation 2"))
    // Another version, kind, holder or mesh is none of it.
    ledger.evidence = [
      Self.seen(.bundle, 1, at: Self.start, holder: "green-mesh"),
      Self.seen(.serving, 2, at: Self.start, holder: "green-mesh"),
      Self.seen(.bundle, 2, at: Self.start, holder: "blue-mesh"),
      Self.seen(.bundle, 2, at: Self.start, holder: "green-mesh", mesh: "blue-mesh"),
    ]
    #expect(try gate("green-mesh") == unseen)
    ledger.evidence = ["green-mesh", "red-mesh"].map { Self.seen(.bundle, 2, at: Self.start, holder: $0) }
    let (peer, own) = (try gate("green-mesh"), try gate("red-mesh"))
    #expect(!peer.isOpen && peer.opens == Self.start + 60 && peer.shortcut.isEmpty)
    #expect(!own.isOpen && own.opens == Self.start + Self.day && !own.shortcut.isEmpty)
    for (gate, renews) in [(peer, false), (own, true)] {
      #expect(!gate.waitsFor.contains("no evidence") && gate.waitsFor.contains("renewed") == renews)
    }
    for (holder, wait) in [("green-mesh", 60), ("red-mesh", Self.day)] {
      #expect(try !gate(holder, after: wait - 1).isOpen)
      let open = try gate(holder, after: wait)
      #expect(open.isOpen && open.opens == nil && open.shortcut.isEmpty)
    }
    // A later version without the new root is one that the holder may have taken since.
    ledger.publish(Self.red, try ledger.roots(Self.red, 1), since: Self.start)
    #expect(try gate("green-mesh", after: Self.day).opens == nil)
    #expect(try !gate("green-mesh", after: Self.day).isOpen)
  }

  @Test func `what has dropped the old root is named as that`() throws {
    let ledger = try LedgerScene.ledger(.retiring)
    let gates = Self.gates(ledger, .dropsLeaving)
    #expect(Set(gates.map(\.holder)) == Set(Stage.names))
    #expect(gates.allSatisfy { $0.waitsFor.contains("generation 1") && !$0.isOpen })
    #expect(Set(gates.map { $0.waitsFor.contains("own bundle") == ($0.holder == "red-mesh") }) == [true])
  }

  @Test(arguments: [false, true])
  func `a remote below the root has a gate until it publishes what the step needs`(_ isDropping: Bool) throws {
    var ledger = try LedgerScene.ledger(isDropping ? .retiring : .distributing)
    let both = try ledger.roots(Self.red, 2)
    let (old, new) = ([both[0]], [both[1]])
    let other = [try OtherAuthority("Other").certificate]
    let cases: [(card: [Certificate], published: [Certificate]?, isOpenWithNew: Bool?, isOpenWithoutOld: Bool?)] = [
      (old, old, false, false), (old, both, true, false), (old, new, true, true), (both, new, true, true),
      (other, new, true, true), (new, old, false, false), (other, old, false, false), (other, both, true, false),
      // Who has neither is below another root, and who published nothing cannot be judged.
      (other, other, nil, nil), (old, nil, nil, nil), (old, other, false, true), (new, other, false, true),
    ]
    for (index, item) in cases.enumerated() {
      ledger.change(remotes: [
        try LedgerScene.remote("far-mesh", item.card), try LedgerScene.remote("near-mesh", other),
      ])
      // The one that stands before it says nothing of it.
      let beside = CA.PublishedRoots(
        remote: "near-mesh", roots: Set(other), time: Self.start, source: "a card", hasEndpoint: true)
      ledger.published = [beside]
      if let roots = item.published {
        ledger.published.append(
          CA.PublishedRoots(
            remote: "far-mesh", roots: Set(roots), time: Self.start, source: "a card", hasEndpoint: index % 2 == 0))
      }
      let gates = Self.gates(ledger, .peerPublished)
      let wanted = isDropping ? item.isOpenWithoutOld : item.isOpenWithNew
      #expect(gates.map(\.isOpen) == (wanted.map { [$0] } ?? []), "\(index)")
      #expect(gates.allSatisfy { $0.holder == "far-mesh" && $0.mesh == "red-mesh" && $0.opens == nil })
      #expect(gates.allSatisfy { $0.waitsFor.contains("generation \(isDropping ? 1 : 2)") })
      // An endpoint can be asked again; a card has to be sent.
      #expect(gates.allSatisfy { $0.next.description.contains(index % 2 == 0 ? "refresh" : "import") })
    }
  }

  @Test func `webhooks that were seen with the new root open their gate, unless a later version lacks it`() throws {
    var ledger = try LedgerScene.ledger(every: ["controlPlane: {flavour: istio, version: 1.29.4}"])
    func isOpen(_ evidence: Evidence?) -> [Bool] {
      ledger.evidence = [evidence].compactMap { $0 }
      return Self.gates(ledger, .webhooksUpdated).map(\.isOpen)
    }
    #expect(isOpen(nil) == [false])
    #expect(isOpen(Self.seen(.webhooks, 2, at: Self.start)) == [true])
    #expect(isOpen(Self.seen(.webhooks, 1, at: Self.start)) == [false])
    #expect(isOpen(Self.seen(.webhooks, 9, at: Self.start)) == [false])
    #expect(isOpen(Self.seen(.bundle, 2, at: Self.start)) == [false])
    #expect(isOpen(Self.seen(.webhooks, 2, at: Self.start, holder: "green-mesh", mesh: "green-mesh")) == [false])
    ledger.publish(Self.red, try ledger.roots(Self.red, 1), since: Self.start)
    #expect(isOpen(Self.seen(.webhooks, 2, at: Self.start)) == [false])
    #expect(Self.gates(try LedgerScene.ledger(), .webhooksUpdated).isEmpty)
  }

  @Test func `the newest state of every object with webhooks decides`() throws {
    var ledger = try LedgerScene.ledger(every: ["controlPlane: {flavour: istio, version: 1.29.4}"])
    let rotation = try #require(ledger.rotations.first)
    let began = rotation.started - RotationLedger.clockSkew
    func seen(
      _ version: Int, _ uid: String?, _ state: String = "1", kind: String = "MutatingWebhookConfiguration",
      at time: Timestamp = Self.start
    ) -> Evidence {
      Evidence(
        holder: "red-mesh", mesh: "red-mesh", kind: .webhooks, version: version, time: time, source: "a test",
        uid: uid, resourceVersion: uid == nil ? nil : state, object: uid.map { "\(kind)/\($0)" })
    }
    let before = Evidence(
      holder: "red-mesh", mesh: "red-mesh", kind: .webhooks, version: 0, time: Self.start - 30 * 86400,
      source: "a test", uid: "b", resourceVersion: "1", object: "MutatingWebhookConfiguration/b")
    let cases: [(evidence: [Evidence], isOpen: Bool)] = [
      ([seen(2, "a")], true), ([seen(0, "a")], false), ([seen(2, "a"), seen(0, "a", "2")], false),
      ([seen(0, "a", "2"), seen(2, "a")], false), ([seen(0, "a"), seen(2, "a", "2")], true),
      ([seen(2, "a", "2"), seen(0, "a")], true), ([seen(2, "a"), seen(0, "b")], false),
      ([seen(0, "b"), seen(2, "a")], false), ([seen(2, "a"), seen(0, "a", "x")], false),
      // What istiod did to all of them is in place of what was seen before, and not of what is seen later.
      ([seen(0, "b"), seen(2, nil)], true), ([seen(2, nil), seen(0, "b")], false),
      ([seen(0, "b"), seen(2, "d", kind: "red-mesh-system")], true),
      ([seen(2, "d", kind: "red-mesh-system"), seen(0, "b")], false),
      // An earlier rotation says nothing about this one.
      ([before, seen(2, "a")], true), ([before], false),
      ([seen(0, "b", at: began), seen(2, "a")], false), ([seen(0, "b", at: began - 1), seen(2, "a")], true),
    ]
    for (index, item) in cases.enumerated() {
      ledger.evidence = item.evidence
      #expect(Self.gates(ledger, .webhooksUpdated).map(\.isOpen) == [item.isOpen], "\(index)")
    }
  }

  /// A ledger in which red's root is to become one of another authority, with what it has signed.
  static func awaiting(
    _ acme: OtherAuthority, _ request: CertificateRequest, answeredAt time: Timestamp?
  ) throws -> RotationLedger {
    var ledger = try LedgerScene.ledger(.steady)
    var added = [Authority(owner: red, role: .root, generation: 2, certificate: acme.certificate, hasKey: false)]
    if let time {
      let signed = try acme.chain(request, at: time, days: 100)[0]
      added.append(Authority(owner: red, role: .intermediate, generation: 2, certificate: signed, hasKey: true))
    }
    let rotation = RootRotation(
      owner: red, leaving: 1, arriving: 2, phase: .distributing, started: start, since: start, target: .external)
    ledger.change(adding: added, rotations: [rotation])
    return ledger
  }

  private static func request() throws -> CertificateRequest {
    try CertificateRequest(
      subject: DistinguishedName(organization: "a", commonName: "b"), key: PrivateKey.generate(.p256),
      subjectAlternativeNames: [], basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign])
  }

  @Test func `an answer must be valid now, and for longer than any workload's certificate`() throws {
    let (acme, request) = (try OtherAuthority("Acme"), try Self.request())
    let waiting = try Self.awaiting(acme, request, answeredAt: nil)
    #expect(Self.gates(waiting, .answerInstalled).map(\.isOpen) == [false])
    let ledger = try Self.awaiting(acme, request, answeredAt: Self.start + 600)
    let end = Self.start + 600 + 100 * Self.day
    for (now, isOpen) in [
      (Self.start + 299, false), (Self.start + 300, true), (end + (-Self.day - 1), true), (end + -Self.day, false),
      (end + 1, false),
    ] {
      #expect(Self.gates(ledger.copy(now: now), .answerInstalled).map(\.isOpen) == [isOpen])
    }
    // The home signs below a root of its own by itself.
    #expect(Self.gates(try LedgerScene.ledger(), .answerInstalled).isEmpty)
  }

  @Test func `whoever has asked waits for the answer, and whoever has not is to ask`() throws {
    let (acme, request) = (try OtherAuthority("Acme"), try Self.request())
    var ledger = try Self.awaiting(acme, request, answeredAt: nil)
    let cases: [(mesh: String, purpose: PendingRequest.Purpose, hasAsked: Bool)] = [
      ("red-mesh", .arrive, true), ("red-mesh", .renew, false), ("green-mesh", .arrive, false),
    ]
    for item in cases {
      ledger.requests = [
        PendingRequest(
          mesh: item.mesh, purpose: item.purpose, generation: 2, keyIdentifier: "", request: request,
          created: Self.start)
      ]
      let next = Self.gates(ledger, .answerInstalled).map(\.next.description)
      #expect(next.map { $0.contains("install") } == [item.hasAsked])
    }
  }

  @Test func `workloads have renewed when the intermediate below the new root has signed for long enough`() throws {
    var ledger = try LedgerScene.ledger(.signing)
    let since = Self.start + Self.day
    func gate(_ evidence: [Evidence], after seconds: Int64 = 0) throws -> Gate {
      ledger.evidence = evidence
      return try #require(Self.gates(ledger.copy(now: since + seconds), .workloadsRenewed).first)
    }
    let unseen = try gate([])
    #expect(!unseen.isOpen && unseen.opens == nil)
    for other in [
      Self.seen(.signer, 1, at: since), Self.seen(.serving, 2, at: since), Self.seen(.bundle, 2, at: since),
      Self.seen(.signer, 2, at: since, mesh: "green-mesh"),
    ] {
      #expect(try gate([other]) == unseen)
    }
    let waiting = try gate([Self.seen(.signer, 2, at: since)])
    #expect(!waiting.isOpen && waiting.opens == since + Self.day && !waiting.shortcut.isEmpty)
    let open = try gate([Self.seen(.signer, 2, at: since)], after: Self.day)
    #expect(open.isOpen && open.opens == nil && open.shortcut.isEmpty)
    // Restarts make proxies renew.
    let restarted = [Self.seen(.signer, 2, at: since), Self.seen(.restart, 0, at: since + 60)]
    #expect(try gate(restarted, after: 60).isOpen)
  }

  @Test func `a leaf that the home issued below the old root holds the step up until it ends`() throws {
    var ledger = try LedgerScene.ledger(.signing)
    let since = Self.start + Self.day
    ledger.evidence = [Self.seen(.signer, 2, at: since)]
    let old = try #require(ledger.signers["red-mesh"]?.first)
    let issuer = try #require(ledger.issuer(below: old.chain))
    let identity = try WorkloadIdentity(
      trustDomain: TrustDomain("red-mesh.local"), namespace: "shop", serviceAccount: "cart")
    func gate(leafEnding seconds: Int64) throws -> (gate: Gate, end: Timestamp) {
      let leaf = try issuer.leaf(identity, from: since, lifetime: Lifetime(seconds: seconds)).chain[0]
      let with = ledger.copy(leaves: [old.chain[0].fingerprint: leaf])
      return (try #require(Self.gates(with, .workloadsRenewed).first), leaf.validity.notAfter)
    }
    let base = try gate(leafEnding: 3_600)
    #expect(base.gate.opens == since + Self.day)
    let rest = Self.day - (base.end.seconds - since.seconds) + 3_600
    // The end of other leaves is as late.
    let same = try gate(leafEnding: rest)
    #expect(same.end == since + Self.day && same.gate.opens == same.end && same.gate.shortcut == base.gate.shortcut)
    let late = try gate(leafEnding: 30 * Self.day)
    #expect(late.gate.opens == late.end && !late.gate.isOpen && late.gate.shortcut != base.gate.shortcut)
  }

  @Test func `of the leaves below several intermediates the one that ends last holds the step up`() throws {
    var ledger = try LedgerScene.ledger(.signing)
    let since = Self.start + Self.day
    let versions = try #require(ledger.signers["red-mesh"])
    let root = try #require(ledger.bundles[Self.red]?.first?.certificates.first)
    let authority = try OtherAuthority("a")
    let named = try CertificateTemplate(
      serialNumber: .random(), validity: root.validity, subject: root.subject,
      publicKey: authority.key.publicKey.components, basicConstraints: BasicConstraints(isAuthority: true),
      keyUsage: [.keyCertSign]
    ).signed(by: authority.key, issuer: nil)
    let second = try CertificateTemplate(
      serialNumber: .random(), validity: Validity(notBefore: Self.start, notAfter: Self.start + 300 * Self.day),
      subject: DistinguishedName(organization: "a", commonName: "second"),
      publicKey: authority.key.publicKey.components, basicConstraints: BasicConstraints(isAuthority: true),
      keyUsage: [.keyCertSign]
    ).signed(by: authority.key, issuer: named)
    ledger.replaceSigners(
      "red-mesh",
      [
        versions[0], SignerVersion(number: 2, chain: [second], since: Self.start),
        SignerVersion(number: 3, chain: versions[1].chain, since: since),
      ])
    ledger.evidence = [Self.seen(.signer, 3, at: since)]
    let issuer = try #require(ledger.issuer(below: versions[0].chain))
    let identity = try WorkloadIdentity(
      trustDomain: TrustDomain("red-mesh.local"), namespace: "shop", serviceAccount: "cart")
    let leaves = try [20, 30].map { days in
      try issuer.leaf(identity, from: since, lifetime: Lifetime(seconds: days * Self.day)).chain[0]
    }
    for isReversed in [false, true] {
      let pair = isReversed ? leaves.reversed() : leaves
      let with = ledger.copy(leaves: [versions[0].chain[0].fingerprint: pair[0], second.fingerprint: pair[1]])
      #expect(Self.gates(with, .workloadsRenewed).map(\.opens) == [leaves[1].validity.notAfter])
    }
  }

  @Test func `with cross-certificates the intermediate decides what a chain is below of`() throws {
    let ledger = try Stage.with { home in
      var draft = RotationDraft(
        try home.rotationLedger(), prepared: { _, _ in nil },
        openKey: { authority throws(CAError) in try home.signer(of: authority) })
      var options = RotationMachine.Options()
      options.crossSigns = true
      for action in try RotationMachine(draft.ledger, Self.red).start(options) { try draft.carryOut(action) }
      draft.recordVersions()
      for action in try RotationMachine(draft.ledger, Self.red).ahead() { try draft.carryOut(action) }
      draft.recordVersions()
      return draft.ledger
    }
    var seen = ledger.copy(now: Self.start + Self.day)
    seen.evidence = [Self.seen(.signer, 3, at: Self.start), Self.seen(.serving, 3, at: Self.start)]
    let last = try #require(ledger.signers["red-mesh"]?.last)
    #expect(last.chain.count == 2 && last.number == 3)
    #expect(RotationMachine(seen, Self.red).gates().map(\.isOpen) == [true, true])
    // Before the new root signs, the chain is below the old one, whatever else is in it.
    seen.evidence = [Self.seen(.signer, 2, at: Self.start), Self.seen(.serving, 2, at: Self.start)]
    #expect(RotationMachine(seen, Self.red).gates().map(\.isOpen) == [false, false])
  }

  @Test func `what was signed for requests below the old root ends, or is answered again`() throws {
    var ledger = try LedgerScene.ledger(.signing)
    let since = Self.start + Self.day
    let end = since + 20 * Self.day
    let root = try #require(ledger.bundles[Self.red]?.first?.certificates.first)
    let authority = try OtherAuthority("a")
    func signed(_ mesh: String, below subject: DistinguishedName, until end: Timestamp) throws -> Certificate {
      let issuer = try CertificateTemplate(
        serialNumber: .random(), validity: root.validity, subject: subject,
        publicKey: authority.key.publicKey.components, basicConstraints: BasicConstraints(isAuthority: true),
        keyUsage: [.keyCertSign]
      ).signed(by: authority.key, issuer: nil)
      return try CertificateTemplate(
        serialNumber: .random(), validity: Validity(notBefore: Self.start, notAfter: end),
        subject: DistinguishedName(organization: mesh, commonName: "intermediate"),
        publicKey: authority.key.publicKey.components,
        subjectAlternativeNames: [.uri(Array("spiffe://\(mesh).local".utf8))],
        basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign]
      ).signed(by: authority.key, issuer: issuer)
    }
    func gates(_ signed: [Certificate], at now: Timestamp = since) -> [Gate] {
      Self.gates(ledger.copy(now: now, signed: signed), .requestsAnswered)
    }
    let other = try DistinguishedName(organization: "Acme", commonName: "Root")
    #expect(gates([]).isEmpty)
    #expect(gates([try signed("green-mesh", below: root.subject, until: end)]).isEmpty)
    #expect(gates([try signed("red-mesh", below: other, until: end)]).isEmpty)
    let all = [
      try signed("red-mesh", below: root.subject, until: end),
      try signed("red-mesh", below: root.subject, until: end + -Self.day),
    ]
    let waiting = gates(all)
    #expect(waiting.map(\.isOpen) == [false] && waiting.map(\.opens) == [end] && !waiting[0].shortcut.isEmpty)
    #expect(gates(all, at: end + -1).map(\.isOpen) == [false])
    let ended = gates(all, at: end)
    #expect(ended.map(\.isOpen) == [true] && ended.map(\.opens) == [nil] && ended[0].shortcut.isEmpty)
    // What was said before this step, of another mesh, or of something else, does not answer.
    for evidence in [
      Self.seen(.requests, 0, at: since), Self.seen(.requests, 0, at: since + 1, mesh: "green-mesh"),
      Self.seen(.restart, 0, at: since + 1),
    ] {
      ledger.evidence = [evidence]
      #expect(gates(all) == waiting)
    }
    ledger.evidence = [60, 1].map { Self.seen(.requests, 0, at: since + $0) }
    let answered = gates(all, at: since + 60)
    #expect(answered.map(\.opens) == [since + 1 + Self.day] && answered[0].shortcut.isEmpty)
    #expect(gates(all, at: since + 1 + Self.day).map(\.isOpen) == [true])
  }

  @Test func `a mesh whose cluster was asked is asked again`() throws {
    let ledger = try LedgerScene.ledger()
    for (gathered, isAsked) in [([:], false), (["green-mesh": Self.start], true)] {
      let gates = Self.gates(ledger.copy(gathered: gathered), .holdsArriving)
      #expect(gates.filter { $0.next.description.contains("gather") }.map(\.holder) == (isAsked ? ["green-mesh"] : []))
    }
  }
}
