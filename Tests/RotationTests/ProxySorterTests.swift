import CA
import Cryptography
import Diagnostics
import Federation
import Foundation
import Kubernetes
import Rotation
import Testing
import X509

/// What proxies say of the roots that they have, and of the certificates that they present.
@Suite struct ProxySorterTests {
  private static let istio = ["controlPlane: {flavour: istio, version: 1.29.4}"]
  private static let red = LedgerScene.red
  private static let start = RotatingHome.start

  private static func base64(_ certificates: [Certificate]) -> String {
    "\"" + Data(PEM.write(certificates).utf8).base64EncodedString() + "\""
  }

  /// What an Envoy answers.
  private static func envoy(
    _ chain: [Certificate], _ pool: [Certificate], byDomain: [String: [Certificate]] = [:], since: Timestamp?,
    file: String = "a"
  ) throws -> ObservedProxy {
    let time = since.map { "\"lastUpdated\": \"\($0)\", " } ?? ""
    let domains = byDomain.map { "{\"name\": \"\($0)\", \"trustBundle\": {\"inlineBytes\": \(base64($1))}}" }
    let text = """
      {"dynamicActiveSecrets": [
        {"name": "default", "secret": {"tlsCertificate": {"certificateChain": {"inlineBytes": \(base64(chain))}}}},
        {"name": "ROOTCA", \(time)"secret": {"validationContext": {
          "trustedCa": {"inlineBytes": \(base64(pool))},
          "customValidatorConfig": {"typedConfig": {"trustDomains": [\(domains.joined(separator: ", "))]}}}}}]}
      """
    let dump = try #require(try ProxyDump(LedgerScene.document(text, file)))
    return ObservedProxy(dump: .success(dump), file: file)
  }

  /// What a ztunnel answers: the certificate of each identity, and the roots that came with it.
  private static func ztunnel(_ identities: [(chain: [Certificate], pool: [Certificate])]) throws -> ObservedProxy {
    let items = identities.map { identity in
      let chain = identity.chain.map { "{\"pem\": \(base64([$0]))}" }
      return """
        {"identity": "shop/cart", "certChain": [\(chain.joined(separator: ", "))],
         "rootCerts": [{"pem": \(base64(identity.pool))}]}
        """
    }
    let dump = try #require(try ProxyDump(LedgerScene.document("[\(items.joined(separator: ", "))]", "a")))
    return ObservedProxy(dump: .success(dump), file: "a")
  }

  private static func sort(
    _ ledger: RotationLedger, _ proxies: [ObservedProxy], holder: String? = nil, mesh: String? = nil,
    isIssuedHere: Bool = false
  ) -> [SortedEvidence] {
    ProxySorter(ledger, holder: holder, mesh: mesh) { _ in isIssuedHere }.sort(proxies)
  }

  @Test func `two active secrets of one name are two proxies' worth of evidence`() throws {
    let ledger = try LedgerScene.ledger(every: Self.istio)
    let (one, both) = (try ledger.roots(Self.red, 1), try ledger.roots(Self.red, 2))
    let chain = try LedgerScene.chain(of: "green-mesh", ledger)
    func observed(_ pools: [[Certificate]]) throws -> ObservedProxy {
      let roots = pools.map { pool in
        """
        {"name": "ROOTCA", "lastUpdated": "\(Self.start)", "secret": {"validationContext": {
          "trustedCa": {"inlineBytes": \(Self.base64(pool))}}}}
        """
      }
      let text = """
        {"dynamicActiveSecrets": [
          {"name": "default", "secret": {"tlsCertificate": {"certificateChain": {"inlineBytes": \(Self.base64(chain))}}}},
          \(roots.joined(separator: ", "))]}
        """
      let dump = try #require(try ProxyDump(LedgerScene.document(text, "a")))
      return ObservedProxy(dump: .success(dump), file: "a")
    }
    for (pools, words) in [
      ([both], ["recorded"]), ([both, both], ["recorded"]), ([both, one], ["against MT-ROT-56"]),
      ([one, both], ["against MT-ROT-56"]), ([both, both, one], ["against MT-ROT-56"]),
    ] {
      let found = Self.sort(ledger, [try observed(pools)])
      #expect(found.words == words)
    }
  }

