import Diagnostics

extension Explanation {
  /// MT-RH: what a rehearsal finds.
  static let rehearsals: [Explanation] = [
    Explanation(
      "MT-RH-01", "a handshake of the federation fails in a rehearsal",
      source: "README, Rotate; RFC 8446 section 4.4 (each side verifies the other's certificates)",
      why: "The rehearsal uses the certificates, bundles and names that the manifests give to both meshes. A handshake "
        + "that fails here also fails between the meshes, as a 503 without a reason.",
      repair: "The message names the side that rejects, and its reason. Correct its bundle or the other side's chain, "
        + "and rehearse again."),
    Explanation(
      "MT-RH-02", "OpenSSL and this tool disagree about a chain",
      source: "RFC 5280 section 6.1, verified twice: by libssl with the bundle as its only store, and by meshtrust's "
        + "validator",
      why: "Proxies verify with OpenSSL or a relative of it, and this tool with its own validator. If the two differ, "
        + "a proof by this tool does not predict what the mesh will do.",
      repair: "The message shows both reasons. Most often a third-party CA uses a form that one of the two does not "
        + "support: have the certificate issued again in a simpler form. If the chain is correct, please report it."),
    Explanation(
      "MT-RH-03", "one mesh can impersonate another",
      source: "RFC 5280 section 4.2.1.10 (name constraints); lint rule MT-C-12",
      why: "A certificate for the other mesh, signed with this mesh's intermediate, was accepted. Anyone who takes "
        + "over one control plane takes over the others as well.",
      repair: "Have each intermediate issued with name constraints for its own trust domain and the DNS names of its "
        + "own namespace, or give each mesh a root of its own."),
    Explanation(
      "MT-RH-06", "in a pool of roots only constraints tell trust domains apart",
      source: "istio/istio, pilot/pkg/trustbundle: one list for all (istio/istio#30769)",
      why:
        "The sidecars of Istio verify every peer against one list of roots: the mesh's own and all of `caCertificates`. The "
        + "trust domains beside a root do not bind it. So each of these roots, and whoever has its key, can issue any "
        + "identity of any trust domain, the mesh's own included, unless the root's name constraints forbid it.",
      repair:
        "Rotate roots without constraints to ones that have them: `meshtrust rotate start MESH` issues such. For a root "
        + "of another authority, ask its owner for a permitted URI constraint. SPIRE keeps the roots of each domain apart."
    ),
  ]
}
