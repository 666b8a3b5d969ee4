import Federation
import Testing

/// A service by `NAMESPACE/NAME`.
func service(
  _ text: String, labels: [String: String] = [:], ports: [Int]? = nil, exportTo: [String] = [],
  kind: LocalService.Kind = .regular
) -> LocalService {
  LocalService(
    name(text), labels: labels, ports: ports?.map { LocalService.Port($0) }, exportTo: exportTo, kind: kind)
}

/// A name by `NAMESPACE/NAME`.
func name(_ text: String) -> ServiceName {
  let halves = halves(text)
  return ServiceName(namespace: halves.namespace ?? "", name: halves.name ?? "")
}

/// `NS/NAME`, or `NS/NAME => NS/NAME` with an alias; `-` is a half that is missing.
func mapping(_ text: String) -> NameMapping {
  let sides = text.split(separator: " => ").map { halves(String($0)) }
  let alias = sides.count > 1 ? Alias(namespace: sides[1].namespace, name: sides[1].name) : nil
  return NameMapping(NamePattern(namespace: sides[0].namespace, name: sides[0].name), alias: alias)
}

/// A rule by names, written as a ``mapping(_:)``.
func byName(_ text: String) -> ExportRule { ExportRule(mapping(text)) }

/// A rule by labels; each alias is written as a ``mapping(_:)``.
func byLabel(_ namespace: String?, _ labels: [String: String] = [:], aliases: String...) -> ExportRule {
  ExportRule(
    ExportRule.LabelMapping(
      namespace: namespace, selector: LabelSelector(matchLabels: labels), aliases: aliases.map { mapping($0) }))
}

/// An import rule, written as a ``mapping(_:)``.
func taking(_ text: String, local: Bool? = nil, suffix: String? = nil) -> ImportRule {
  ImportRule(nameSelector: mapping(text), importAsLocal: local, domainSuffix: suffix)
}

/// What red exports to green.
func exports(
  _ rules: [ExportRule], _ services: [LocalService], peer: String = "green-mesh", members: Set<String>? = nil
) -> ServiceExports {
  ServiceExports.resolve(
    services: services, rules: rules, peer: peer, controlPlaneNamespace: "red-mesh-system", members: members)
}

/// What green imports from red, of these names.
func imports(
  _ rules: [ImportRule], _ names: [String], suffix: String? = nil, domain: String = "cluster.local",
  locality: ImportLocality? = nil, localServices: Set<ServiceName>? = nil
) -> ServiceImports {
  ServiceImports.resolve(
    offered: names.map { OfferedService(name($0), offeredTo: "green-mesh") }, rules: rules, peer: "red-mesh",
    importer: ServiceImports.Importer(
      controlPlaneNamespace: "green-mesh-system", clusterDomain: domain, localServices: localServices),
    domainSuffix: suffix, locality: locality)
}

private func halves(_ text: String) -> (namespace: String?, name: String?) {
  let halves = text.split(separator: "/", omittingEmptySubsequences: false).map { $0 == "-" ? nil : String($0) }
  return (halves.first ?? nil, halves.count > 1 ? halves[1] : nil)
}
