/// Edits a YAML or JSON text in place. Every byte outside a change stays, with comments, order and layout.
///
/// The reader says where nodes begin and end, and the text is spliced there. The result is not trusted: it is read
/// again, and must contain exactly the documents that result from making the same changes to the nodes. Otherwise it is
/// discarded, so an unusual layout costs the edit and never the file.
public struct DocumentEditor: Sendable {
  public let documents: [Document]
  let text: SourceText
  let spans: NodeSpans
  private let source: String

  /// Reads a text; `source` is its name.
  public init(_ bytes: [UInt8], source: String) throws(EditFault) {
    text = try SourceText(bytes)
    self.source = source
    let recorder = SpanRecorder()
    do {
      documents = try DocumentReader.all(bytes: bytes, source: source, recorder: recorder)
    } catch {
      throw .unreadable(error)
    }
    spans = recorder.spans
  }

  /// The text.
  public var bytes: [UInt8] { text.bytes }

  /// The edited text, read again.
  ///
  /// - Throws: ``EditFault`` if a change cannot be made, or the result differs from the requested one.
  public func edited(_ changes: [Change]) throws(EditFault) -> DocumentEditor {
    try edited(changes, with: splices(changes))
  }

  /// The edited text, from splices that were made for the changes; checked like ``edited(_:)``.
  public func edited(_ changes: [Change], with splices: [Splice]) throws(EditFault) -> DocumentEditor {
    // A node that an alias repeats has several paths, and one place in the text.
    var seen: Set<Splice> = []
    let splices = splices.filter { seen.insert($0).inserted }
    for (index, splice) in splices.enumerated() {
      guard !splices[..<index].contains(where: { $0.overlaps(splice) }) else { throw .overlap }
    }
    let expected = try ChangedDocuments(changes).apply(to: documents)
    guard let result = try? DocumentEditor(Splice.join(splices, in: bytes), source: source),
      result.documents.map(\.root) == expected, result.areJSON == areJSON
    else { throw .meaning }
    return result
  }

  /// Which of the documents are JSON, and must stay so.
  private var areJSON: [Bool] { documents.map { spans.isJSON(at: $0.mark) } }

  /// The splices for some changes. They are not checked yet.
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
        // Removals from one collection are done together, because of the commas between its entries.
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
}

// MARK: - Nodes and paths

extension DocumentEditor {
  /// A node and its surroundings.
  struct Place {
    let node: Node
    /// The entry whose value it is.
    var entry: Mapping.Entry?
    var notation: ValueWriting.Notation
  }

  /// The node at a path; nil if there is none.
  public func node(at path: NodePath) -> Node? { try? place(of: path).node }

  func place(of path: NodePath) throws(EditFault) -> Place {
    guard documents.indices.contains(path.document) else { throw .form }
    let root = documents[path.document].root
    var place = Place(node: root, notation: spans.isJSON(at: root.mark) ? .json : .block)
    for step in path.steps {
      guard let collection = spans.collection(at: place.node.mark), let child = place.node.child(step) else {
        throw .form
      }
      // The node that an alias repeats may be part of a flow collection.
      let isInFlow = collection.span.style == .flow || collection.mark != place.node.mark
      var next = Place(node: child, notation: place.notation == .block && isInFlow ? .flow : place.notation)
      if case .key(let key) = step { next.entry = place.node.mapping?.entries.first { $0.key == key } }
      place = next
    }
    return place
  }

  func offset(_ mark: Mark) throws(EditFault) -> Int {
    guard let offset = text.offset(of: mark) else { throw .form }
    return offset
  }

  /// The paths of the nodes and of the keys that begin at the given marks. A node that aliases repeat has several paths.
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

  /// Whether a comment follows a node on the line on which it ends.
  public func hasComment(beside path: NodePath) -> Bool {
    guard let place = try? place(of: path), let end = try? end(of: place.node) else { return false }
    return text.hasComment(after: end)
  }
}
