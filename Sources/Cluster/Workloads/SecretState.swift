import Documents
import Kubernetes
public import X509

/// What the metadata of the Secret `cacerts` says of its content. Its values, one of which is the CA's key, are not read.
public struct SecretState: Hashable, Sendable {
  public let name: String
  public let namespace: String
  public let uid: String
  public let resourceVersion: String?
  /// When its values last changed, by the cluster's clock; nil without managedFields.
  public let changed: Timestamp?
  /// The SHA-256 of its roots and of its intermediate, as they were written together with the values; nil if that is not
  /// certain.
  public let fingerprints: Fingerprints?

  public struct Fingerprints: Hashable, Sendable {
    public let roots: Set<String>
    public let intermediate: String

    public init(roots: Set<String>, intermediate: String) {
      self.roots = roots
      self.intermediate = intermediate
    }
  }

  public init(
    name: String, namespace: String, uid: String, resourceVersion: String?, changed: Timestamp?,
    fingerprints: Fingerprints?
  ) {
    self.name = name
    self.namespace = namespace
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.changed = changed
    self.fingerprints = fingerprints
  }

  /// As `namespace/name`.
  public var path: String { "\(namespace)/\(name)" }
}

extension SecretState {
  /// Reads an object of the kind PartialObjectMetadata.
  init(_ root: Node) {
    let metadata = root["metadata"]
    name = metadata?["name"]?.string ?? ""
    namespace = metadata?["namespace"]?.string ?? ""
    uid = metadata?["uid"]?.string ?? ""
    resourceVersion = metadata?["resourceVersion"]?.string
    let entries = (metadata?["managedFields"]?.sequence ?? []).compactMap(ManagedEntry.init)
    let values = entries.filter(\.hasValues)
    let changed = values.map(\.time).max()
    self.changed = changed
    let annotations = metadata?["annotations"]
    // Whoever changes the values alone leaves annotations that speak of other ones.
    let isOneWrite = values.filter { $0.time == changed }.allSatisfy(\.hasFingerprints)
    guard !values.isEmpty, isOneWrite, let roots = annotations?[Annotation.rootFingerprints]?.string,
      let intermediate = annotations?[Annotation.intermediateFingerprint]?.string
    else {
      fingerprints = nil
      return
    }
    fingerprints = Fingerprints(
      roots: Set(roots.split(separator: ",").map { $0.filter { !$0.isWhitespace } }), intermediate: intermediate)
  }
}

/// Which fields one manager has written, and when.
private struct ManagedEntry {
  let time: Timestamp
  let hasValues: Bool
  let hasFingerprints: Bool

  init?(_ node: Node) {
    guard let time = node["time"].flatMap(PodState.time) else { return nil }
    self.time = time
    let fields = node["fieldsV1"]
    hasValues = fields?["f:data"] != nil || fields?["f:stringData"] != nil
    let annotations = fields?["f:metadata"]?["f:annotations"]
    hasFingerprints =
      annotations?["f:\(Annotation.rootFingerprints)"] != nil
      && annotations?["f:\(Annotation.intermediateFingerprint)"] != nil
  }
}
