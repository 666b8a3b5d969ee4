import Testing

@testable import Documents

/// What must hold of each change to each node of each text.
@Suite struct DocumentEditorTests {
  private static let texts = EditableText.all.flatMap(\.variants)

  @Test(arguments: texts) func takesEveryNodeOut(_ item: EditableText) throws {
    let editor = try DocumentEditor(Array(item.text.utf8), source: "a")
    var refused: Set<String> = []
    for path in editor.paths where path.parent != nil {
      let bytes: [UInt8]
      do throws(EditFault) {
        bytes = try editor.edited([.remove(path)]).bytes
      } catch {
        refused.insert(path.name)
        continue
      }
      let expected = editor.documents.map(\.root).enumerated().map { index, root in
        index == path.document ? root.without(path.steps[...]) : root
      }
      let found = try DocumentReader.all(bytes: bytes, source: "a").map(\.root)
      #expect(found == expected, "\(path.name)")
      expectOthersStay(path, editor, bytes)
    }
    #expect(refused == item.stays)
  }

  /// All lines before and behind those of the node are what they were, but for a comma at the end of the one before.
  ///
  /// The brackets of a flow collection that becomes empty join, and a byte order mark stays in front.
  private func expectOthersStay(_ path: NodePath, _ editor: DocumentEditor, _ after: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let hasMark = editor.text.bytes.starts(with: mark)
    #expect(!hasMark || after.starts(with: mark), "\(path.name)")
    let before = Array(editor.text.bytes.dropFirst(hasMark ? mark.count : 0))
    let after = Array(after.dropFirst(hasMark ? mark.count : 0))
    #expect(after.isSubsequence(of: before), "\(path.name)")
    if let parent = path.parent?.path, let node = try? editor.place(of: parent).node, node.steps.count == 1 { return }
    let marks = editor.marks(of: path)
    let old = before.split(separator: 0x0A, omittingEmptySubsequences: false)
    let new = after.split(separator: 0x0A, omittingEmptySubsequences: false)
    let head = old.prefix(marks.start - 1)
    // Whole lines of others behind it, and the comments between.
    let tail = marks.end.map { old[($0 - 1)...] } ?? []
    #expect(new.count >= head.count + tail.count - 1, "\(path.name)")
    for (index, (left, right)) in zip(head, new).enumerated() where left != right {
      #expect(index >= head.count - 3, "\(path.name)")
      #expect(left.filter { $0 != UInt8(ascii: ",") } == right.filter { $0 != UInt8(ascii: ",") }, "\(path.name)")
    }
    #expect(Array(new.suffix(tail.count)) == Array(tail), "\(path.name)")
  }

  @Test(arguments: texts) func takesEverySetOfNeighboursOut(_ item: EditableText) throws {
    let editor = try DocumentEditor(Array(item.text.utf8), source: "a")
    for path in editor.paths {
      let node = try editor.place(of: path).node
      let steps = node.steps
      guard (2...5).contains(steps.count) else { continue }
      for set in 1..<(1 << steps.count) {
        let chosen = steps.indices.filter { set & 1 << $0 != 0 }.map { path.appending(steps[$0]) }
        let singles = chosen.filter { item.stays.contains($0.name) }
        let layout = try? editor.layout(of: node)
        // A block cannot be left with nothing.
        let isEmptied = chosen.count == steps.count && layout?.isFlow == false
        guard singles.isEmpty, !isEmptied else { continue }
        let bytes = try editor.edited(chosen.map { .remove($0) }).bytes
        var expected = editor.documents.map(\.root)
        for path in chosen.reversed() { expected[path.document] = expected[path.document].without(path.steps[...]) }
        #expect(try DocumentReader.all(bytes: bytes, source: "a").map(\.root) == expected, "\(chosen.map(\.name))")
        #expect(bytes.isSubsequence(of: editor.text.bytes))
      }
    }
  }

