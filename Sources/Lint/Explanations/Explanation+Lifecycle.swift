import Diagnostics

extension Explanation {
  /// MT-L: what comes and goes.
  static let lifecycle: [Explanation] = [
    Explanation(
      "MT-L-01", "nothing of a removed peer remains", source: "OpenShift Service Mesh manual 1.18.15",
      why: "Gateways, roots and sets without a peer do nothing, but take effect if someone uses the name again.",
      repair: "Delete them."),
    Explanation(
      "MT-L-02", "removing a peer's trust needs a restart",
      source: "maistra/istio pkg/servicemesh/federation/discovery delete",
      why: "istiod keeps the roots of a deleted peer, and never sends an empty table: anyone with the peer's keys "
        + "still passes TLS.",
      repair: "Restart every replica of istiod, and after the last peer every proxy, gateways first."),
    Explanation(
      "MT-L-03", "bundles follow the peer's rotation", source: "this tool's own rule",
      why: "The peer has started a rotation. If it signs with the new root before the root is here, TLS fails.",
      repair: "Replace the bundle with all of the peer's roots."),
    Explanation(
      "MT-L-04", "restarts include the federation gateways", source: "openshift-docs ossm-cert-manage-add-cert-key",
      why: "The manual's command selects only the default gateways. The others have `app=NAME`, are left out, and keep "
        + "their old certificates.",
      repair: "Add each gateway by its label."),
    Explanation(
      "MT-L-05", "a root is changed with an overlap", source: "this tool's own rule",
      why: "Handshakes fail from the first proxy with a new certificate until the last bundle has the new root.",
      repair: "First give every peer a bundle with both roots, and check that it has arrived. Only then let the new "
        + "root sign."),
    Explanation(
      "MT-L-06", "a change of imports takes time",
      source: "maistra/istio pkg/servicemesh/federation import; resync interval",
      why: "It takes effect with the next resync and the poll after it: up to two minutes.",
      repair: "Wait before you check."),
    Explanation(
      "MT-L-07", "the platform supports federation", source: "OpenShift Service Mesh manual",
      why: "Federation is not supported on OpenShift Dedicated and Azure Red Hat OpenShift.",
      repair: "Ask Red Hat before you rely on it."),
    Explanation(
      "MT-L-08", "an object stays", source: "Kubernetes API conventions: metadata.deletionTimestamp",
      why: "Somebody requested its deletion, and it is gone as soon as its finalizers are done, whatever it contains.",
      repair: "Find out who deletes it. If it is meant to stay, apply it again once it is gone."),
  ]
}
