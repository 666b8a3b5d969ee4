import Cryptography
import Diagnostics
import Federation
import SPIFFE
import Testing
import X509

@testable import CA
@testable import Rotation

/// Which state of an object is the newest, which evidence a contrary state voids, and what ends that.
@Suite struct EvidenceOrderTests {
  private static let red = LedgerScene.red
  private static let start = LedgerScene.start

  // MARK: - The states of one object

  private static func state(
    _ uid: String, _ version: String?, created: Int64? = nil, changed: Int64? = nil
  ) -> ObjectState {
    ObjectState(
      SeenObject(
        name: "a", namespace: "b", uid: uid, resourceVersion: version, created: created.map { start + $0 },
        changed: changed.map { start + $0 }, file: "f"))
  }

  @Test func `states are ordered by their numbers, or by their times`() {
    let cases: [(left: ObjectState, right: ObjectState, order: ObjectState.Order)] = [
      (Self.state("u", "5"), Self.state("u", "5"), .same), (Self.state("u", "5"), Self.state("u", "05"), .same),
      (Self.state("u", "5"), Self.state("u", "6"), .older), (Self.state("u", "6"), Self.state("u", "5"), .newer),
      (Self.state("u", "9"), Self.state("u", "10"), .older), (Self.state("u", "10"), Self.state("u", "9"), .newer),
      (Self.state("u", "0009"), Self.state("u", "10"), .older),
      (Self.state("u", "12"), Self.state("u", "13"), .older), (Self.state("u", "0"), Self.state("u", "00"), .same),
      // What is no number is ordered by times only.
      (Self.state("u", "a"), Self.state("u", "a"), .same), (Self.state("u", "a"), Self.state("u", "b"), .unknown),
      (Self.state("u", "5x"), Self.state("u", "6"), .unknown), (Self.state("u", ""), Self.state("u", "5"), .unknown),
      (Self.state("u", "a", changed: 1), Self.state("u", "b", changed: 2), .older),
      (Self.state("u", "b", changed: 2), Self.state("u", "a", changed: 1), .newer),
      (Self.state("u", "a", changed: 1), Self.state("u", "b", changed: 1), .unknown),
      (Self.state("u", nil, changed: 1), Self.state("u", "5", changed: 2), .older),
      (Self.state("u", "5", changed: 1), Self.state("u", "6", changed: 2), .older),
      (Self.state("u", "6", changed: 1), Self.state("u", "5", changed: 2), .newer),
      // Made anew, perhaps where numbers begin again.
      (Self.state("v", "1", created: 100, changed: 100), Self.state("u", "50", changed: 99), .newer),
      (Self.state("v", "1", created: 100, changed: 100), Self.state("u", "50", changed: 100), .older),
      (Self.state("v", "1", created: 100, changed: 100), Self.state("u", "50", changed: 101), .older),
      (Self.state("u", "1", created: 100, changed: 100), Self.state("u", "50", changed: 99), .older),
      (Self.state("v", "a", changed: 1), Self.state("u", "a", changed: 2), .older),
      (Self.state("v", "a"), Self.state("u", "a"), .unknown),
    ]
    for (index, item) in cases.enumerated() {
      #expect(item.left.order(to: item.right) == item.order, "\(index)")
    }
  }

  // MARK: - What stands

  /// Evidence that green has a version of red's bundle; `uid` nil is somebody's word.
  private static func has(
    _ version: Int, _ uid: String? = "u", _ state: String = "1", path: String? = nil, holder: String = "green-mesh",
    mesh: String = "red-mesh", isContrary: Bool = false
  ) -> Evidence {
    Evidence(
      holder: holder, mesh: mesh, kind: isContrary ? .otherBundle : .bundle, version: version, time: start,
      source: "a test", uid: uid, resourceVersion: uid == nil ? nil : state, object: path)
  }

  private static func lacks(
    _ version: Int, _ uid: String = "u", _ state: String = "2", path: String? = nil
  ) -> Evidence {
    has(version, uid, state, path: path, isContrary: true)
  }

  /// The places of the evidence that stands.
  private static func standing(_ evidence: [Evidence], _ ledger: RotationLedger) -> [Int] {
    var ledger = ledger
    ledger.evidence = evidence
    let stands = StandingEvidence(ledger).evidence
    return evidence.indices.filter { stands.contains(evidence[$0]) }
  }

