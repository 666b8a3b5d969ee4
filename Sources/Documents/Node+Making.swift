extension Node {
  public static let null = Node(.null)

  public static func string(_ value: String) -> Node { Node(.string(value)) }

  public static func bool(_ value: Bool) -> Node { Node(.bool(value)) }

  public static func int(_ value: Int) -> Node { Node(.integer(Int64(value))) }

  public static func sequence(_ items: [Node]) -> Node { Node(.sequence(items)) }

  /// Keeps the order; a repeated key keeps its first place and takes the last value.
  public static func mapping(_ entries: [(String, Node)]) -> Node {
    var mapping = Mapping()
    for (key, value) in entries { mapping.set(key, to: value) }
    return Node(.mapping(mapping))
  }

  public static func mapping(_ mapping: Mapping) -> Node { Node(.mapping(mapping)) }
}
