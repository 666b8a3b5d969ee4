import CA
import Diagnostics
import Documents
import Federation
import Foundation
import Kubernetes
import Rotation
import Testing
import X509

/// Whether the API server trusts the webhooks of a mesh's istiod with the new root.
@Suite struct WebhookSorterTests {
  private static let istio = ["controlPlane: {flavour: istio, version: 1.29.4}"]
  private static let red = LedgerScene.red

  /// One webhook: which Service answers it, and what the API server trusts it by.
  private struct Hook {
    let mesh: String
    let roots: [Certificate]
    var namespace: String?
    var service: String?
  }

  private static func observed(
    _ hooks: [Hook], _ ledger: RotationLedger, kind: String = "Mutating", uid: String? = nil, state: String = "1",
    isCopy: Bool = false, isBeingDeleted: Bool = false
  ) throws -> ObservedWebhooks {
    let list = try hooks.map { hook in
      let mesh = try #require(ledger.federation.mesh(named: hook.mesh))
      let bundle = Data(PEM.write(hook.roots).utf8).base64EncodedString()
      return """
        {"name": "a.istio.io", "clientConfig": {"caBundle": "\(bundle)",
         "service": {"name": "\(hook.service ?? mesh.istiod)", "namespace": "\(hook.namespace ?? mesh.namespace)"}}}
        """
    }
    let text = """
      {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "\(kind)WebhookConfiguration",
       "metadata": {"name": "istio"}, "webhooks": [\(list.joined(separator: ", "))]}
      """
    let configuration = try #require(try WebhookConfiguration(LedgerScene.document(text)))
    let object = SeenObject(
      name: "istio", namespace: nil, uid: isCopy ? nil : uid ?? "uid of \(kind)", resourceVersion: isCopy ? nil : state,
      isBeingDeleted: isBeingDeleted, file: "a")
    return ObservedWebhooks(object: object, configuration: .success(configuration))
  }

  @Test func `every webhook of istiod must trust every root of the step`() throws {
    let ledger = try LedgerScene.ledger(every: Self.istio)
    let (old, both) = (try ledger.roots(Self.red, 1), try ledger.roots(Self.red, 2))
    let blue = try ledger.roots(.mesh("blue-mesh"), 1)
    func sorted(_ hooks: [Hook], holder: String? = nil, isCopy: Bool = false) throws -> [SortedEvidence] {
      WebhookSorter(ledger, holder: holder).sort([try Self.observed(hooks, ledger, isCopy: isCopy)])
    }
    let (good, bad) = (Hook(mesh: "red-mesh", roots: both), Hook(mesh: "red-mesh", roots: old))
    let fact = "red-mesh webhooks red-mesh 2"
    for holder in [nil, "red-mesh"] {
      let found = try sorted([good], holder: holder)
      #expect(found.facts == [fact])
    }
    let more = try sorted([good, Hook(mesh: "red-mesh", roots: both + blue)])
    #expect(more.facts == [fact])
    let cases: [(hooks: [Hook], words: [String])] = [
      ([bad], ["MT-ROT-55"]), ([Hook(mesh: "red-mesh", roots: [])], ["MT-ROT-55"]), ([good, bad], ["MT-ROT-55"]),
      // Those of others are in nobody's way.
      ([good, Hook(mesh: "red-mesh", roots: [], service: "kiali")], ["recorded"]),
      ([good, Hook(mesh: "red-mesh", roots: [], namespace: "shop")], ["recorded"]),
      ([Hook(mesh: "red-mesh", roots: both, service: "kiali")], []),
      ([Hook(mesh: "red-mesh", roots: both, namespace: "shop")], []), ([], []),
      // Green's root does not change.
      ([Hook(mesh: "green-mesh", roots: both)], ["not needed"]),
      ([good, Hook(mesh: "green-mesh", roots: both)], ["MT-ROT-32"]),
    ]
    for item in cases {
      let found = try sorted(item.hooks)
      #expect(found.words == item.words)
    }
    var found = try sorted([good, Hook(mesh: "green-mesh", roots: old)], holder: "red-mesh")
    #expect(found.facts == [fact])
    found = try sorted([good], holder: "green-mesh")
    #expect(found.isEmpty)
    found = try sorted([good], isCopy: true)
    #expect(found.words == ["MT-ROT-38"])
    let fault = ObservedRoots.Unreadable(Diagnostic("MT-K8S-01", what: "a", why: "b", next: "c"))
    let object = SeenObject(name: "a", namespace: nil, uid: "1", resourceVersion: "1", file: "a")
    let broken = ObservedWebhooks(object: object, configuration: .failure(fault))
    #expect(WebhookSorter(ledger).sort([broken]).words == ["MT-K8S-01"])
    // Beside one that cannot be read a good one opens nothing, if both are of the mesh.
    let red = try #require(ledger.federation.mesh(named: "red-mesh"))
    for (service, words) in [
      ("\(red.namespace)/\(red.istiod)", ["not needed", "MT-K8S-01"]), ("kiali/kiali", ["recorded", "MT-K8S-01"]),
    ] {
      let broken = ObservedWebhooks(object: object, configuration: .failure(fault), services: [service])
      let beside = WebhookSorter(ledger).sort([try Self.observed([good], ledger), broken])
      #expect(beside.words == words)
    }
    let leaving = try Self.observed([good], ledger, kind: "Validating", isBeingDeleted: true)
    found = WebhookSorter(ledger).sort([try Self.observed([good], ledger), leaving])
    #expect(found.first.map { [$0].words } == ["not needed"])
  }