  @Test func `a contrary state voids what was seen before, until a newer state of the same object has the bundle`()
    throws
  {
    var ledger = try LedgerScene.ledger()
    ledger.publish(Self.red, try ledger.roots(Self.red, 1), since: Self.start)
    let restart = Evidence(
      holder: "green-mesh", mesh: "red-mesh", kind: .restart, version: 0, time: Self.start, source: "")
    let cases: [(evidence: [Evidence], stands: [Int])] = [
      ([Self.has(2)], [0]), ([Self.has(2), Self.lacks(1)], [1]), ([Self.lacks(1), Self.has(2, "u", "3")], [0, 1]),
      // The order of recording does not matter: the state does.
      ([Self.has(2, "u", "3"), Self.lacks(1)], [0, 1]), ([Self.lacks(1), Self.has(2)], [0]),
      // Somebody's word falls, and a later one stands.
      ([Self.has(2, nil), Self.lacks(1)], [1]), ([Self.lacks(1), Self.has(2, nil)], [0, 1]),
      // Another object of the holder is no better, unless it was seen after the end.
      ([Self.has(2, "v"), Self.lacks(1)], [1]), ([Self.lacks(1), Self.has(2, "v", "9")], [0]),
      ([Self.lacks(1), Self.has(2, "v", "9"), Self.has(2, "u", "3")], [0, 2]),
      ([Self.lacks(1), Self.has(2, "u", "3"), Self.has(2, "v", "9")], [0, 1, 2]),
      ([Self.lacks(1), Self.has(2, nil), Self.has(2, "v", "9")], [0, 1, 2]),
      // Of another holder or mesh it says nothing.
      ([Self.has(2, "v", holder: "blue-mesh"), Self.lacks(1)], [0, 1]),
      ([Self.has(2, "v", mesh: "blue-mesh"), Self.lacks(1)], [0, 1]),
      ([Self.lacks(1), Self.has(2, "u", "3", holder: "blue-mesh"), Self.has(2, "v", "9")], [0, 1]),
      // Nor against what it agrees with, or what came later with the same roots.
      ([Self.has(1), Self.lacks(1)], [0, 1]), ([Self.has(3), Self.lacks(1)], [0, 1]),
      ([Self.has(1), Self.lacks(0)], [1]), ([Self.has(1), Self.lacks(2)], [0, 1]),
      ([Self.lacks(1), Self.has(1, "u", "3"), Self.has(2, "v", "9")], [0, 1]),
      // Made anew under the same name, it counts as the same object; without a name it does not.
      ([Self.has(2, "w", "9", path: "p"), Self.lacks(1, "u", path: "p")], [1]),
      ([Self.lacks(1, "u", path: "p"), Self.has(2, "w", "1", path: "p")], [0, 1]),
      ([Self.lacks(1, "u", path: "p"), Self.has(2, "w", "9", path: "q")], [0]),
      ([Self.lacks(1, "u"), Self.has(2, "w", "9")], [0]),
      ([restart, Self.lacks(1)], [0, 1]),
    ]
    for (index, item) in cases.enumerated() {
      #expect(Self.standing(item.evidence, ledger) == item.stands, "\(index)")
    }
  }

  @Test func `what speaks against a holder is named until it ends`() throws {
    var ledger = try LedgerScene.ledger()
    func contradiction(
      _ evidence: [Evidence], at holder: String = "green-mesh", of mesh: String = "red-mesh", to version: Int = 2
    ) -> Evidence? {
      ledger.evidence = evidence
      return StandingEvidence(ledger).contradiction(at: holder, of: mesh, to: version)
    }
    let contrary = Self.lacks(1)
    #expect(contradiction([contrary]) == contrary)
    #expect(contradiction([contrary, Self.lacks(0, "v")]) == Self.lacks(0, "v"))
    #expect(contradiction([Self.has(2)]) == nil)
    #expect(contradiction([contrary, Self.has(2, "u", "3")]) == nil)
    #expect(contradiction([contrary], at: "blue-mesh") == nil)
    #expect(contradiction([contrary], of: "blue-mesh") == nil)
    #expect(contradiction([contrary], to: 1) == nil)
    #expect(RotationMachine(ledger, Self.red).contradictions == [contrary])
  }

