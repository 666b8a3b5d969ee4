import Diagnostics

extension Explanation {
  /// MT-G: control planes and their gateways.
  static let gateways: [Explanation] = [
    Explanation(
      "MT-G-01", "a peer names gateways that its control plane has",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "The policies and listeners of federation are bound to pods by the name of the gateway. A name "
        + "that no gateway has selects no pod: nothing is refused and nothing is reached.",
      repair: "Add the gateway to the control plane, or correct the name in the ServiceMeshPeer."),
    Explanation(
      "MT-G-02", "a gateway is enabled in so many words",
      source: "maistra/istio-operator strategy_v2_5.go; the manual says that true is the default",
      why: "The operator skips every additional gateway whose `enabled` is not true, and says nothing. No "
        + "Deployment, no Service, no identity.",
      repair: "Set `enabled: true`."),
    Explanation(
      "MT-G-03", "gateways are not switched off as a whole",
      source: "maistra/istio-operator charts",
      why: "With `spec.gateways.enabled: false` no gateway is made at all, whatever the others say.",
      repair: "Remove the field."),
    Explanation(
      "MT-G-04", "a federation gateway has the ports 15443 and 8188",
      source: "maistra/istio pkg/servicemesh/federation/server, constants of the control plane",
      why: "Both numbers are constants. Without ports of its own a gateway has those of the charts, 80 and "
        + "443, and the peer reaches nothing.",
      repair: "Add both ports to the Service of the gateway."),
    Explanation(
      "MT-G-05", "the two ports lead to themselves",
      source: "istio pilot/pkg/model/gateway.go resolvePorts",
      why: "The listener is opened on the targetPort, while the policies that check the client ID name 8188 "
        + "and 15443: on an ingress gateway they no longer apply. On an egress gateway imports have no "
        + "endpoints.",
      repair: "Remove `targetPort`."),
    Explanation(
      "MT-G-06", "the two ports are not hidden behind other numbers",
      source: "maistra/istio federation constants",
      why: "The gateway listens, but its Service does not offer the number that the peer asks for.",
      repair: "Use 15443 and 8188 in the cluster, and map them outside of it: at the load balancer, with node "
        + "ports, and in the peer's discoveryPort and servicePort."),
    Explanation(
      "MT-G-07", "port names are short, lower-case and different",
      source: "Kubernetes, container port names (IANA_SVC_NAME)",
      why: "The name becomes that of a container port, which has at most 15 characters. The Deployment or "
        + "the Service is refused.",
      repair: "Use the manual's names: `tls`, `https-discovery` on ingress, `http-discovery` on egress."),
    Explanation(
      "MT-G-08", "ports have the names of the manual",
      source: "OpenShift Service Mesh manual 1.18.9",
      why: "Istio reads the protocol from the name of a port. Other names work today by luck, and confuse "
        + "whoever compares with the manual.",
      repair: "Call 15443 `tls`, and 8188 `https-discovery` on ingress and `http-discovery` on egress gateways."),
    Explanation(
      "MT-G-09", "a gateway is in the namespace of the control plane",
      source: "maistra/istio pkg/servicemesh/federation",
      why: "Policies, virtual services and service accounts are looked for in the namespace of the "
        + "ServiceMeshPeer. In any other one the gateway is not found, and its identity is another.",
      repair: "Remove the field `namespace`."),
    Explanation(
      "MT-G-10", "an ingress gateway is reachable where the peer looks for it",
      source: "OpenShift Service Mesh manual 1.18.7",
      why: "A ClusterIP has no address outside of its cluster; the peer's connections time out.",
      repair: "Make the Service a LoadBalancer, or a NodePort with fixed ports."),
    Explanation(
      "MT-G-11", "node ports are fixed and the peer knows them",
      source: "OpenShift Service Mesh manual 1.18.7.1",
      why: "A node port that Kubernetes chooses changes with the Service, and the peer goes on asking for "
        + "the old one.",
      repair: "Set `nodePort` for both ports, from 30000 to 32767, and copy the numbers to the peer's "
        + "`spec.remote`."),
    Explanation(
      "MT-G-12", "load balancers pass TLS on",
      source: "OpenShift Service Mesh manual 1.18.7.3",
      why: "Federation is raw TLS. A load balancer of layer 7, AWS's default one, or a Route ends it, and "
        + "the peer sees 503.",
      repair: "On AWS set the annotation `service.beta.kubernetes.io/aws-load-balancer-type: nlb`; elsewhere "
        + "use a balancer of layer 4."),
    Explanation(
      "MT-G-13", "outside of cluster.local istiod needs a DestinationRule",
      source: "maistra/istio-operator federation.yaml",
      why: "The operator's own rule that makes ingress gateways speak TLS to istiod names `cluster.local`. "
        + "In another domain they speak plain HTTP to a TLS port, and the peer gets 400.",
      repair: "Add a DestinationRule with TLS mode SIMPLE for `istiod-NAME.NAMESPACE.svc.DOMAIN`, port 8188."),
    Explanation(
      "MT-G-14", "automatic mutual TLS stays on",
      source: "istio automtls",
      why: "Imported host names lie outside of the cluster's domain, so that only automatic mutual TLS "
        + "covers them. Without it they are called in plain text, which the gateway refuses.",
      repair: "Leave `dataPlane.automtls` alone, or add DestinationRules for all imports."),
    Explanation(
      "MT-G-15", "an egress gateway sees the network of its peer",
      source: "maistra/istio pkg/servicemesh/federation/discovery update",
      why: "The control plane calls a peer's network `network-PEER`. In a mesh with several networks, "
        + "endpoints of networks that were not asked for are filtered out: 503, while the peer is shown as "
        + "connected. The manual's `PEER-network` is wrong.",
      repair: "Set `requestedNetworkView: [network-PEER]`, with the name of the ServiceMeshPeer."),
    Explanation(
      "MT-G-16", "names of gateways fit into names and labels",
      source: "maistra/istio-operator charts, label maistra.io/gateway",
      why: "`NAME.NAMESPACE` becomes a label of at most 63 characters, and the name that of a Service: the "
        + "API server refuses anything else, and the operator tries for ever.",
      repair: "Shorten the name; use lower-case letters, digits and hyphens, and begin with a letter."),
    Explanation(
      "MT-G-17", "names of gateways are their own",
      source: "maistra/istio-operator validateGatewaysInternal",
      why: "The operator refuses the control plane as a whole.",
      repair: "Choose a name that is neither `istio-ingressgateway` nor `istio-egressgateway` and stands only once."),
    Explanation(
      "MT-G-18", "gateways are told apart by their labels",
      source: "maistra/istio-operator renderGateway",
      why: "The labels are the selector of the Deployment and of the Service. Two gateways with the same "
        + "ones send traffic to each other's pods.",
      repair: "Give each its own `federation.maistra.io/ingress-for` or `egress-for`, and no common `app`."),
    Explanation(
      "MT-G-19", "federation gateways carry their label",
      source: "OpenShift Service Mesh manual 1.18.9",
      why: "The label keeps federation traffic and the traffic of the default gateways apart, whose "
        + "selectors would otherwise fit.",
      repair: "Add `federation.maistra.io/ingress-for: NAME` or `egress-for`."),
    Explanation(
      "MT-G-20", "every peer has an ingress gateway of its own",
      source: "maistra/istio pkg/servicemesh/federation/discovery",
      why: "Each peer gets a listener for every host name, and the second of the same gateway is dropped; "
        + "and the two policies that check client IDs refuse each other's peer.",
      repair: "Add one ingress gateway for each peer."),
    Explanation(
      "MT-G-21", "every peer has an egress gateway of its own",
      source: "maistra/istio pkg/servicemesh/federation",
      why: "Both peers see the same identity, the network view must list both, and imports of equal names collide.",
      repair: "Add one egress gateway for each peer."),
    Explanation(
      "MT-G-22", "the version of the control plane has federation",
      source: "OpenShift Service Mesh manual 1.18.5; release notes",
      why: "Federation came with 2.1 and is gone in 3.",
      repair: "Upgrade to 2.1 or later; for 3 plan a migration."),
    Explanation(
      "MT-G-23", "federation is not switched off in istiod",
      source: "maistra/istio-operator charts; OSSM-1962",
      why: "With PILOT_ENABLE_FEDERATION=false the resources are accepted and nothing happens.",
      repair: "Remove the variable."),
    Explanation(
      "MT-G-24", "sidecars resolve the names of imports",
      source: "istio DNS proxying",
      why: "Names under `-imports.local` exist only in the DNS of the sidecars. Without it workloads get no "
        + "address.",
      repair: "Leave DNS capture and automatic addresses on, or make Services or ServiceEntries."),
    Explanation(
      "MT-G-25", "somebody makes NetworkPolicies",
      source: "maistra/istio-operator manageNetworkPolicy",
      why: "With it switched off nothing lets peers in, where the cluster denies by default.",
      repair: "Add policies that open 15443 and 8188 of the ingress gateways, and 8188 of istiod to them."),
    Explanation(
      "MT-G-26", "gateways have the router mode of the manual",
      source: "OpenShift Service Mesh manual 1.18.9; OSSM-2338",
      why: "Nothing depends on it today: the manual sets `sni-dnat`, the code does not need it.",
      repair: "Add `routerMode: sni-dnat` if you want to match the manual."),
    Explanation(
      "MT-G-27", "other Gateways do not select federation's pods",
      source: "istio-ingress chart",
      why: "The charts give every ingress gateway the label `istio: ingressgateway`. A Gateway that selects "
        + "it puts its servers on federation's pods too, and duplicate hosts are dropped.",
      repair: "Select by a label that only the meant gateway has, such as `app`."),
  ]
}
