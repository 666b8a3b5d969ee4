/// Writes the lines of one document.
struct YAMLEmitter {
  /// The text so far; whole lines after `emitRoot`.
  private(set) var text = ""

  mutating func emitRoot(_ node: Node) {
    switch node.content {
    case .mapping(let mapping) where !mapping.entries.isEmpty: emit(mapping.entries, indent: 0)
    case .sequence(let items) where !items.isEmpty: emit(items, indent: 0)
    default: emitScalar(node, indent: nil)
    }
  }

  /// Writes entries; the first continues the current line.
  private mutating func emit(_ entries: [Mapping.Entry], indent: Int) {
    for (index, entry) in entries.enumerated() {
      if index > 0 { text += Self.spaces(indent) }
      emit(key: entry.key, indent: indent)
      switch entry.value.content {
      case .mapping(let mapping) where !mapping.entries.isEmpty:
        text += "\n" + Self.spaces(indent + 2)
        emit(mapping.entries, indent: indent + 2)
      case .sequence(let items) where !items.isEmpty:
        text += "\n" + Self.spaces(indent)
        emit(items, indent: indent)
      default:
        text += " "
        emitScalar(entry.value, indent: indent)
      }
    }
  }

  /// Writes items; the first continues the current line.
  private mutating func emit(_ items: [Node], indent: Int) {
    for (index, item) in items.enumerated() {
      if index > 0 { text += Self.spaces(indent) }
      text += "- "
      switch item.content {
      case .mapping(let mapping) where !mapping.entries.isEmpty: emit(mapping.entries, indent: indent + 2)
      case .sequence(let nested) where !nested.isEmpty: emit(nested, indent: indent + 2)
      default: emitScalar(item, indent: indent)
      }
    }
  }

  /// Writes a key up to its colon; a key longer than 1024 characters needs a `?` in front.
  private mutating func emit(key: String, indent: Int) {
    let written = PlainScalar.isSafe(key) ? key : QuotedScalar.write(key, for: .yaml)
    if written.unicodeScalars.count < 1000 {
      text += written + ":"
    } else {
      text += "? " + written + "\n" + Self.spaces(indent) + ":"
    }
  }

  /// Writes a scalar or an empty collection with its line break; `indent` is that of the collection around it.
  private mutating func emitScalar(_ node: Node, indent: Int?) {
    switch node.content {
    case .null: text += "null\n"
    case .bool(let value): text += "\(value)\n"
    case .integer(let value):
      // `0777` is octal to readers of YAML 1.1 such as Kubernetes and decimal to those of 1.2: it keeps its notation.
      text += (node.text ?? String(value)) + "\n"
    case .decimal(let source):
      text += (CoreSchema.isNumber(source) ? source : QuotedScalar.write(source, for: .yaml)) + "\n"
    case .string(let value): emitString(value, indent: indent)
    case .sequence: text += "[]\n"
    case .mapping: text += "{}\n"
    }
  }

  private mutating func emitString(_ value: String, indent: Int?) {
    if PlainScalar.isSafe(value) {
      text += value + "\n"
    } else if let block = LiteralBlock(value), indent != nil || !block.needsIndicator {
      block.write(to: &text, indent: (indent ?? 0) + 2)
    } else {
      text += QuotedScalar.write(value, for: .yaml) + "\n"
    }
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
