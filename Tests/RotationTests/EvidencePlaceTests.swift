import CA
import Diagnostics
import Federation
import Testing
import X509

@testable import Rotation

/// Whose an object is, by its name, its namespace, and what is beside it.
@Suite struct EvidencePlaceTests {
  private static let red = LedgerScene.red
  private static let start = RotatingHome.start

  private static func object(
    _ name: String, in namespace: String?, file: String = "a", uid: String? = nil, isCopy: Bool = false
  ) -> SeenObject {
    SeenObject(
      name: name, namespace: namespace, uid: isCopy ? nil : uid ?? "uid of \(name) in \(namespace ?? "")",
      resourceVersion: isCopy ? nil : "1", file: file)
  }

  private static func roots(_ certificates: [Certificate], _ object: SeenObject) -> ObservedRoots {
    ObservedRoots(object: object, certificates: .success(certificates))
  }

  @Test func `an object counts where its holder keeps it, and nowhere else`() throws {
    let ledger = try LedgerScene.ledger()
    let both = try ledger.roots(Self.red, 2)
    let name = "red-mesh-ca-root-cert"
    func words(
      _ objects: [SeenObject], holder: String? = nil, mesh: String? = nil, claimant: String? = nil
    ) -> [String] {
      EvidenceSorter(ledger, holder: holder, mesh: mesh, claimant: claimant)
        .sort(objects.map { Self.roots(both, $0) }).words
    }
    let place = Self.object(name, in: "green-mesh-system")
    #expect(words([place]) == ["recorded"])
    #expect(words([place], holder: "green-mesh", mesh: "red-mesh") == ["recorded"])
    #expect(words([place], holder: "blue-mesh") == ["MT-ROT-39"])
    #expect(words([place], mesh: "blue-mesh").isEmpty)
    // In another namespace it is no evidence; beside the right one nobody needs it.
    let astray = Self.object(name, in: "shop")
    #expect(words([astray]) == ["not needed"])
    #expect(words([astray], holder: "green-mesh") == ["MT-ROT-39"])
    #expect(words([astray, place], holder: "green-mesh") == ["not needed", "recorded"])
    #expect(words([astray, Self.object(name, in: "blue-mesh-system")], holder: "green-mesh").first == "MT-ROT-39")
    #expect(
      words([astray, Self.object("blue-mesh-ca-root-cert", in: "green-mesh-system")], holder: "green-mesh").first
        == "MT-ROT-39")
    // Whom nobody knows as a peer holds nothing.
    #expect(words([astray], holder: "pink-mesh") == ["not needed"])
    // A file without uid and namespace is somebody's word; one with either is what a cluster has.
    let file = Self.object(name, in: nil, isCopy: true)
    #expect(words([file], holder: "green-mesh") == ["MT-ROT-38"])
    #expect(words([file], holder: "green-mesh", claimant: "A. Smith") == ["recorded"])
    #expect(words([file], claimant: "A. Smith") == ["not needed"])
    #expect(words([Self.object(name, in: nil)], holder: "green-mesh", claimant: "A. Smith") == ["MT-ROT-39"])
    #expect(
      words([Self.object(name, in: "shop", isCopy: true)], holder: "green-mesh", claimant: "A. Smith") == ["MT-ROT-39"])
    // Any other name is none of a bundle.
    #expect(words([Self.object("kube-root-ca.crt", in: "green-mesh-system")]).isEmpty)
  }

  @Test func `what is asked about is the only mesh whose roots count`() throws {
    let ledger = try LedgerScene.ledger()
    let both = try ledger.roots(Self.red, 2)
    func words(_ holder: String?, _ mesh: String?, at place: String) -> [String] {
      EvidenceSorter(ledger, holder: holder, mesh: mesh).sort([
        Self.roots(both, Self.object(EvidenceSorter.ownRoots, in: "\(place)-system"))
      ]).words
    }
    for holder in [nil, "red-mesh"] {
      #expect(words(holder, "red-mesh", at: "red-mesh") == ["recorded"])
    }
    #expect(words("green-mesh", "red-mesh", at: "green-mesh").isEmpty)
    #expect(words(nil, "red-mesh", at: "green-mesh").first == "not needed")
    #expect(words("red-mesh", nil, at: "red-mesh") == ["recorded"])
  }

  @Test func `a mesh may have a name of its own for a peer's ConfigMap`() throws {
    let named = { (mesh: String, other: String) in "rootConfigMaps: {\(mesh): roots, \(other): other-roots}" }
    let address = { (peer: String) in "ingressAddresses: {\(peer): [a.example], red-mesh: [a.example]}" }
    let ledger = try LedgerScene.ledger(planes: [
      "green-mesh": ["namespace: istio-system", named("red-mesh", "blue-mesh"), address("blue-mesh")],
      "blue-mesh": ["namespace: istio-system", named("green-mesh", "red-mesh"), address("green-mesh")],
    ])
    let both = try ledger.roots(Self.red, 2)
    func sorted(_ object: SeenObject, _ holder: String?) -> [SortedEvidence] {
      EvidenceSorter(ledger, holder: holder, claimant: "A. Smith").sort([Self.roots(both, object)])
    }
    let object = Self.object("roots", in: "istio-system")
    #expect(sorted(object, "green-mesh").facts == ["green-mesh bundle red-mesh 2"])
    // Blue has green's roots under this name.
    #expect(sorted(object, "blue-mesh").words == ["not needed"])
    #expect(sorted(object, "blue-mesh").map(\.mesh) == ["green-mesh"])
    #expect(
      sorted(Self.object("other-roots", in: "istio-system"), "blue-mesh").facts == ["blue-mesh bundle red-mesh 2"])
    // Red has no such ConfigMap.
    #expect(sorted(object, "red-mesh").words == ["not needed"])
    #expect(sorted(Self.object("roots", in: "red-mesh-system"), nil).isEmpty)
    let file = Self.object("roots", in: nil, isCopy: true)
    #expect(sorted(file, "green-mesh").facts == ["green-mesh bundle red-mesh 2"])
    #expect(sorted(file, "red-mesh").isEmpty)
    #expect(sorted(file, nil).isEmpty)
  }

  @Test func `a uid belongs to one object, and an object that is there twice is one`() throws {
    let ledger = try LedgerScene.ledger()
    let both = try ledger.roots(Self.red, 2)
    func words(_ objects: [SeenObject], holder: String? = nil) -> [String] {
      EvidenceSorter(ledger, holder: holder, claimant: "A. Smith").sort(objects.map { Self.roots(both, $0) }).words
    }
    let name = "red-mesh-ca-root-cert"
    let (green, blue) = ("green-mesh-system", "blue-mesh-system")
    #expect(words([Self.object(name, in: green), Self.object(name, in: green, file: "b")]) == ["recorded"])
    #expect(
      words([Self.object(name, in: green, uid: "1"), Self.object(name, in: blue, uid: "1")])
        == ["MT-ROT-31", "MT-ROT-31"])
    #expect(
      words([Self.object(name, in: green, uid: "1"), Self.object(name, in: blue, uid: "2")]) == [
        "recorded", "recorded",
      ])
    // Files without uid are not known to be one object.
    #expect(
      words(
        [Self.object(name, in: green, isCopy: true), Self.object(name, in: green, file: "b", isCopy: true)],
        holder: "green-mesh") == ["recorded", "recorded"])
    #expect(
      words([Self.object(name, in: green, isCopy: true), Self.object(name, in: blue, isCopy: true)])
        == ["recorded", "recorded"])
  }

  @Test func `the roots beside an object tell whose cluster it is from`() throws {
    let far = try OtherAuthority("Far").certificate
    var ledger = try LedgerScene.ledger()
    ledger.change(remotes: [try LedgerScene.remote("far-mesh", [far])])
    let both = try ledger.roots(Self.red, 2)
    func words(_ beside: [Certificate], _ name: String, isOwn: Bool = false) -> [String] {
      let own = Self.roots(beside, Self.object(EvidenceSorter.ownRoots, in: "green-mesh-system"))
      let peer = Self.roots(both, Self.object("red-mesh-ca-root-cert", in: "green-mesh-system"))
      return EvidenceSorter(ledger).sort([own, peer]).filter { $0.object.name == name }.words
    }
    let (own, peer) = (EvidenceSorter.ownRoots, "red-mesh-ca-root-cert")
    let green = try ledger.roots(.mesh("green-mesh"), 1)
    #expect(words(green, peer) == ["recorded"] && words(green, own) == ["not needed"])
    // Blue's roots, a remote's, and those of nobody.
    for stranger in [try ledger.roots(.mesh("blue-mesh"), 1), [far]] {
      #expect(words(stranger, peer) == ["MT-ROT-34"] && words(stranger, own) == ["MT-ROT-34"])
    }
    let nobody = [try OtherAuthority("Nobody").certificate]
    #expect(words(nobody, peer) == ["recorded"] && words(nobody, own) == ["not needed"])
  }

  @Test func `of two meshes with one namespace the one that fits has the object`() throws {
    let address = { (peer: String) in "ingressAddresses: {\(peer): [a.example], red-mesh: [a.example]}" }
    let ledger = try LedgerScene.ledger(planes: [
      "green-mesh": ["namespace: istio-system", address("blue-mesh")],
      "blue-mesh": ["namespace: istio-system", address("green-mesh")],
    ])
    let both = try ledger.roots(Self.red, 2)
    func sorted(_ names: [String]) -> [SortedEvidence] {
      let objects = ["red-mesh-ca-root-cert"] + names
      return EvidenceSorter(ledger).sort(objects.map { Self.roots(both, Self.object($0, in: "istio-system")) })
        .filter { $0.object.name == objects[0] }
    }
    #expect(sorted([]).words == ["MT-ROT-32"])
    #expect(sorted(["green-mesh-ca-root-cert"]).facts == ["blue-mesh bundle red-mesh 2"])
    #expect(sorted(["blue-mesh-ca-root-cert"]).facts == ["green-mesh bundle red-mesh 2"])
    #expect(sorted(["green-mesh-ca-root-cert", "blue-mesh-ca-root-cert"]).words == ["MT-ROT-34"])
  }

  @Test func `an application's namespace counts for the mesh that is asked about`() throws {
    let ledger = try LedgerScene.ledger()
    let both = try ledger.roots(Self.red, 2)
    func words(_ shown: String, mesh: String?) throws -> [String] {
      let space = Self.object(EvidenceSorter.ownRoots, in: "\(shown)-system")
      let own = try ledger.roots(.mesh(shown), shown == "red-mesh" ? 2 : 1)
      let shop = Self.object(EvidenceSorter.ownRoots, in: "shop")
      return EvidenceSorter(ledger, mesh: mesh).sort([Self.roots(own, space), Self.roots(both, shop)])
        .filter { $0.object.namespace == "shop" }.words
    }
    var found = try words("red-mesh", mesh: "red-mesh")
    #expect(found == ["recorded"])
    // What is in another cluster shows nothing of it.
    found = try words("green-mesh", mesh: "red-mesh")
    #expect(found == ["not needed"])
    found = try words("red-mesh", mesh: nil)
    #expect(found == ["recorded"])
  }

  @Test func `what is nobody's says where the roots would be, or what is beside it`() throws {
    let ledger = try LedgerScene.ledger(planes: ["green-mesh": ["rootConfigMaps: {red-mesh: green-roots}"]])
    let both = try ledger.roots(Self.red, 2)
    func reasons(_ objects: [SeenObject], _ contents: [[Certificate]], holder: String? = nil) -> [String] {
      EvidenceSorter(ledger, holder: holder).sort(zip(contents, objects).map { Self.roots($0, $1) }).compactMap {
        item in
        switch item.outcome {
        case .notNeeded(let message): message.description
        case .refused(let diagnostic): diagnostic.why.description
        default: nil
        }
      }
    }
    let name = "red-mesh-ca-root-cert"
    let there = reasons([Self.object(name, in: "green-mesh-system")], [both])
    #expect(there.count == 1 && there[0].contains("green-roots"))
    let astray = reasons([Self.object(name, in: "shop")], [both])
    #expect(astray.count == 1 && astray[0].contains("shop") && !astray[0].contains("green"))
    // An application's namespace, with nothing and with two control planes beside it.
    let shop = Self.object(EvidenceSorter.ownRoots, in: "shop")
    let planes = [(both, "red-mesh"), (try ledger.roots(.mesh("blue-mesh"), 1), "blue-mesh")]
    let objects = [shop] + planes.map { Self.object(EvidenceSorter.ownRoots, in: "\($0.1)-system") }
    let contents = [both] + planes.map(\.0)
    let (alone, beside) = (reasons([shop], [both]), reasons(objects, contents))
    #expect(alone.count == 1 && alone[0].contains("shop") && alone[0] != beside.first)
    #expect(beside.first?.contains("several meshes") == true)
    let (named, two) = (reasons([shop], [both], holder: "red-mesh"), reasons(objects, contents, holder: "red-mesh"))
    #expect(named.count == 1 && !named[0].contains("blue-mesh"))
    #expect(two.first?.contains("blue-mesh and red-mesh") == true)
  }

  @Test func `the uid of a namespace tells clusters apart`() {
    func mark(_ uid: String, anchor: String = "namespace", _ namespace: String, file: String = "a") -> ClusterMark {
      ClusterMark(anchor: anchor, namespace: namespace, uid: uid, file: file)
    }
    let known = ["red-mesh": KnownCluster(anchor: "namespace", uid: "r", seen: Self.start)]
    let (red, green) = ("red-mesh-system", "green-mesh-system")
    let cases: [(marks: [ClusterMark], mesh: String, namespace: String, isObjected: Bool)] = [
      ([], "red-mesh", red, false), ([mark("r", red)], "red-mesh", red, false),
      ([mark("x", red)], "red-mesh", red, true),
      // A file may have the objects of several clusters.
      ([mark("x", red), mark("r", red)], "red-mesh", red, false),
      // Another file, namespace or anchor says nothing.
      ([mark("x", red, file: "b")], "red-mesh", red, false), ([mark("x", green)], "red-mesh", red, false),
      ([mark("x", anchor: "controlPlane", red)], "red-mesh", red, false),
      // A mesh that was never seen is not where another one is known to be.
      ([], "green-mesh", green, false), ([mark("r", green)], "green-mesh", green, true),
      ([mark("x", green)], "green-mesh", green, false),
      ([mark("x", green), mark("r", green)], "green-mesh", green, false),
    ]
    for (index, item) in cases.enumerated() {
      let marks = ClusterMarks(item.marks, known)
      #expect((marks.objection(to: item.mesh, in: item.namespace, "a") != nil) == item.isObjected, "\(index)")
    }
    // Whichever object tells it is named.
    for (anchor, words) in [("namespace", "the namespace of"), ("controlPlane", "the control plane of")] {
      let marks = ClusterMarks(
        [mark("x", anchor: anchor, red)], ["red-mesh": KnownCluster(anchor: anchor, uid: "r", seen: Self.start)])
      #expect(marks.objection(to: "red-mesh", in: red, "a")?.description.contains(words) == true)
    }
    func first(_ marks: [ClusterMark], _ mesh: String, _ namespace: String) -> String? {
      ClusterMarks(marks, known).first(of: mesh, in: namespace, "a")
    }
    #expect(first([mark("g", green)], "green-mesh", green) == "g")
    #expect(first([mark("g", green), mark("h", green)], "green-mesh", green) == nil)
    #expect(first([mark("g", anchor: "controlPlane", green)], "green-mesh", green) == nil)
    #expect(first([], "green-mesh", green) == nil)
    #expect(first([mark("r", red)], "red-mesh", red) == nil)
  }

  @Test func `where a mesh runs is known from what was recorded of it`() throws {
    let ledger = try LedgerScene.ledger()
    let (old, both) = (try ledger.roots(Self.red, 1), try ledger.roots(Self.red, 2))
    let mark = ClusterMark(anchor: "namespace", namespace: "green-mesh-system", uid: "g", file: "a")
    func found(
      _ certificates: [Certificate], _ object: SeenObject, _ clusters: [String: KnownCluster] = [:]
    ) -> [String: String] {
      let sorter = EvidenceSorter(
        ledger, holder: "green-mesh", claimant: "A. Smith", marks: [mark], clusters: clusters)
      return sorter.found(sorter.sort([Self.roots(certificates, object)]), at: Self.start).mapValues(\.uid)
    }
    let object = Self.object("red-mesh-ca-root-cert", in: "green-mesh-system")
    #expect(found(both, object) == ["green-mesh": "g"])
    // What speaks against the mesh is from its cluster as well.
    #expect(found(old, object) == ["green-mesh": "g"])
    // What was refused, a file that no cluster returned, and a mark of another file show nothing.
    #expect(found(both, Self.object("red-mesh-ca-root-cert", in: "shop")).isEmpty)
    #expect(found(both, Self.object("red-mesh-ca-root-cert", in: "green-mesh-system", isCopy: true)).isEmpty)
    #expect(found(both, Self.object("red-mesh-ca-root-cert", in: "green-mesh-system", file: "b")).isEmpty)
    // Nor is it found again.
    let known = KnownCluster(anchor: "namespace", uid: "g", seen: Self.start)
    #expect(found(both, object, ["green-mesh": known]).isEmpty)
    #expect(found(both, object, ["green-mesh": KnownCluster(anchor: "namespace", uid: "h", seen: Self.start)]).isEmpty)
  }
}
