import Cryptography
import Documents
import HTTP
import Kubernetes

extension ClusterWrite {
  private static let applyType = "application/apply-patch+yaml"
  private static let mergeType = "application/merge-patch+json"

  /// The write that carries out a decision; nil for one that writes nothing.
  ///
  /// It holds the uid and the resourceVersion of the object as it was read, so that the server refuses it once somebody
  /// else has written, or has made the object anew.
  static func carryingOut(
    _ decision: ObjectDecision, _ wanted: DeployedManifest, live: LiveObject?, home: String, serial: Int64,
    isDryRun: Bool
  ) -> ClusterWrite? {
    let marks = [Annotation.home: home, Annotation.serial: "\(serial)"]
    let dry = isDryRun ? "&dryRun=All" : ""
    let manager = "?fieldManager=\(ManagedFields.manager)"
    let place = wanted.type.path(namespace: wanted.reference.namespace)
    let path = wanted.type.path(namespace: wanted.reference.namespace, name: wanted.reference.name)
    switch decision.action {
    case .unchanged, .refused: return nil
    case .create where wanted.method == .merge:
      return ClusterWrite(
        method: .create, target: place + manager + dry, contentType: "application/json",
        body: body(wanted, live: nil, marks), isSecret: false)
    case .create:
      return ClusterWrite(
        method: .patch, target: path + manager + "&force=false" + dry, contentType: applyType,
        body: body(wanted, live: nil, marks), isSecret: wanted.secret != nil)
    case .apply(let isForced):
      return ClusterWrite(
        method: .patch, target: path + manager + "&force=\(isForced)" + dry, contentType: applyType,
        body: body(wanted, live: live, marks), isSecret: wanted.secret != nil)
    case .merge(let patch):
      var patch = patch
      for (mark, value) in marks {
        patch = patch.setting(["metadata", "annotations", mark], to: .string(value))
      }
      return ClusterWrite(
        method: .patch, target: path + manager + dry, contentType: mergeType,
        body: .plain(JSONWriter.bytes(locked(patch, live))), isSecret: false)
    }
  }

  /// Removes the annotation in which a client-side apply left a copy of a Secret's values.
  static func removingCopy(from wanted: DeployedManifest, uid: String, resourceVersion: String) -> ClusterWrite {
    let patch = Node.mapping([
      (
        "metadata",
        .mapping([
          ("uid", .string(uid)), ("resourceVersion", .string(resourceVersion)),
          ("annotations", .mapping([(SecretValues.copy, .null)])),
        ])
      )
    ])
    return ClusterWrite(
      method: .patch,
      target: wanted.type.path(namespace: wanted.reference.namespace, name: wanted.reference.name)
        + "?fieldManager=\(ManagedFields.manager)",
      contentType: mergeType, body: .plain(JSONWriter.bytes(patch)), isSecret: true)
  }

  /// Deletes an object as it was read, and no other of its name.
  static func deleting(_ type: ResourceType, _ reference: ObjectReference, _ live: LiveObject) -> ClusterWrite {
    let options = Node.mapping([
      ("apiVersion", .string("v1")), ("kind", .string("DeleteOptions")),
      (
        "preconditions",
        .mapping([("uid", .string(live.uid)), ("resourceVersion", .string(live.resourceVersion))])
      ),
    ])
    return ClusterWrite(
      method: .delete, target: type.path(namespace: reference.namespace, name: reference.name),
      contentType: "application/json", body: .plain(JSONWriter.bytes(options)), isSecret: false)
  }

  private static func locked(_ patch: Node, _ live: LiveObject?) -> Node {
    guard let live else { return patch }
    return patch.setting(["metadata", "uid"], to: .string(live.uid))
      .setting(["metadata", "resourceVersion"], to: .string(live.resourceVersion))
  }

  private static func body(
    _ wanted: DeployedManifest, live: LiveObject?, _ marks: [String: String]
  ) -> HTTPRequest.Body {
    if var secret = wanted.secret {
      secret.metadata.annotations.merge(marks) { $1 }
      secret.metadata.uid = live?.uid
      secret.metadata.resourceVersion = live?.resourceVersion
      return .secret(secret.yaml)
    }
    var node = locked(wanted.node, live)
    if !wanted.type.isOfCluster {
      node = node.setting(["metadata", "namespace"], to: .string(wanted.reference.namespace))
    }
    for (mark, value) in marks {
      node = node.setting(["metadata", "annotations", mark], to: .string(value))
    }
    return .plain(JSONWriter.bytes(node))
  }
}
