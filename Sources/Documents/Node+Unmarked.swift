extension Node {
  /// The same value without positions, for what is one line of a server's answer.
  public var unmarked: Node {
    switch content {
    case .sequence(let items): Node(.sequence(items.map(\.unmarked)))
    case .mapping(let mapping):
      Node(
        .mapping(
          Mapping(
            distinct: mapping.entries.map { Mapping.Entry(key: $0.key, keyMark: .none, value: $0.value.unmarked) })))
    case .null, .bool, .integer, .decimal, .string:
      with(mark: .none)
    }
  }

  private func with(mark: Mark) -> Node {
    var node = self
    node.mark = mark
    return node
  }
}