  @Test func `a proxy is of the one mesh whose trust domain it has`() throws {
    let ledger = try LedgerScene.ledger(every: Self.istio)
    let both = try ledger.roots(Self.red, 2)
    let chain = try LedgerScene.chain(of: "green-mesh", ledger)
    let proxy = try Self.envoy(chain, both, since: Self.start)
    for (holder, mesh) in [(nil, nil), ("green-mesh", nil), (nil, "red-mesh"), ("green-mesh", "red-mesh")] {
      #expect(Self.sort(ledger, [proxy], holder: holder, mesh: mesh).facts == ["green-mesh bundle red-mesh 2"])
    }
    #expect(Self.sort(ledger, [proxy], mesh: "blue-mesh").isEmpty)
    #expect(Self.sort(ledger, [proxy], holder: "blue-mesh").words == ["MT-ROT-58"])
    #expect(Self.sort(ledger, [proxy], isIssuedHere: true).words == ["MT-ROT-44"])
    let blue = try LedgerScene.chain(of: "blue-mesh", ledger)
    #expect(Self.sort(ledger, [try Self.ztunnel([(chain, both), (blue, both)])]).words == ["MT-ROT-58"])
    #expect(Self.sort(ledger, [try Self.envoy([], both, since: Self.start)]).words == ["MT-ROT-58"])
    let own = try Self.envoy(try LedgerScene.chain(of: "red-mesh", ledger), both, since: Self.start)
    #expect(Self.sort(ledger, [own]).facts == ["red-mesh bundle red-mesh 2"])
    // Whoever issued its certificate, unless that is known to be another mesh: its roots are what counts.
    let authority = try OtherAuthority("a")
    let foreign = try CertificateTemplate(
      serialNumber: .random(), validity: Validity(notBefore: Self.start, notAfter: Self.start + 600),
      subject: DistinguishedName(organization: "a", commonName: "b"), publicKey: authority.key.publicKey.components,
      subjectAlternativeNames: [.uri(Array("spiffe://green-mesh.local/ns/a/sa/b".utf8))],
      basicConstraints: BasicConstraints(isAuthority: false), keyUsage: [.digitalSignature]
    ).signed(by: authority.key, issuer: authority.certificate)
    let elsewhere = try Self.envoy([foreign], both, since: Self.start)
    #expect(Self.sort(ledger, [elsewhere]).facts == ["green-mesh bundle red-mesh 2"])
    let fault = ObservedRoots.Unreadable(Diagnostic("MT-K8S-01", what: "a", why: "b", next: "c"))
    #expect(Self.sort(ledger, [ObservedProxy(dump: .failure(fault), file: "a")]).words == ["MT-K8S-01"])
  }

  @Test func `of meshes with one trust domain the one that is named has the proxy`() throws {
    let plane = ["trustDomain: one.local", "dataPlane: ambient", "controlPlane: {flavour: istio, version: 1.29.4}"]
    let ledger = try LedgerScene.ledger(.distributing, .shared, every: plane)
    let proxy = try Self.ztunnel([
      (try LedgerScene.chain(of: "green-mesh", ledger, at: Self.start + 600), try ledger.roots(.shared, 2))
    ])
    #expect(Self.sort(ledger, [proxy]).words == ["MT-ROT-58"])
    let facts = Self.sort(ledger.copy(now: Self.start + 600), [proxy], holder: "green-mesh", mesh: "red-mesh").facts
    #expect(facts == ["green-mesh bundle red-mesh 2"])
    // Below blue's intermediate it is none of green's.
    let blue = try Self.ztunnel([
      (try LedgerScene.chain(of: "blue-mesh", ledger, at: Self.start + 600), try ledger.roots(.shared, 2))
    ])
    let found = Self.sort(ledger.copy(now: Self.start + 600), [blue], holder: "green-mesh", mesh: "red-mesh").words
    #expect(found == ["MT-ROT-58"])
  }

  @Test func `what another proxy lacked is outweighed only by what is later`() throws {
    var ledger = try LedgerScene.ledger(every: Self.istio).copy(now: Self.start + 3_600)
    let both = try ledger.roots(Self.red, 2)
    let chain = try LedgerScene.chain(of: "green-mesh", ledger)
    for (holder, version, since, word) in [
      ("green-mesh", 1, 599, "MT-ROT-57"), ("green-mesh", 1, 600, "MT-ROT-57"), ("green-mesh", 1, 601, "recorded"),
      ("green-mesh", 2, 599, "recorded"), ("blue-mesh", 1, 599, "recorded"),
    ] {
      ledger.evidence = [
        Evidence(
          holder: holder, mesh: "red-mesh", kind: .otherBundle, version: version, time: Self.start + 600, source: "a")
      ]
      let found = Self.sort(ledger, [try Self.envoy(chain, both, since: Self.start + Int64(since))]).words
      #expect(found == [word], "\(holder) \(since)")
    }
  }

