import Documents
import Testing

@testable import Cluster

/// A control plane is shared: only our fields are sent, and of these only those that differ.
@Suite struct ControlPlanePatchTests {
  private typealias Make = DeployedFixtures

  private static func wanted(
    _ spec: String = #""gateways": {"additionalIngress": {"ingress-green": {"enabled": true}}}"#
  )
    throws -> DeployedManifest
  {
    try Make.manifest(
      """
      {"apiVersion": "maistra.io/v2", "kind": "ServiceMeshControlPlane",
       "metadata": {"name": "red", "namespace": "red", "labels": {"app.kubernetes.io/managed-by": "meshtrust"}},
       "spec": {"version": "v2.5", \(spec), "security": {"trust": {"domain": "red.local"}}}}
      """)
  }

  private static func live(_ spec: String, _ managers: String = "[]", label: String = "meshtrust") throws -> LiveObject
  {
    LiveObject(
      try Make.node(
        """
        {"apiVersion": "maistra.io/v2", "kind": "ServiceMeshControlPlane", "spec": \(spec),
         "metadata": {"name": "red", "namespace": "red", "uid": "u", "resourceVersion": "7",
         "labels": {"app.kubernetes.io/managed-by": "\(label)"}, "managedFields": \(managers)}}
        """))
  }

  private static let same = """
    {"version": "v2.4", "addons": {"kiali": {}}, "gateways": {"additionalIngress": {"ingress-green": {"enabled": true}}},
     "security": {"trust": {"domain": "red.local"}}}
    """

  @Test func theVersionIsNeverSentAndOthersFieldsAreNotLookedAt() throws {
    #expect(try Make.planner().decide(Self.wanted(), live: Self.live(Self.same)).action == .unchanged)
  }

  @Test func anotherManagersLabelStays() throws {
    #expect(try Make.planner().decide(Self.wanted(), live: Self.live(Self.same, label: "ansible")).action == .unchanged)
  }

  @Test func onlyWhatDiffersIsSent() throws {
    let live = try Self.live(#"{"version": "v2.4", "security": {"trust": {"domain": "red.local"}, "x": 1}}"#, "[]")
    guard case .merge(let patch) = try Make.planner().decide(Self.wanted(), live: live).action else {
      Issue.record("nothing is sent")
      return
    }
    #expect(
      JSONWriter.write(patch) == #"{"spec":{"gateways":{"additionalIngress":{"ingress-green":{"enabled":true}}}}}"#)
  }

  @Test func valuesOfPeopleAreAConflictUnlessTheyArePublished() throws {
    let managers =
      #"[{"manager": "kubectl-edit", "operation": "Update", "fieldsV1": {"f:spec": {"f:security": {"f:trust": {"f:domain": {}}}}}}]"#
    let text = Self.same.replacing("red.local", with: "other.local")
    let live = try Self.live(text, managers)
    guard case .refused(.conflict(let conflicts)) = try Make.planner().decide(Self.wanted(), live: live).action else {
      Issue.record("a value of others was replaced")
      return
    }
    #expect(conflicts.map(\.path.description) == ["spec.security.trust.domain"])
    let published = ObjectContent(try Make.node(#"{"spec": {"security": {"trust": {"domain": "other.local"}}}}"#))
    let decision = try Make.planner().decide(Self.wanted(), live: live, published: [published])
    guard case .merge = decision.action else {
      Issue.record("\(decision.action)")
      return
    }
    #expect(decision.replaced == ["kubectl-edit"])
  }

  @Test func whatIsInTheWayIsAConflict() throws {
    let managers = #"[{"manager": "kubectl-edit", "operation": "Update", "fieldsV1": {"f:spec": {"f:gateways": {}}}}]"#
    let live = try Self.live(#"{"gateways": "none", "security": {"trust": {"domain": "red.local"}}}"#, managers)
    guard case .refused(.conflict) = try Make.planner().decide(Self.wanted(), live: live).action else {
      Issue.record("what was in the way was replaced")
      return
    }
  }

  /// A gateway goes as a whole, on request, and only while it is as we left it.
  @Test(arguments: [
    (#"{"enabled": true}"#, "[]", true), (#"{"enabled": true, "runtime": {"replicas": 3}}"#, "[]", false),
    (#"{"enabled": false}"#, "[]", false),
    (
      #"{"enabled": true}"#,
      #"[{"manager": "somebody", "operation": "Update", "fieldsV1": {"f:spec": {"f:gateways": {"f:additionalIngress": {"f:ingress-blue": {"f:enabled": {}}}}}}}]"#,
      false
    ),
  ])
  func gatewaysOfFormerPeers(gateway: String, managers: String, isRemoved: Bool) throws {
    let live = try Self.live(
      Self.same.replacing(#""additionalIngress": {"#, with: #""additionalIngress": {"ingress-blue": \#(gateway), "#),
      managers)
    let before = ObjectContent(
      try Make.node(
        #"{"spec": {"version": "v2.5", "gateways": {"additionalIngress": {"ingress-blue": {"enabled": true}, "ingress-green": {"enabled": true}}}}}"#
      ))
    let kept = try Make.planner().decide(Self.wanted(), live: live, published: [before])
    #expect(kept.action == .unchanged)
    #expect(kept.kept.map(\.description) == ["spec.gateways.additionalIngress.ingress-blue"])
    let pruned = try Make.planner(isPruning: true).decide(Self.wanted(), live: live, published: [before])
    guard isRemoved else {
      #expect(pruned.action == .unchanged)
      return
    }
    guard case .merge(let patch) = pruned.action else {
      Issue.record("\(pruned.action)")
      return
    }
    #expect(JSONWriter.write(patch) == #"{"spec":{"gateways":{"additionalIngress":{"ingress-blue":null}}}}"#)
  }
}
