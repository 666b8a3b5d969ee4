extension YAMLReader {
  /// Builds the node that begins with the current event, inside `depth` collections, and stops at its last event.
  mutating func compose(inside depth: Int) throws(DocumentsError) -> Node {
    let mark = events.mark
    guard events.kind != .alias else { return try repeatAnchored(inside: depth, at: mark) }
    guard events.isMarked, let anchor = events.anchor else { return try composeBare(inside: depth, at: mark) }

    anchors[anchor] = .some(nil)
    let (nodes, bytes, deepestBefore) = (budget.nodes, budget.bytes, deepest)
    deepest = depth
    let node = try composeBare(inside: depth, at: mark)
    anchors[anchor] = Anchored(
      node: node, nodes: budget.nodes - nodes, bytes: budget.bytes - bytes, height: deepest - depth)
    deepest = max(deepest, deepestBefore)
    return node
  }

  private mutating func composeBare(inside depth: Int, at mark: Mark) throws(DocumentsError) -> Node {
    let form = recorder == nil ? nil : events.form
    let node: Node
    switch events.kind {
    case .sequenceStart:
      try enter(depth + 1, tag: .sequence, at: mark)
      node = Node(.sequence(try composeItems(inside: depth + 1)), mark: mark)
    case .mappingStart:
      try enter(depth + 1, tag: .mapping, at: mark)
      node = Node(.mapping(try composeEntries(inside: depth + 1)), mark: mark)
    default:
      if let form { recorder?.scalar(at: mark, form.style, end: events.endMark, isBare: form.isBare) }
      return try composeScalar(at: mark)
    }
    if let form { recorder?.collection(at: mark, form.style, end: events.endMark, isBare: form.isBare) }
    return node
  }

  /// Enters a sequence or mapping at nesting level `depth`.
  private mutating func enter(_ depth: Int, tag due: CoreTag, at mark: Mark) throws(DocumentsError) {
    try budget.check(depth: depth, at: mark)
    try budget.spend(nodes: 1, bytes: 0, at: mark)
    deepest = max(deepest, depth)
    guard events.isMarked, let tag = events.tag, tag != "!" else { return }
    guard let known = CoreTag(rawValue: tag) else {
      throw .tag(CoreTag.short(tag), .unsupported, mark.place(in: source))
    }
    if known != due {
      let found = due == .sequence ? "a sequence" : "a mapping"
      throw .tag(CoreTag.short(tag), .mismatch(found: found), mark.place(in: source))
    }
  }

  private mutating func composeScalar(at mark: Mark) throws(DocumentsError) -> Node {
    let text = events.scalarText
    try budget.spend(nodes: 1, bytes: text.utf8.count, at: mark)
    guard events.isMarked, let tag = events.tag else {
      return Node(events.isPlain ? CoreSchema.resolve(text) : .string(text), text: text, mark: mark)
    }
    guard tag != "!" else { return Node(.string(text), mark: mark) }
    guard let known = CoreTag(rawValue: tag) else {
      throw .tag(CoreTag.short(tag), .unsupported, mark.place(in: source))
    }
    guard let content = known.content(of: text) else {
      throw .tag(CoreTag.short(tag), .mismatch(found: "`\(text.prefix(40))`"), mark.place(in: source))
    }
    return Node(content, text: text, mark: mark)
  }

  private mutating func composeItems(inside depth: Int) throws(DocumentsError) -> [Node] {
    var items: [Node] = []
    try events.advance()
    while events.kind != .sequenceEnd {
      items.append(try compose(inside: depth))
      try events.advance()
    }
    return items
  }

  /// The node that an alias repeats, with the alias's own position.
  private mutating func repeatAnchored(inside depth: Int, at mark: Mark) throws(DocumentsError) -> Node {
    let name = events.anchor ?? ""
    guard let entry = anchors[name] else { throw .alias(name, .unknown, mark.place(in: source)) }
    guard let anchored = entry else { throw .alias(name, .recursive, mark.place(in: source)) }
    try budget.check(depth: depth + anchored.height, at: mark)
    try budget.spend(nodes: anchored.nodes, bytes: anchored.bytes, at: mark)
    deepest = max(deepest, depth + anchored.height)
    recorder?.alias(at: mark, of: anchored.node.mark, end: events.endMark)
    var node = anchored.node
    node.mark = mark
    return node
  }
}
