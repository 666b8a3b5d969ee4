extension Node {
  /// Nil for every other kind.
  public var string: String? {
    if case .string(let value) = content { value } else { nil }
  }

  /// Nil for every other kind.
  public var bool: Bool? {
    if case .bool(let value) = content { value } else { nil }
  }

  /// Nil for every other kind, and for a number beyond Int.
  public var int: Int? {
    if case .integer(let value) = content { Int(exactly: value) } else { nil }
  }

  /// Nil for every other kind.
  public var sequence: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// Nil for every other kind.
  public var mapping: Mapping? {
    if case .mapping(let mapping) = content { mapping } else { nil }
  }

  public var isNull: Bool { content == .null }

  /// The value of a key; nil if the key is missing or the node is not a mapping.
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
