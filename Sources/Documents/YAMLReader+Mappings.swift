extension YAMLReader {
  /// The entries of a mapping, with merge keys resolved.
  mutating func composeEntries(inside depth: Int) throws(DocumentsError) -> Mapping {
    var own = MappingBuilder()
    var merge: Merge?
    try events.advance()
    while events.kind != .mappingEnd {
      let mark = events.mark
      let isMerge = isMergeKey
      let key = try composeKey(inside: depth, at: mark)
      try events.advance()
      let value = try compose(inside: depth)
      try events.advance()
      if isMerge {
        if let merge { throw .duplicateKey(key, first: merge.mark, mark.place(in: source)) }
        merge = Merge(mark: mark, index: own.entries.count, value: value)
      } else if let earlier = own.append(key, at: mark, value) {
        throw .duplicateKey(key, first: earlier, mark.place(in: source))
      }
    }
    guard let merge else { return Mapping(distinct: own.entries) }
    return try resolve(merge, with: own.entries)
  }

  /// A merge key: its position, and the mappings it names.
  private struct Merge {
    let mark: Mark
    let index: Int
    let value: Node
  }

  /// An unquoted `<<`; quoted it is an ordinary key.
  private var isMergeKey: Bool {
    guard events.kind == .scalar, events.isPlain, events.scalarCount == 2 else { return false }
    return (events.tag == nil || events.tag == CoreTag.merge.rawValue) && events.scalarText == "<<"
  }

  private mutating func composeKey(inside depth: Int, at mark: Mark) throws(DocumentsError) -> String {
    let isNested = events.kind == .mappingStart || events.kind == .sequenceStart
    if isNested { throw compositeKey(found: events.kind == .mappingStart ? "a mapping" : "a sequence", at: mark) }
    let text = try composeKeyText(inside: depth, at: mark)
    // No key begins with a no-break space: it was to indent the line.
    if text.unicodeScalars.first == "\u{A0}", let noise = PastedNoise(line: text.utf8, wantsSpaces: true) {
      throw .pasted(noise, mark.place(in: source))
    }
    return text
  }

  /// The text of a key is that of its scalar, whatever it means as a value.
  private mutating func composeKeyText(inside depth: Int, at mark: Mark) throws(DocumentsError) -> String {
    guard events.kind == .scalar, !events.isMarked else {
      let key = try compose(inside: depth)
      guard let text = key.text else { throw compositeKey(found: key.kindName, at: mark) }
      return text
    }
    if let recorder {
      let form = events.form
      recorder.scalar(at: mark, form.style, end: events.endMark, isBare: form.isBare)
    }
    let text = events.scalarText
    try budget.spend(nodes: 1, bytes: text.utf8.count, at: mark)
    return text
  }

  /// YAML reads `name: {{ .Values.name }}` as a mapping with a mapping as its key, which is never intended.
  private func compositeKey(found: String, at mark: Mark) -> DocumentsError {
    let place = mark.place(in: source)
    return events.isTemplate(line: mark.line) ? .template(place) : .compositeKey(found: found, place)
  }

  /// Inserts the merged entries in place of the merge key: the mapping's own keys win, then those of earlier mappings
  /// (https://yaml.org/type/merge.html).
  private func resolve(_ merge: Merge, with own: [Mapping.Entry]) throws(DocumentsError) -> Mapping {
    var keys = Set(own.map(\.key))
    var merged: [Mapping.Entry] = []
    for node in merge.value.sequence ?? [merge.value] {
      guard let mapping = node.mapping else {
        let found = merge.value.sequence == nil ? node.kindName : "\(node.kindName) in its sequence"
        throw .merge(found: found, node.mark.place(in: source))
      }
      for entry in mapping.entries where keys.insert(entry.key).inserted { merged.append(entry) }
    }
    return Mapping(distinct: Array(own[..<merge.index] + merged + own[merge.index...]))
  }
}