  // MARK: - Whether an object is late enough

  private static func object(
    _ state: String, _ uid: String = "u", created: Int64? = nil, isRead: Bool = false, isBeingDeleted: Bool = false,
    name: String = "red-mesh-ca-root-cert"
  ) -> SeenObject {
    SeenObject(
      name: name, namespace: "green-mesh-system", uid: uid, resourceVersion: state,
      created: created.map { start + $0 }, isBeingDeleted: isBeingDeleted,
      reading: isRead ? .init(cluster: nil, time: start + 900) : nil, file: "f")
  }

  private static func code(
    _ ledger: RotationLedger, _ certificates: [Certificate], _ object: SeenObject, mesh: String = "red-mesh",
    holder: String = "green-mesh"
  ) -> String? {
    do throws(CAError) {
      _ = try SeenBundle(holder: holder, mesh: mesh, certificates: certificates, object: object).evidence(in: ledger)
      return nil
    } catch {
      return error.diagnostic.code.rawValue
    }
  }

  private static let path = "green-mesh-system/red-mesh-ca-root-cert"

  @Test func `one object shows one holder, and the roots of several meshes only if it is one place`() throws {
    var ledger = try LedgerScene.ledger()
    let both = try ledger.roots(Self.red, 2)
    let blue = try ledger.roots(.mesh("blue-mesh"), 1)
    ledger.evidence = [Self.has(2, "u", "1", path: Self.path)]
    #expect(Self.code(ledger, both, Self.object("2")) == nil)
    #expect(Self.code(ledger, both, Self.object("2", name: "renamed")) == nil)
    #expect(Self.code(ledger, both, Self.object("2"), holder: "blue-mesh") == "MT-ROT-30")
    #expect(Self.code(ledger, blue, Self.object("2"), mesh: "blue-mesh") == nil)
    #expect(Self.code(ledger, blue, Self.object("2", name: "other"), mesh: "blue-mesh") == "MT-ROT-30")
    #expect(Self.code(ledger, both, Self.object("2", "v"), holder: "blue-mesh") == nil)
  }

  @Test func `what was recorded of the same object, and only that, makes a state old`() throws {
    var ledger = try LedgerScene.ledger()
    let both = try ledger.roots(Self.red, 2)
    let cases: [(recorded: Evidence, object: SeenObject, code: String?)] = [
      (Self.has(2, "u", "5"), Self.object("4"), "MT-ROT-40"), (Self.has(2, "u", "5"), Self.object("5"), nil),
      (Self.has(1, "u", "5"), Self.object("5"), "MT-ROT-40"),
      (Self.lacks(1, "u", "5"), Self.object("6"), nil), (Self.has(2, "u", "a"), Self.object("b"), nil),
      // Nothing tells the states apart, and one of them was another bundle.
      (Self.lacks(1, "u", "a"), Self.object("b"), "MT-ROT-40"),
      // Made anew under the same name, with a lower number and no time.
      (Self.has(2, "v", "5", path: Self.path), Self.object("4"), "MT-ROT-40"),
      (Self.has(2, "v", "5", path: "elsewhere"), Self.object("4"), nil), (Self.has(2, "v", "5"), Self.object("4"), nil),
      (Self.has(2, "w", "5", path: "p", holder: "blue-mesh"), Self.object("4"), nil),
      (Self.has(2, "u", "5", path: Self.path, mesh: "blue-mesh"), Self.object("4"), nil),
      (Self.has(2, nil), Self.object("4"), nil),
    ]
    for (index, item) in cases.enumerated() {
      ledger.evidence = [item.recorded]
      #expect(Self.code(ledger, both, item.object) == item.code, "\(index)")
    }
  }

