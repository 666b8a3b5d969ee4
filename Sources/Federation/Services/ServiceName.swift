/// A service's name within its namespace: where it runs, or as it is called after an alias.
public struct ServiceName: Hashable, Sendable {
  /// The namespace.
  public var namespace: String
  /// The name within the namespace.
  public var name: String

  /// Names a service.
  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// The host name of the service below a suffix: `NAME.NAMESPACE.SUFFIX`.
  public func host(suffix: String) -> String { "\(name).\(namespace).\(suffix)" }
}

extension ServiceName: Comparable, CustomStringConvertible {
  /// By namespace, then by name.
  public static func < (left: ServiceName, right: ServiceName) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }

  /// `NAMESPACE/NAME`.
  public var description: String { "\(namespace)/\(name)" }
}
