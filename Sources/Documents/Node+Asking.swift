extension Node {
  /// The value of a string; nil for every other kind.
  public var string: String? {
    if case .string(let value) = content { value } else { nil }
  }

  /// The value of a boolean; nil for every other kind.
  public var bool: Bool? {
    if case .bool(let value) = content { value } else { nil }
  }

  /// The value of a whole number; nil for every other kind.
  public var int: Int? {
    if case .integer(let value) = content { Int(exactly: value) } else { nil }
  }

  /// The items of a sequence; nil for every other kind.
  public var sequence: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The entries of a mapping; nil for every other kind.
  public var mapping: Mapping? {
    if case .mapping(let mapping) = content { mapping } else { nil }
  }

  /// Whether the node is null.
  public var isNull: Bool { content == .null }

  /// The value of a key of a mapping; nil when there is none, or the node is no mapping.
  public subscript(key: String) -> Node? { mapping?[key] }

  /// The kind with its article, for messages: `a mapping`.
  public var kindName: String {
    switch content {
    case .null: "null"
    case .bool: "a boolean"
    case .integer: "a whole number"
    case .decimal: "a number"
    case .string: "a string"
    case .sequence: "a sequence"
    case .mapping: "a mapping"
    }
  }
}
