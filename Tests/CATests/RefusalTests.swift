import CA
import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import SystemPackage
import Testing
import X509

/// Each refusal of a home, with a code of its own.
@Suite struct RefusalTests {
  private static let now = Timestamp(seconds: 1_800_000_000)

  private static let ambient: [DescriptionRefusal] = [try? TrustDomain.mesh("a.local")].compactMap { $0 }.map {
    domain in
    .ambientPeers(mesh: "a", domain, peers: [.init(name: "b", trustDomain: domain)])
  }

  private static let description: [DescriptionRefusal] =
    [
      .foreignOutput(folder: "out"), .olderDatabase(file: "out/a/pem/root-cert.pem", root: "ab"),
      .replaced(mine: now, newest: now, by: "anna", host: "a.example"), .onlyMesh("a", home: "pki"),
      .uncertainEdit(of: "a", path: "federation.yaml"),
      .remoteDescribed("a"), .trustDomainChanged(mesh: "a", from: "a.local", to: "b.local"),
      .rootsChanged(mesh: "a", described: "shared", issued: "per-mesh"), .notPeer("a", of: "b", peers: ["c"]),
      .constrainedForAmbient(mesh: "a", authorities: ["a/root"], remedy: .meshtrust("rotate", "start", "a")),
    ] + ambient

  private static func issuing(_ certificate: Certificate) -> [IssuingRefusal] {
    let command = SuggestedCommand.meshtrust("apply")
    return [
      .intermediateEnded(mesh: "a", now, renewal: command), .rootEnded(mesh: "a", now, replacement: command),
      .notDNSName("a b"),
      .nameNotPermitted("a.svc", issuer: certificate, renewal: command), .keyOfNoSidecar("Ed25519"),
      .weakKey("RSA 1024"), .keyOfAuthority("a/root"),
      .noRequest(mesh: "a", issued: false), .ownRoot(mesh: "a", owner: .mesh("a"), root: "a/root"),
      .nothingArrives(mesh: "a"), .keyElsewhere(authority: "a/root"),
      .noListSigner(mesh: "a"), .noListYet(mesh: "a"),
      .longLeaf(mesh: "a", asked: Lifetime(seconds: 7200), allowed: Lifetime(seconds: 3600)),
      .revokedLeaf(certificate), .leaving(mesh: "a"),
    ]
  }

  private static func rotation(_ certificate: Certificate) -> [RotationRefusal] {
    let reason = Diagnostic("MT-V-01", what: "what", why: "why", next: "next")
    return [
      .noRoomToCrossSign(certificate, pathLength: 0), .issueDue(authority: "a/root", reason: "it ends"),
      .folderBehind(mesh: "a", files: ["b"], isTaken: false),
      .invalidWithRoots(.shared, reason),
      .folderBlocked(BlockedFolder(mesh: "a", peer: "b", answer: .meshtrust("install", "b", "--chain", "FILE"))),
      .undescribedSigner(mesh: "a"), .notRotating(.mesh("a")),
      .underWay(.shared, .signing), .pastReturn(.shared, leaving: 1, isBackwards: false),
      .gateShut(.shared, .signing, waitsFor: "a", opens: nil, advice: "b", others: 0),
      .removalUnseen(holder: "a", mesh: "b"), .notRenewed(place: "a", signer: certificate, leafIssuer: "b"),
      .issuedBefore(place: "a", leaf: now, step: now),
      .otherBundle(.init(holder: "a", mesh: "b", isRemote: false, missing: [certificate], extra: [], stranger: nil)),
      .arrivingRoot(certificate, .shared, .signing, isBackwards: false), .unproven(reason),
      .lostHandshake(
        .init(
          presenter: "a", isIstiod: false, holder: "b", code: "MT-V-01", reason: "c", signer: 1, bundle: 1, time: now,
          others: 0, remedy: .seeBundle)),
      .notSigning(certificate), .otherIngress(server: "a:1", holder: "b", mesh: "c", reason: "d"),
      .disbelieved(holder: "a", mesh: "b", isRemote: true, reason: "c"),
      .notFromCluster(file: "a", holder: "b", mesh: "c"),
      .beingDeleted(configMap: "a", holder: "b"),
      .otherNamespace(configMap: "a", namespace: nil, holder: "b", expected: "c"),
      .objectOfOther(uid: "1", holder: "a", mesh: "b", other: "c", otherMesh: "d"),
      .olderState(configMap: "a", holder: "b", mesh: "c", states: .init(passed: "1", recorded: "2", time: now)),
      .changedBefore(configMap: "a", holder: "b", mesh: "c", changed: now, published: now),
      .undated(configMap: "a", holder: "b", mesh: "c", published: now),
      .changedLater(configMap: "a", holder: "b", changed: now, now: now),
      .issuedHere(place: "a", leaf: certificate),
      .foreignRoot(.mesh("a"), root: certificate, keyIsHere: false), .answerMissing(mesh: "a", root: certificate),
      .emergencyElsewhere(.mesh("a"), certificate), .movedAlready(.shared),
      .deliversOneRoot(mesh: "a", version: "1.24.4", upgrade: "1.24.5"), .takesOneRoot(mesh: "a", rootOf: "b"),
      .notRead(configMap: "a", holder: "b", mesh: "c", source: .meshConfig("istio")),
      .notRequested(configMap: "istio", holder: "a"),
    ]
  }

