import Diagnostics

extension Explanation {
  /// MT-FED: federation.yaml and what it resolves to.
  static let description: [Explanation] = document + names + peerings + gateways + reach + profiles

  private static let document: [Explanation] = [
    Explanation(
      "MT-FED-01", "the file contains one federation", source: "federation.yaml, apiVersion meshtrust/v1",
      why: "Version and kind define the meaning of the fields, so a file of another kind is never mistaken for one.",
      repair: "Start the file with `apiVersion: meshtrust/v1` and `kind: Federation`, and keep one document in it."),
    Explanation(
      "MT-FED-02", "every field is known", source: "federation.yaml",
      why: "A misspelt field would be ignored silently, and a derived value used instead.",
      repair: "Correct the name; the message suggests the nearest field."),
    Explanation(
      "MT-FED-03", "every value has the type of its field", source: "federation.yaml",
      why: "YAML reads `peers: a` as a string and `name: 5` as a number. The tool does not guess what was meant.",
      repair: "Write a sequence as `[a, b]`, and quote text that looks like something else."),
    Explanation(
      "MT-FED-04", "every value is one that its field allows", source: "federation.yaml",
      why: "Other values have no meaning.",
      repair: "Use one of the listed values; the message suggests the nearest."),
    Explanation(
      "MT-FED-05", "required fields are present", source: "federation.yaml",
      why: "Everything else is derived from them, and nothing else determines them.",
      repair: "Add the field at the position in the message."),
    Explanation(
      "MT-FED-06", "no name is used twice", source: "federation.yaml",
      why: "Meshes and remotes are identified by name, and a peering has one pair of gateways on each side.",
      repair: "Rename or remove one of the two."),
    Explanation(
      "MT-FED-35", "every mesh and remote has a peer", source: "federation.yaml",
      why: "A mesh without peers gets its authorities, but nobody trusts it. A remote that no mesh peers with is "
        + "unused.",
      repair: "Add it to the `peers` of a mesh. One side is enough."),
  ]

  private static let names: [Explanation] = [
    Explanation(
      "MT-FED-07", "the trust domain of a federated mesh is not `cluster.local`",
      source: "lint rules MT-T-01 and MT-T-03",
      why: "It is the default of every mesh. A client ID with this trust domain is rewritten to the reader's own "
        + "domain, so such a peer is always rejected, and two such meshes ignore each other's roots.",
      repair: "Give the mesh a trust domain of its own, such as MESH.local."),
    Explanation(
      "MT-FED-08", "each mesh has a trust domain of its own", source: "manual 1.18.9.2; lint rules MT-T-02 and MT-T-04",
      why: "A mesh ignores the roots of a peer with its own trust domain. Two peers with the same trust domain "
        + "overwrite each other's roots at every resync.",
      repair: "Change one of the two; the message gives the line of the other mesh."),
    Explanation(
      "MT-FED-09", "no trust domain is below another", source: "Go crypto/x509; RFC 5280 section 4.2.1.10",
      why: "A name constraint limits a CA to its trust domain, but Go also accepts sub-domains. The CA of the upper "
        + "domain could forge identities of the lower one.",
      repair: "Choose sibling domains, such as red.corp and green.corp."),
    Explanation(
      "MT-FED-10", "two meshes in one cluster have two namespaces", source: "Kubernetes",
      why: "Two meshes without addresses are assumed to be in one cluster, where two control planes cannot share a "
        + "namespace.",
      repair: "Give each mesh its own namespace, or set `ingressAddresses` if they are in different clusters."),
    Explanation(
      "MT-FED-14", "names are valid in Kubernetes", source: "Kubernetes object names; RFC 1035 and RFC 1123",
      why: "Other names are derived from them, and Kubernetes rejects a name that is not a label. `shared` is reserved "
        + "for the root that all meshes share.",
      repair: "Use a-z, 0-9 and inner hyphens; a gateway's name starts with a letter."),
    Explanation(
      "MT-FED-29", "names fit into a certificate's subject", source: "RFC 5280 appendix A.1, ub-common-name",
      why: "A common name or organization has at most 64 characters. That must be enough for `MESH intermediate CA g1` "
        + "and for later generations.",
      repair: "Shorten the mesh's name, or the organization in the profile."),
  ]

