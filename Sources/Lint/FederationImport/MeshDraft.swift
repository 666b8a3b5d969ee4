import Documents
import Federation

/// One entry of `spec.meshes`, from the manifests of a running mesh. A nil field has its derived value.
struct MeshDraft: Sendable {
  /// The gateways for one peer, where they differ from the derived ones.
  struct Gateways: Sendable {
    var peer: String
    var ingress: String?
    var egress: String?
    var serviceType: String?
    var nodePorts: (service: Int, discovery: Int)?
    var annotations: [String: String] = [:]
    /// Nil for gateways that are deployed, as all derived ones are.
    var isIngressEnabled: Bool?
    var isEgressEnabled: Bool?
    var ingressLabels: [String: String] = [:]
    var egressLabels: [String: String] = [:]
    var networkViews: [String] = []

    var hasIngress: Bool {
      ingress != nil || serviceType != nil || nodePorts != nil || !annotations.isEmpty || isIngressEnabled != nil
        || !ingressLabels.isEmpty
    }

    var hasEgress: Bool {
      egress != nil || isEgressEnabled != nil || !egressLabels.isEmpty || !networkViews.isEmpty
    }

    var isDerived: Bool { !hasIngress && !hasEgress }
  }

  /// The addresses and ports for one peer, where they differ from the derived ones.
  struct Reach: Sendable {
    var peer: String
    var addresses: [String] = []
    var service: Int?
    var discovery: Int?
  }

  /// Lifetimes and names that only a profile can express.
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
  /// Whether istiod signs with the root of its own `istio-ca-secret`.
  var isSelfSigned = false
  /// `istio` or `sail`; nil for Maistra.
  var flavour: String?
  /// What signs for the workloads, if it is not istiod.
  var signer: String?
  var multiRoot: Bool?
  var poolsInRoot = false
  var aliasesPeers = false
  var isAmbient = false
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
  /// The ConfigMaps with the roots of peers, where their names differ from the derived ones.
  var rootConfigMaps: [(peer: String, name: String)] = []
  /// The region of its own workloads, if failover shows it.
  var region: String?
  var exports: [ServiceDraft] = []
  var imports: [ServiceDraft] = []
  /// Comments for the reader of the entry, one line each.
  var comments: [String] = []
}

/// The content of a set of services, for `exports.PEER` or `imports.PEER`.
struct ServiceDraft: Sendable {
  let peer: String
  let entry: Node
  /// The manifests with that content: the set, and the failover rules of its services.
  let manifests: [Manifest]
}

/// A mesh that only its peers' manifests mention.
struct RemoteDraft: Sendable {
  /// Where its bundle is published.
  struct Endpoint: Sendable {
    let url: String
    let profile: String?
    let endpointID: String?
  }

  let name: String
  /// Nil if only the name can be written.
  var trustDomain: String?
  var endpoint: Endpoint?
  /// The peers' settings for it, one line each.
  var comments: [String]
}
