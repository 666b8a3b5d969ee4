import Diagnostics

extension Explanation {
  /// MT-I-30: ztunnels.
  static let ambient: [Explanation] = [
    Explanation(
      "MT-I-30", "no chain of an ambient mesh has a name constraint on URIs",
      source: "rustls-webpki 0.103.12 (RUSTSEC-2026-0098); istio/ztunnel",
      why:
        "Ztunnels of Istio from 1.29.3 on, and of OpenShift Service Mesh from 3.4 on, refuse every certificate below "
        + "such a constraint: all traffic between workloads ends, and below a constrained root istiod itself can be refused.",
      repair: "Replace the CA by one without constraints on URIs; constraints on DNS names may stay. In a home, write "
        + "`dataPlane: ambient` for the mesh and follow what `meshtrust plan` says.")
  ]
}