  @Test func `every identity of a proxy must have just the roots of the last version`() throws {
    let ledger = try LedgerScene.ledger(every: Self.istio)
    let (old, both) = (try ledger.roots(Self.red, 1), try ledger.roots(Self.red, 2))
    let new = Array(both.suffix(1))
    let chain = try LedgerScene.chain(of: "green-mesh", ledger)
    let green = try ledger.roots(.mesh("green-mesh"), 1)
    func facts(_ pool: [Certificate], _ byDomain: [String: [Certificate]] = [:]) throws -> [String] {
      let sorted = Self.sort(ledger, [try Self.envoy(chain, pool, byDomain: byDomain, since: Self.start)])
      #expect(sorted.words == ["recorded"] || sorted.words == ["against MT-ROT-56"])
      return sorted.facts
    }
    let (has, lacks) = ("green-mesh bundle red-mesh 2", "green-mesh lacks red-mesh")
    let cases: [(pool: [Certificate], byDomain: [String: [Certificate]], fact: String)] = [
      (both, [:], has), (both + green, [:], has), (old, [:], "\(lacks) 1"), (new, [:], "\(lacks) 0"),
      (green, [:], "\(lacks) 0"),
      // Who keeps the roots of each trust domain apart uses no others.
      (green, ["red-mesh.local": both], has), (both, ["red-mesh.local": old], "\(lacks) 1"),
      (both, ["green-mesh.local": green], "\(lacks) 0"),
    ]
    for item in cases {
      let found = try facts(item.pool, item.byDomain)
      #expect(found == [item.fact])
    }
    let late = try LedgerScene.chain(of: "green-mesh", ledger)
    let mixed = try Self.ztunnel([(chain, both), (late, old)])
    #expect(Self.sort(ledger, [mixed]).facts == ["\(lacks) 0"])
    #expect(Self.sort(ledger, [try Self.ztunnel([(chain, both), (late, both)])]).facts == [has])
  }

  @Test func `what a proxy lacks and what it has too much is named`() throws {
    for (phase, version, named) in [(RotationPhase.distributing, 1, 1), (.retiring, 2, 0)] {
      let ledger = try LedgerScene.ledger(phase, every: Self.istio)
      let both = try ledger.roots(Self.red, 2)
      let chain = try LedgerScene.chain(of: "green-mesh", ledger)
      let proxy = try Self.envoy(chain, try ledger.roots(Self.red, version), since: ledger.now)
      let why = Self.sort(ledger, [proxy]).compactMap { item in
        if case .contrary(_, let diagnostic) = item.outcome { diagnostic.why.description } else { nil }
      }
      #expect(why.count == 1 && why[0].contains("\(both[named])") && !why[0].contains("\(both[1 - named])"))
    }
  }

  @Test func `roots that may be from before the step, or are of the future, count for nothing`() throws {
    let ledger = try LedgerScene.ledger(every: Self.istio).copy(now: Self.start + 3_600)
    let both = try ledger.roots(Self.red, 2)
    let chain = try LedgerScene.chain(of: "green-mesh", ledger)
    let cases: [(since: Int64?, word: String, time: Int64?)] = [
      (nil, "MT-ROT-57", nil), (-301, "MT-ROT-57", nil), (-300, "recorded", 0), (60, "recorded", 60),
      (3_900, "recorded", 3_900), (3_901, "MT-ROT-43", nil),
    ]
    for item in cases {
      let sorted = Self.sort(ledger, [try Self.envoy(chain, both, since: item.since.map { Self.start + $0 })])
      #expect(sorted.words == [item.word], "\(item.since ?? 0)")
      #expect(sorted.compactMap(\.recorded?.time) == (item.time.map { [Self.start + $0] } ?? []))
    }
  }

  @Test func `roots that were published again count from the first of these versions`() throws {
    var ledger = try LedgerScene.ledger(every: Self.istio)
    let both = try ledger.roots(Self.red, 2)
    ledger.publish(Self.red, both.reversed(), since: Self.start + 3_600)
    let chain = try LedgerScene.chain(of: "green-mesh", ledger)
    let proxy = try Self.envoy(chain, both, since: Self.start + 60)
    #expect(Self.sort(ledger.copy(now: Self.start + 7_200), [proxy]).facts == ["green-mesh bundle red-mesh 2"])
  }

