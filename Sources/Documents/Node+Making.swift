extension Node {
  /// The node that holds nothing.
  public static let null = Node(.null)

  /// Makes a string.
  public static func string(_ value: String) -> Node { Node(.string(value)) }

  /// Makes a boolean.
  public static func bool(_ value: Bool) -> Node { Node(.bool(value)) }

  /// Makes a whole number.
  public static func int(_ value: Int) -> Node { Node(.integer(Int64(value))) }

  /// Makes a sequence.
  public static func sequence(_ items: [Node]) -> Node { Node(.sequence(items)) }

  /// Makes a mapping that keeps this order; a key named twice has the last value, at the first place.
  public static func mapping(_ entries: [(String, Node)]) -> Node {
    var mapping = Mapping()
    for (key, value) in entries { mapping.set(key, to: value) }
    return Node(.mapping(mapping))
  }

  /// Makes a mapping.
  public static func mapping(_ mapping: Mapping) -> Node { Node(.mapping(mapping)) }
}
