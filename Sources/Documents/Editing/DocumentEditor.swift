/// Edits a YAML or JSON text in place. Only the requested changes are made; every other byte stays, with comments,
/// order and layout.
///
/// The reader says where nodes begin and end, and the text is changed there. The result is not trusted: the new text is
/// read again, and must contain exactly the documents that the changes produce. Otherwise it is discarded.
public struct DocumentEditor: Sendable {
  /// The documents of the text before any change.
  public let documents: [Document]
  let text: SourceText
  let spans: NodeSpans
  private let source: String

  /// Reads a text; `source` is the file name.
  public init(_ bytes: [UInt8], source: String) throws(EditFault) {
    text = try SourceText(bytes)
    self.source = source
    (documents, spans) = try Self.read(bytes, source)
  }

  /// The text after changes.
  ///
  /// - Throws: ``EditFault`` if a change cannot be made, or the result is not exactly the requested one.
  public func bytes(after changes: [Change]) throws(EditFault) -> [UInt8] {
    try bytes(with: splices(changes), after: changes)
  }

  /// The text after splices, proven to be the result of `changes`.
  public func bytes(with splices: [Splice], after changes: [Change]) throws(EditFault) -> [UInt8] {
    // A node that aliases repeat may be named by any of its paths.
    var seen: Set<Splice> = []
    let splices = splices.filter { seen.insert($0).inserted }
    for (index, splice) in splices.enumerated() {
      guard !splices[..<index].contains(where: { $0.overlaps(splice) }) else { throw .overlap }
    }
    let result = Splice.join(splices, in: text.bytes)
    let expected = try ChangedDocuments(changes).apply(to: documents)
    guard let (found, spans) = try? Self.read(result, source), found.map(\.root) == expected,
      spans.isJSON == self.spans.isJSON
    else { throw .meaning }
    return result
  }

  /// The splices that make the changes; not proven.
  public func splices(_ changes: [Change]) throws(EditFault) -> [Splice] {
    var splices: [Splice] = []
    var removed: [NodePath: Set<Int>] = [:]
    var parents: [NodePath] = []
    for change in changes {
      switch change {
      case .replace(let path, let node): splices += try replace(path, with: node)
      case .rename(let path, let key): splices.append(try rename(path, to: key))
      case .insert(let key, let node, let path, let edge):
        splices.append(try insert(key, node, into: path, at: edge))
      case .remove(let path):
        // All removals from one collection are made together, because of the commas between.
        guard let (parent, step) = path.parent, let index = try place(of: parent).node.index(of: step) else {
          throw .form
        }
        if removed[parent] == nil { parents.append(parent) }
        removed[parent, default: []].insert(index)
      }
    }
    for parent in parents { splices += try remove(removed[parent] ?? [], from: parent) }
    return splices
  }

  private static func read(_ bytes: [UInt8], _ source: String) throws(EditFault) -> ([Document], NodeSpans) {
    let recorder = SpanRecorder()
    do {
      let documents = try DocumentReader.all(bytes: bytes, source: source, recorder: recorder)
      return (documents, recorder.spans)
    } catch {
      throw .unreadable(error)
    }
  }
}

// MARK: - Where nodes are

extension DocumentEditor {
  /// A node of a path, and its surroundings.
  struct Place {
    let node: Node
    /// The entry whose value it is.
    var entry: Mapping.Entry?
    /// Whether it is between brackets or braces, where fewer characters are allowed without quotes.
    var isInFlow = false
  }

  /// Nil if there is no such node.
  public func node(at path: NodePath) -> Node? { try? place(of: path).node }

  func place(of path: NodePath) throws(EditFault) -> Place {
    guard documents.indices.contains(path.document) else { throw .form }
    var place = Place(node: documents[path.document].root)
    for step in path.steps {
      guard let collection = spans.collection(at: place.node.mark), let child = place.node.child(step) else {
        throw .form
      }
      var next = Place(node: child)
      if case .key(let key) = step { next.entry = place.node.mapping?.entries.first { $0.key == key } }
      // An alias may repeat a node of a flow collection.
      let isRepeated = collection.mark != place.node.mark
      next.isInFlow = place.isInFlow || collection.span.style == .flow || isRepeated
      place = next
    }
    return place
  }

  func offset(_ mark: Mark) throws(EditFault) -> Int {
    guard let offset = text.offset(of: mark) else { throw .form }
    return offset
  }

  /// The paths of the nodes that begin at some marks, and of the entries whose keys do. A node that aliases repeat has
  /// several.
  public func paths(at marks: Set<Mark>) -> (nodes: [Mark: [NodePath]], keys: [Mark: [NodePath]]) {
    var nodes: [Mark: [NodePath]] = [:]
    var keys: [Mark: [NodePath]] = [:]
    func walk(_ node: Node, _ path: NodePath) {
      if marks.contains(node.mark) { nodes[node.mark, default: []].append(path) }
      switch node.content {
      case .sequence(let items):
        for (index, item) in items.enumerated() { walk(item, path[index]) }
      case .mapping(let mapping):
        for entry in mapping.entries {
          if marks.contains(entry.keyMark) { keys[entry.keyMark, default: []].append(path[entry.key]) }
          walk(entry.value, path[entry.key])
        }
      case .null, .bool, .integer, .decimal, .string: break
      }
    }
    for (index, document) in documents.enumerated() { walk(document.root, NodePath(document: index)) }
    return (nodes, keys)
  }

  /// Whether a comment follows the end of a node on its line.
  public func hasComment(beside path: NodePath) -> Bool {
    guard let place = try? place(of: path), let end = try? end(of: place.node) else { return false }
    return text.hasComment(behind: end)
  }
}
