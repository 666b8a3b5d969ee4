public import Diagnostics

/// One document of a stream: what it holds and where it comes from.
public struct Document: Hashable, Sendable {
  /// The value at the top; null for an empty document.
  public var root: Node
  /// The file's name as the user gave it; `-` is standard input.
  public var source: String
  /// The number of the document in its stream, counted from 0.
  public var index: Int

  /// Makes a document.
  public init(root: Node, source: String, index: Int = 0) {
    self.root = root
    self.source = source
    self.index = index
  }

  /// Where the document's value begins.
  public var mark: Mark { root.mark }

  /// Where the document's value begins, with the file's name.
  public var place: Place { mark.place(in: source) }
}
