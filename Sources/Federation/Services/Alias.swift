/// What a service is called instead of its own name. A half that is missing, empty or `*` keeps the original's.
public struct Alias: Hashable, Sendable {
  /// The namespace, as it is written.
  public var namespace: String?
  /// The name, as it is written.
  public var name: String?

  /// Takes both halves as they are written.
  public init(namespace: String? = nil, name: String? = nil) {
    self.namespace = namespace
    self.name = name
  }

  /// The namespace that every service gets; nil when each keeps its own.
  public var fixedNamespace: String? { NamePattern.isOpen(namespace) ? nil : namespace }

  /// The name that every service gets; nil when each keeps its own.
  public var fixedName: String? { NamePattern.isOpen(name) ? nil : name }

  /// What a service is called.
  public func applied(to service: ServiceName) -> ServiceName {
    ServiceName(namespace: fixedNamespace ?? service.namespace, name: fixedName ?? service.name)
  }
}

/// Services by name, and what they are called: the `nameSelector` of a rule, and one entry of a label selector's
/// `aliases`.
public struct NameMapping: Hashable, Sendable {
  /// Which services.
  public var pattern: NamePattern
  /// What they are called; nil keeps every name.
  public var alias: Alias?

  /// Maps what the pattern selects.
  public init(_ pattern: NamePattern, alias: Alias? = nil) {
    self.pattern = pattern
    self.alias = alias
  }

  /// What a service is called; nil when it is not selected.
  public func name(for service: ServiceName) -> ServiceName? {
    guard pattern.matches(service) else { return nil }
    return alias?.applied(to: service) ?? service
  }
}
