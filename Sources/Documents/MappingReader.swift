import Diagnostics

/// Looks up the fields of one mapping by name, and remembers their names: any field left over is unknown.
///
/// A null field is treated as missing. Every error gives the position and the path: `spec.meshes[1].name`.
public struct MappingReader: Sendable {
  /// The path to the mapping from the top of the document; empty at the top.
  public let path: String
  /// The file name.
  public let source: String
  public let mark: Mark

  private let mapping: Mapping
  private var asked: [String] = []

  /// Throws `invalidValue` if the node is not a mapping.
  public init(_ node: Node, at path: String, source: String) throws(DocumentsError) {
    mapping = try node.requireMapping(at: path, in: source)
    self.path = path
    self.source = source
    mark = node.mark
  }

  /// Any field, unconverted.
  public mutating func node(_ key: String) -> Node? {
    if !asked.contains(key) { asked.append(key) }
    guard let node = mapping[key], !node.isNull else { return nil }
    return node
  }

  /// The error `unknownField` for each key that has not been read.
  public var unknownFields: [DocumentsError] {
    mapping.entries.filter { !asked.contains($0.key) }.map { entry in
      let free = asked.filter { mapping[$0] == nil }
      let nearest = Spelling.nearest(to: entry.key, among: free) ?? Spelling.nearest(to: entry.key, among: asked)
      return .unknownField(
        path: name(of: entry.key), nearest: nearest, known: asked, place: entry.keyMark.place(in: source))
    }
  }

  /// Throws `unknownField` for the first key that has not been read.
  public func finish() throws(DocumentsError) {
    if let first = unknownFields.first { throw first }
  }

  /// The path of a field from the top of the document.
  public func name(of key: String) -> String { path.isEmpty ? key : path + "." + key }

  public func missing(_ key: String) -> DocumentsError {
    .missingField(path: name(of: key), place: mark.place(in: source))
  }

  /// The error for a node of the wrong type, for rules that no method here checks.
  public func fault(_ node: Node, _ key: String, expected: String) -> DocumentsError {
    .invalid(node, at: name(of: key), expected: expected, source: source)
  }
}
