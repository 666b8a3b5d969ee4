import Diagnostics

extension FieldReference {
  /// The fields of gateways, by peer.
  static let gateways: [String: Text] = [
    "spec.meshes[].gateways": Text("derived from the peer's name", "The two gateways for each peer, by its name."),
    "spec.meshes[].gateways.*.egress": Text("", "The gateway for traffic to the peer."),
    "spec.meshes[].gateways.*.egress.name": Text(
      "`egress-<peer>`", "Its name. Its service account, and so the client ID, is derived from it."),
    "spec.meshes[].gateways.*.egress.enabled": Text(
      "`true`", "Whether it is deployed. A gateway may be closed on purpose."),
    "spec.meshes[].gateways.*.egress.labels": Text("none", "Further labels of its Service and pods."),
    "spec.meshes[].gateways.*.egress.requestedNetworkView": Text(
      "`[network-<peer>]`", "The networks whose endpoints it sees; the control plane assigns one to each peer."),
    "spec.meshes[].gateways.*.ingress": Text("", "The gateway for traffic from the peer."),
    "spec.meshes[].gateways.*.ingress.name": Text("`ingress-<peer>`", "Its name."),
    "spec.meshes[].gateways.*.ingress.enabled": Text(
      "`true`", "Whether it is deployed. A gateway may be closed on purpose."),
    "spec.meshes[].gateways.*.ingress.labels": Text("none", "Further labels of its Service and pods."),
    "spec.meshes[].gateways.*.ingress.serviceType": Text(
      "`LoadBalancer`", "The type of its Service."),
    "spec.meshes[].gateways.*.ingress.nodePorts": Text("chosen by the cluster", "The node ports of its Service."),
    "spec.meshes[].gateways.*.ingress.nodePorts.service": Text("chosen by the cluster", "The node port for services."),
    "spec.meshes[].gateways.*.ingress.nodePorts.discovery": Text(
      "chosen by the cluster", "The node port for discovery."),
    "spec.meshes[].gateways.*.ingress.annotations": Text(
      "those that the platform needs", "Annotations of its Service, added to those that the platform needs."),
  ]

  /// The fields of profiles.
  static let profiles: [String: Text] = [
    "spec.profiles.*.rootLifetime": Text("`10y`", "How long a root is valid."),
    "spec.profiles.*.intermediateLifetime": Text(
      "`1y`", "How long an intermediate is valid. It is renewed when a third of that is left."),
    "spec.profiles.*.workloadLifetime": Text("`24h`", "How long istiod makes workload certificates valid."),
    "spec.profiles.*.maxWorkloadLifetime": Text(
      "`24h`", "The longest life that a workload may ask for. A rotation waits that long at every step."),
    "spec.profiles.*.externalLead": Text(
      "`30d`", "How long an authority elsewhere takes to answer a request, which is due that much earlier."),
    "spec.profiles.*.gatewayLifetime": Text(
      "`24h`", message: "How long the certificates that `\(.meshtrust("issue"))` makes are valid."),
    "spec.profiles.*.rootKey": Text("`ecdsa-p256`", "The key type of roots, or fields with their place."),
    "spec.profiles.*.rootKey.algorithm": Text("`ecdsa-p256`", "The key type of roots."),
    "spec.profiles.*.rootKey.in": Text(
      "`home`",
      message:
        "Where the keys of new roots must be. With `token`, `\(.meshtrust("key", "generate"))` or `key attach` "
        + "prepares each one in "
        + "a PKCS #11 token or behind a signer, and no root is made without."),
    "spec.profiles.*.intermediateKey": Text("`ecdsa-p256`", "The key type of intermediates."),
    "spec.profiles.*.leafKey": Text(
      "`ecdsa-p256`", message: "The key type of what `\(.meshtrust("issue"))` makes."),
    "spec.profiles.*.dnsNames": Text(
      "none", "DNS names for which an intermediate may issue besides those of its control plane's namespace."),
    "spec.profiles.*.organization": Text(
      "the mesh's name, or the federation's", "The organization in the subjects of authorities."),
  ]
}
