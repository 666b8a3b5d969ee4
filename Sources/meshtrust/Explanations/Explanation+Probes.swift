import Diagnostics

extension Explanation {
  /// What a live ingress answers, and what an edited file had.
  static let probes: [Explanation] = [
    Explanation(
      "MT-ROT-49", "a peer expects the client ID of this mesh",
      source: "Maistra 2.x: the policy federation-discovery-MESH answers 403 to every other principal",
      why:
        "The ingress verified the chain, so that it has the roots that the step needs: its gate opens. But its rules "
        + "refuse the identity in the certificate. Federation with this peer does not work, now as before the step.",
      repair: "Compare spec.security.clientID of the ServiceMeshPeer at the peer with `meshtrust id MESH --for PEER`."),
    Explanation(
      "MT-IST-01", "`caCertificates` holds the roots of peers and nothing else",
      source: "istio/istio, pilot/pkg/trustbundle; lint rule MT-I-21",
      why:
        "Istio pools all roots: whoever holds the key of one of them can issue every identity, the mesh's own included. "
        + "The list is replaced as a whole, because a root that no peer uses is trusted for nothing good.",
      repair: "If the root belongs to a peer, describe the peer as a remote and import its trust card."),
  ]
}