  private static let peerings: [Explanation] = [
    Explanation(
      "MT-FED-11", "a peer is a mesh or a remote of the federation", source: "federation.yaml",
      why: "The data about a peer comes from the peer's entry, or from its trust card.",
      repair: "Correct the name, or add the mesh to `spec.meshes`, or to `spec.remotes` if someone else runs it."),
    Explanation(
      "MT-FED-12", "a mesh is not its own peer", source: "federation.yaml",
      why: "It already trusts its own trust domain.",
      repair: "Remove the name from its own `peers`."),
    Explanation(
      "MT-FED-13", "a peer's name has no dot and at most 34 characters", source: "lint rules MT-P-05 and MT-P-06",
      why: "The control plane derives the label `federation-discovery-NAME-ingress` from it, which can have at most 63 "
        + "characters. A longer one is silently left out, and discovery never works.",
      repair: "Rename the mesh."),
    Explanation(
      "MT-FED-25", "a peer does not have the name of the cluster", source: "lint rule MT-P-07",
      why: "The control plane keeps its own cluster and its peers in one list of registries and rejects a second entry "
        + "with the same name.",
      repair: "Rename the cluster, or remove its name."),
    Explanation(
      "MT-FED-31", "every remote has a trust card", source: "trust cards",
      why: "The trust domain, identities, addresses and roots of a remote come from its trust card. Until it is "
        + "imported, there are gateways for the remote but no trust.",
      repair: "Ask its administrator for the card, and compare the fingerprint through another channel before you "
        + "import it."),
  ]

