extension FieldReference {
  /// The fields of exports and imports, by peer.
  static let services: [String: Text] = [
    "spec.meshes[].exports": Text("nothing", "The services that each peer may import, by its name: a list of rules."),
    "spec.meshes[].exports.*[].namespace": Text("all", "The namespace of the services."),
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
}
