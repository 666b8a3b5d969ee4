import CA
import Diagnostics
import X509

/// An object that a cluster returned and that no other cluster has: the control plane's namespace, or the control plane.
public struct ClusterMark: Hashable, Sendable {
  /// What the uid is of, in the words of a ``KnownCluster``.
  public let anchor: String
  public let namespace: String
  public let uid: String
  public let file: String

  public init(anchor: String, namespace: String, uid: String, file: String) {
    self.anchor = anchor
    self.namespace = namespace
    self.uid = uid
    self.file = file
  }
}

/// What marks tell of the clusters that files came from, compared with where meshes were seen before.
struct ClusterMarks {
  private struct Key: Hashable {
    let file: String
    let anchor: String
    let namespace: String
  }

  private let known: [String: KnownCluster]
  private var uids: [Key: Set<String>] = [:]

  /// - Parameter known: The cluster of each mesh, as far as it was seen.
  init(_ marks: [ClusterMark], _ known: [String: KnownCluster]) {
    self.known = known
    for mark in marks {
      uids[Key(file: mark.file, anchor: mark.anchor, namespace: mark.namespace), default: []].insert(mark.uid)
    }
  }

  /// Why a file cannot be from the cluster of a mesh whose control plane has this namespace; nil if nothing speaks
  /// against it. A file may have the objects of several clusters.
  func objection(to mesh: String, in namespace: String, _ file: String) -> Message? {
    func shown(_ anchor: String) -> Set<String> {
      uids[Key(file: file, anchor: anchor, namespace: namespace)] ?? []
    }
    if let own = known[mesh] {
      let found = shown(own.anchor)
      guard !found.isEmpty, !found.contains(own.uid) else { return nil }
      return
        "the \(Self.words(own.anchor)) of `\(namespace)` beside it has the uid \(found.sorted().joined(separator: ", ")), "
        + "and that of `\(mesh)` has \(own.uid), seen first on \(own.seen.day)"
    }
    let others = known.filter { shown($0.value.anchor) == [$0.value.uid] }.keys
    return others.min().map { "the uid of `\(namespace)` beside it is that of the cluster of `\($0)`" }
  }

  /// The uid of a mesh's namespace, if the file has exactly one and nothing is known of the mesh's cluster.
  func first(of mesh: String, in namespace: String, _ file: String) -> String? {
    guard known[mesh] == nil, let uids = uids[Key(file: file, anchor: Self.namespace, namespace: namespace)] else {
      return nil
    }
    return uids.count == 1 ? uids.first : nil
  }

  static let namespace = "namespace"

  private static func words(_ anchor: String) -> String { anchor == namespace ? "namespace" : "control plane" }
}