  private static let gateways: [Explanation] = [
    Explanation(
      "MT-FED-15", "a gateway's name and namespace fit into one label",
      source: "lint rule MT-G-16; maistra/istio-operator",
      why: "The operator labels each gateway `NAME.NAMESPACE`, and Kubernetes rejects labels with more than 63 "
        + "characters.",
      repair: "Name the gateway under `gateways`, shorten the namespace, or shorten the meshes' names."),
    Explanation(
      "MT-FED-16", "a gateway's name is not taken", source: "lint rule MT-G-17; maistra/istio-operator",
      why: "The control plane's own gateways and istiod already use some names, and one name cannot be both an ingress "
        + "and an egress: the operator rejects the control plane.",
      repair: "Choose another name."),
    Explanation(
      "MT-FED-17", "each peer has gateways of its own", source: "manual 1.18.9.1; lint rules MT-G-20 and MT-G-21",
      why: "With a shared ingress the second peer's discovery is dropped and the two policies deny each other. With a "
        + "shared egress both peers see the same client ID.",
      repair: "Give each peer its own gateways, or leave the names out."),
    Explanation(
      "MT-FED-18", "peers can reach the ingress", source: "manual 1.18.7 and 1.18.9.1; lint rules MT-G-10 and MT-G-11",
      why: "A NodePort needs both ports, from 30000 to 32767, and the addresses of nodes. A ClusterIP can be reached "
        + "only from its own cluster.",
      repair: "Add the missing node ports, or make the Service a LoadBalancer."),
    Explanation(
      "MT-FED-22", "the platform supports federation", source: "manual 1.18.4; lint rule MT-L-07",
      why: "The vendor excludes OpenShift Dedicated and Azure Red Hat OpenShift.",
      repair: "Leave the mesh out, or move it to another platform."),
    Explanation(
      "MT-FED-23", "the control plane's version can federate", source: "manual 1.18.5; lint rule MT-G-22",
      why: "Federation was introduced in v2.1 and removed in OpenShift Service Mesh 3. The operator accepts `v2.5`, "
        + "not `2.5`.",
      repair: "Write the version as in the control plane, or leave it out; then none is written."),
    Explanation(
      "MT-FED-24", "the cluster's domain is `cluster.local`", source: "lint rule MT-G-13; maistra/istio-operator",
      why: "The operator's rule for istiod's discovery port uses that domain. With another domain the ingress speaks "
        + "plain HTTP to a TLS port, and discovery answers 400.",
      repair: "Add a DestinationRule for istiod's host and port 8188 with TLS mode SIMPLE."),
    Explanation(
      "MT-FED-33", "settings for a peer name a peer", source: "federation.yaml",
      why: "Gateways, addresses, ports and ConfigMaps for any other name would have no effect.",
      repair: "Correct the name, or add it to `peers`."),
    Explanation(
      "MT-FED-34", "a locality has no gaps", source: "manual 1.18.13.1; lint rule MT-F-01",
      why: "The control plane silently drops a zone without a region, or a subzone without a zone.",
      repair: "Add the missing level."),
    Explanation(
      "MT-FED-36", "a control plane supports the settings", source: "lint rule MT-C-29; maistra/istio-operator",
      why: "Loading a new intermediate without a restart needs v2.2. Several roots outside the peers' bundles have no "
        + "effect in a federated Maistra mesh.",
      repair: "Remove the field, or upgrade."),
    Explanation(
      "MT-FED-50", "the version of Istio is one that the rules were written for", source: "istio/istio, 1.14 to 1.31",
      why:
        "What istiod reloads, what proxies get and what ztunnels refuse differ from version to version. For one that "
        + "is not known, the rules of the nearest known version are used.",
      repair: "Read the release notes for changes of trust. A newer release of meshtrust may know the version."),
    Explanation(
      "MT-FED-51", "the settings of a control plane fit together", source: "istio/ztunnel; istio/istio; README",
      why:
        "OpenShift Service Mesh 2 has no ztunnel and no other signer here, ztunnel cannot use SPIRE, and only ztunnels "
        + "need the peers' roots in their own bundle.",
      repair: "Remove one of the settings that exclude each other."),
    Explanation(
      "MT-FED-52", "meshes that share a trust domain trust each other", source: "istio/istio#58511 and #61608",
      why:
        "A ztunnel admits only clients of its own trust domain, and no setting changes that. Meshes that share one can "
        + "issue each other's identities; constraints cannot tell them apart, and neither can a policy.",
      repair: "Keep namespaces and service accounts of the meshes distinct. Where the administrators do not trust each "
        + "other, use sidecars and a trust domain for each mesh. `acknowledge: [MT-FED-52]` hides the warning."),
    Explanation(
      "MT-FED-53", "a peer's trust domain is not an alias of one's own",
      source: "istio/istio, pilot/pkg/security/trustdomain/bundle.go; lint rules MT-I-25 and MT-I-40",
      why:
        "An alias makes two trust domains equal: in the names that proxies accept, and in every AuthorizationPolicy.",
      repair:
        "Remove `trustDomainAliases`. Multi-primary meshes up to Istio 1.28 with different trust domains need it; "
        + "there, write every policy with the peers in mind."),
    Explanation(
      "MT-FED-55", "the roots of peers need ISTIO_MULTIROOT_MESH", source: "istio/istio#39935; lint rule MT-I-11",
      why: "Without it istiod does not send `caCertificates` to proxies, and every peer is refused.",
      repair: "Remove `multiRoot: false`."),
    Explanation(
      "MT-FED-57", "a bundle is fetched over https",
      source: "SPIFFE Federation sections 5.1 and 5.2; lint rule MT-I-59",
      why: "Whoever can change a bundle on its way decides whom the reader trusts.",
      repair: "Publish the bundle at an https URL without user and password."),
    Explanation(
      "MT-FED-70", "`publish` names a folder", source: "federation.yaml",
      why: "The bundles of the home's meshes are written into it, for a web server.",
      repair: "Name a folder; a relative one is in the home."),
    Explanation(
      "MT-FED-71", "readers fetch a bundle every minute to every hour",
      source: "SPIFFE Trust Domain and Bundle section 4.1.3; SPIRE's client",
      why: "A new root is published three to five polls before it signs, and SPIRE polls at most once a minute.",
      repair: "Write a `refreshHint` from `1m` to `1h`."),
    Explanation(
      "MT-FED-72", "the trust domain of a bundle is known beforehand", source: "SPIFFE Federation section 3",
      why: "A bundle does not name its trust domain. Whoever serves it must not choose whose roots it becomes.",
      repair: "Ask the remote's administrator for the trust domain, and write `trustDomain`."),
    Explanation(
      "MT-FED-73", "a remote keeps its trust domain", source: "lint rule MT-T-02",
      why: "Another trust domain is another mesh, or a typing error.",
      repair: "Correct `trustDomain`. If the mesh was reinstalled, `meshtrust trust remove NAME` forgets the old one."),
    Explanation(
      "MT-FED-74", "an endpoint is known by its URL, its profile and, with https_spiffe, its SPIFFE ID",
      source: "SPIFFE Federation section 5.2.2",
      why:
        "With `https_spiffe` the server proves a SPIFFE ID, and only the expected one counts. With `https_web` it has a "
        + "certificate of the Web PKI, whose name is that of the URL.",
      repair: "Write `endpointID` with `https_spiffe`, and not with `https_web`."),
    Explanation(
      "MT-FED-80", "what can need an approval has a name", source: "docs/federation.md",
      why: "A word that is none of them would leave something unguarded that somebody meant to guard.",
      repair: "Write `root`, `rotation`, `key-export` or `removal`."),
    Explanation(
      "MT-FED-81", "an approver is a name and a public SSH key", source: "OpenSSH, ssh-keygen(1), ALLOWED SIGNERS",
      why:
        "An approval is a signature of `ssh-keygen -Y sign`, and only the key says whose it is. RSA below 2048 bits, or "
        + "with a modulus that anybody factors, and DSA are not taken.",
      repair: "Write the name and the first two words of the person's public key file: `anna ssh-ed25519 AAAA…`."),
    Explanation(
      "MT-FED-82", "as many approvers as approvals", source: "docs/federation.md",
      why: "If more people have to approve than there are, what needs an approval can never be done.",
      repair: "Name more approvers, or lower `required`. Whoever proposes does not count."),
    Explanation(
      "MT-FED-83", "an approver has one name and one key", source: "docs/federation.md",
      why: "One person under two names could approve twice.",
      repair: "Remove one of the two lines."),
    Explanation(
      "MT-FED-58", "no peer's roots are in istiod's own ConfigMap",
      source: "istio/istio, istio-ca-root-cert; lint rule MT-I-47",
      why:
        "istiod writes the mesh's own roots to `istio-ca-root-cert` in every namespace. A peer named `istio` would have its "
        + "roots under the same name, and the two writers would overwrite each other.",
      repair: "Give the mesh or remote another name."),
    Explanation(
      "MT-FED-56", "proxies get all roots of a bundle",
      source: "istio/istio#55793; istio/ztunnel#1510; lint rules MT-I-14 and MT-I-33",
      why: "Istio 1.24.4 and 1.25.1 give proxies only the first root. Ztunnels before 1.24.5 and 1.25.2 read no other.",
      repair: "Upgrade to 1.24.5, 1.25.2 or later."),
    Explanation(
      "MT-FED-39", "each peer's roots have a ConfigMap of their own",
      source: "manual table 1.10, certificateChain.name",
      why:
        "istiod reads a peer's roots from the ConfigMap that the ServiceMeshPeer names. One that holds the roots of two "
        + "peers lets each pose as the other, and istiod overwrites those in which it publishes the mesh's own roots.",
      repair: "Choose another name in `rootConfigMaps`, or remove the line."),
    Explanation(
      "MT-FED-40", "what is acknowledged has a code", source: "spec.acknowledge of federation.yaml",
      why: "A note or warning is known by its code, so that another one is still shown.",
      repair: "Write the code as it is in the brackets: `acknowledge: [MT-FED-32]`."),
  ]