  @Test func `only control planes that patch webhooks have any`() throws {
    for (plane, words) in [
      ("{flavour: maistra}", []), ("{flavour: istio, version: 1.29.4, signer: spire}", []),
      ("{flavour: sail, version: v1.29.4}", ["recorded"]),
    ] {
      let ledger = try LedgerScene.ledger(every: ["controlPlane: \(plane)"])
      let hook = Hook(mesh: "red-mesh", roots: try ledger.roots(Self.red, 2))
      #expect(WebhookSorter(ledger).sort([try Self.observed([hook], ledger)]).words == words)
    }
  }

  @Test func `an object that is behind speaks for the whole mesh, and for no other`() throws {
    var ledger = try LedgerScene.ledger(.distributing, .shared, every: Self.istio)
    let (old, both) = (try ledger.roots(.shared, 1), try ledger.roots(.shared, 2))
    let good = try Self.observed([Hook(mesh: "red-mesh", roots: both)], ledger)
    let bad = try Self.observed([Hook(mesh: "red-mesh", roots: old)], ledger, kind: "Validating")
    let green = try Self.observed([Hook(mesh: "green-mesh", roots: both)], ledger, kind: "Validating", uid: "g")
    #expect(
      WebhookSorter(ledger).sort([good, bad, green]).facts == [
        "red-mesh webhooks red-mesh 0", "green-mesh webhooks green-mesh 2",
      ])
    #expect(WebhookSorter(ledger).sort([bad, good, green]).words == ["MT-ROT-55", "not needed", "recorded"])
    ledger.evidence += WebhookSorter(ledger).sort([good]).compactMap(\.recorded)
    #expect(WebhookSorter(ledger).sort([good, green]).words == ["known", "recorded"])
  }

  @Test func `what was seen falls with a later state that is behind, and an older state is none`() throws {
    var ledger = try LedgerScene.ledger(every: Self.istio)
    let (old, both) = (try ledger.roots(Self.red, 1), try ledger.roots(Self.red, 2))
    func sorted(
      _ roots: [Certificate], _ state: String, uid: String = "u", isBeingDeleted: Bool = false
    ) throws -> [SortedEvidence] {
      let observed = try Self.observed(
        [Hook(mesh: "red-mesh", roots: roots)], ledger, uid: uid, state: state, isBeingDeleted: isBeingDeleted)
      return WebhookSorter(ledger).sort([observed])
    }
    func isOpen() -> Bool {
      RotationMachine(ledger, Self.red).gates().contains {
        $0.need == .webhooksUpdated && $0.holder == "red-mesh" && $0.isOpen
      }
    }
    // What was never open needs nothing to shut it.
    var found = try sorted(old, "4")
    #expect(found.words == ["MT-ROT-55"])
    found = try sorted(both, "5")
    #expect(found.words == ["recorded"])
    ledger.evidence += found.compactMap(\.recorded)
    #expect(isOpen())
    found = try sorted(old, "4")
    #expect(found.words == ["MT-ROT-40"])
    found = try sorted(both, "5")
    #expect(found.words == ["known"])
    found = try sorted(both, "6", isBeingDeleted: true)
    #expect(found.words == ["MT-ROT-35"])
    found = try sorted(old, "6")
    #expect(found.words == ["against MT-ROT-55"])
    ledger.evidence += found.compactMap(\.recorded)
    #expect(!isOpen())
    // It is recorded once, and the earlier state does not come back.
    found = try sorted(old, "6")
    #expect(found.words == ["MT-ROT-55"])
    found = try sorted(both, "5")
    #expect(found.words == ["MT-ROT-40"])
    found = try sorted(both, "7")
    #expect(found.words == ["recorded"])
    ledger.evidence += found.compactMap(\.recorded)
    #expect(isOpen())
    found = try sorted(old, "1", uid: "other")
    #expect(found.words == ["against MT-ROT-55"])
  }

  @Test func `webhooks count for the mesh whose cluster they are from`() throws {
    var ledger = try LedgerScene.ledger(.distributing, .shared, every: Self.istio)
    let both = try ledger.roots(.shared, 2)
    func words(_ mesh: String, cluster: String, file: String = "a") throws -> [String] {
      let mark = ClusterMark(anchor: "namespace", namespace: "\(mesh)-system", uid: cluster, file: file)
      let known = ["red-mesh": KnownCluster(anchor: "namespace", uid: "r", seen: ledger.now)]
      let observed = try Self.observed([Hook(mesh: mesh, roots: both)], ledger, uid: "u")
      return WebhookSorter(ledger, marks: [mark], clusters: known).sort([observed]).words
    }
    for (cluster, file, word) in [("r", "a", "recorded"), ("g", "a", "MT-ROT-34"), ("g", "b", "recorded")] {
      let found = try words("red-mesh", cluster: cluster, file: file)
      #expect(found == [word])
    }
    var found = try words("green-mesh", cluster: "r")
    #expect(found == ["MT-ROT-34"])
    // An object is in one cluster.
    ledger.evidence = WebhookSorter(ledger).sort([
      try Self.observed([Hook(mesh: "red-mesh", roots: both)], ledger, uid: "u")
    ]).compactMap(\.recorded)
    found = try words("green-mesh", cluster: "g")
    #expect(found == ["MT-ROT-30"])
  }
}
