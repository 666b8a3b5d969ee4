/// One change to the content of a YAML or JSON file.
public enum Change: Hashable, Sendable {
  /// Replaces a value. A string keeps the quotes of the scalar that it replaces; of a block sequence, items that are in
  /// both values keep their lines.
  case replace(NodePath, with: Node)
  /// Renames the key of an entry.
  case rename(NodePath, to: String)
  /// Removes an entry of a mapping or an item of a sequence, with the comment beside it.
  case remove(NodePath)
  /// Adds an entry to a mapping.
  case insert(String, Node, into: NodePath, at: Edge)

  /// An end of a collection.
  public enum Edge: Hashable, Sendable {
    case start
    case end
  }

  /// The node that changes; for an insertion, the mapping.
  var path: NodePath {
    switch self {
    case .replace(let path, _), .rename(let path, _), .remove(let path), .insert(_, _, let path, _): path
    }
  }
}
