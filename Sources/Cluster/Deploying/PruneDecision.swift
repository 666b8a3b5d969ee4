import Documents
import Federation
import Kubernetes

/// What is to be done with an object that the home no longer writes.
public enum PruneDecision: Hashable, Sendable {
  /// Everything says that it is this home's, and nobody else's.
  case delete
  /// It is not there.
  case gone
  case left(LeftReason)

  /// Why an object stays.
  public enum LeftReason: Hashable, Sendable {
    /// Objects of its kind are never deleted.
    case kind
    case noLabel
    /// It was not deployed by this home; the annotation's value, if there is one.
    case home(String?)
    /// The home did not record this very object.
    case uid
    /// The tool did not apply it.
    case notApplied
    /// Somebody else applies it too.
    case applied(by: String)
    case owned(ObjectOwner)
    case beingDeleted
  }

  /// Every condition has to hold; the first that does not is the reason.
  ///
  /// - Parameters:
  ///   - live: Nil if the cluster says that there is none.
  ///   - recorded: The uid of the object that the home deployed; nil if it recorded none.
  public init(_ reference: ObjectReference, live: LiveObject?, recorded: String?, home: String) {
    guard let live else {
      self = .gone
      return
    }
    self = Self.reason(reference, live, recorded, home).map { .left($0) } ?? .delete
  }

  private static func reason(
    _ reference: ObjectReference, _ live: LiveObject, _ recorded: String?, _ home: String
  ) -> LeftReason? {
    guard mayBeDeleted(reference) else { return .kind }
    guard live.node["metadata"]?["labels"]?["app.kubernetes.io/managed-by"]?.text == ManagedFields.manager else {
      return .noLabel
    }
    guard live.home == home else { return .home(live.home) }
    guard let recorded, !recorded.isEmpty, live.uid == recorded else { return .uid }
    guard live.managed.applied != nil else { return .notApplied }
    if let other = live.managed.entries.first(where: { $0.isApply && $0.manager != ManagedFields.manager }) {
      return .applied(by: other.manager)
    }
    if let owner = ObjectOwner(live.node) { return .owned(owner) }
    return live.isBeingDeleted ? .beingDeleted : nil
  }

  private static func mayBeDeleted(_ reference: ObjectReference) -> Bool {
    // One that stays would go on trusting, or admitting, whom the home no longer names.
    if BorderComparison.kinds.contains(reference.kind) { return true }
    return switch reference.kind {
    case ResourceType.peers.kind, ResourceType.exports.kind, ResourceType.imports.kind,
      ResourceType.destinationRules.kind, "ClusterFederatedTrustDomain":
      true
    case "Bundle", "ClusterBundle": !["istio-ca-root-cert", "ossm-ca-root-cert"].contains(reference.name)
    // istiod's own ConfigMap has such a name too.
    case ResourceType.configMaps.kind:
      reference.name.hasSuffix(Naming.rootConfigMap(ofPeer: ""))
        && !["istio-ca-root-cert", "ossm-ca-root-cert"].contains(reference.name)
    default: false
    }
  }
}