  private static func answers(_ certificate: Certificate) throws -> [AnswerRefusal] {
    [
      .otherKey(mesh: "a"), .noRoot, .otherRoot(mesh: "a", known: certificate, presented: certificate),
      .profile(.purposes, mesh: "a"), .path(.noRoom(below: certificate, allowed: 0, found: 1)),
      .severalAnswers([certificate], mesh: "a"), .nameOfRoot(certificate, mesh: "a"),
      .unconfined(certificate, mesh: "a", root: certificate, other: "b"),
      .unconfinedOther(certificate, of: "b", mesh: "a", root: certificate),
    ]
  }

  private static func adoptions(_ certificate: Certificate) throws -> [AdoptionFault] {
    let domain = try TrustDomain("a.local")
    return [
      .noKey(key: "a", mesh: "b"), .unfitKey(certificate, mesh: "a", fits: nil), .swapped(certificate: "a", key: "b"),
      .noCertificate(key: "a", found: []),
      .otherNamespace(secret: "a", found: "b", mesh: "c", expected: "d"), .notSelfSigned(nil, .pem),
      .unfitRoot(certificate, .notAuthority, mesh: "a"),
      .unfitIntermediate(certificate, .otherIdentity("spiffe://b.local", domain), mesh: "a"),
      .brokenPath(.gap(to: certificate, reason: "b"), .pem), .rootNotValid(certificate),
      .exists(authority: "a/root", held: certificate), .severalRoots([certificate]), .noRoom(certificate),
      .revoked(certificate, since: now, mesh: "a"),
    ]
  }

  @Test func everyAnswerAndEveryAuthorityIsRefusedUnderACodeOfItsOwn() throws {
    let certificate = try CorporateRoot("Corporate").certificate
    let errors =
      try Self.answers(certificate).map(CAError.wrongAnswer) + Self.adoptions(certificate).map(CAError.adoption)
    let told = errors.map(\.diagnostic)
    #expect(Set(told.map(\.code)).count == 23 && errors.allSatisfy { $0.exitStatus == .refused })
    for diagnostic in told {
      #expect(!diagnostic.what.isEmpty && !diagnostic.why.isEmpty && !diagnostic.next.isEmpty, "\(diagnostic.code)")
    }
  }

  private static func roots(_ certificate: Certificate) throws -> [UnfitRoot] {
    [
      .present(name: "a"), .notSelfSigned(certificate), .notAuthority(certificate), .noRoom(certificate),
      .excludes(certificate, try TrustDomain("a.local")), .unsoundKey(certificate, reason: "b"),
      .notValid(certificate, now: now), .nearEnd(certificate, due: now), .nameTaken(certificate, by: "b"),
      .pinnedByIssuer(certificate, intermediate: certificate), .compromisedKey(certificate),
      .otherFingerprint(certificate, expected: "b"), .otherIdentity(certificate, uri: "spiffe://b.local", mesh: "a"),
      .unconfinedBelow(certificate, intermediate: certificate, of: "b", mesh: "a"),
    ]
  }

