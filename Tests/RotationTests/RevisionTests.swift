import CA
import Cluster
import Documents
import Federation
import Kubernetes
import Testing
import X509

@testable import Rotation

/// Two istiods of one mesh, each with a configuration of its own.
@Suite struct RevisionTests {
  private static let red = LedgerScene.red
  private static let sail = ["controlPlane: {flavour: sail, version: v1.30.1}"]
  private static let space = "green-mesh-system"
  private static let (old, new) = ("green-mesh-v1-29-3", "green-mesh-v1-30-1")

  private static func config(_ revision: String, _ roots: [Certificate], _ ledger: RotationLedger) throws
    -> ObservedRoots
  {
    let text = """
      {"defaultConfig": {"proxyMetadata": {"PROXY_CONFIG_XDS_AGENT": "true"}},
       "caCertificates": [{"pem": \(LedgerScene.json(roots)), "trustDomains": ["red-mesh.local"]}]}
      """
    let name = "istio-\(revision)"
    let config = try MeshConfig(
      LedgerScene.document(text).root, of: ObjectName(kind: "ConfigMap", name: name), in: "mesh")
    let object = SeenObject(
      name: name, namespace: space, uid: "uid of \(name)", resourceVersion: "9", created: LedgerScene.start - 900,
      changed: ledger.now, reading: .init(cluster: "c", time: ledger.now + 60), file: "")
    return ObservedRoots(object: object, certificates: .success([]), meshConfig: .success(config))
  }

  private static func look(
    _ configs: [ObservedRoots], istiods: [String], _ ledger: RotationLedger, unread: [String] = []
  ) -> MeshLook {
    var workloads = MeshWorkloads()
    workloads.namespaces = .known([space])
    workloads.unread = unread
    workloads.deployments = istiods.map { revision in
      WorkloadState(
        name: "istiod-\(revision)", namespace: space, uid: revision, resourceVersion: "3",
        labels: ["app": "istiod", "istio.io/rev": revision], selector: ["app": "istiod"], replicas: 1, updated: 1,
        available: 1)
    }
    return MeshLook(cluster: "c", time: ledger.now + 60, bundles: configs, ownRoots: [:], workloads: workloads)
  }

  private static func gather(_ look: MeshLook, _ ledger: RotationLedger) throws -> (kinds: [String], verdict: String) {
    let green = try #require(ledger.federation.mesh(named: "green-mesh"))
    let result = MeshGathering(ledger, green, look).result
    let observation = try #require(result.observations.first { $0.subject == .bundle && $0.about == "red-mesh" })
    return (result.evidence.map(\.kind.rawValue), observation.verdict.rawValue)
  }

  @Test func `one configuration without the roots speaks against the mesh`() throws {
    let ledger = try LedgerScene.ledger(every: Self.sail)
    let (one, both) = (try ledger.roots(Self.red, 1), try ledger.roots(Self.red, 2))
    let fresh = try [Self.config(Self.old, both, ledger), Self.config(Self.new, both, ledger)]
    var found = try Self.gather(Self.look(fresh, istiods: [Self.old, Self.new], ledger), ledger)
    #expect(found.verdict == "shown" && found.kinds == ["bundle", "bundle"])
    for names in [(Self.old, Self.new), (Self.new, Self.old)] {
      let mixed = try [Self.config(names.0, both, ledger), Self.config(names.1, one, ledger)]
      for (istiods, unread) in [([Self.old, Self.new], []), ([], []), ([Self.new], [WorkloadKind.deployments])] {
        let look = Self.look(mixed, istiods: istiods, ledger, unread: unread)
        found = try Self.gather(look, ledger)
        #expect(found.verdict == "missing" && found.kinds == ["other-bundle"])
      }
      // Nobody reads the configuration of a revision that is gone.
      found = try Self.gather(Self.look(mixed, istiods: [names.0], ledger), ledger)
      #expect(found.verdict == "shown" && found.kinds == ["bundle"])
      found = try Self.gather(Self.look(mixed, istiods: [names.1], ledger), ledger)
      #expect(found.verdict == "missing" && found.kinds == ["other-bundle"])
      #expect(EvidenceSorter(ledger).sort(mixed).words == ["not needed", "against MT-ROT-29"])
    }
    // An istiod without a configuration has no roots of peers.
    found = try Self.gather(Self.look([fresh[0]], istiods: [Self.old, Self.new], ledger), ledger)
    #expect(found.verdict == "missing" && found.kinds == [])
    found = try Self.gather(Self.look([], istiods: [Self.new], ledger), ledger)
    #expect(found.verdict == "missing" && found.kinds == [])
  }

  @Test func `the roots of peers among its own are not in the way of a mesh`() throws {
    let plane = ["dataPlane: ambient", "controlPlane: {flavour: sail, version: v1.30.1, poolInRoot: true}"]
    let green = try LedgerScene.ledger().roots(.mesh("green-mesh"), 1)
    let stranger = try OtherAuthority("Stranger").certificate
    let cases: [(lines: [String], more: [Certificate], verdict: String)] = [
      (plane, [], "shown"), (plane, green, "shown"), (plane, [stranger], "missing"), (Self.sail, green, "missing"),
    ]
    for item in cases {
      let ledger = try LedgerScene.ledger(planes: ["red-mesh": item.lines])
      var scene = try GatheringTests.Scene(ledger, at: ledger.now + 600, secret: ledger.now + 100)
      let secret = try #require(scene.secret)
      let prints = try #require(secret.fingerprints)
      scene.secret = SecretState(
        name: secret.name, namespace: secret.namespace, uid: secret.uid, resourceVersion: secret.resourceVersion,
        changed: secret.changed,
        fingerprints: .init(
          roots: prints.roots.union(item.more.map(\.fingerprint)), intermediate: prints.intermediate))
      scene.ownRoots = try scene.ownRoots.mapValues { observed in
        ObservedRoots(object: observed.object, certificates: .success(try observed.certificates.get() + item.more))
      }
      let red = try #require(ledger.federation.mesh(named: "red-mesh"))
      let found = MeshGathering(ledger, red, scene.look()).result.observations
      for subject in [Observation.Subject.secret, .ownRoots] {
        #expect(found.first { $0.subject == subject }?.verdict.rawValue == item.verdict)
      }
    }
  }
}
