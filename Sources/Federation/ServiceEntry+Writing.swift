public import Documents

// Writes the rules of `exports` and `imports` for federation.yaml: the inverse of reading an entry.

extension ExportRule {
  /// The rule as an entry of `exports.PEER`. Nil if federation.yaml cannot express it, because its type is unknown or
  /// it has a selector that its type does not use.
  public var entry: Node? {
    guard fault == nil else { return nil }
    switch (nameSelector, labelSelector) {
    case (let mapping?, nil): return mapping.entry.node
    case (nil, let mapping?):
      var entry: [(String, Node)] = mapping.namespace.map { [("namespace", .string($0))] } ?? []
      entry.append(("selector", mapping.selector.entry))
      if !mapping.aliases.isEmpty { entry.append(("aliases", .sequence(mapping.aliases.map(\.entry.node)))) }
      return entry.node
    default: return nil
    }
  }
}

extension ImportRule {
  /// The rule as an entry of `imports.PEER.rules`; nil if federation.yaml cannot express it.
  ///
  /// - Parameters:
  ///   - failover: the service accounts of the local workloads, if the services fail over.
  ///   - ruleName: the name of the DestinationRule, if it is not the derived one.
  public func entry(failover: [String]? = nil, ruleName: String? = nil) -> Node? {
    guard type == Self.nameSelectorType, let nameSelector else { return nil }
    var entry = nameSelector.entry
    if let importAsLocal { entry.append(("importAsLocal", .bool(importAsLocal))) }
    if let domainSuffix { entry.append(("domainSuffix", .string(domainSuffix))) }
    if let failover {
      let name = ruleName.map { [("name", Node.string($0))] } ?? []
      entry.append(("failover", (name + [("serviceAccounts", .sequence(failover.map { .string($0) }))]).node))
    }
    return entry.node
  }
}

extension Locality {
  public var entry: Node {
    let steps = [("region", region), ("zone", zone), ("subzone", subzone)]
    return steps.compactMap { key, value in value.map { (key, Node.string($0)) } }.node
  }
}

extension NameMapping {
  fileprivate var entry: [(String, Node)] {
    pattern.entry + (alias.map { [("alias", NamePattern(namespace: $0.namespace, name: $0.name).entry.node)] } ?? [])
  }
}

extension NamePattern {
  fileprivate var entry: [(String, Node)] {
    [("namespace", namespace), ("name", name)].compactMap { key, value in value.map { (key, .string($0)) } }
  }
}

extension LabelSelector {
  fileprivate var entry: Node {
    var entry: [(String, Node)] = []
    if !matchLabels.isEmpty {
      let labels = matchLabels.sorted { $0.key < $1.key }.map { ($0.key, Node.string($0.value)) }
      entry.append(("matchLabels", labels.node))
    }
    if !matchExpressions.isEmpty {
      entry.append(("matchExpressions", .sequence(matchExpressions.map(\.entry))))
    }
    return entry.node
  }
}

extension LabelSelector.Requirement {
  fileprivate var entry: Node {
    var entry: [(String, Node)] = [("key", .string(key)), ("operator", .string(operation))]
    if !values.isEmpty { entry.append(("values", .sequence(values.map { .string($0) }))) }
    return entry.node
  }
}

extension [(String, Node)] {
  fileprivate var node: Node { .mapping(self) }
}
