import Diagnostics

/// A mesh's exports to one peer, as written: `exports.PEER`.
struct ExportEntry: Hashable, Sendable {
  var peer: Located<String>
  var rules: [ExportRuleEntry]
}

/// One rule of `exports.PEER` as written.
struct ExportRuleEntry: Hashable, Sendable {
  var rule: ExportRule
  var parties: ServiceParties
  var place: Place

  init(reader: inout FieldReader) {
    place = reader.place
    parties = ServiceParties(reader: &reader, isExport: true)
    let namespace = reader.text("namespace")?.value
    let name = reader.text("name")
    let alias = reader.alias("alias")
    let selector = reader.object("selector") { LabelSelector(reader: &$0) }
    let aliases = reader.objects("aliases") { $0.nameMapping() }
    guard let selector else {
      if !aliases.isEmpty {
        reader.report(
          Diagnostic(
            "MT-SVC-10", what: "the rule has `aliases` but no `selector`",
            why: "a rule by labels has both; a rule by name has one `alias`", next: "add `selector: {matchLabels: ...}`"
          ))
      }
      rule = ExportRule(NameMapping(NamePattern(namespace: namespace, name: name?.value), alias: alias))
      return
    }
    if name != nil || alias != nil {
      reader.report(
        Diagnostic(
          "MT-SVC-10", what: "the rule selects by labels and also has a `\(name == nil ? "alias" : "name")`",
          why: "a rule selects either by name or by labels",
          next: name == nil ? "write `aliases: [{alias: ...}]`" : "split it into two rules"))
    }
    rule = ExportRule(ExportRule.LabelMapping(namespace: namespace, selector: selector, aliases: aliases))
  }
}

/// A mesh's imports from one peer, as written: `imports.PEER`.
struct ImportEntry: Hashable, Sendable {
  var peer: Located<String>
  var domainSuffix: Located<String>?
  var locality: Locality?
  var rules: [ImportRuleEntry]

  init(peer: Located<String>, reader: inout FieldReader) {
    self.peer = peer
    domainSuffix = reader.text("domainSuffix")
    locality = reader.object("locality") { Locality(reader: &$0) } ?? nil
    rules = reader.objects("rules") { ImportRuleEntry(reader: &$0) }
  }
}

/// One rule of `imports.PEER.rules` as written.
struct ImportRuleEntry: Hashable, Sendable {
  /// The failover settings: who runs the local workloads.
  struct Failover: Hashable, Sendable {
    /// The name of its DestinationRule, if it is not the derived one.
    var name: Located<String>?
    var serviceAccounts: [Located<String>]
    /// Whether the accounts are given: an empty list means that the rule shall name none.
    var listsAccounts: Bool
    var place: Place
  }

  var rule: ImportRule
  var failover: Failover?
  var parties: ServiceParties
  var place: Place

  init(reader: inout FieldReader) {
    place = reader.place
    parties = ServiceParties(reader: &reader, isExport: false)
    var mapping = reader.nameMapping()
    let local = reader.bool("importAsLocal")?.value
    let suffix = reader.text("domainSuffix")?.value
    failover = reader.object("failover") { reader in
      Failover(
        name: reader.text("name"), serviceAccounts: reader.texts("serviceAccounts"),
        listsAccounts: reader.isGiven("serviceAccounts"), place: reader.place)
    }
    // A service with failover is local, and a local import needs the alias that it always has.
    let isLocal = local ?? (failover == nil ? nil : true)
    if isLocal == true, mapping.alias?.fixedNamespace == nil, !NamePattern.isOpen(mapping.pattern.namespace) {
      mapping.alias = Alias(namespace: mapping.pattern.namespace, name: mapping.alias?.name)
    }
    rule = ImportRule(nameSelector: mapping, importAsLocal: isLocal, domainSuffix: suffix)
  }
}

extension FieldReader {
  /// The mapping itself as a selector by name.
  fileprivate mutating func nameMapping() -> NameMapping {
    NameMapping(NamePattern(namespace: text("namespace")?.value, name: text("name")?.value), alias: alias("alias"))
  }

  fileprivate mutating func alias(_ key: String) -> Alias? {
    object(key) { Alias(namespace: $0.text("namespace")?.value, name: $0.text("name")?.value) }
  }
}

extension LabelSelector {
  fileprivate init(reader: inout FieldReader) {
    let labels = reader.textTable("matchLabels").map { ($0.name.value, $0.text.value) }
    let requirements = reader.objects("matchExpressions") { reader -> Requirement? in
      let key = reader.requiredText("key")
      let operation = reader.requiredText("operator")
      let values = reader.texts("values").map(\.value)
      guard let key, let operation else { return nil }
      return Requirement(key: key.value, operation: operation.value, values: values)
    }
    self.init(matchLabels: Dictionary(labels) { first, _ in first }, matchExpressions: requirements)
  }
}
