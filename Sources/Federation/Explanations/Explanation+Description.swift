import Diagnostics

extension Explanation {
  /// MT-FED: federation.yaml and what it resolves to.
  static let description: [Explanation] = document + names + peerings + gateways + reach + profiles

  private static let document: [Explanation] = [
    Explanation(
      "MT-FED-01", "The file holds one federation", source: "federation.yaml, apiVersion meshtrust/v1",
      why: "Version and kind say what the fields mean, so that a file for something else is never taken for one.",
      repair: "Start the file with `apiVersion: meshtrust/v1` and `kind: Federation`, and keep one document in it."),
    Explanation(
      "MT-FED-02", "Every field is known", source: "federation.yaml",
      why: "A misspelt field would silently do nothing, and a derived value would stand in its place.",
      repair: "Correct the name; the nearest known one is offered."),
    Explanation(
      "MT-FED-03", "Every value is of the kind that its field takes", source: "federation.yaml",
      why: "YAML reads `peers: a` as a string and `name: 5` as a number; neither is guessed at.",
      repair: "Write a sequence as `[a, b]`, and put in quotes what is text but looks like something else."),
    Explanation(
      "MT-FED-04", "A value is one of those that its field takes", source: "federation.yaml",
      why: "Only these values have a meaning.", repair: "Take one of the listed values; the nearest one is offered."),
    Explanation(
      "MT-FED-05", "What nothing else tells is given", source: "federation.yaml",
      why: "Everything else is derived from it.", repair: "Add the field where the message points."),
    Explanation(
      "MT-FED-06", "Nothing is named twice", source: "federation.yaml",
      why: "Meshes and remotes are told apart by name, and a peering has one pair of gateways on each side.",
      repair: "Rename or remove one of the two."),
    Explanation(
      "MT-FED-35", "Somebody is there to federate with", source: "federation.yaml",
      why:
        "A mesh without peers gets its authorities, but nobody trusts it; a remote that nobody peers with is unused.",
      repair: "Name it among the `peers` of a mesh. One side is enough."),
  ]

  private static let names: [Explanation] = [
    Explanation(
      "MT-FED-07", "The trust domain of a federated mesh is not `cluster.local`", source: "rules T-01 and T-03",
      why:
        "It is what every mesh is called that was never given a name. A client ID in it is rewritten to the reader's "
        + "own domain, so such a peer is always refused, and two such meshes ignore each other's roots.",
      repair: "Give the mesh a trust domain of its own, such as MESH.local."),
    Explanation(
      "MT-FED-08", "Each mesh has a trust domain of its own", source: "manual 1.18.9.2; rules T-02 and T-04",
      why: "A mesh ignores the roots of a peer with its own domain, and of two peers with one domain each overwrites "
        + "the other's roots at every resync.",
      repair: "Change one of the two; the other mesh's line is given."),
    Explanation(
      "MT-FED-09", "No trust domain is below another", source: "Go crypto/x509; RFC 5280 section 4.2.1.10",
      why: "An authority is confined to its domain by a name constraint, and Go lets the sub-domains of one pass. The "
        + "authority of the upper domain could forge identities of the lower one.",
      repair: "Choose domains that stand beside each other, such as red.corp and green.corp."),
    Explanation(
      "MT-FED-10", "Two meshes in one cluster have two namespaces", source: "Kubernetes",
      why: "Without addresses two meshes are assumed to be in one cluster, where two control planes cannot share a "
        + "namespace.",
      repair: "Give each a namespace, or `ingressAddresses` when they are in different clusters."),
    Explanation(
      "MT-FED-14", "Names are what Kubernetes takes", source: "Kubernetes object names; RFC 1035 and RFC 1123",
      why: "Other names are derived from them, and Kubernetes refuses what is no label. `shared` is kept for the root "
        + "that all meshes share.",
      repair: "Use a-z, 0-9 and inner hyphens; a gateway's name starts with a letter."),
    Explanation(
      "MT-FED-29", "Names fit into a certificate's subject", source: "RFC 5280 appendix A.1, ub-common-name",
      why:
        "A common name or organization has at most 64 characters, and `MESH intermediate CA g1` is one; room is kept "
        + "for later generations.",
      repair: "Shorten the mesh's name, or the organization in the profile."),
  ]

