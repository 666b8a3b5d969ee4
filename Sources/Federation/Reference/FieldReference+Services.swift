extension FieldReference {
  /// The fields of exports and imports, by peer.
  static let services: [String: Text] = [
    "spec.meshes[].exports": Text("nothing", "The services that each peer may import, by its name: a list of rules."),
    "spec.meshes[].trustManager": Text(
      "`none`",
      "Whether cert-manager's trust-manager distributes the roots of peers, and the mesh's own to istio-csr or applications, "
        + "as `Bundle` or as its successor `ClusterBundle`. Otherwise they are ConfigMaps."),
    "spec.meshes[].bundleURL": Text(
      "none", "Where the mesh's bundle is published for SPIFFE federation: https, with a certificate of the Web PKI."),
    "spec.meshes[].spireClass": Text(
      "none", "With `signer: spire`: the class of SPIRE's controller manager, such as `spire-spire`."),
    "spec.meshes[].exportPolicy": Text(
      "`deny-others`",
      "How the AuthorizationPolicies for services exported to Istio admit exactly the importing identities: by refusing every "
        + "other foreign one, which changes nothing for the mesh's own workloads; or with ALLOW (`allow-clients`), for "
        + "namespaces that refuse whatever no policy allows."),
    "spec.meshes[].exports.*[].namespace": Text("all", "The namespace of the services."),
    "spec.meshes[].exports.*[].ports": ports("none"),
    "spec.meshes[].exports.*[].ports[].number": Text("", "The number."),
    "spec.meshes[].exports.*[].ports[].name": Text("`<protocol>-<number>`", "The name."),
    "spec.meshes[].exports.*[].ports[].protocol": Text("`HTTP`", "The protocol, as in a ServiceEntry."),
    "spec.meshes[].exports.*[].serviceAccounts": accounts("those of the import"),
    "spec.meshes[].exports.*[].clients": clients("those of the import"),
    "spec.meshes[].exports.*[].workloads": Text(
      "all of the namespace",
      "The labels of the Pods behind the service, by which its AuthorizationPolicy selects them."),
    "spec.meshes[].exports.*[].name": Text("all", "The name of the service."),
    "spec.meshes[].exports.*[].alias": Text("its own name", "The name under which the peer sees the service."),
    "spec.meshes[].exports.*[].alias.namespace": Text("its own", "The namespace under which the peer sees it."),
    "spec.meshes[].exports.*[].alias.name": Text("its own", "The name under which the peer sees it."),
    "spec.meshes[].exports.*[].selector": Text("none", "Selects services by their labels instead of by name."),
    "spec.meshes[].exports.*[].selector.matchLabels": Text("none", "Labels and the values that they must have."),
    "spec.meshes[].exports.*[].selector.matchExpressions": Text("none", "Conditions on labels."),
    "spec.meshes[].exports.*[].selector.matchExpressions[].key": Text("", "The label."),
    "spec.meshes[].exports.*[].selector.matchExpressions[].operator": Text(
      "", "`In`, `NotIn`, `Exists` or `DoesNotExist`."),
    "spec.meshes[].exports.*[].selector.matchExpressions[].values": Text("none", "The values for `In` and `NotIn`."),
    "spec.meshes[].exports.*[].aliases": Text(
      "none", "New names for services that are selected by labels; the first entry that fits decides."),
    "spec.meshes[].exports.*[].aliases[].namespace": Text("all", "The namespace of the services."),
    "spec.meshes[].exports.*[].aliases[].name": Text("all", "The name of the service."),
    "spec.meshes[].exports.*[].aliases[].alias": Text("its own name", "The name under which the peer sees it."),
    "spec.meshes[].exports.*[].aliases[].alias.namespace": Text("its own", "The namespace under which it is seen."),
    "spec.meshes[].exports.*[].aliases[].alias.name": Text("its own", "The name under which it is seen."),
    "spec.meshes[].imports": Text("nothing", "The services to import from each peer, by its name."),
    "spec.meshes[].imports.*.domainSuffix": Text(
      "`<peer>-imports.local`", "The end of the host names of services that are not imported as local ones."),
    "spec.meshes[].imports.*.locality": Text(
      "the peer's, if it is a mesh of this file", "Where the imported endpoints run, for failover."),
    "spec.meshes[].imports.*.locality.region": Text("", "The region."),
    "spec.meshes[].imports.*.locality.zone": Text("none", "The zone below the region."),
    "spec.meshes[].imports.*.locality.subzone": Text("none", "The level below the zone."),
    "spec.meshes[].imports.*.rules": Text("nothing", "Which of the exported services are imported; the first fits."),
    "spec.meshes[].imports.*.rules[].ports": ports("those of the export"),
    "spec.meshes[].imports.*.rules[].ports[].number": Text("", "The number."),
    "spec.meshes[].imports.*.rules[].ports[].name": Text("`<protocol>-<number>`", "The name."),
    "spec.meshes[].imports.*.rules[].ports[].protocol": Text("`HTTP`", "The protocol, as in a ServiceEntry."),
    "spec.meshes[].imports.*.rules[].serviceAccounts": accounts("those of the export"),
    "spec.meshes[].imports.*.rules[].clients": clients("those of the export"),
    "spec.meshes[].imports.*.rules[].namespace": Text("all", "The namespace under which the peer exports them."),
    "spec.meshes[].imports.*.rules[].name": Text("all", "The name under which the peer exports it."),
    "spec.meshes[].imports.*.rules[].alias": Text("its own name", "The name that it gets here."),
    "spec.meshes[].imports.*.rules[].alias.namespace": Text("its own", "The namespace that it gets here."),
    "spec.meshes[].imports.*.rules[].alias.name": Text("its own", "The name that it gets here."),
    "spec.meshes[].imports.*.rules[].importAsLocal": Text(
      "`false`, or `true` with `failover`",
      "Whether its endpoints join those of a local service of the same name and namespace."),
    "spec.meshes[].imports.*.rules[].domainSuffix": Text(
      "that of the import", "The end of the host name for this rule alone."),
    "spec.meshes[].imports.*.rules[].failover": Text(
      "none", "The local service fails over to the imported one; `apply` writes the DestinationRule."),
    "spec.meshes[].imports.*.rules[].failover.name": Text(
      "`<service>-failover`", "The name of the DestinationRule."),
    "spec.meshes[].imports.*.rules[].failover.serviceAccounts": Text(
      "needed",
      "The service accounts of the local workloads, whose identities the rule then lists beside the egress gateway's. "
        + "With `[]` it lists no identity, as in the manual: from 2.4 on clients may then refuse the peer's endpoints."),
  ]

  private static func ports(_ standard: String) -> Text {
    Text(standard, "The ports of the service. Needed on one side where one of the two meshes is not of Maistra.")
  }

  private static func accounts(_ standard: String) -> Text {
    Text(
      standard,
      "The service accounts of the workloads behind the service: the identities that may answer. Needed on one side where "
        + "one of the two meshes is not of Maistra.")
  }

  private static func clients(_ standard: String) -> Text {
    Text(
      standard,
      "The workloads of the importing mesh that call the service, as `NAMESPACE/SERVICE-ACCOUNT`: the exporting mesh admits "
        + "no other foreign identity. Needed on one side where one of the two meshes is not of Maistra.")
  }
}