  private static let reach: [Explanation] = [
    Explanation(
      "MT-FED-19", "an address is a bare host name or IP address", source: "lint rule MT-P-03; maistra/istio",
      why: "If the address has a scheme, port, path, wildcard or underscore, the control plane silently drops the "
        + "peer.",
      repair: "Write only the name; ports belong in `ingressPorts`."),
    Explanation(
      "MT-FED-20", "an address is not IPv6", source: "lint rule MT-P-04",
      why: "OpenShift Service Mesh 2 does not support IPv6.",
      repair: "Use an IPv4 address or a host name."),
    Explanation(
      "MT-FED-21", "an address is of the kind that the platform assigns", source: "manual 1.18.7; lint rule MT-G-12",
      why: "The IP addresses of an AWS load balancer change, and only one of type nlb passes TLS through. Other "
        + "platforms assign IP addresses.",
      repair: "Take the address from `.status.loadBalancer.ingress` of the gateway's Service."),
    Explanation(
      "MT-FED-30", "ports are two different numbers from 1 to 65535", source: "lint rule MT-P-08",
      why: "Ports distinguish service traffic from discovery.",
      repair: "Correct the numbers."),
    Explanation(
      "MT-FED-32", "a peer without an address is assumed to be in the same cluster", source: "lint rule MT-P-14",
      why: "The address then defaults to the name of its gateway's Service, which nothing outside that cluster can "
        + "resolve.",
      repair: "Add `ingressAddresses` to the peer, unless the two really share a cluster."),
  ]

  private static let profiles: [Explanation] = [
    Explanation(
      "MT-FED-26", "a lifetime has a unit", source: "federation.yaml",
      why: "`90d`, `24h` and `10y` are unambiguous, `24` is not. Go's `87600h` is accepted.",
      repair: "Write numbers with y, d, h, m or s; a day has 24 hours and a year 365 days."),
    Explanation(
      "MT-FED-27", "no certificate outlives its issuer", source: "RFC 5280 section 6.1.3",
      why: "A certificate whose issuer has expired is rejected. istiod does not shorten what it issues, so the "
        + "intermediate must live longer than the longest workload lifetime.",
      repair: "Shorten one lifetime, or lengthen the other."),
    Explanation(
      "MT-FED-28", "sidecars can use the leaf keys", source: "Envoy, tested with real handshakes",
      why: "An Envoy gateway fails the handshake with a P-521 or Ed25519 leaf. As CA keys both work.",
      repair: "Use P-256, P-384 or RSA for `leafKey`."),
    Explanation(
      "MT-FED-37", "a mesh's profile exists", source: "federation.yaml",
      why: "Without it the lifetimes and key types are unknown.",
      repair: "Correct the name, or add it to `spec.profiles`."),
  ]
}