  private static let peerings: [Explanation] = [
    Explanation(
      "MT-FED-11", "A peer is a mesh or a remote of the federation", source: "federation.yaml",
      why: "What a mesh needs to know of its peer comes from the peer's entry, or from its trust card.",
      repair: "Correct the name, or add the mesh to `spec.meshes`, or to `spec.remotes` when other people run it."),
    Explanation(
      "MT-FED-12", "A mesh is no peer of itself", source: "federation.yaml",
      why: "It trusts its own domain already.", repair: "Remove the name from its own `peers`."),
    Explanation(
      "MT-FED-13", "A peer's name has no dot and at most 34 characters", source: "rules P-05 and P-06",
      why: "The control plane makes `federation-discovery-NAME-ingress` of it, which must be a label of at most 63 "
        + "characters. A longer one is silently left out, and discovery never works.",
      repair: "Rename the mesh."),
    Explanation(
      "MT-FED-25", "A peer is not called like the cluster", source: "rule P-07",
      why: "The control plane keeps its own cluster and its peers in one list of registries and refuses a second entry "
        + "of one name.",
      repair: "Rename the cluster, or leave its name out."),
    Explanation(
      "MT-FED-31", "Something is known of every remote", source: "trust cards",
      why:
        "The trust domain, identities, addresses and roots of a mesh that other people run come from its trust card. "
        + "Until it is imported, gateways are made for the remote but nothing trusts it.",
      repair: "Ask its administrator for the card and compare the fingerprint by another way before importing it."),
  ]

  private static let gateways: [Explanation] = [
    Explanation(
      "MT-FED-15", "A gateway's name and namespace fit into a label", source: "rule G-16; maistra/istio-operator",
      why:
        "The operator labels each gateway `NAME.NAMESPACE`, and Kubernetes refuses labels of more than 63 characters.",
      repair: "Name the gateway under `gateways`, shorten the namespace, or shorten the meshes' names."),
    Explanation(
      "MT-FED-16", "A gateway's name is free", source: "rule G-17; maistra/istio-operator",
      why: "The control plane's own gateways and istiod have their names, and one name cannot be an ingress and an "
        + "egress: the operator refuses the control plane.",
      repair: "Choose another name."),
    Explanation(
      "MT-FED-17", "Each peer has gateways of its own", source: "manual 1.18.9.1; rules G-20 and G-21",
      why: "With a shared ingress the second peer's discovery is dropped and the two policies deny each other; with a "
        + "shared egress both peers see one client ID.",
      repair: "Give each peer its own, or leave the names out."),
    Explanation(
      "MT-FED-18", "The ingress is exposed in a way that peers can use",
      source: "manual 1.18.7 and 1.18.9.1; G-10, G-11",
      why: "A NodePort needs both ports, from 30000 to 32767, and the addresses of nodes; a ClusterIP is reached from "
        + "its own cluster only.",
      repair: "Complete the node ports, or let the Service be a LoadBalancer."),
    Explanation(
      "MT-FED-22", "The platform supports federation", source: "manual 1.18.4; rule L-07",
      why: "OpenShift Dedicated and Azure Red Hat OpenShift are excluded by the manufacturer.",
      repair: "Leave the mesh out, or move it to another platform."),
    Explanation(
      "MT-FED-23", "The control plane's version can federate", source: "manual 1.18.5; rule G-22",
      why: "Federation came with v2.1 and is gone in OpenShift Service Mesh 3. The operator takes `v2.5`, not `2.5`.",
      repair: "Write the version as the control plane has it, or leave it out: then none is written."),
    Explanation(
      "MT-FED-24", "The cluster's domain is `cluster.local`", source: "rule G-13; maistra/istio-operator",
      why:
        "The operator's rule for istiod's discovery port names that domain. Elsewhere the ingress speaks plain HTTP to "
        + "a TLS port, and discovery answers 400.",
      repair: "Add a DestinationRule for istiod's host and port 8188 with TLS mode SIMPLE."),
    Explanation(
      "MT-FED-33", "What is said of a peer is said of a peer", source: "federation.yaml",
      why: "Gateways, addresses and ports for another name would be used by nobody.",
      repair: "Correct the name, or add it to `peers`."),
    Explanation(
      "MT-FED-34", "A locality has no gaps", source: "manual 1.18.13.1; rule F-01",
      why: "The control plane drops a zone without a region, or a subzone without a zone, and says nothing.",
      repair: "Add the step that is missing."),
    Explanation(
      "MT-FED-36", "A control plane can do what is asked of it", source: "rule C-29; maistra/istio-operator",
      why:
        "Taking up a new intermediate without a restart needs v2.2; several roots outside the peers' bundles have no "
        + "effect in a federated Maistra mesh.",
      repair: "Remove the field, or upgrade."),
  ]

