import Diagnostics

extension Explanation {
  /// MT-L: what comes and goes.
  static let lifecycle: [Explanation] = [
    Explanation(
      "MT-L-01", "nothing of a former peer is left",
      source: "OpenShift Service Mesh manual 1.18.15",
      why: "Gateways, roots and sets without a peer do nothing, and stay open for the day somebody takes the "
        + "name again.",
      repair: "Delete them."),
    Explanation(
      "MT-L-02", "a removed peer is no longer trusted only after a restart",
      source: "maistra/istio pkg/servicemesh/federation/discovery delete",
      why: "istiod keeps the roots of a peer that is gone, and an empty table is never sent: whoever has the "
        + "peer's keys still gets through TLS.",
      repair: "Restart every replica of istiod, and after the last peer every proxy, gateways first."),
    Explanation(
      "MT-L-03", "bundles follow the peer's",
      source: "federation lint rule L-03",
      why: "The peer has begun to rotate. When it signs with the new root before it is here, TLS fails.",
      repair: "Replace the bundle with all of the peer's roots."),
    Explanation(
      "MT-L-04", "restarts reach federation's gateways",
      source: "openshift-docs ossm-cert-manage-add-cert-key",
      why: "The manual's command selects the default gateways. The others have `app=NAME`, are left out, and "
        + "keep their old certificates.",
      repair: "Add each gateway by its label."),
    Explanation(
      "MT-L-05", "a root is changed with an overlap",
      source: "federation lint rule L-05",
      why: "Between the first proxy with the new certificate and the last bundle without the new root, "
        + "handshakes fail.",
      repair: "Give every peer a bundle with both roots first, and see it there, before the new root signs anything."),
    Explanation(
      "MT-L-06", "a change of imports takes a while",
      source: "maistra/istio pkg/servicemesh/federation import; resync interval",
      why: "It comes with the next resync and the poll after it: up to two minutes.",
      repair: "Wait before judging."),
    Explanation(
      "MT-L-07", "the platform supports federation",
      source: "OpenShift Service Mesh manual",
      why: "Federation is not supported on OpenShift Dedicated and Azure Red Hat OpenShift.",
      repair: "Ask Red Hat before building on it."),
  ]
}
