import Diagnostics

extension Explanation {
  /// MT-RH: what a rehearsal finds.
  static let rehearsals: [Explanation] = [
    Explanation(
      "MT-RH-01", "A handshake of the federation fails in a rehearsal",
      source: "README, Rotate; RFC 8446 section 4.4 (each side judges the other's certificates)",
      why: "The handshake was made with the certificates, the bundles and the names that the manifests give to both "
        + "meshes. What fails here fails on the meshes too, as a 503 without a reason.",
      repair: "The side that refuses and its reason are named: put its bundle or the other side's chain right, and "
        + "rehearse again."),
    Explanation(
      "MT-RH-02", "OpenSSL and this tool disagree about a chain",
      source: "RFC 5280 section 6.1, judged twice: by libssl with the bundle as its only store, and by our validator",
      why: "Proxies judge with a relative of OpenSSL, and this tool with its own validator. Where the two differ, a "
        + "proof of this tool says nothing about what the mesh will do.",
      repair: "Both reasons are shown. Most often a foreign authority uses a form that one of the two does not take: "
        + "have it issued again in a plainer form. If the chain is right, report it."),
    Explanation(
      "MT-RH-03", "One mesh can pose as another",
      source: "RFC 5280 section 4.2.1.10 (name constraints); federation lint rule C-12",
      why: "A certificate for the other mesh, signed with this mesh's intermediate, was believed. Whoever takes over "
        + "one control plane takes over the others as well.",
      repair: "Have each intermediate issued with name constraints for its own trust domain and the DNS names of its "
        + "own namespace, or give each mesh a root of its own."),
    Explanation(
      "MT-RH-05", "A control plane's certificate is not for its name",
      source: "RFC 9525 section 6 (a client compares the name it calls); istio pkg/istio-agent",
      why: "A proxy calls its control plane by the name of its Service, and takes no certificate that lacks it.",
      repair: "Restart istiod, which names itself anew; with a certificate of its own, add the Service's name."),
  ]
}