  @Test func `after a return to earlier roots a copy is late only if something shows it`() throws {
    var ledger = try LedgerScene.ledger()
    let old = try ledger.roots(Self.red, 1)
    ledger.publish(Self.red, old, since: Self.start + 600)
    let now = ledger.copy(now: Self.start + 900)
    func code(_ object: SeenObject, after evidence: Evidence? = nil) -> String? {
      var ledger = now
      ledger.evidence = [evidence].compactMap { $0 }
      return Self.code(ledger, old, object)
    }
    #expect(code(Self.object("5")) == "MT-ROT-42")
    #expect(code(Self.object("5", created: 599)) == "MT-ROT-42")
    #expect(code(Self.object("5", created: 600)) == nil)
    #expect(code(Self.object("5", isRead: true)) == nil)
    // It had the bundle between the two.
    #expect(code(Self.object("5"), after: Self.has(2, "u", "4")) == nil)
    #expect(code(Self.object("5"), after: Self.has(1, "u", "4")) == "MT-ROT-42")
    // It is later than a state that had the present one already.
    #expect(code(Self.object("5"), after: Self.has(3, "u", "4")) == nil)
    #expect(code(Self.object("5"), after: Self.has(3, "u", "6")) == "MT-ROT-40")
    #expect(code(Self.object("b"), after: Self.has(2, "u", "a")) == "MT-ROT-42")
    // What had other roots agrees with the present ones now.
    #expect(code(Self.object("b", isRead: true), after: Self.lacks(1, "u", "a")) == nil)
    #expect(code(Self.object("b", isRead: true), after: Self.lacks(0, "u", "a")) == "MT-ROT-40")
  }

  @Test func `what speaks against a holder is recorded once for each state`() throws {
    var ledger = try LedgerScene.ledger()
    let (old, both) = (try ledger.roots(Self.red, 1), try ledger.roots(Self.red, 2))
    func contrary(_ certificates: [Certificate], _ object: SeenObject) -> Evidence? {
      SeenBundle(holder: "green-mesh", mesh: "red-mesh", certificates: certificates, object: object)
        .contradiction(in: ledger)
    }
    let first = try #require(contrary(old, Self.object("7")))
    #expect(first.kind == .otherBundle && first.version == 1)
    #expect(contrary(both, Self.object("7")) == nil)
    #expect(contrary(both + old, Self.object("7")) == nil)
    let stranger = [try OtherAuthority("a").certificate]
    #expect(contrary(stranger, Self.object("7"))?.version == 0)
    #expect(contrary(both, Self.object("7", isBeingDeleted: true))?.version == 0)
    let copy = SeenObject(name: "a", namespace: "b", uid: nil, resourceVersion: nil, file: "f")
    #expect(contrary(old, copy) == nil)
    ledger.evidence = [first]
    #expect(contrary(old, Self.object("7")) == nil)
    for (certificates, object) in [
      (old, Self.object("8")), (old, Self.object("7", "v")), (old, Self.object("7", isBeingDeleted: true)),
      (stranger, Self.object("7")),
    ] {
      #expect(contrary(certificates, object) != nil)
    }
    #expect(contrary(old, Self.object("6")) == nil)
    // Times in the future do not protect the gate.
    ledger.evidence = []
    #expect(contrary(old, Self.object("7", created: 600))?.time == ledger.now)
  }

  @Test func `a bundle that is another one is told by what it lacks, what it has too much, and whose that is`() throws {
    let ledger = try LedgerScene.ledger()
    let both = try ledger.roots(Self.red, 2)
    let (green, blue) = (try ledger.roots(.mesh("green-mesh"), 1), try ledger.roots(.mesh("blue-mesh"), 1))
    func difference(_ certificates: [Certificate], holder: String = "green-mesh") -> RotationRefusal.BundleDifference? {
      do throws(CAError) {
        _ = try SeenBundle(holder: holder, mesh: "red-mesh", certificates: certificates, object: Self.object("1"))
          .evidence(in: ledger)
        return nil
      } catch {
        guard case .refused(.rotation(.otherBundle(let difference))) = error else { return nil }
        return difference
      }
    }
    let lacking = try #require(difference([both[0]]))
    #expect(lacking.missing == [both[1]] && lacking.extra.isEmpty && lacking.stranger == nil && !lacking.isRemote)
    let more = try #require(difference(both + green + blue))
    #expect(more.missing.isEmpty && more.extra.map { "\($0)" } == (green + blue).map { "\($0)" }.sorted())
    #expect(difference(both + green)?.stranger == .mesh("green-mesh"))
    let nobody = try #require(difference(both + [try OtherAuthority("a").certificate], holder: "far-mesh"))
    #expect(nobody.stranger == nil && nobody.isRemote)
  }

  // MARK: - Chains and sentences

