import Documents
import Federation

extension ObjectReader {
  /// A `nameSelector`, or an entry of `aliases`; nil if it is missing.
  mutating func nameMapping(_ key: String) throws(DocumentsError) -> NameMapping? {
    guard has(key) else { return nil }
    var reader = try child(key, fields: ["namespace", "name", "alias"])
    return try reader.nameMapping()
  }

  /// The mapping itself as a `nameSelector`.
  mutating func nameMapping() throws(DocumentsError) -> NameMapping {
    NameMapping(
      NamePattern(namespace: try string("namespace"), name: try string("name")), alias: try alias())
  }

  private mutating func alias() throws(DocumentsError) -> Alias? {
    guard has("alias") else { return nil }
    var reader = try child("alias", fields: ["namespace", "name"])
    return Alias(namespace: try reader.string("namespace"), name: try reader.string("name"))
  }

  /// A `labelSelector` of an export rule; nil if it is missing.
  mutating func labelMapping(_ key: String) throws(DocumentsError) -> ExportRule.LabelMapping? {
    guard has(key) else { return nil }
    var reader = try child(key, fields: ["namespace", "selector", "aliases"])
    var selector = try reader.child("selector", fields: ["matchLabels", "matchExpressions"])
    var aliases: [NameMapping] = []
    for var entry in try reader.children("aliases", fields: ["namespace", "name", "alias"]) {
      aliases.append(try entry.nameMapping())
    }
    return ExportRule.LabelMapping(
      namespace: try reader.string("namespace"), selector: try selector.labelSelector(), aliases: aliases)
  }

  /// The mapping itself as a label selector.
  mutating func labelSelector() throws(DocumentsError) -> LabelSelector {
    var requirements: [LabelSelector.Requirement] = []
    for var reader in try children("matchExpressions", fields: ["key", "operator", "values"]) {
      requirements.append(
        LabelSelector.Requirement(
          key: try reader.requiredString("key"), operation: try reader.requiredString("operator"),
          values: try reader.strings("values")))
    }
    return LabelSelector(matchLabels: try stringTable("matchLabels"), matchExpressions: requirements)
  }

  /// The entries of `status.exportedServices` or `status.importedServices`; nil if there are none.
  mutating func serviceMappings(_ key: String) throws(DocumentsError) -> [ServiceMapping]? {
    guard has("status") else { return nil }
    var status = try child("status", fields: [key])
    guard status.has(key) else { return nil }
    var mappings: [ServiceMapping] = []
    for var entry in try status.children(key, fields: ["exportedName", "localService"]) {
      var local = try entry.child("localService", fields: ["hostname", "name", "namespace"])
      let name = ServiceName(
        namespace: try local.string("namespace") ?? "", name: try local.string("name") ?? "")
      mappings.append(
        ServiceMapping(
          exportedName: try entry.requiredString("exportedName"), local: name,
          hostname: try local.string("hostname") ?? ""))
    }
    return mappings
  }
}
