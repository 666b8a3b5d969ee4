import Diagnostics

extension Explanation {
  /// MT-P: ServiceMeshPeers as resources.
  static let peers: [Explanation] = [
    Explanation(
      "MT-P-01", "federation's resources are in the namespace of the control plane",
      source: "maistra/istio pkg/servicemesh/federation/common/resources.go",
      why: "istiod watches that namespace only. Anywhere else they are accepted and never read.",
      repair: "Move the object."),
    Explanation(
      "MT-P-02", "a peer has an address",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "Without one there is no endpoint to connect to.",
      repair: "Add the address of the peer's ingress gateway for us."),
    Explanation(
      "MT-P-03", "addresses are bare host names or IP addresses",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "istiod makes a ServiceEntry of it, which fails its own validation; the error is swallowed. And "
        + "its resolver asks DNS for the whole text.",
      repair: "Write the host name alone; ports have fields of their own."),
    Explanation(
      "MT-P-04", "addresses are not of IPv6",
      source: "OpenShift Service Mesh 2 release notes",
      why: "Version 2 has no support for IPv6.",
      repair: "Use an IPv4 address or a host name."),
    Explanation(
      "MT-P-05", "a peer's name has at most 34 characters",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "The Gateway `federation-discovery-NAME-ingress` would pass 63 characters. It is dropped without "
        + "a word, and the peer never gets in.",
      repair: "Choose a shorter name."),
    Explanation(
      "MT-P-06", "a peer's name has no dot",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "Names of Gateways that are made from it must be labels; they are dropped without a word.",
      repair: "Rename the peer."),
    Explanation(
      "MT-P-07", "a peer is not named like our own cluster",
      source: "istio aggregate service registry",
      why: "The peer's registry is refused: `registry belongs to another provider`.",
      repair: "Rename the peer, or set another `spec.cluster.name`."),
    Explanation(
      "MT-P-08", "ports are ports",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "The ServiceEntry is invalid, or discovery is sent to where service traffic is due.",
      repair: "Use two different numbers from 1 to 65535, or leave the fields out."),
    Explanation(
      "MT-P-09", "a peer has an egress gateway",
      source: "maistra/istio pkg/servicemesh/federation/discovery UpdatePeerConfig",
      why: "The address that istiod asks for discovery is made from its name; without one nothing goes out.",
      repair: "Set `spec.gateways.egress.name`."),
    Explanation(
      "MT-P-10", "a peer has an ingress gateway",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "The peer cannot reach us. That is in order only for a mesh that imports and never exports.",
      repair: "Set `spec.gateways.ingress.name`."),
    Explanation(
      "MT-P-11", "a certificate chain has kind and name",
      source: "CRD servicemeshpeers.federation.maistra.io",
      why: "The API server refuses the object: where `certificateChain` stands, both are required.",
      repair: "Give both."),
    Explanation(
      "MT-P-12", "peers know each other",
      source: "maistra/istio pkg/servicemesh/federation/server",
      why: "A mesh answers only those it has a ServiceMeshPeer for: 400 or 403 for all others.",
      repair: "Create the ServiceMeshPeer on the other side."),
    Explanation(
      "MT-P-13", "addresses are those of the ingress gateway for us",
      source: "maistra/istio pkg/servicemesh/federation",
      why: "Another gateway has other policies and other hosts: 403 or 404, or a certificate for somebody else.",
      repair: "Take the address of the gateway that the peer's ServiceMeshPeer for us names."),
    Explanation(
      "MT-P-14", "addresses can be resolved where they are used",
      source: "maistra/istio pkg/servicemesh/federation gatewayForNetworkAddress",
      why: "istiod and the egress gateway both resolve the name, in their own cluster.",
      repair: "Use an address that is known outside of the peer's cluster."),
    Explanation(
      "MT-P-15", "every pair has both its ServiceMeshPeers",
      source: "OpenShift Service Mesh manual 1.18.8",
      why: "Meshes that do not know each other exchange nothing.",
      repair: "Complete the pairs: `meshtrust apply` writes all of them."),
    Explanation(
      "MT-P-16", "a running peer is not edited without a restart",
      source: "maistra/istio pkg/servicemesh/federation/server",
      why: "istiod keeps the first client ID and ingress of a peer for its service policy, and the first "
        + "trust domain's roots.",
      repair: "Restart every replica of istiod after the change."),
  ]
}
