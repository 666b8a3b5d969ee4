import Documents
import Testing

@testable import Cluster

/// What answers a request is what was asked for, or nothing.
@Suite struct AskedObjectTests {
  private static let one = AskedObject(type: .configMaps, namespace: "red", name: "roots")
  private static let items = AskedObject(type: .configMaps, namespace: "red")
  private static let everywhere = AskedObject(type: .peers, namespace: nil)
  private static let cluster = AskedObject(type: .namespaces, namespace: nil, name: "red")
  private static let metadata = AskedObject(type: .secrets, namespace: "red", name: "cacerts", isMetadata: true)

  private static func reason(_ asked: AskedObject, _ answer: String) throws -> String? {
    let node = try DeployedFixtures.node(answer)
    do throws(AnswerFault) {
      let taken = try asked.take(node, "GET /x")
      #expect(taken["kind"]?.string == asked.type.kind && taken["apiVersion"]?.string == asked.type.apiVersion)
      #expect(taken.mapping?.keys.filter { $0 == "kind" }.count == 1)
      return nil
    } catch {
      guard case .unreadable("GET /x", let reason) = error else { return "another fault" }
      return reason
    }
  }

  @Test(arguments: [
    (one, #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "roots", "namespace": "red"}}"#),
    // Items of built-in kinds leave out what they are.
    (items, #"{"metadata": {"name": "a", "namespace": "red"}}"#),
    (items, #"{"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "a", "namespace": "red"}}"#),
    (
      everywhere,
      #"{"kind": "ServiceMeshPeer", "apiVersion": "federation.maistra.io/v1", "metadata": {"name": "a", "namespace": "b"}}"#
    ), (cluster, #"{"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "red"}}"#),
    (
      metadata,
      #"{"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": {"name": "cacerts", "namespace": "red"}}"#
    ), (metadata, #"{"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "cacerts", "namespace": "red"}}"#),
  ])
  func whatWasAskedForIsTaken(asked: AskedObject, answer: String) throws {
    let reason = try Self.reason(asked, answer)
    #expect(reason == nil)
  }

  @Test(arguments: [
    (one, "{}", "it has no apiVersion"), (one, "[]", "it is no object"), (items, "7", "an item is no object"),
    (one, #"{"apiVersion": "v1", "metadata": {"name": "roots", "namespace": "red"}}"#, "it has no kind"),
    (
      items, #"{"kind": "../../victim/value", "metadata": {"name": "a", "namespace": "red"}}"#,
      "its kind is `../../victim/value`, not `ConfigMap`"
    ),
    (
      items, #"{"kind": null, "metadata": {"name": "a", "namespace": "red"}}"#,
      "its kind is `null`, not `ConfigMap`"
    ),
    (items, #"{"apiVersion": ["v1"], "metadata": {}}"#, "its apiVersion is a sequence, not `v1`"),
    (
      everywhere, #"{"kind": "ServiceMeshPeer", "apiVersion": "federation.maistra.io/v2", "metadata": {"name": "a"}}"#,
      "its apiVersion is `federation.maistra.io/v2`, not `federation.maistra.io/v1`"
    ), (items, #"{"metadata": {"namespace": "red"}}"#, "an object has no name"),
    (items, #"{"metadata": {"name": "a"}}"#, "the namespace of `a` is missing, not `red`"),
    (items, #"{"metadata": {"name": "a", "namespace": "b"}}"#, "the namespace of `a` is `b`, not `red`"),
    (
      one, #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other", "namespace": "red"}}"#,
      "its name is `other`, not `roots`"
    ),
    (
      cluster, #"{"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "b"}}"#,
      "its name is `b`, not `red`"
    ),
    // Metadata of an unknown kind is an answer only to who asked for metadata.
    (
      one, #"{"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": {"name": "roots"}}"#,
      "its apiVersion is `meta.k8s.io/v1`, not `v1`"
    ),
    (
      metadata, #"{"kind": "PartialObjectMetadata", "apiVersion": "v1", "metadata": {"name": "cacerts"}}"#,
      "its apiVersion is `v1`, not `meta.k8s.io/v1`"
    ),
  ])
  func anythingElseIsNot(asked: AskedObject, answer: String, reason: String) throws {
    let found = try Self.reason(asked, answer)
    #expect(found == reason)
  }

  private static let partial = AskedObject(type: .secrets, namespace: "red", isMetadata: true)

  private static func next(_ asked: AskedObject, _ frame: String) throws -> Result<String?, AnswerFault> {
    let node = try DeployedFixtures.node(frame)
    return Result { () throws(AnswerFault) in try asked.next(after: node, "GET /x") }
  }

  @Test(
    arguments: [
      (items, #"{"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {}, "items": []}"#, nil),
      (items, #"{"kind": "ConfigMapList", "apiVersion": "v1", "items": null}"#, nil),
      (
        items,
        #"{"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {"continue": "a", "remainingItemCount": 3}, "items": []}"#,
        "a"
      ),
      (
        items,
        #"{"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {"continue": "", "remainingItemCount": 0}, "items": []}"#,
        nil
      ),
      (everywhere, #"{"kind": "ServiceMeshPeerList", "apiVersion": "federation.maistra.io/v1", "items": []}"#, nil),
      (partial, #"{"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "items": null}"#, nil),
      (partial, #"{"kind": "SecretList", "apiVersion": "v1", "items": []}"#, nil),
    ] as [(AskedObject, String, String?)])
  func aListOfTheKindIsTaken(asked: AskedObject, frame: String, token: String?) throws {
    let found = try Self.next(asked, frame)
    #expect(found == .success(token))
  }

  /// What a malformed list lacks would count as not there.
  @Test(arguments: [
    (items, #"{"kind": "SecretList", "apiVersion": "v1", "items": []}"#),
    (items, #"{"kind": "ConfigMapList", "apiVersion": "v2", "items": []}"#),
    (items, #"{"kind": "ConfigMapList", "items": []}"#), (items, #"{"kind": "List", "apiVersion": "v1", "items": []}"#),
    (items, #"{"kind": "Table", "apiVersion": "meta.k8s.io/v1", "items": []}"#),
    (items, #"{"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "items": []}"#),
    (partial, #"{"kind": "PartialObjectMetadataList", "apiVersion": "v1", "items": []}"#),
    (items, #"{"kind": "ConfigMapList", "apiVersion": "v1"}"#),
    (items, #"{"kind": "ConfigMapList", "apiVersion": "v1", "items": {}}"#),
    (items, #"{"kind": "ConfigMapList", "apiVersion": "v1", "items": "none"}"#),
    // A key that is written another way is one all the same, and its items were not handed over.
    (items, #"{"kind": "ConfigMapList", "apiVersion": "v1", "items": [{}]}"#),
    (items, #"{"kind": "ConfigMapList", "apiVersion": "v1", "metadata": [], "items": []}"#),
    (items, #"{"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {"continue": 7}, "items": []}"#),
    (items, #"{"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {"continue": ["a"]}, "items": []}"#),
    (items, #"{"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {"remainingItemCount": 3}, "items": []}"#),
    (items, "[]"), (items, "null"),
  ])
  func anyOtherListIsNot(asked: AskedObject, frame: String) throws {
    guard case .failure(.unreadable) = try Self.next(asked, frame) else {
      Issue.record("it was taken")
      return
    }
  }
}
