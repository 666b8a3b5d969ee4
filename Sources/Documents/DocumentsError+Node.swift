extension DocumentsError {
  /// The error for a node of the wrong kind; `path` leads to it from the top of the document.
  public static func invalid(_ node: Node, at path: String, expected: String, source: String) -> DocumentsError {
    let found = node.text.flatMap { node.isNull ? nil : "`\($0.prefix(80))` (\(node.kindName))" } ?? node.kindName
    return .invalidValue(path: path, found: found, expected: expected, place: node.mark.place(in: source))
  }
}
