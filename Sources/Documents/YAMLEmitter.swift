/// Writes the lines of one document.
struct YAMLEmitter {
  /// The text so far in UTF-8; whole lines after `emitRoot`. Octets, because most of a large federation's planning is
  /// this text.
  private(set) var text: [UInt8] = []

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
      if index > 0 { indentLine(indent) }
      emit(key: entry.key, indent: indent)
      switch entry.value.content {
      case .mapping(let mapping) where !mapping.entries.isEmpty:
        put("\n")
        indentLine(indent + 2)
        emit(mapping.entries, indent: indent + 2)
      case .sequence(let items) where !items.isEmpty:
        put("\n")
        indentLine(indent)
        emit(items, indent: indent)
      default:
        put(" ")
        emitScalar(entry.value, indent: indent)
      }
    }
  }

  /// Writes items; the first continues the current line.
  private mutating func emit(_ items: [Node], indent: Int) {
    for (index, item) in items.enumerated() {
      if index > 0 { indentLine(indent) }
      put("- ")
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
    if written.utf8.count < 1000 || written.unicodeScalars.count < 1000 {
      put(written)
    } else {
      put("? ")
      put(written)
      put("\n")
      indentLine(indent)
    }
    put(":")
  }

  /// Writes a scalar or an empty collection with its line break; `indent` is that of the collection around it.
  private mutating func emitScalar(_ node: Node, indent: Int?) {
    switch node.content {
    case .null: put("null\n")
    case .bool(let value): put(value ? "true\n" : "false\n")
    case .integer(let value):
      // `0777` is octal to readers of YAML 1.1 such as Kubernetes and decimal to those of 1.2: it keeps its notation.
      putLine(node.text ?? String(value))
    case .decimal(let source):
      putLine(CoreSchema.isNumber(source) ? source : QuotedScalar.write(source, for: .yaml))
    case .string(let value): emitString(value, indent: indent)
    case .sequence: put("[]\n")
    case .mapping: put("{}\n")
    }
  }

  private mutating func emitString(_ value: String, indent: Int?) {
    if PlainScalar.isSafe(value) {
      putLine(value)
    } else if let block = LiteralBlock(value), indent != nil || !block.needsIndicator {
      block.write(to: &text, indent: (indent ?? 0) + 2)
    } else {
      putLine(QuotedScalar.write(value, for: .yaml))
    }
  }

  private mutating func put(_ words: String) { text.append(contentsOf: words.utf8) }

  private mutating func putLine(_ words: String) {
    put(words)
    text.append(UInt8(ascii: "\n"))
  }

  private mutating func indentLine(_ count: Int) {
    text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
  }
}
