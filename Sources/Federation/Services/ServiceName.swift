/// A service's namespace and name: its own, or those of an alias.
public struct ServiceName: Hashable, Sendable {
  public var namespace: String
  public var name: String

  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// The host name with a suffix: `NAME.NAMESPACE.SUFFIX`.
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
