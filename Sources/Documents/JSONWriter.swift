/// Writes nodes as JSON, byte for byte the same each time: keys in their order, numbers as in their source.
public enum JSONWriter {
  /// Writes a node without a line break at the end; `pretty` puts each key and item on a line of its own.
  public static func write(_ node: Node, pretty: Bool = false) -> String {
    var text = ""
    emit(node, to: &text, lineBreak: pretty ? "\n" : nil)
    return text
  }

  /// Writes a node; `lineBreak` is a line break with the indentation of the line the node stands on.
  private static func emit(_ node: Node, to text: inout String, lineBreak: String?) {
    switch node.content {
    case .null: text += "null"
    case .bool(let value): text += "\(value)"
    case .integer(let value): text += "\(value)"
    case .decimal(let source): text += JSONNumber.write(source) ?? quote(source)
    case .string(let value): text += quote(value)
    case .sequence(let items):
      emit(items, "[", "]", to: &text, lineBreak) { item, text, lineBreak in
        emit(item, to: &text, lineBreak: lineBreak)
      }
    case .mapping(let mapping):
      emit(mapping.entries, "{", "}", to: &text, lineBreak) { entry, text, lineBreak in
        text += quote(entry.key) + (lineBreak == nil ? ":" : ": ")
        emit(entry.value, to: &text, lineBreak: lineBreak)
      }
    }
  }

  private static func emit<Element>(
    _ elements: [Element], _ open: String, _ close: String, to text: inout String, _ lineBreak: String?,
    _ body: (Element, inout String, String?) -> Void
  ) {
    let inner = lineBreak.map { $0 + "  " }
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      text += inner ?? ""
      body(element, &text, inner)
    }
    if !elements.isEmpty { text += lineBreak ?? "" }
    text += close
  }

  private static func quote(_ value: String) -> String { QuotedScalar.write(value, for: .json) }
}
