import Documents
import Testing

@testable import Cluster

/// An object is deleted only if every sign says that it is ours (cluster.md 2.5).
@Suite struct PruneDecisionTests {
  private typealias Make = DeployedFixtures
  private static let name = ObjectReference(namespace: "red", kind: "ConfigMap", name: "green-ca-root-cert")
  private static let applied = [("meshtrust", "Apply", Make.all)]

  @Test func whatIsOursGoes() throws {
    let live = try Make.live("x", Self.applied, annotations: Make.marks())
    #expect(PruneDecision(Self.name, live: live, recorded: "u", home: "ours") == .delete)
    #expect(PruneDecision(Self.name, live: nil, recorded: "u", home: "ours") == .gone)
  }

  @Test func eachConditionAloneIsEnoughToStay() throws {
    let live = try Make.live("x", Self.applied, annotations: Make.marks())
    func reason(_ live: LiveObject, _ name: ObjectReference = Self.name, recorded: String? = "u") -> PruneDecision {
      PruneDecision(name, live: live, recorded: recorded, home: "ours")
    }
    for kind in ["Secret", "ServiceMeshControlPlane", "Namespace", "Deployment", "CustomResourceDefinition"] {
      #expect(reason(live, ObjectReference(namespace: "red", kind: kind, name: "x")) == .left(.kind))
    }
    for name in ["istio-ca-root-cert", "ossm-ca-root-cert", "something"] {
      #expect(reason(live, ObjectReference(namespace: "red", kind: "ConfigMap", name: name)) == .left(.kind))
    }
    #expect(reason(try Make.live("x", Self.applied, annotations: Make.marks(), labels: "")) == .left(.noLabel))
    #expect(reason(try Make.live("x", Self.applied)) == .left(.home(nil)))
    #expect(reason(try Make.live("x", Self.applied, annotations: Make.marks(home: "b"))) == .left(.home("b")))
    #expect(reason(live, recorded: nil) == .left(.uid))
    #expect(reason(live, recorded: "other") == .left(.uid))
    #expect(reason(live, recorded: "") == .left(.uid))
    let updated = [("meshtrust", "Update", Make.all)]
    #expect(reason(try Make.live("x", updated, annotations: Make.marks())) == .left(.notApplied))
    let shared = Self.applied + [("somebody", "Apply", #"{"f:data": {"f:a": {}}}"#)]
    #expect(reason(try Make.live("x", shared, annotations: Make.marks())) == .left(.applied(by: "somebody")))
    let owned = try Make.live(
      "x", Self.applied, annotations: Make.marks() + #", "argocd.argoproj.io/tracking-id": "a""#)
    #expect(reason(owned) == .left(.owned(.argo("a"))))
    let leaving = try Make.live(
      "x", Self.applied, metadata: #", "deletionTimestamp": "2026-01-01T00:00:00Z""#, annotations: Make.marks())
    #expect(reason(leaving) == .left(.beingDeleted))
  }
}
