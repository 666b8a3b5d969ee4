/// An object by its namespace, kind and name: `red-mesh-system/ConfigMap/green-mesh-ca-root-cert`. One of the whole cluster
/// has no namespace: `Bundle/green-mesh-ca-root-cert`.
public struct ObjectReference: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Empty for an object of the whole cluster.
  public let namespace: String
  public let kind: String
  public let name: String

  public init(namespace: String, kind: String, name: String) {
    self.namespace = namespace
    self.kind = kind
    self.name = name
  }

  /// Reads `NAMESPACE/KIND/NAME` or `KIND/NAME`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.init(
      namespace: parts.count == 3 ? parts[0] : "", kind: parts[parts.count - 2], name: parts[parts.count - 1])
  }

  /// `red-mesh-system/green-mesh-ca-root-cert`, or the name alone.
  public var place: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

  /// Whether both name one object, in whatever letters the kind is written.
  public func names(_ other: ObjectReference) -> Bool {
    namespace == other.namespace && name == other.name && kind.lowercased() == other.kind.lowercased()
  }

  public static func < (left: ObjectReference, right: ObjectReference) -> Bool {
    (left.namespace, left.kind, left.name) < (right.namespace, right.kind, right.name)
  }

  public var description: String { (namespace.isEmpty ? "" : "\(namespace)/") + "\(kind)/\(name)" }
}
