import Diagnostics

extension Explanation {
  /// MT-G: control planes and their gateways.
  static let gateways: [Explanation] = [
    Explanation(
      "MT-G-01", "a peer names gateways that its control plane has",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "The policies and listeners of federation are bound to pods by the name of the gateway. A name that no "
        + "gateway has selects no pod: nothing is denied and nothing can be reached.",
      repair: "Add the gateway to the control plane, or correct the name in the ServiceMeshPeer."),
    Explanation(
      "MT-G-02", "a gateway is enabled explicitly",
      source: "maistra/istio-operator strategy_v2_5.go; the manual says that true is the default",
      why: "The operator silently skips every additional gateway whose `enabled` is not true. There is no Deployment, "
        + "no Service and no identity.",
      repair: "Set `enabled: true`."),
    Explanation(
      "MT-G-03", "gateways are not disabled as a whole", source: "maistra/istio-operator charts",
      why: "With `spec.gateways.enabled: false` no gateway is created at all, regardless of the others.",
      repair: "Remove the field."),
    Explanation(
      "MT-G-04", "a federation gateway has the ports 15443 and 8188",
      source: "maistra/istio pkg/servicemesh/federation/server, constants of the control plane",
      why: "Both numbers are constants. Without ports of its own a gateway has those of the charts, 80 and 443, and "
        + "the peer cannot reach it.",
      repair: "Add both ports to the Service of the gateway."),
    Explanation(
      "MT-G-05", "the target ports equal the two ports", source: "istio pilot/pkg/model/gateway.go resolvePorts",
      why: "The listener opens on the targetPort, while the policies that check the client ID apply to 8188 and 15443. "
        + "On an ingress gateway they therefore have no effect; on an egress gateway imports have no endpoints.",
      repair: "Remove `targetPort`."),
    Explanation(
      "MT-G-06", "the Service offers the two ports under their own numbers",
      source: "maistra/istio federation constants",
      why: "The gateway listens, but its Service does not offer the port that the peer connects to.",
      repair: "Use 15443 and 8188 in the cluster, and map them outside: at the load balancer, with node ports, and in "
        + "the peer's discoveryPort and servicePort."),
    Explanation(
      "MT-G-07", "port names are short, lower-case and unique",
      source: "Kubernetes, container port names (IANA_SVC_NAME)",
      why: "The name becomes that of a container port, with at most 15 characters. The API server rejects the "
        + "Deployment or the Service otherwise.",
      repair: "Use the manual's names: `tls`, `https-discovery` on ingress, `http-discovery` on egress gateways."),
    Explanation(
      "MT-G-08", "ports have the names in the manual", source: "OpenShift Service Mesh manual 1.18.9",
      why: "Istio reads the protocol from the name of a port. Other names happen to work today, and make it hard to "
        + "compare with the manual.",
      repair: "Name 15443 `tls`, and 8188 `https-discovery` on ingress and `http-discovery` on egress gateways."),
    Explanation(
      "MT-G-09", "a gateway is in the namespace of the control plane",
      source: "maistra/istio pkg/servicemesh/federation",
      why: "Policies, virtual services and service accounts are expected in the namespace of the ServiceMeshPeer. In "
        + "any other one the gateway is not found, and its identity is different.",
      repair: "Remove the field `namespace`."),
    Explanation(
      "MT-G-10", "the peer can reach the ingress gateway", source: "OpenShift Service Mesh manual 1.18.7",
      why: "A ClusterIP has no address outside its cluster; the peer's connections time out.",
      repair: "Make the Service a LoadBalancer, or a NodePort with fixed ports."),
    Explanation(
      "MT-G-11", "node ports are fixed and the peer knows them", source: "OpenShift Service Mesh manual 1.18.7.1",
      why: "A node port that Kubernetes chooses changes with the Service, and the peer keeps using the old one.",
      repair: "Set `nodePort` for both ports, from 30000 to 32767, and copy the numbers to the peer's `spec.remote`."),
    Explanation(
      "MT-G-12", "load balancers pass TLS through", source: "OpenShift Service Mesh manual 1.18.7.3",
      why: "Federation is raw TLS. A layer 7 load balancer, the AWS default, or a Route terminates it, and the peer "
        + "sees 503.",
      repair: "On AWS set the annotation `service.beta.kubernetes.io/aws-load-balancer-type: nlb`; elsewhere use a "
        + "layer 4 load balancer."),
    Explanation(
      "MT-G-13", "outside cluster.local istiod needs a DestinationRule",
      source: "maistra/istio-operator federation.yaml",
      why: "The operator's own rule that makes ingress gateways speak TLS to istiod names `cluster.local`. With "
        + "another domain they speak plain HTTP to a TLS port, and the peer gets 400.",
      repair: "Add a DestinationRule with TLS mode SIMPLE for `istiod-NAME.NAMESPACE.svc.DOMAIN`, port 8188."),
    Explanation(
      "MT-G-14", "automatic mutual TLS stays enabled", source: "istio automtls",
      why: "Imported host names are outside the cluster's domain, so only automatic mutual TLS covers them. Without it "
        + "they are called in plain text, which the gateway rejects.",
      repair: "Do not change `dataPlane.automtls`, or add DestinationRules for all imports."),
    Explanation(
      "MT-G-15", "an egress gateway requests the network of its peer",
      source: "maistra/istio pkg/servicemesh/federation/discovery update",
      why: "The control plane names a peer's network `network-PEER`. In a mesh with several networks, endpoints of "
        + "networks that the gateway did not request are filtered out: requests fail with 503 while the peer shows as "
        + "connected. The manual's `PEER-network` is wrong.",
      repair: "Set `requestedNetworkView: [network-PEER]`, with the name of the ServiceMeshPeer."),
    Explanation(
      "MT-G-16", "gateway names are valid names and labels",
      source: "maistra/istio-operator charts, label maistra.io/gateway",
      why: "`NAME.NAMESPACE` becomes a label with at most 63 characters, and the name becomes that of a Service. The "
        + "API server rejects anything else, and the operator retries forever.",
      repair: "Shorten the name; use lower-case letters, digits and hyphens, and begin with a letter."),
    Explanation(
      "MT-G-17", "gateway names are unique", source: "maistra/istio-operator validateGatewaysInternal",
      why: "The operator rejects the whole control plane.",
      repair: "Choose a name that is used only once and is neither `istio-ingressgateway` nor `istio-egressgateway`."),
    Explanation(
      "MT-G-18", "gateways have different labels", source: "maistra/istio-operator renderGateway",
      why: "The labels are the selector of the Deployment and of the Service. Two gateways with the same labels send "
        + "traffic to each other's pods.",
      repair: "Give each its own `federation.maistra.io/ingress-for` or `egress-for`, and no common `app`."),
    Explanation(
      "MT-G-19", "federation gateways have their label", source: "OpenShift Service Mesh manual 1.18.9",
      why: "The label separates federation traffic from that of the default gateways, whose selectors would otherwise "
        + "match.",
      repair: "Add `federation.maistra.io/ingress-for: NAME` or `egress-for`."),
    Explanation(
      "MT-G-20", "every peer has its own ingress gateway", source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "Each peer gets a listener for every host name, and the second one on the same gateway is dropped. The two "
        + "policies that check client IDs also deny each other's peer.",
      repair: "Add one ingress gateway for each peer."),
    Explanation(
      "MT-G-21", "every peer has its own egress gateway", source: "maistra/istio pkg/servicemesh/federation",
      why: "Both peers see the same identity, the network view must list both, and imports with the same name collide.",
      repair: "Add one egress gateway for each peer."),
    Explanation(
      "MT-G-22", "the version of the control plane supports federation",
      source: "OpenShift Service Mesh manual 1.18.5; release notes",
      why: "Federation was introduced in 2.1 and removed in 3.",
      repair: "Upgrade to 2.1 or later; for 3 plan a migration."),
    Explanation(
      "MT-G-23", "federation is not disabled in istiod", source: "maistra/istio-operator charts; OSSM-1962",
      why: "With PILOT_ENABLE_FEDERATION=false the resources are accepted and have no effect.",
      repair: "Remove the variable."),
    Explanation(
      "MT-G-24", "sidecars resolve the names of imports", source: "istio DNS proxying",
      why: "Names under `-imports.local` exist only in the sidecars' DNS. Without it workloads get no address.",
      repair: "Keep DNS capture and automatic addresses enabled, or create Services or ServiceEntries."),
    Explanation(
      "MT-G-25", "NetworkPolicies let peers in", source: "maistra/istio-operator manageNetworkPolicy",
      why: "If the operator does not manage them and the cluster denies by default, nothing lets peers in.",
      repair: "Add policies that open 15443 and 8188 of the ingress gateways, and 8188 of istiod to the gateways."),
    Explanation(
      "MT-G-26", "gateways have the router mode in the manual",
      source: "OpenShift Service Mesh manual 1.18.9; OSSM-2338",
      why: "It makes no difference today: the manual sets `sni-dnat`, the code does not need it.",
      repair: "Add `routerMode: sni-dnat` if you want to match the manual."),
    Explanation(
      "MT-G-27", "other Gateways do not select federation pods", source: "istio-ingress chart",
      why: "The charts give every ingress gateway the label `istio: ingressgateway`. A Gateway that selects it adds "
        + "its servers to the federation pods too, and duplicate hosts are dropped.",
      repair: "Select by a label that only the intended gateway has, such as `app`."),
    Explanation(
      "MT-G-28", "mutual TLS is on in a federated mesh", source: "maistra/istio-operator security.dataPlane.mtls",
      why:
        "Without it every workload is reached in plain text too, so a caller without an identity gets at whatever is "
        + "exported, and policies that name identities do not hold.",
      repair: "Set `mtls: true`."),
    Explanation(
      "MT-G-29", "a namespace has one control plane", source: "maistra/istio-operator validation of SMCPs",
      why: "The operator sets up one ServiceMeshControlPlane in a namespace, and reports an error for the others.",
      repair: "Keep one of them."),
    Explanation(
      "MT-G-30", "no PeerAuthentication opens what federation needs",
      source: "maistra/istio pilot/pkg/model/authentication.go, pilot/pkg/xds/mtls_checker.go",
      why:
        "PeerAuthentications decide how sidecars call and what they take. With DISABLE calls leave in plain text, also to "
        + "our egress gateways, which take mutual TLS alone. With PERMISSIVE a caller without an identity gets in too, and "
        + "policies that name identities do not hold.",
      repair: "Use STRICT, or leave it to `dataPlane.mtls` of the control plane."),
  ]
}
