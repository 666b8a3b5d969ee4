/// The way to a field of an object, by the keys of its mappings: `metadata`, `labels`, `app`.
public struct FieldPath: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let keys: [String]

  public init(_ keys: [String]) {
    self.keys = keys
  }

  init(_ keys: String...) {
    self.init(keys)
  }

  public static func < (left: FieldPath, right: FieldPath) -> Bool { left.keys.lexicographicallyPrecedes(right.keys) }

  /// Whether this is the other one, or below it.
  func isWithin(_ other: FieldPath) -> Bool { keys.starts(with: other.keys) }

  /// `data[root-cert.pem]`: keys with a dot are in brackets.
  public var description: String {
    keys.reduce(into: "") { text, key in
      if key.contains(".") { text += "[\(key)]" } else { text += text.isEmpty ? key : ".\(key)" }
    }
  }
}
