import Documents
import Testing
import X509

@testable import Cluster

/// What is done with an object that is ours as a whole, whoever wrote it before.
@Suite struct DeployPlannerTests {
  private typealias Make = DeployedFixtures
  private static let name = ObjectReference(namespace: "red", kind: "ConfigMap", name: "green-ca-root-cert")

  @Test func whatIsMissingIsCreated() throws {
    #expect(try Make.planner().decide(Make.roots(), live: nil).action == .create)
  }

  @Test func whatIsOursAndTheSameStays() throws {
    let live = try Make.live("new", [("meshtrust", "Apply", Make.all)], annotations: Make.marks())
    #expect(try Make.planner().decide(Make.roots(), live: live).action == .unchanged)
  }

  @Test func whatIsOursIsChangedWithoutForce() throws {
    let live = try Make.live("old", [("meshtrust", "Apply", Make.all)], annotations: Make.marks())
    let decision = try Make.planner().decide(Make.roots(), live: live)
    #expect(decision.action == .apply(isForced: false))
    #expect(
      decision.changes.map(\.path.description) == [
        "data[root-cert.pem]", "metadata.annotations.meshtrust/root-fingerprints",
      ])
  }

  @Test(arguments: ["kubectl-client-side-apply", "kubectl-create", "kubectl-edit", "oc", "somebody"])
  func equalValuesAreSharedWithWhoeverWroteThem(manager: String) throws {
    let live = try Make.live("new", [(manager, "Update", Make.all)])
    let decision = try Make.planner().decide(Make.roots(), live: live)
    #expect(decision.action == .apply(isForced: false))
    #expect(decision.changes.isEmpty)
  }

  /// 2.3: content that the home published is taken over from people, and from nobody else.
  @Test(arguments: [
    ("kubectl-client-side-apply", true, true), ("kubectl-create", true, true), ("oc", true, true),
    ("before-first-apply", true, true), ("somebody", true, false), ("kubectl-edit", false, false),
  ])
  func publishedValuesAreTakenOverFromPeople(manager: String, isPublished: Bool, isTaken: Bool) throws {
    let live = try Make.live("old", [(manager, "Update", Make.all)])
    let published = isPublished ? [try Make.roots("old").content] : []
    let decision = try Make.planner().decide(Make.roots(), live: live, published: published)
    if isTaken {
      #expect(decision.action == .apply(isForced: true))
      #expect(decision.replaced == [manager])
    } else {
      guard case .refused(.conflict(let conflicts)) = decision.action else {
        Issue.record("\(decision.action)")
        return
      }
      #expect(conflicts.first?.manager == manager)
      #expect(conflicts.first?.time?.description == "2026-01-02T03:04:05Z")
    }
  }

  @Test func valuesOfOthersAreReplacedByName() throws {
    let live = try Make.live("strange", [("somebody", "Apply", Make.all)])
    let planner = Make.planner(takenOver: [try #require(ObjectReference("red/configmap/green-ca-root-cert"))])
    #expect(try planner.decide(Make.roots(), live: live).action == .apply(isForced: true))
  }

  @Test func valuesWithoutARecordAreNobodys() throws {
    let live = try Make.live("strange", [])
    guard case .refused(.conflict) = try Make.planner().decide(Make.roots(), live: live).action else {
      Issue.record("a value of unknown origin was replaced")
      return
    }
  }

  /// 2.3, in the order of the signs. With the same values there is nothing to refuse.
  @Test(arguments: [
    (#", "ownerReferences": [{"kind": "Foo", "name": "x"}]"#, "", #""#, ObjectOwner.controller("Foo x")),
    ("", "", #", "applyset.kubernetes.io/part-of": "s""#, .applySet("s")),
    ("", #", "argocd.argoproj.io/tracking-id": "a:b""#, "", .argo("a:b")),
    ("", "", #", "app.kubernetes.io/instance": "trust""#, .argo("trust")),
    ("", "", #", "kustomize.toolkit.fluxcd.io/name": "k""#, .flux("k")),
    ("", "", #", "helm.toolkit.fluxcd.io/name": "h""#, .flux("h")),
    ("", #", "meta.helm.sh/release-name": "r""#, "", .helm("r")),
    ("", "", #", "kapp.k14s.io/app": "1""#, .kapp("1")),
    ("", #", "config.k8s.io/owning-inventory": "i""#, "", .kpt("i")),
    ("", "", #", "maistra.io/owner": "red""#, .controller("the control plane of red")),
  ])
  func ownersAreRespected(metadata: String, annotations: String, labels: String, owner: ObjectOwner) throws {
    for text in ["new", "old"] {
      let live = try Make.live(
        text, [("meshtrust", "Apply", Make.all)], metadata: metadata, annotations: annotations + Make.marks(),
        labels: #""app.kubernetes.io/managed-by": "meshtrust""# + labels)
      #expect(ObjectOwner(live.node) == owner)
      let planner = Make.planner(takenOver: [Self.name])
      let decision = try planner.decide(Make.roots(), live: live)
      #expect(decision.action == (text == "new" ? .unchanged : .refused(.owned(owner))), "not even by name")
    }
  }

  @Test(arguments: [
    "argocd-controller", "argocd-application-controller", "kustomize-controller", "helm-controller", "helm",
  ])
  func ownersAreKnownByTheirManagers(manager: String) throws {
    let live = try Make.live("old", [(manager, "Apply", Make.all)])
    guard case .refused(.owned) = try Make.planner().decide(Make.roots(), live: live).action else {
      Issue.record("\(manager) is no owner")
      return
    }
  }

  @Test func anotherHomeAndANewerCopyComeFirst() throws {
    let other = try Make.live("old", [("meshtrust", "Apply", Make.all)], annotations: Make.marks(home: "other"))
    #expect(try Make.planner().decide(Make.roots(), live: other).action == .refused(.otherHome("other")))
    let newer = try Make.live("old", [("meshtrust", "Apply", Make.all)], annotations: Make.marks(serial: 4))
    #expect(
      try Make.planner().decide(Make.roots(), live: newer).action == .refused(.newerSerial(live: 4, ours: 3)))
    let planner = Make.planner(takenOver: [Self.name])
    #expect(try planner.decide(Make.roots(), live: newer).action == .apply(isForced: false))
    #expect(try planner.decide(Make.roots(), live: other).action == .apply(isForced: false))
  }

  /// Two copies have begun a deployment of the same number, and the other one was faster.
  @Test func whatACopyWroteUnderTheSameNumberIsNotReplaced() throws {
    let live = try Make.live("theirs", [("meshtrust", "Apply", Make.all)], annotations: Make.marks())
    let published = try ["old", "new"].map { try Make.live($0, []).content }
    let refused = try Make.planner().decide(Make.roots(), live: live, published: published).action
    #expect(refused == .refused(.copy(serial: 3)))
    let named = try Make.planner(takenOver: [Self.name]).decide(Make.roots(), live: live, published: published).action
    #expect(named == .apply(isForced: false))
    // Its own earlier version, and one whose record was lost.
    let own = try Make.live("old", [("meshtrust", "Apply", Make.all)], annotations: Make.marks())
    let replaced = try Make.planner().decide(Make.roots(), live: own, published: published).action
    #expect(replaced == .apply(isForced: false))
    let unrecorded = try Make.planner().decide(Make.roots(), live: live).action
    #expect(unrecorded == .apply(isForced: false))
  }

  @Test func whatIsBeingDeletedIsNotWritten() throws {
    let live = try Make.live(
      "old", [("meshtrust", "Apply", Make.all)], metadata: #", "deletionTimestamp": "2026-01-01T00:00:00Z""#,
      annotations: Make.marks())
    #expect(try Make.planner().decide(Make.roots(), live: live).action == .refused(.beingDeleted))
  }

  @Test func aMeshThatIsOnlyReadIsNotWritten() throws {
    let planner = Make.planner(allowsWriting: false)
    #expect(try planner.decide(Make.roots(), live: nil).action == .refused(.readOnly))
    let live = try Make.live("old", [("meshtrust", "Apply", Make.all)], annotations: Make.marks())
    let decision = try planner.decide(Make.roots(), live: live)
    #expect(decision.action == .refused(.readOnly))
    #expect(!decision.changes.isEmpty, "what would have to be committed is shown")
    #expect(!decision.isWrite)
  }

  @Test func aFieldThatIsNoLongerSentIsAChange() throws {
    let fields = Make.all.replacing(#""f:root-cert.pem": {}"#, with: #""f:root-cert.pem": {}, "f:other": {}"#)
    let live = try Make.live("new", [("meshtrust", "Apply", fields)], annotations: Make.marks())
    let decision = try Make.planner().decide(Make.roots(), live: live)
    #expect(decision.changes == [FieldChange(path: FieldPath("data", "other"), from: "\"theirs\"", to: nil)])
    let shared = try Make.live(
      "new", [("meshtrust", "Apply", fields), ("somebody", "Update", #"{"f:data": {"f:other": {}}}"#)],
      annotations: Make.marks())
    #expect(try Make.planner().decide(Make.roots(), live: shared).action == .unchanged, "it stays: others have it too")
  }
}
