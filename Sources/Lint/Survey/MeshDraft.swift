import Documents
import Federation

/// One entry of `spec.meshes` as the manifests of a running mesh tell it. What is nil is what would be derived anyway.
struct MeshDraft: Sendable {
  /// The gateways for one peer, as far as they differ from the derived ones.
  struct Gateways: Sendable {
    var peer: String
    var ingress: String?
    var egress: String?
    var serviceType: String?
    var nodePorts: (service: Int, discovery: Int)?
    var annotations: [String: String] = [:]

    var isDerived: Bool {
      ingress == nil && egress == nil && serviceType == nil && nodePorts == nil && annotations.isEmpty
    }
  }

  /// Where a peer reaches the mesh, as far as it differs from the derived place.
  struct Reach: Sendable {
    var peer: String
    var addresses: [String] = []
    var service: Int?
    var discovery: Int?
  }

  /// Lifetimes and names that only a profile can say.
  struct Profile: Hashable, Sendable {
    var workload: Lifetime?
    var longest: Lifetime?
    var dnsNames: [String] = []

    var isDerived: Bool { workload == nil && longest == nil && dnsNames.isEmpty }
  }

  let name: String
  var namespace: String?
  var trustDomain: String?
  var controlPlane: String?
  var isUpstream = false
  var version: String?
  var reloads: Bool?
  var clusterName: String?
  var network: String?
  var clusterDomain: String?
  var platform: String?
  var profile = Profile()
  var profileName: String?
  var peers: [String] = []
  var gateways: [Gateways] = []
  var reach: [Reach] = []
  /// The region of its own workloads, if failover tells it.
  var region: String?
  var exports: [ServiceDraft] = []
  var imports: [ServiceDraft] = []
  /// What a reader should know of the entry, a line each.
  var comments: [String] = []
}

/// What a set of services says, as `exports.PEER` or `imports.PEER` would.
struct ServiceDraft: Sendable {
  let peer: String
  let entry: Node
  /// The manifests that say it: the set, and the rules by which its services fail over.
  let manifests: [Manifest]
}

/// A mesh of which only its peers tell.
struct RemoteDraft: Sendable {
  let name: String
  /// What its peers say of it, a line each.
  var comments: [String]
}