  private static let migration: [MigrationRefusal] = [
    .otherFlavour(mesh: "a", .sail), .olderVersion(mesh: "a", version: "v2.5"), .rotating(mesh: "a", .mesh("b")),
    .underWay(mesh: "a", .moving, isAborting: false), .notMigrating(mesh: "a"),
    .gateShut(mesh: "a", phase: "crossing", waitsFor: "b", advice: "c", others: 0), .pastReturn(mesh: "a"),
    .undescribed(mesh: "a", Diagnostic("MT-FED-01", what: "what", why: "why", next: "next")),
    .migrating(mesh: "a", owner: .mesh("b")), .sameName(mesh: "a", name: "CN=b"),
    .deliversOneRoot(mesh: "a", version: "v1.25.1", upgrade: "1.25.2"),
    .lostHandshake(mesh: "a", presenter: "b", holder: "c", code: "MT-PV-23", reason: "d"),
  ]

  private static func all() throws -> [HomeRefusal] {
    let certificate = try CorporateRoot("Corporate").certificate
    return description.map(HomeRefusal.description) + issuing(certificate).map(HomeRefusal.issuing)
      + migration.map(HomeRefusal.migration)
      + rotation(certificate).map(HomeRefusal.rotation) + (try roots(certificate).map(HomeRefusal.unfitRoot))
  }

  @Test func everyRefusalHasACodeOfItsOwn() throws {
    let codes = try Self.all().map(\.diagnostic.code)
    #expect(codes.count == 90)
    #expect(Set(codes).count == codes.count)
  }

  @Test func everyRefusalTellsWhatWhyAndTheSafeWay() throws {
    for refusal in try Self.all() {
      let error = CAError.refused(refusal)
      let told = error.diagnostic
      #expect(error.exitStatus == .refused)
      #expect(!told.what.isEmpty && !told.why.isEmpty && !told.next.isEmpty, "\(told.code)")
    }
  }

  @Test func aShutGateOpensByItselfOrByEvidence() {
    let advice: Message = "\(.meshtrust("rotate", "seen", "b", "--for", "a", "-f", "FILE"))"
    let waiting = RotationRefusal.gateShut(.mesh("a"), .signing, waitsFor: "c", opens: nil, advice: advice, others: 2)
    let told = HomeRefusal.rotation(waiting).diagnostic
    #expect(told.next == advice)
    #expect(
      told.why == "a handshake could fail; closed gates besides this one: 2, see `\(.meshtrust("rotate", "status"))`")
    let timed = RotationRefusal.gateShut(
      .mesh("a"), .signing, waitsFor: "c", opens: Self.now, advice: advice, others: 0)
    let next = HomeRefusal.rotation(timed).diagnostic.next.description
    #expect(next == "it opens by itself at \(Self.now), or: \(advice.description)")
  }

  @Test func aLostHandshakeSaysHowTheOldStateIsClosed() throws {
    func advice(_ remedy: RotationRefusal.LostHandshake.Remedy) -> String {
      let lost = RotationRefusal.LostHandshake(
        presenter: "a", isIstiod: true, holder: "b", code: "MT-PV-03", reason: "it ended", signer: 2, bundle: 1,
        time: Self.now, others: 1, remedy: remedy)
      return HomeRefusal.rotation(.lostHandshake(lost)).diagnostic.next.description
    }
    #expect(advice(.seeBundle) == "meshtrust rotate seen b --for a -f FILE, once it has the latest bundle")
    #expect(advice(.restart(.shared)).contains("meshtrust rotate vouch a 'istiod restarted' 'all proxies restarted'"))
    #expect(advice(.none).hasPrefix("meshtrust explain MT-PV-03"))
  }
}