  @Test func `a leaf is of this step if a former intermediate signs again`() throws {
    var ledger = try LedgerScene.ledger(.signing)
    let versions = try #require(ledger.signers["red-mesh"])
    let leaf = try LedgerScene.chain(of: "red-mesh", ledger, version: 1)
    let begin = leaf[0].validity.notBefore
    func code(_ signers: [(chain: [Certificate], since: Timestamp)]) -> String? {
      ledger.replaceSigners(
        "red-mesh",
        signers.enumerated().map { SignerVersion(number: $0 + 1, chain: $1.chain, since: $1.since) })
      do throws(CAError) {
        let evidence = try SeenChain(mesh: "red-mesh", chain: leaf, place: "a").evidence(in: ledger)
        return "\(evidence.kind.rawValue) \(evidence.version)"
      } catch {
        return error.diagnostic.code.rawValue
      }
    }
    let (old, new) = (versions[0].chain, versions[1].chain)
    #expect(code([(old, Self.start)]) == "signer 1")
    #expect(code([(old, begin + 60)]) == "signer 1")
    #expect(code([(old, Self.start), (new, begin)]) == "MT-ROT-19")
    #expect(code([(old, Self.start), (new, Self.start), (old, begin)]) == "signer 3")
    #expect(code([(old, Self.start), (new, Self.start), (old, begin + 1)]) == "MT-ROT-28")
    #expect(code([(new, Self.start), (old, begin + 1)]) == "signer 2")
  }

  @Test func `a certificate without a workload's identity is that of istiod`() throws {
    var ledger = try LedgerScene.ledger(.signing)
    let authority = try OtherAuthority("a")
    ledger.replaceSigners("red-mesh", [SignerVersion(number: 1, chain: [authority.certificate], since: Self.start)])
    for (name, kind) in [
      (GeneralName.dns("istiod.red-mesh-system.svc"), Evidence.Kind.serving),
      (.uri(Array("spiffe://red-mesh.local/ns/a/sa/b".utf8)), .signer),
    ] {
      let leaf = try CertificateTemplate(
        serialNumber: .random(), validity: Validity(notBefore: Self.start, notAfter: Self.start + 600),
        subject: DistinguishedName(organization: "a", commonName: "b"),
        publicKey: authority.key.publicKey.components, subjectAlternativeNames: [name],
        basicConstraints: BasicConstraints(isAuthority: false), keyUsage: [.digitalSignature]
      ).signed(by: authority.key, issuer: authority.certificate)
      let evidence = try SeenChain(mesh: "red-mesh", chain: [leaf], place: "a").evidence(in: ledger)
      #expect(evidence.kind == kind)
    }
  }

  @Test func `what a sentence says of meshes of Istio`() throws {
    let istio = "controlPlane: {flavour: istio, version: 1.29.4}"
    let ledger = try LedgerScene.ledger(.distributing, .shared, planes: ["red-mesh": [istio], "green-mesh": [istio]])
    let cases: [(sentence: String, facts: [String]?)] = [
      ("webhooks updated", ["red-mesh webhooks 2", "green-mesh webhooks 2"]),
      ("red-mesh: webhooks updated", ["red-mesh webhooks 2"]), ("blue-mesh: webhooks updated", nil),
      ("blue-mesh: istiod restarted", ["blue-mesh signer 1", "blue-mesh serving 1"]),
      ("  green-mesh :  istiod restarted ", ["green-mesh signer 1", "green-mesh serving 1", "green-mesh webhooks 2"]),
      ("green-mesh: all proxies restarted", ["green-mesh restart 0"]), ("pink-mesh: all proxies restarted", nil),
      ("red-mesh: red-mesh updated", ["red-mesh bundle 2"]), ("red-mesh: pink-mesh updated", nil),
      ("red-mesh: green-mesh updated", ["red-mesh bundle 2"]), ("red-mesh: green-mesh", nil),
      ("blue-mesh: requests answered", ["blue-mesh requests 0"]),
    ]
    for item in cases {
      let found = Statement(item.sentence, by: "A. Smith").evidence(in: ledger, of: .shared)
      #expect(found?.map { "\($0.mesh) \($0.kind.rawValue) \($0.version)" } == item.facts, "\(item.sentence)")
    }
  }
}
