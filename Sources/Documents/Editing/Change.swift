/// One change to what a file holds.
public enum Change: Hashable, Sendable {
  /// A node becomes another one. A scalar keeps the quotes that it has, an item of a block sequence its line.
  case replace(NodePath, with: Node)
  /// The key of an entry becomes another one.
  case rename(NodePath, to: String)
  /// An entry of a mapping or an item of a sequence goes, with the comment beside it.
  case remove(NodePath)
  /// An entry comes into a mapping.
  case insert(String, Node, into: NodePath, at: Edge)

  /// An end of a collection.
  public enum Edge: Hashable, Sendable {
    /// Before everything that is there.
    case start
    /// Behind everything that is there.
    case end
  }

  /// The node that changes: for an insertion, the mapping.
  var path: NodePath {
    switch self {
    case .replace(let path, _), .rename(let path, _), .remove(let path), .insert(_, _, let path, _): path
    }
  }
}
