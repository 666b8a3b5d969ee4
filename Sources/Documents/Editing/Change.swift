/// One change to the content of a file.
public enum Change: Hashable, Sendable {
  /// Replaces a node. A scalar keeps its quotes, and an item of a block sequence its line.
  case replace(NodePath, with: Node)
  /// Changes the key of an entry.
  case rename(NodePath, to: String)
  /// Removes an entry of a mapping or an item of a sequence, with the comment beside it.
  case remove(NodePath)
  /// Adds an entry to a mapping.
  case insert(String, Node, into: NodePath, at: Edge)

  /// An end of a collection.
  public enum Edge: Hashable, Sendable {
    /// Before all entries.
    case start
    /// After all entries.
    case end
  }

  /// The changed node: for an insertion, the mapping.
  var path: NodePath {
    switch self {
    case .replace(let path, _), .rename(let path, _), .remove(let path), .insert(_, _, let path, _): path
    }
  }
}
