import Documents
import Federation

extension Alias {
  var node: Node { .names(namespace, name) }
}

extension NameMapping {
  var node: Node {
    var mapping = Node.names(pattern.namespace, pattern.name).mapping ?? Mapping()
    mapping.set("alias", to: alias?.node)
    return .mapping(mapping)
  }
}

extension LabelSelector {
  var node: Node {
    var mapping = Mapping()
    mapping.set("matchLabels", to: .table(matchLabels))
    mapping.set("matchExpressions", to: .items(matchExpressions.map(\.node)))
    return .mapping(mapping)
  }
}

extension LabelSelector.Requirement {
  fileprivate var node: Node {
    var mapping = Mapping()
    mapping.set("key", to: .string(key))
    mapping.set("operator", to: .string(operation))
    mapping.set("values", to: .list(values))
    return .mapping(mapping)
  }
}

extension ExportRule {
  var node: Node {
    var mapping = Mapping()
    mapping.set("type", to: type.map { .string($0) })
    mapping.set("nameSelector", to: nameSelector?.node)
    if let labelSelector {
      mapping.set("labelSelector", "namespace", to: labelSelector.namespace.map { .string($0) })
      mapping.set("labelSelector", "selector", to: labelSelector.selector.node)
      mapping.set("labelSelector", "aliases", to: .items(labelSelector.aliases.map(\.node)))
    }
    return .mapping(mapping)
  }
}

extension ImportRule {
  var node: Node {
    var mapping = Mapping()
    mapping.set("type", to: type.map { .string($0) })
    mapping.set("importAsLocal", to: importAsLocal.map { .bool($0) })
    mapping.set("domainSuffix", to: domainSuffix.map { .string($0) })
    mapping.set("nameSelector", to: nameSelector?.node)
    return .mapping(mapping)
  }
}

extension Node {
  /// Nil if it would be empty.
  static func items(_ nodes: [Node]) -> Node? { nodes.isEmpty ? nil : .sequence(nodes) }

  fileprivate static func names(_ namespace: String?, _ name: String?) -> Node {
    var mapping = Mapping()
    mapping.set("namespace", to: namespace.map { .string($0) })
    mapping.set("name", to: name.map { .string($0) })
    return .mapping(mapping)
  }
}
