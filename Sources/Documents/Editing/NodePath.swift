/// The path from the top of a file to a node: `NodePath()["spec"]["meshes"][2]`.
public struct NodePath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case key(String)
    case item(Int)
  }

  /// The index of the document in its file, from 0.
  let document: Int
  private(set) var steps: [Step] = []

  /// The root of a document.
  public init(document: Int = 0) {
    self.document = document
  }

  /// The value of a key in a mapping.
  public subscript(key: String) -> NodePath { appending(.key(key)) }

  /// An item of a sequence, from 0.
  public subscript(item: Int) -> NodePath { appending(.item(item)) }

  /// The key of the last step; nil for an item and for a root.
  public var key: String? {
    guard case .key(let key)? = steps.last else { return nil }
    return key
  }

  /// The path of the collection that holds the node, and the last step; nil for a root.
  var parent: (path: NodePath, step: Step)? {
    guard let step = steps.last else { return nil }
    var path = self
    path.steps.removeLast()
    return (path, step)
  }

  func appending(_ step: Step) -> NodePath {
    var path = self
    path.steps.append(step)
    return path
  }
}

extension Node {
  /// The value of a key, or an item.
  func child(_ step: NodePath.Step) -> Node? {
    switch step {
    case .key(let key): self[key]
    case .item(let index): sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    }
  }

  /// The index of an entry or item.
  func index(of step: NodePath.Step) -> Int? {
    switch step {
    case .key(let key): mapping?.entries.firstIndex { $0.key == key }
    case .item(let index): sequence.flatMap { $0.indices.contains(index) ? index : nil }
    }
  }
}
