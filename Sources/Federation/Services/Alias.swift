/// A replacement for a service's name. A part that is missing, empty or `*` keeps the original's.
public struct Alias: Hashable, Sendable {
  /// As written.
  public var namespace: String?
  /// As written.
  public var name: String?

  /// Takes both parts as written.
  public init(namespace: String? = nil, name: String? = nil) {
    self.namespace = namespace
    self.name = name
  }

  /// The namespace that every service gets; nil if each keeps its own.
  public var fixedNamespace: String? { NamePattern.isOpen(namespace) ? nil : namespace }

  /// The name that every service gets; nil if each keeps its own.
  public var fixedName: String? { NamePattern.isOpen(name) ? nil : name }

  public func applied(to service: ServiceName) -> ServiceName {
    ServiceName(namespace: fixedNamespace ?? service.namespace, name: fixedName ?? service.name)
  }
}

/// A selector by name and the new name: the `nameSelector` of a rule, and one entry of a label selector's `aliases`.
public struct NameMapping: Hashable, Sendable {
  public var pattern: NamePattern
  /// Nil keeps every name.
  public var alias: Alias?

  public init(_ pattern: NamePattern, alias: Alias? = nil) {
    self.pattern = pattern
    self.alias = alias
  }

  /// The new name of a service; nil if it is not selected.
  public func name(for service: ServiceName) -> ServiceName? {
    guard pattern.matches(service) else { return nil }
    return alias?.applied(to: service) ?? service
  }
}
