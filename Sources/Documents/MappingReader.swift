import Diagnostics

/// Looks up the fields of one mapping by name, and remembers which: what is left over in the end is a mistake.
///
/// A field that is null counts as missing. Every error says where and by which path: `spec.meshes[1].name`. Whether an
/// error ends the reading is the caller's choice.
public struct MappingReader: Sendable {
  /// The path to the mapping from the top of the document; empty at the top itself.
  public let path: String
  /// The name of the file.
  public let source: String
  /// Where the mapping begins.
  public let mark: Mark

  private let mapping: Mapping
  private var asked: [String] = []

  /// Takes a mapping; any other node is the error `invalidValue`.
  public init(_ node: Node, at path: String, source: String) throws(DocumentsError) {
    mapping = try node.requireMapping(at: path, in: source)
    self.path = path
    self.source = source
    mark = node.mark
  }

  /// Any field as it stands.
  public mutating func node(_ key: String) -> Node? {
    if !asked.contains(key) { asked.append(key) }
    guard let node = mapping[key], !node.isNull else { return nil }
    return node
  }

  /// The error `unknownField` for each key that was not asked for.
  public var unknownFields: [DocumentsError] {
    mapping.entries.filter { !asked.contains($0.key) }.map { entry in
      let free = asked.filter { mapping[$0] == nil }
      let nearest = Spelling.nearest(to: entry.key, among: free) ?? Spelling.nearest(to: entry.key, among: asked)
      return .unknownField(
        path: name(of: entry.key), nearest: nearest, known: asked, place: entry.keyMark.place(in: source))
    }
  }

  /// Throws `unknownField` at the first key that was not asked for.
  public func finish() throws(DocumentsError) {
    if let first = unknownFields.first { throw first }
  }

  /// The path of a field from the top of the document.
  public func name(of key: String) -> String { path.isEmpty ? key : path + "." + key }

  /// The error that a field is not there.
  public func missing(_ key: String) -> DocumentsError {
    .missingField(path: name(of: key), place: mark.place(in: source))
  }

  /// The error that a node is not what it should be, told by its text and kind; for rules that no method here knows.
  public func fault(_ node: Node, _ key: String, expected: String) -> DocumentsError {
    .invalid(node, at: name(of: key), expected: expected, source: source)
  }
}
