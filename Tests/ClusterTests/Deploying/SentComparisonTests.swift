import Documents
import Testing

@testable import Cluster

/// A yes of the server is no success: what it has is compared with what was sent.
@Suite struct SentComparisonTests {
  private typealias Make = DeployedFixtures

  private static let entry = """
    {"apiVersion": "networking.istio.io/v1", "kind": "ServiceEntry", "metadata": {"name": "green", "namespace": "red"},
     "spec": {"remote": {"addresses": ["a", "b"], "ports": [{"name": "tls", "port": 15443}]}, "gateways": {"ingress": {}}}}
    """

  private func fault(_ answer: String, sent: String = entry) throws -> AnswerFault? {
    let wanted = try Make.manifest(sent)
    let decision = Make.planner().decide(wanted, live: nil)
    return SentComparison(LiveObject(try Make.node(answer)), sent: wanted, decision).fault
  }

  @Test func whatWasSentIsThere() throws {
    let same = try fault(Self.entry)
    #expect(same == nil)
    // What is added beside it, and what a definition fills in, also in the items of a list.
    let filled = try fault(
      Self.entry.replacing(#""port": 15443"#, with: #""protocol": "TCP", "port": 15443"#)
        .replacing(#""spec": {"#, with: #""spec": {"more": 1, "#))
    #expect(filled == nil)
  }

  @Test(arguments: [
    (#""a", "b""#, #""a", "c""#, "spec.remote.addresses"), (#""a", "b""#, #""a""#, "spec.remote.addresses"),
    (#""a", "b""#, #""a", "b", "c""#, "spec.remote.addresses"), (#""a", "b""#, #""b", "a""#, "spec.remote.addresses"),
    ("15443", "15444", "spec.remote.ports"), ("15443", #""15443""#, "spec.remote.ports"),
    (#""ingress": {}"#, #""ingress": "x""#, "spec.gateways.ingress"),
  ])
  func anotherValueIsNamed(sent: String, found: String, path: String) throws {
    let fault = try fault(Self.entry.replacing(sent, with: found))
    #expect(fault == .write(.altered([path])))
  }

  @Test(arguments: ["{}", "null", #"{"kind": "Status", "status": "Success"}"#])
  func anAnswerWithoutTheObjectIsNone(answer: String) throws {
    guard case .unreadable = try fault(answer) else {
      Issue.record("\(answer) is taken for the object")
      return
    }
  }

  /// A server that answers with an object of the name and nothing in it has no definition of another version.
  @Test func anObjectWithNothingInItIsAltered() throws {
    let head = """
      {"apiVersion": "networking.istio.io/v1", "kind": "ServiceEntry", "metadata": {"name": "green", "namespace": "red"}}
      """
    guard case .write(.altered(let fields)) = try fault(head) else {
      Issue.record("it is told as a fault of the definition")
      return
    }
    #expect(fields.contains("spec.remote.addresses") && fields.contains("spec.remote.ports"))
    // One field that is missing beside others is one that the definition does not have.
    let less = try fault(Self.entry.replacing(#", "ports": [{"name": "tls", "port": 15443}]"#, with: ""))
    #expect(less == .write(.invalid(["spec.remote.ports: the definition there does not have this field"])))
  }

  @Test func anotherObjectIsNone() throws {
    for (own, other) in [(#""name": "green""#, #""name": "blue""#), ("ServiceEntry", "Gateway")] {
      guard case .unreadable = try fault(Self.entry.replacing(own, with: other)) else {
        Issue.record("\(other) is taken for the object")
        continue
      }
    }
  }

  /// Of an object that was there already, too: what is as it should be may be changed by the write.
  @Test func theWholeObjectIsCompared() throws {
    let wanted = try Make.roots()
    let live = try Make.live("new", [("meshtrust", "Apply", Make.all)], labels: "")
    let decision = Make.planner().decide(wanted, live: live)
    #expect(decision.changes.map(\.path.description) == ["metadata.labels[app.kubernetes.io/managed-by]"])
    let answer = try Make.live("others", [("meshtrust", "Apply", Make.all)])
    #expect(
      SentComparison(answer, sent: wanted, decision).fault
        == .write(.altered(["data[root-cert.pem]", "metadata.annotations.meshtrust/root-fingerprints"])))
  }

  /// A root that leaves a bundle, and is there afterwards.
  @Test func whatWasToGoIsGone() throws {
    let wanted = try Make.roots()
    let fields = Make.all.replacing(#""f:root-cert.pem": {}"#, with: #""f:root-cert.pem": {}, "f:other": {}"#)
    let live = try Make.live("new", [("meshtrust", "Apply", fields)])
    let decision = Make.planner().decide(wanted, live: live)
    #expect(decision.changes.contains { $0.path.description == "data.other" && $0.to == nil })
    #expect(SentComparison(live, sent: wanted, decision).fault == .write(.altered(["data.other"])))
    // A default, which nobody owns.
    let filled = try Make.live("new", [("meshtrust", "Apply", Make.all)])
    #expect(SentComparison(filled, sent: wanted, decision).fault == nil)
  }

  @Test func theDryRunOfAnotherValueIsAFault() throws {
    let wanted = try Make.manifest(Self.entry)
    var preview = ObjectPreview(wanted, live: nil, Make.planner().decide(wanted, live: nil))
    preview.take(try Make.node(Self.entry.replacing("15443", with: "15444")))
    #expect(preview.fault == .answer(.write(.altered(["spec.remote.ports"]))) && preview.isAltered)
  }
}
