/// The path from the top of a file to one of its nodes: `NodePath()["spec"]["meshes"][2]`.
public struct NodePath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case key(String)
    case item(Int)
  }

  /// The index of the document in its file, counted from 0.
  let document: Int
  private(set) var steps: [Step] = []

  /// The top value of a document.
  public init(document: Int = 0) {
    self.document = document
  }

  /// The value of a key.
  public subscript(key: String) -> NodePath { appending(.key(key)) }

  /// An item of a sequence, counted from 0.
  public subscript(item: Int) -> NodePath { appending(.item(item)) }

  /// The key that leads to the node; nil for an item, and for the top.
  public var key: String? {
    guard case .key(let key)? = steps.last else { return nil }
    return key
  }

  /// The collection that contains the node, and the step from there; nil for the top.
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
  func child(_ step: NodePath.Step) -> Node? {
    switch step {
    case .key(let key): self[key]
    case .item(let index): sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    }
  }

  /// The index of a child among the entries or items.
  func index(of step: NodePath.Step) -> Int? {
    switch step {
    case .key(let key): mapping?.entries.firstIndex { $0.key == key }
    case .item(let index): sequence.flatMap { $0.indices.contains(index) ? index : nil }
    }
  }
}
