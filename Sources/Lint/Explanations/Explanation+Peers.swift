import Diagnostics

extension Explanation {
  /// MT-P: ServiceMeshPeers as resources.
  static let peers: [Explanation] = [
    Explanation(
      "MT-P-01", "federation resources are in the namespace of the control plane",
      source: "maistra/istio pkg/servicemesh/federation/common/resources.go",
      why: "istiod watches only that namespace. Anywhere else they are accepted and ignored.",
      repair: "Move the object."),
    Explanation(
      "MT-P-02", "a peer has an address",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "Without one there is no endpoint to connect to.",
      repair: "Add the address of the peer's ingress gateway for us."),
    Explanation(
      "MT-P-03", "addresses are bare host names or IP addresses",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "istiod makes a ServiceEntry of it, which fails its own validation, and swallows the error. Its resolver "
        + "also asks DNS for the whole text.",
      repair: "Write only the host name; ports have fields of their own."),
    Explanation(
      "MT-P-04", "addresses are not IPv6", source: "OpenShift Service Mesh 2 release notes",
      why: "Version 2 does not support IPv6.",
      repair: "Use an IPv4 address or a host name."),
    Explanation(
      "MT-P-05", "a peer's name has at most 34 characters",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "The Gateway `federation-discovery-NAME-ingress` would have more than 63 characters. It is silently "
        + "dropped, and the peer can never connect.",
      repair: "Choose a shorter name."),
    Explanation(
      "MT-P-06", "a peer's name has no dot", source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "The names of Gateways made from it must be labels; otherwise they are silently dropped.",
      repair: "Rename the peer."),
    Explanation(
      "MT-P-07", "a peer does not have our own cluster's name", source: "istio aggregate service registry",
      why: "The peer's registry is rejected: `registry belongs to another provider`.",
      repair: "Rename the peer, or set another `spec.cluster.name`."),
    Explanation(
      "MT-P-08", "ports are valid and different", source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "The ServiceEntry is invalid, or discovery goes to the port for service traffic.",
      repair: "Use two different numbers from 1 to 65535, or leave out the fields."),
    Explanation(
      "MT-P-09", "a peer has an egress gateway",
      source: "maistra/istio pkg/servicemesh/federation/discovery UpdatePeerConfig",
      why: "Its name is part of the address that istiod uses for discovery; without one nothing is sent.",
      repair: "Set `spec.gateways.egress.name`."),
    Explanation(
      "MT-P-10", "a peer has an ingress gateway", source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "The peer cannot reach us. That is correct only for a mesh that imports and never exports.",
      repair: "Set `spec.gateways.ingress.name`."),
    Explanation(
      "MT-P-11", "a certificate chain has a kind and a name", source: "CRD servicemeshpeers.federation.maistra.io",
      why: "The API server rejects the object: `certificateChain` requires both.",
      repair: "Set both."),
    Explanation(
      "MT-P-12", "peers know each other", source: "maistra/istio pkg/servicemesh/federation/server",
      why: "A mesh answers only meshes for which it has a ServiceMeshPeer. All others get 400 or 403.",
      repair: "Create the ServiceMeshPeer on the other side."),
    Explanation(
      "MT-P-13", "addresses are those of the ingress gateway for us",
      source: "maistra/istio pkg/servicemesh/federation",
      why: "Another gateway has other policies and other hosts: 403 or 404, or a certificate with another identity.",
      repair: "Use the address of the gateway in the peer's ServiceMeshPeer for us."),
    Explanation(
      "MT-P-14", "addresses resolve where they are used",
      source: "maistra/istio pkg/servicemesh/federation gatewayForNetworkAddress",
      why: "istiod and the egress gateway both resolve the name, in their own cluster.",
      repair: "Use an address that resolves outside the peer's cluster."),
    Explanation(
      "MT-P-15", "every pair has both ServiceMeshPeers", source: "OpenShift Service Mesh manual 1.18.8",
      why: "Meshes that do not know each other exchange nothing.",
      repair: "Complete the pairs: `meshtrust apply` writes all of them."),
    Explanation(
      "MT-P-16", "editing a peer needs a restart", source: "maistra/istio pkg/servicemesh/federation/server",
      why: "istiod keeps a peer's first client ID and ingress for its service policy, and the roots of its first trust "
        + "domain.",
      repair: "Restart every replica of istiod after the change."),
    Explanation(
      "MT-P-17", "a peer is reached where its gateway's Service says", source: "OpenShift Service Mesh manual 1.18.7",
      why:
        "The load balancer's address in the Service's status is the one that peers need. Another one leads nowhere, or to "
        + "another mesh.",
      repair: "Copy the address from `.status.loadBalancer.ingress`."),
    Explanation(
      "MT-P-18", "a peer's ports are the node ports of its gateway", source: "OpenShift Service Mesh manual 1.18.7.1",
      why:
        "Nothing listens on another node port. Kubernetes chooses new ones whenever the Service is made again without "
        + "fixed ones.",
      repair: "Copy both numbers, and fix them in the peer's control plane."),
  ]
}