  private static let reach: [Explanation] = [
    Explanation(
      "MT-FED-19", "An address is a bare host name or IP address", source: "rule P-03; maistra/istio",
      why: "With a scheme, port, path, wildcard or underscore the control plane drops the peer and says nothing.",
      repair: "Write the name alone; ports go in `ingressPorts`."),
    Explanation(
      "MT-FED-20", "An address is not IPv6", source: "rule P-04",
      why: "OpenShift Service Mesh 2 does not support IPv6.", repair: "Use an IPv4 address or a host name."),
    Explanation(
      "MT-FED-21", "An address is of the kind that the platform gives out", source: "manual 1.18.7; rule G-12",
      why:
        "The IP addresses of an AWS load balancer change, and only one of type nlb passes TLS on; other platforms give "
        + "out IP addresses.",
      repair: "Take the address from `.status.loadBalancer.ingress` of the gateway's Service."),
    Explanation(
      "MT-FED-30", "Ports are two different numbers from 1 to 65535", source: "rule P-08",
      why: "Service traffic and discovery are told apart by their ports.", repair: "Correct the numbers."),
    Explanation(
      "MT-FED-32", "A peer without an address is assumed in the same cluster", source: "rule P-14",
      why: "The name of its gateway's Service is taken, which nothing outside that cluster can resolve.",
      repair: "Add `ingressAddresses` to the peer, unless the two really share a cluster."),
  ]

  private static let profiles: [Explanation] = [
    Explanation(
      "MT-FED-26", "A lifetime has a unit", source: "federation.yaml",
      why: "`90d`, `24h` and `10y` say what is meant, `24` does not. Go's `87600h` is understood.",
      repair: "Write numbers with y, d, h, m or s; a day has 24 hours and a year 365 days."),
    Explanation(
      "MT-FED-27", "Nothing outlives what signed it", source: "RFC 5280 section 6.1.3",
      why: "A certificate whose issuer has ended is refused. istiod does not shorten what it issues, so the workloads' "
        + "longest lifetime must fit into the intermediate's.",
      repair: "Shorten the one, or lengthen the other."),
    Explanation(
      "MT-FED-28", "Leaf keys are ones that sidecars can use", source: "Envoy, tried with real handshakes",
      why: "An Envoy gateway fails the handshake with a leaf of P-521 or Ed25519; as keys of authorities both work.",
      repair: "Use P-256, P-384 or RSA for `leafKey`."),
    Explanation(
      "MT-FED-37", "A mesh's profile is there", source: "federation.yaml",
      why: "Without it lifetimes and keys would be guessed.", repair: "Correct the name, or add it to `spec.profiles`."),
  ]
}