  @Test(
    arguments: texts, [Node.string("new"), .string("a: b, [c] # d"), .string("it's \"5\"\n"), .int(7), .bool(true)])
  func replacesEveryScalar(_ item: EditableText, _ new: Node) throws {
    let editor = try DocumentEditor(Array(item.text.utf8), source: "a")
    var count = 0
    for path in editor.paths {
      let node = try editor.place(of: path).node
      guard node.sequence == nil, node.mapping == nil else { continue }
      guard let bytes = try? editor.edited([.replace(path, with: new)]).bytes else { continue }
      count += 1
      var expected = editor.documents.map(\.root)
      expected[path.document] = expected[path.document].replacing(path.steps[...], with: new)
      #expect(try DocumentReader.all(bytes: bytes, source: "a").map(\.root) == expected, "\(path.name)")
      // The text is what it was in front of the scalar, and behind it.
      let start = try #require(editor.text.offset(of: node.mark))
      let trimmed = editor.text.trimmedEnd(0..<start)
      #expect(bytes.starts(with: editor.text.bytes[..<trimmed]), "\(path.name)")
      let end = try editor.offset(try #require(editor.spans.scalar(at: node.mark)).end)
      #expect(bytes.reversed().starts(with: editor.text.bytes[end...].reversed()), "\(path.name)")
    }
    #expect(count > 0)
  }

  @Test(arguments: texts, [Change.Edge.start, .end]) func insertsIntoEveryMapping(
    _ item: EditableText, _ edge: Change.Edge
  ) throws {
    let editor = try DocumentEditor(Array(item.text.utf8), source: "a")
    let value = Node.mapping([("x y", .sequence([.string("1"), .int(1)])), ("z", .string("192.0.2.1"))])
    for path in editor.paths {
      let node = try editor.place(of: path).node
      guard let mapping = node.mapping, !item.stays.contains(path.name) else { continue }
      let bytes: [UInt8]
      do throws(EditFault) {
        bytes = try editor.edited([.insert("new", value, into: path, at: edge)]).bytes
      } catch {
        // What a merge key brings, or an alias repeats, is not here; nor are the braces behind a tag. A single pair in a
        // flow sequence has no braces.
        #expect(item.name.contains("anchors") || ["0", "0.a.3"].contains(path.name), "\(path.name)")
        continue
      }
      var expected = editor.documents.map(\.root)
      var entries = mapping
      entries.set("new", to: value)
      expected[path.document] = expected[path.document].replacing(path.steps[...], with: .mapping(entries))
      #expect(try DocumentReader.all(bytes: bytes, source: "a").map(\.root) == expected, "\(path.name)")
      #expect(editor.text.bytes.isSubsequence(of: bytes), "\(path.name)")
    }
  }

  @Test(arguments: texts) func renamesEveryKey(_ item: EditableText) throws {
    let editor = try DocumentEditor(Array(item.text.utf8), source: "a")
    for path in editor.paths {
      guard let parent = path.parent?.path, let key = path.key, !item.stays.contains(path.name) else { continue }
      let bytes = try editor.edited([.rename(path, to: "a, new: key")]).bytes
      let found = try DocumentReader.all(bytes: bytes, source: "a")
      let node = try DocumentEditor(bytes, source: "a").place(of: parent).node
      #expect(node[key] == nil && node["a, new: key"] != nil, "\(path.name)")
      #expect(found.count == editor.documents.count)
    }
  }
}

// MARK: - The other way to the same result

extension DocumentEditor {
  /// Every node of every document.
  fileprivate var paths: [NodePath] {
    func walk(_ node: Node, _ path: NodePath) -> [NodePath] {
      [path] + node.steps.flatMap { step in node.child(step).map { walk($0, path.appending(step)) } ?? [] }
    }
    return documents.enumerated().flatMap { walk($1.root, NodePath(document: $0)) }
  }

  /// The line on which a node begins, with its key, and the one on which the next thing of somebody else does.
  fileprivate func marks(of path: NodePath) -> (start: Int, end: Int?) {
    guard let (parent, step) = path.parent, let collection = try? place(of: parent).node,
      let layout = try? layout(of: collection), let index = collection.index(of: step),
      let part = try? layout.part(index)
    else { return (1, nil) }
    let start = text.mark(at: part.range.lowerBound).line
    let next = layout.parts.first { $0.range.lowerBound >= part.range.upperBound }
    // What comes next may move up behind a dash.
    let isMoving = !layout.isFlow && !text.isFirstOnLine(part.range.lowerBound)
    let last = isMoving ? next?.range.lowerBound ?? part.range.upperBound : part.range.upperBound
    var line = text.mark(at: last).line + 1
    // What is indented more belongs to it.
    let lines = text.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    while !layout.isFlow, line <= lines.count {
      let content = lines[line - 1]
      let indent = content.prefix { $0 == 0x20 }.count
      guard indent == content.count || indent > text.mark(at: part.range.lowerBound).column - 1 else { break }
      line += 1
    }
    return (start, line <= lines.count ? line : nil)
  }
}

extension NodePath {
  /// Document and steps: `0.spec.meshes.1`.
  fileprivate var name: String {
    steps.reduce("\(document)") { name, step in
      switch step {
      case .key(let key): name + ".\(key)"
      case .item(let index): name + ".\(index)"
      }
    }
  }
}

extension Node {
  fileprivate var steps: [NodePath.Step] {
    if let mapping { return mapping.keys.map { .key($0) } }
    return sequence?.indices.map { .item($0) } ?? []
  }

  fileprivate func without(_ steps: ArraySlice<NodePath.Step>) -> Node { changing(steps) { _ in nil } }

  fileprivate func replacing(_ steps: ArraySlice<NodePath.Step>, with node: Node) -> Node {
    changing(steps) { _ in node }
  }

  private func changing(_ steps: ArraySlice<NodePath.Step>, _ body: (Node) -> Node?) -> Node {
    guard let step = steps.first else { return body(self) ?? .null }
    let isLast = steps.count == 1
    switch step {
    case .key(let key):
      var mapping = mapping ?? Mapping()
      guard let value = mapping[key] else { return self }
      if isLast, body(value) == nil {
        mapping.remove(key)
      } else {
        mapping.set(key, to: value.changing(steps.dropFirst(), body))
      }
      return .mapping(mapping)
    case .item(let index):
      var items = sequence ?? []
      if isLast, body(items[index]) == nil {
        items.remove(at: index)
      } else {
        items[index] = items[index].changing(steps.dropFirst(), body)
      }
      return .sequence(items)
    }
  }
}

extension [UInt8] {
  /// Whether the bytes are some of the others, in their order.
  fileprivate func isSubsequence(of other: [UInt8]) -> Bool {
    var rest = self[...]
    for byte in other where rest.first == byte { rest.removeFirst() }
    return rest.isEmpty
  }
}