  @Test func `what is known is not recorded again, and what speaks against a mesh comes last`() throws {
    var ledger = try LedgerScene.ledger(every: Self.istio)
    let (old, both) = (try ledger.roots(Self.red, 1), try ledger.roots(Self.red, 2))
    let chain = try LedgerScene.chain(of: "green-mesh", ledger)
    let good = try Self.envoy(chain, both, since: Self.start)
    let bad = try Self.envoy(chain, old, since: Self.start, file: "b")
    #expect(Self.sort(ledger, [bad, good]).words == ["recorded", "against MT-ROT-56"])
    ledger.evidence += Self.sort(ledger, [good]).compactMap(\.recorded)
    #expect(Self.sort(ledger, [good]).words == ["known"])
    // Another look is another piece of evidence.
    #expect(Self.sort(ledger, [try Self.envoy(chain, both, since: Self.start + 60)]).words == ["recorded"])
  }

  @Test func `what a proxy presents shows what istiod signs with, while the new intermediate signs`() throws {
    func facts(
      _ phase: RotationPhase, _ plane: [String] = Self.istio, version: Int = 2, mesh: String? = nil,
      isCompromised: Bool = false
    ) throws -> [SortedEvidence] {
      var ledger = try LedgerScene.ledger(phase, every: plane)
      if isCompromised {
        let rotation = try #require(ledger.rotation(of: Self.red))
        ledger.change(rotations: [rotation.escalated(at: rotation.since)])
      }
      let roots = try #require(ledger.bundles[Self.red]?.last).certificates
      let chain = try LedgerScene.chain(of: "red-mesh", ledger, version: version)
      return Self.sort(ledger, [try Self.envoy(chain, roots, since: ledger.now)], mesh: mesh)
    }
    let (bundle, signer, serving) = (
      "red-mesh bundle red-mesh 2", "red-mesh signer red-mesh 2", "red-mesh serving red-mesh 2"
    )
    for mesh in [nil, "red-mesh"] {
      let found = try facts(.signing, mesh: mesh)
      #expect(found.facts == [bundle, signer, serving])
    }
    var found = try facts(.signing, mesh: "green-mesh")
    #expect(found.isEmpty)
    // The old intermediate shows nothing.
    found = try facts(.signing, version: 1)
    #expect(found.words == ["recorded", "MT-ROT-19"])
    // Before it signs, and once nothing else may, nobody asks; after a compromise everybody does.
    found = try facts(.distributing, version: 1)
    #expect(found.facts == [bundle])
    found = try facts(.retiring)
    #expect(found.facts == ["red-mesh bundle red-mesh 3"])
    found = try facts(.retiring, isCompromised: true)
    #expect(found.facts == ["red-mesh bundle red-mesh 3", signer, serving])
    // Where istiod does not make its own certificate anew with each intermediate, it must be seen itself.
    for plane in [
      "{flavour: maistra}", "{flavour: istio, version: 1.17.8}", "{flavour: istio}",
      "{flavour: istio, version: 1.29.4, signer: istio-csr}",
    ] {
      found = try facts(.signing, ["controlPlane: \(plane)"])
      #expect(found.facts == [bundle, signer], "\(plane)")
    }
  }

  @Test func `a chain that was recorded is known for what it showed`() throws {
    var ledger = try LedgerScene.ledger(.signing, every: Self.istio)
    let chain = try LedgerScene.chain(of: "red-mesh", ledger)
    let proxy = try Self.envoy(chain, try ledger.roots(Self.red, 2), since: ledger.now)
    let all = Self.sort(ledger, [proxy]).compactMap(\.recorded)
    ledger.evidence += all.filter { $0.kind == .signer }
    #expect(Self.sort(ledger, [proxy]).words == ["recorded", "known", "recorded"])
    ledger.evidence = all
    #expect(Self.sort(ledger, [proxy]).words == ["known", "known", "known"])
    let other = try Self.envoy(
      try LedgerScene.chain(of: "red-mesh", ledger), try ledger.roots(Self.red, 2), since: ledger.now)
    #expect(Self.sort(ledger, [other]).words == ["known", "recorded", "recorded"])
  }
}
