import Diagnostics

extension Explanation {
  /// MT-ROT-49: what a live ingress answers.
  static let probes: [Explanation] = [
    Explanation(
      "MT-ROT-49", "a peer expects the client ID of this mesh",
      source: "Maistra 2.x: the policy federation-discovery-MESH answers 403 to every other principal",
      why:
        "The ingress verified the chain, so that it has the roots that the step needs: its gate opens. But its rules "
        + "refuse the identity in the certificate. Federation with this peer does not work, now as before the step.",
      repair: "Compare spec.security.clientID of the ServiceMeshPeer at the peer with `meshtrust id MESH`.")
  ]
}
